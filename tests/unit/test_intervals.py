"""How sure a counted probability is."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.statistics.intervals import binomial_range, from_block_shares, probabilities, probability


def test_few_blocks_give_wilsons_interval() -> None:
    """30 of 100, z = 1.959964: centre (0.3 + 0.0192073) / 1.0384146 = 0.3073987, half 0.0884498."""
    hits = np.arange(100) < 30
    chance = probability(hits, block=100)
    assert (chance.estimate, chance.replications, chance.level) == (0.3, 100, 0.95)
    assert chance.low == pytest.approx(0.2189489, abs=1e-6)
    assert chance.high == pytest.approx(0.3958485, abs=1e-6)


def test_eight_blocks_give_students_interval() -> None:
    """Means 0.4 and 0.6 in turn: s = 0.1 · √(8/7), error s/√8 = 0.0377964, t(7) = 2.364624 → ± 0.0893744."""
    found = from_block_shares(np.array([0.4, 0.6] * 4), size=1024).at()
    assert found.estimate == pytest.approx(0.5)
    assert found.high - 0.5 == pytest.approx(0.0893744, abs=1e-6)
    assert 0.5 - found.low == pytest.approx(0.0893744, abs=1e-6)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_block_of_all_or_none_falls_back_to_wilson(share: float) -> None:
    shares = np.array([share] + [0.4, 0.6] * 4)
    futures = probability(np.arange(9 * 1024) < round(shares.mean() * 9 * 1024), block=9 * 1024)
    found = from_block_shares(shares, size=1024).at()
    assert found.low == pytest.approx(futures.low, abs=1e-4)
    assert found.high == pytest.approx(futures.high, abs=1e-4)


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("blocks", [1, 7, 8, 40])
def test_no_interval_has_zero_width(share: float, blocks: int) -> None:
    found = from_block_shares(np.full(blocks, share), size=64).at()
    assert 0.0 <= found.low <= share <= found.high <= 1.0
    assert found.high - found.low > 0.0


def test_stratified_blocks_earn_a_narrower_interval() -> None:
    random = np.random.default_rng(3)
    stratified = from_block_shares(0.3 + 0.002 * random.normal(size=20), size=1024).at()
    independent = probability(np.arange(20 * 1024) < 6144, block=20 * 1024)
    assert stratified.high - stratified.low < 0.5 * (independent.high - independent.low)


def test_students_interval_covers_the_truth_as_often_as_it_says() -> None:
    random = np.random.default_rng(4)
    found = probabilities(random.random((2000, 10 * 256)) < 0.2, block=256)
    covered = np.mean((found.low <= 0.2) & (found.high >= 0.2))
    assert 0.93 < covered < 0.97


def test_rows_keep_their_shape() -> None:
    found = probabilities(np.zeros((3, 4, 50), dtype=bool))
    assert found.estimate.shape == found.low.shape == found.high.shape == (3, 4)
    assert found.replications == 50


@pytest.mark.parametrize(
    ("trials", "share", "allowed"),
    [
        (0, 0.8, (0, 0)),
        (1, 0.8, (0, 1)),
        (2, 0.9, (1, 2)),
        (3, 0.8, (1, 3)),
        (4, 0.5, (0, 4)),
        (6, 0.5, (1, 5)),
        (10, 0.8, (5, 10)),
    ],
)
def test_chance_allows_what_is_outside_with_a_fortieth_at_most(
    trials: int, share: float, allowed: tuple[int, int]
) -> None:
    """None of one has 0.2, of two at 0.9 0.01, of three 0.2³ = 0.008, and one of three 3 · 0.8 · 0.04 = 0.096.

    Of four fair ones none and all have 1/16 = 0.0625; of six 1/64 = 0.0156, and one or none 7/64. Of ten at 0.8 up to
    four have 0.0064, up to five 0.0328.
    """
    assert binomial_range(trials, share) == allowed

"""How sure a difference is between two scenarios in the same futures."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.statistics.intervals import NARROWEST_GBP_M, mean_differences, probabilities, share_differences


def test_no_future_that_changes_still_leaves_an_interval() -> None:
    """Wilson's upper end of 0 of 1,000: z² / (n + z²) = 3.8414588 / 1003.8414588 = 0.0038268, either way."""
    hits = np.arange(1000) < 300
    found = share_differences(hits, hits, block=1000).at()
    assert (found.estimate, found.changed) == (0.0, 0.0)
    assert (found.low, found.high) == pytest.approx((-0.0038268, 0.0038268), abs=1e-6)


def test_gained_alone_gives_wilsons_interval_beside_that_of_none_lost() -> None:
    """10 of 100 gained, none lost. Wilson of 10 %: centre (0.1 + 0.0192073) / 1.0384146 = 0.1147974, half
    0.0595681, so 0.0552293 to 0.1743655; upper end of none lost 3.8414588 / 103.8414588 = 0.0369935.
    Squared and added: 0.1 − √(0.0447707² + 0.0369935²) = 0.0419220 to 0.1 + 0.0743655 = 0.1743655."""
    before, after = np.arange(100) < 20, np.arange(100) < 30
    found = share_differences(before, after, block=100).at()
    assert found.estimate == pytest.approx(0.1)
    assert (found.low, found.high) == pytest.approx((0.0419220, 0.1743655), abs=1e-6)


def test_as_many_gained_as_lost_are_known_less_well_than_if_they_were_independent() -> None:
    """10 of 100 gained and 10 lost. Wilson of 10 % is 0.0447707 below and 0.0743655 above it; the correlation is
    √(0.01 / 0.81) = 1/9. Squared and added: √(0.0447707² + 0.0743655² + 2/9 · 0.0447707 · 0.0743655) = 0.0909643."""
    before, after = np.arange(100) < 10, (np.arange(100) >= 10) & (np.arange(100) < 20)
    found = share_differences(before, after, block=100).at()
    assert (found.estimate, found.changed) == (0.0, pytest.approx(0.2))
    assert (found.low, found.high) == pytest.approx((-0.0909643, 0.0909643), abs=1e-6)


def test_eight_blocks_give_students_interval_of_the_difference() -> None:
    """Net shares 0.1 and 0.3 in turn: s = 0.1 · √(8/7), error s/√8 = 0.0377964, t(7) = 2.364624 → ± 0.0893744."""
    block = np.arange(10)
    before = np.zeros((8, 10), dtype=bool)
    after = np.stack([block < (1 if number % 2 else 3) for number in range(8)])
    found = share_differences(before.ravel(), after.ravel(), block=10).at()
    assert found.estimate == pytest.approx(0.2)
    assert (found.high - 0.2, 0.2 - found.low) == pytest.approx((0.0893744, 0.0893744), abs=1e-6)


def test_mean_differences_follow_student_over_blocks_and_the_normal_below_eight() -> None:
    """Block means 1 and 3 in turn: error √(8/7) / √8 = 0.3779645, t(7) = 2.364624 → ± 0.8937439; as 80 futures of
    spread 1: 1.959964 / √80 = 0.2191306."""
    paired = np.repeat(np.array([1.0, 3.0] * 4), 10)
    over_blocks = mean_differences(paired, block=10).at()
    assert (over_blocks.estimate, over_blocks.high - 2.0) == pytest.approx((2.0, 0.8937439), abs=1e-6)
    over_futures = mean_differences(paired, block=80).at()
    assert over_futures.high - 2.0 == pytest.approx(0.2191306, abs=1e-6)


@pytest.mark.parametrize("blocks", [1, 7, 8, 40])
@pytest.mark.parametrize("amount", [0.0, 1.0, 1 / 3])
def test_a_difference_that_is_the_same_everywhere_is_known_to_the_pound(blocks: int, amount: float) -> None:
    found = mean_differences(np.full(blocks * 64, amount), block=64).at()
    assert found.high - found.low == pytest.approx(2 * NARROWEST_GBP_M)
    assert found.changed == (1.0 if amount else 0.0)


@pytest.mark.parametrize("blocks", [1, 8])
def test_turning_the_two_worlds_turns_every_end(blocks: int) -> None:
    random = np.random.default_rng(8)
    before, after = random.random((2, blocks * 64)) < np.array([[0.3], [0.4]])
    one, other = (share_differences(*pair, block=64).at() for pair in ((before, after), (after, before)))
    assert (one.estimate, one.low, one.high) == pytest.approx((-other.estimate, -other.high, -other.low))


@pytest.mark.parametrize(("blocks", "gained", "lost"), [(10, 0.05, 0.02), (4, 0.05, 0.02), (4, 0.01, 0.004)])
def test_the_interval_covers_the_true_difference_as_often_as_it_says(
    blocks: int, gained: float, lost: float
) -> None:
    """2,000 pairs of worlds in which the truth is known; 95 % less and more four errors of the count itself."""
    random = np.random.default_rng(4)
    chance = random.random((2000, blocks * 256))
    before, after = chance < 0.3 + lost, (chance < 0.3) | (chance > 1 - gained)
    found = share_differences(before, after, block=256)
    truth = gained - lost
    covered = np.mean((found.low <= truth) & (found.high >= truth))
    assert 0.93 < covered < 0.975


def test_pairs_are_surer_than_two_counts_apart() -> None:
    """Where 5 % of the futures change, the paired interval is far within that of two independent counts."""
    random = np.random.default_rng(2)
    chance = random.random(16 * 256)
    before, after = chance < 0.40, chance < 0.45
    paired = share_differences(before, after, block=256).at()
    a, b = (probabilities(hits[None], block=256).at(0) for hits in (before, after))
    apart = np.hypot(a.high - a.low, b.high - b.low)
    assert paired.high - paired.low < 0.5 * apart


def test_each_row_has_its_own_share_of_futures_that_change() -> None:
    found = mean_differences(np.array([[0.0, 0.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0]]), block=4)
    assert np.asarray(found.changed).tolist() == [0.5, 1.0]


def test_each_row_is_as_sure_as_it_is_alone() -> None:
    """Two rows of eight blocks: Student over the blocks of each, as worked out above for one."""
    paired = np.repeat(np.array([1.0, 3.0] * 4), 10)
    found = mean_differences(np.stack([paired, paired + 4.0]), block=10)
    assert (np.asarray(found.high) - np.asarray(found.estimate)).tolist() == pytest.approx(
        [0.8937439] * 2, abs=1e-6
    )

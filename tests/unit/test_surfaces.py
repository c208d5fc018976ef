"""Several inputs taken together: known shares, and nothing where there is nothing."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.statistics.arrays import Array
from simulator.statistics.given_data import Resampling, resampling
from simulator.statistics.surfaces import Surface, by_chance, fitted, score, surface, surface_share

FUTURES = 4096


def few(futures: int = FUTURES) -> Resampling:
    return resampling(futures, batches=64, resamples=128)


def share(members: Array, outcome: Array) -> Surface:
    return surface_share(fitted(surface(members), outcome, few(len(outcome))))


def test_a_sum_of_members_has_the_sum_of_their_shares() -> None:
    members, noise = np.random.default_rng(1).standard_normal((2, FUTURES, 10))
    outcome = members.sum(axis=1) + np.sqrt(30) * noise[:, 0]
    found = share(members, outcome).index
    assert found.estimate == pytest.approx(0.25, abs=0.03)
    assert found.low < 0.25 < found.high


def test_members_that_move_together_count_once() -> None:
    """Two normals with correlation ρ in a sum with noise: (2 + 2ρ) of (2 + 2ρ + noise)."""
    one, other, noise = np.random.default_rng(2).standard_normal((3, FUTURES))
    members = np.stack([one, 0.6 * one + 0.8 * other], axis=1)
    found = share(members, members.sum(axis=1) + 2 * noise).index
    assert found.estimate == pytest.approx(3.2 / 7.2, abs=0.03)


def test_a_risk_that_costs_its_amount_only_where_it_happens_is_seen_whole() -> None:
    """The variance of event times amount is p(1 + s²) − p² about a mean amount of 1."""
    generator = np.random.default_rng(3)
    happens = (generator.random(FUTURES) < 0.3).astype(float)
    amount = 1 + 0.5 * generator.standard_normal(FUTURES)
    outcome = -happens * amount
    variance = 0.3 * 1.25 - 0.09
    noise = np.sqrt(variance) * generator.standard_normal(FUTURES)
    found = share(np.stack([happens, amount], axis=1), outcome + noise)
    assert found.index.estimate == pytest.approx(0.5, abs=0.03)
    assert found.freedom == 4  # of five terms the square of what is 0 or 1 says nothing new


def test_members_without_influence_are_found_as_seldom_as_is_said() -> None:
    generator = np.random.default_rng(4)
    shares, chances = [], []
    for _ in range(30):
        members, outcome = generator.standard_normal((512, 6)), generator.standard_normal(512)
        found = share(members, outcome)
        shares.append(found.index.estimate)
        chances.append(by_chance(found, 512))
    assert np.mean(shares) == pytest.approx(0.0, abs=0.01)
    assert 0.0 <= np.mean(np.array(chances) < 0.1) <= 0.22
    assert np.mean(chances) == pytest.approx(0.5, abs=0.15)


def test_a_score_is_fitted_elsewhere_and_so_finds_nothing_where_there_is_nothing() -> None:
    generator = np.random.default_rng(5)
    members, noise = generator.standard_normal((FUTURES, 20)), generator.standard_normal(FUTURES)
    found = score(fitted(surface(members), noise, few()))
    assert abs(np.corrcoef(found, noise)[0, 1]) < 0.08
    outcome = members[:, 0] + noise
    assert np.corrcoef(score(fitted(surface(members), outcome, few())), members[:, 0])[0, 1] > 0.98


def test_many_members_have_a_plane_and_few_a_bent_surface() -> None:
    generator = np.random.default_rng(6)
    assert [len(surface(generator.standard_normal((1024, count)))) for count in (3, 6, 100)] == [9, 12, 100]


@pytest.mark.slow
@pytest.mark.parametrize("true", [0.0, 0.05, 0.3])
def test_intervals_hold_the_truth_as_often_as_they_say(true: float) -> None:
    generator = np.random.default_rng(7)
    hits = []
    for _ in range(300):
        members, noise = generator.standard_normal((2048, 9)), generator.standard_normal(2048)
        outcome = np.sqrt(true / 9) * members.sum(axis=1) + np.sqrt(1 - true) * noise
        found = share(members, outcome).index
        hits.append(found.low <= true <= found.high)
    assert np.mean(hits) == pytest.approx(0.95, abs=0.05)

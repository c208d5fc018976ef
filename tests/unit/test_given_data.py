"""First-order indices from given data: what is known in closed form, and intervals that hold what they promise."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.statistics.arrays import Array
from simulator.statistics.given_data import Index, class_count, classes, first_order, ranked, resampling

FUTURES = 10_240


def index(values: Array, outcome: Array) -> Index:
    futures = resampling(len(values))
    return first_order(classes(ranked(values), class_count(len(values))), outcome, futures)


def test_values_alike_have_one_rank_and_one_class() -> None:
    found = ranked(np.array([3.0, 1.0, 3.0, 2.0]))
    assert found.middle.tolist() == [2.5, 0.0, 2.5, 1.0]
    assert classes(found, 2).tolist() == [1, 0, 1, 0]


@pytest.mark.parametrize("share", [0.002, 0.03, 0.12, 0.5, 0.88, 0.97])
def test_an_event_is_told_from_its_absence_however_rare_it_is(share: float) -> None:
    happens = (np.arange(1000) < 1000 * share).astype(float)
    assert classes(ranked(happens), 5).tolist() == happens.tolist()


def test_classes_are_equally_full() -> None:
    values = np.random.default_rng(1).standard_normal(1000)
    assert np.bincount(classes(ranked(values), 8)).tolist() == [125] * 8


def test_ishigamis_function_has_its_known_indices() -> None:
    """T. Ishigami and T. Homma, 1990, with a = 7 and b = 0.1."""
    x = np.random.default_rng(2).uniform(-np.pi, np.pi, (3, FUTURES))
    outcome = np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
    found = [index(values, outcome) for values in x]
    assert [one.estimate for one in found] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found[2].low < 0 < found[2].high


def test_a_sum_shares_its_variance_by_the_squares_of_its_weights() -> None:
    x = np.random.default_rng(3).standard_normal((3, FUTURES))
    found = [index(values, 3 * x[0] - 2 * x[1] + x[2]).estimate for values in x]
    assert found == pytest.approx([9 / 14, 4 / 14, 1 / 14], abs=0.02)


def test_of_correlated_normals_each_index_holds_part_of_the_other() -> None:
    """Y = aX + bZ with correlation ρ: the index of X is (a + ρb)² / (a² + b² + 2ρab)."""
    own, other = np.random.default_rng(4).standard_normal((2, FUTURES))
    second = 0.6 * own + 0.8 * other
    outcome = 2 * own + second
    variance = 4 + 1 + 2 * 0.6 * 2
    known = [(2 + 0.6) ** 2 / variance, (1 + 0.6 * 2) ** 2 / variance]
    found = [index(one, outcome).estimate for one in (own, second)]
    assert found == pytest.approx(known, abs=0.02)
    assert sum(known) > 1


def test_an_event_has_the_variance_of_its_chance() -> None:
    generator = np.random.default_rng(5)
    happens = (generator.random(FUTURES) < 0.1).astype(float)
    outcome = -10 * happens + 4 * generator.standard_normal(FUTURES)
    assert index(happens, outcome).estimate == pytest.approx(9 / (9 + 16), abs=0.03)


def test_units_and_direction_of_an_outcome_change_no_index() -> None:
    values, noise = np.random.default_rng(6).standard_normal((2, 1024))
    outcome = values + noise
    assert index(values, outcome).estimate == pytest.approx(
        index(values, 1e6 - 50 * outcome).estimate, rel=1e-9
    )
    assert index(values, outcome).estimate == pytest.approx(index(np.exp(values), outcome).estimate, rel=1e-9)


def covered(true: float, *, futures: int, trials: int) -> tuple[float, float]:
    """How often the interval holds the truth, and the mean estimate."""
    generator = np.random.default_rng(7)
    found = []
    for _ in range(trials):
        values, noise = generator.standard_normal((2, futures))
        found.append(index(values, np.sqrt(true) * values + np.sqrt(1 - true) * noise))
    hits = np.mean([one.low <= true <= one.high for one in found])
    return float(hits), float(np.mean([one.estimate for one in found]))


@pytest.mark.parametrize("true", [0.3])
def test_nineteen_intervals_in_twenty_hold_the_truth(true: float) -> None:
    hits, mean = covered(true, futures=1024, trials=24)
    assert hits >= 0.79
    assert mean == pytest.approx(true, abs=0.02)


@pytest.mark.slow
@pytest.mark.parametrize("true", [0.0, 0.02, 0.1, 0.3, 0.5])
def test_intervals_hold_the_truth_as_often_as_they_say(true: float) -> None:
    """A class is wider than nothing, which costs a hundredth of a large index and shows in its interval."""
    hits, mean = covered(true, futures=2048, trials=1000)
    assert hits == pytest.approx(0.95, abs=0.05)
    assert mean == pytest.approx(true, abs=0.01)

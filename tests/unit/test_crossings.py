"""Where a chance crosses a target: a known root is found and covered, and what has none is not given one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy.special import ndtri

from simulator.sampling.streams import stream
from simulator.statistics.arrays import Array
from simulator.statistics.crossings import MOST_RUNS, Crossing, search, share_of_way, turns_back

ROOT = 1.0 + 0.3 * float(ndtri(0.8))
"""Of Φ((x − 1) / 0.3) = 0.8."""


def rising(seed: int, replications: int = 2_048) -> tuple[list[float], Crossing | None]:
    """The search where each replication reaches the duty from its own normal value with mean 1 and sd 0.3 on."""
    own = 1.0 + 0.3 * ndtri(stream(seed, 0, "tests.crossings").random(replications))

    def margins(values: Sequence[float]) -> list[Array]:
        return [value - own for value in values]

    points, crossing = search(margins, [0.0, 1.0, 2.0, 3.0], 0.8, near=1.0)
    return [point.at for point in points], crossing


def test_a_known_root_is_found_in_few_evaluations() -> None:
    looked_at, crossing = rising(1)
    assert crossing is not None
    assert crossing.is_rising
    assert crossing.at == pytest.approx(ROOT, abs=0.03)
    assert crossing.low < crossing.at < crossing.high
    assert len(looked_at) <= MOST_RUNS


def covered(seeds: range) -> float:
    found = [rising(seed)[1] for seed in seeds]
    return float(np.mean([one is not None and one.low <= ROOT <= one.high for one in found]))


def test_the_interval_holds_the_root_of_most_seeds() -> None:
    assert covered(range(20)) >= 0.85


@pytest.mark.slow
def test_the_interval_holds_the_root_of_as_many_seeds_as_it_says() -> None:
    assert 0.92 <= covered(range(200)) <= 0.98


def test_a_chance_that_falls_is_crossed_from_above() -> None:
    own = np.linspace(0.0, 10.0, 1_001)
    points, crossing = search(
        lambda values: [own - value for value in values], [0.0, 5.0, 10.0], 0.3, near=0.0
    )
    assert crossing is not None
    assert not crossing.is_rising
    assert crossing.at == pytest.approx(7.0, abs=0.1)
    assert len(points) <= MOST_RUNS


def test_of_whole_numbers_it_is_the_first_that_reaches() -> None:
    """Seven of ten replications are reached from 7 on: 6.5 is none of the numbers."""
    own = np.repeat(np.arange(10.0), 100) + 0.5
    _, crossing = search(
        lambda values: [value - own for value in values], [0, 4, 10], 0.7, near=4, is_whole=True
    )
    assert crossing is not None
    assert crossing.at == 7.0


def test_what_is_never_reached_is_looked_for_at_the_top_and_given_no_root() -> None:
    own = np.linspace(-1.0, 1.0, 1_000)
    points, crossing = search(
        lambda values: [own - (value - 1.0) ** 2 + 0.2 for value in values], [0.0, 1.5, 3.0], 0.9, near=0.0
    )
    assert crossing is None
    assert max(point.chance.estimate for point in points) == pytest.approx(0.6, abs=0.02)


def test_a_chance_that_clearly_falls_again_is_noticed() -> None:
    own = np.linspace(-1.0, 1.0, 1_000)
    points, _ = search(
        lambda values: [own - (value - 1.0) ** 2 + 0.5 for value in values], [0.0, 1.0, 2.0], 0.5, near=0.0
    )
    found = turns_back(points, is_rising=True)
    assert found is not None
    assert found[0].at < found[1].at
    assert found[0].chance.estimate > found[1].chance.estimate


def test_margins_that_move_in_a_straight_line_cross_where_they_do_by_hand() -> None:
    """From −1, −2, −3 and −4 up to 4, 3, 2 and 1: half of them are not negative from 2/5 of the way on."""
    below, above = np.array([-1.0, -2.0, -3.0, -4.0]), np.array([4.0, 3.0, 2.0, 1.0])
    assert share_of_way(below, above, 0.5) == pytest.approx(0.4)

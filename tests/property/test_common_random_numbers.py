"""The same seed in two worlds: a difference in £ is measured far more sharply than by two independent runs."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from simulator.results.arrays import Results
from simulator.sampling import draw
from simulator.scenario.model import Scenario
from simulator.simulation import plan_run, simulate_block
from simulator.statistics.arrays import Array
from tests.property.worlds import WEST_NORFOLK, as_written, without_schemes


@pytest.mark.parametrize("scheme", ["medicines_optimisation", "qeh_agency"])
def test_a_scheme_is_weighed_three_times_as_sharply_with_the_same_seed(scheme: str) -> None:
    scenario = as_written(WEST_NORFOLK)
    owner = scenario.schemes[scheme].owner
    without = last_surplus(block(without_schemes(scenario, {scheme}), seed=1), owner)
    same_seed, other_seed = (last_surplus(block_as_written(seed), owner) for seed in (1, 2))
    n = len(without)
    paired = np.std(same_seed - without, ddof=1) / np.sqrt(n)
    unpaired = np.sqrt(np.var(other_seed, ddof=1) / n + np.var(without, ddof=1) / n)
    assert 0 < paired <= unpaired / 3


@cache
def block_as_written(seed: int) -> Results:
    """The first 1,024 futures with every scheme."""
    return block(as_written(WEST_NORFOLK), seed=seed)


def block(scenario: Scenario, *, seed: int) -> Results:
    """The first 1,024 futures."""
    return simulate_block(scenario, draw(scenario, seed, 0), plan_run(scenario))


def last_surplus(results: Results, body: str) -> Array:
    """Surplus of a body in the last year, future by future."""
    return np.asarray(results.by_year["surplus"][results.bodies.index(body), -1])

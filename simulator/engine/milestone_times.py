"""When milestones are reached, and from when what waits for them counts."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from simulator.sampling.inputs import Inputs
from simulator.scenario.model import Scenario
from simulator.scenario.terms.milestones import Milestone
from simulator.statistics.arrays import Array
from simulator.timeline import months_from

NEVER = np.inf

Times = Mapping[str, Array]
"""Months from the start at which each milestone is reached, ``inf`` for never: shape ``(replications,)``."""


def milestone_times(scenario: Scenario, inputs: Inputs, *, is_plan: bool) -> dict[str, Array]:
    """When each milestone is reached in every replication; as planned, each on its date or with the last that it needs.

    Parameters
    ----------
    is_plan : bool
        Whether this is the plan run, in which nothing is late and nothing fails.
    """
    times: dict[str, Array] = {}

    def reach(key: str) -> Array:
        if key not in times:
            milestone = scenario.milestones[key]
            needed = [reach(need) for need in milestone.needs]
            date = np.full(inputs.replications, months_from(scenario.start, milestone.date))
            time = np.maximum.reduce([date, *needed])
            times[key] = time if is_plan else _as_it_happens(inputs, key, milestone, time)
        return times[key]

    return {key: reach(key) for key in sorted(scenario.milestones)}


def _as_it_happens(inputs: Inputs, key: str, milestone: Milestone, time: Array) -> Array:
    """Late, or never."""
    late = time + np.maximum(inputs[milestone.delay_months], 0.0)
    return np.where(inputs.path(f"milestones.{key}.fails") > 0, NEVER, late)


def time_of(scenario: Scenario, times: Times, start: datetime.date, needs: Collection[str]) -> Array | float:
    """The time of what begins on ``start``, but not before the milestones it needs."""
    begins: Array | float = months_from(scenario.start, start)
    for need in needs:
        begins = np.maximum(begins, times[need])
    return begins


def counts_by_year(time: Array | float, year: int) -> NDArray[np.bool_]:
    """Whether what has this time counts in a year (from 0): from the first April on or after its time."""
    return np.asarray(np.less_equal(time, 12 * year))

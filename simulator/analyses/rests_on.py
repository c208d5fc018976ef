"""What the chance of recovery rests on: the assumptions that carry it, and how much of the scenario is judgement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.columns import records
from simulator.analyses.drivers import drivers, whole_inputs
from simulator.analyses.provenance import INSTANCE, JUDGEMENT, UNSOURCED, provenance
from simulator.results.outcomes import POUND, SYSTEM, with_system
from simulator.statistics.arrays import Array

if TYPE_CHECKING:
    from simulator.montecarlo.run import Run
    from simulator.scenario.model import Scenario

CARRYING = 3
"""Assumptions that are named."""
GROWTH = re.compile(r"services\.[^.]+\.growth_pct")
DEMAND = "demand"
"""The family of all services' growth, where it moves with one factor."""
SHOCK = re.compile(r"bodies\.[^.]+\.shock\.innovation")
SHOCKS = "shocks"
"""The family of what befalls bodies, where years have something in common for all of them."""


@dataclass(frozen=True)
class Assumption:
    """An uncertain input with which the system's last year moves, and what its low and its high third come to.

    Attributes
    ----------
    correlation : float
        Rank correlation with the system's surplus of the last year.
    family : str
        What moves together with it: `demand`, `shocks`, or the key of a declared group; empty where it moves alone.
    p_break_even_low, p_break_even_high : float
        Share of the futures with the input in its low, and in its high third, in which the system breaks even.
    surplus_low_gbp_m, surplus_high_gbp_m : float
        The system's mean surplus in these futures.
    """

    input: str
    correlation: float
    family: str
    p_break_even_low: float
    p_break_even_high: float
    surplus_low_gbp_m: float
    surplus_high_gbp_m: float


@dataclass(frozen=True)
class Judged:
    """How many numbers a scenario states, of those that its futures use, and how many of them are judgement.

    A number is of the quality of its own source, or else of the nearest table's around it that names one; it is
    judgement too where the reason beside it says so. A yearly programme's counts once.
    """

    stated: int
    judgement: int
    uncertain: int
    """Of those stated."""
    uncertain_judgement: int
    without_source: int


def assumptions(run: Run, most: int = CARRYING) -> list[Assumption]:
    """What carries the system's last year, strongest first; of what moves together only the strongest is named."""
    inputs = whole_inputs(run)
    surplus = with_system(run.results, "surplus")[-1, -1]
    listed = records(drivers(run, top=max(len(inputs.columns), 1)))
    families: set[str] = set()
    found: list[Assumption] = []
    for row in listed:
        family = _family(run.scenario, row["input"])
        if row["body"] == SYSTEM and family not in families and len(found) < most:
            families |= {family} - {""}
            found.append(_assumption(row["input"], row["correlation"], family, inputs, surplus))
    return found


def _assumption(name: str, correlation: float, family: str, inputs: Any, surplus: Array) -> Assumption:
    low, high = thirds(inputs[name].to_numpy(dtype=np.float64))
    breaks_even = surplus >= -POUND
    return Assumption(
        input=name,
        correlation=correlation,
        family=family,
        p_break_even_low=float(breaks_even[low].mean()),
        p_break_even_high=float(breaks_even[high].mean()),
        surplus_low_gbp_m=float(surplus[low].mean()),
        surplus_high_gbp_m=float(surplus[high].mean()),
    )


def thirds(values: Array) -> tuple[Array, Array]:
    """Masks of the low and the high third; where too many are alike for thirds, what is below or above them.

    Parameters
    ----------
    values : array, shape (futures,)
        Not all alike.
    """
    first, second = np.quantile(values, [1 / 3, 2 / 3])
    if first < second:
        return values <= first, values >= second
    if (values > first).any():
        return values <= first, values > first
    return values < first, values >= first


def _family(scenario: Scenario, name: str) -> str:
    for key, group in scenario.correlations.items():
        if name in {INSTANCE.sub("", member) for member in group.members}:
            return key
    shocks = scenario.operational_shocks
    if shocks is not None and shocks.shared and SHOCK.fullmatch(name):
        return SHOCKS
    moves_with_demand = bool(scenario.dependence.growth_on_demand) and len(scenario.services) > 1
    return DEMAND if moves_with_demand and GROWTH.fullmatch(name) else ""


def judged(scenario: Scenario) -> Judged:
    """The count of the numbers that a scenario states and uses, by whether they are judgement."""
    numbers = provenance(scenario).values()
    opinions = [one for one in numbers if one.quality == JUDGEMENT]
    return Judged(
        stated=len(numbers),
        judgement=len(opinions),
        uncertain=sum(not one.number.is_certain for one in numbers),
        uncertain_judgement=sum(not one.number.is_certain for one in opinions),
        without_source=sum(one.quality == UNSOURCED for one in numbers),
    )

"""What fixing an assumption at its p10, or at its p90, changes in the same possible futures, all else as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.analyses.drivers import YEAR_OF_PROGRAMME
from simulator.review.argued import Assumption
from simulator.review.common_futures import Futures, simulated
from simulator.review.question import Question
from simulator.review.restated import fixed
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.uncertain import uncertain_numbers
from simulator.scenario.uncertainty import distribution
from simulator.statistics.arrays import Array
from simulator.statistics.intervals import Difference, mean_differences, share_differences

AS_IT_STANDS = "as it stands"
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True)
class End:
    """An assumption fixed at a value: what that changes.

    Attributes
    ----------
    value : float
        In the unit of its key.
    margin : Difference
        In £m of the mean margin above the duty, future by future.
    chance : Difference
        In how often the duty is reached.
    """

    value: float
    margin: Difference
    chance: Difference


@dataclass(frozen=True)
class Fixed:
    """An assumption fixed at its p10 and at its p90, what is planned as it was."""

    assumption: Assumption
    low: End
    high: End

    @property
    def swing_gbp_m(self) -> float:
        """How far apart the two ends are."""
        return abs(self.high.margin.estimate - self.low.margin.estimate)


def fixable(scenario: Scenario, some: Sequence[Assumption]) -> dict[str, Number]:
    """The numbers of the file among assumptions, by key; what else is drawn, such as events, cannot be fixed."""
    numbers = {YEAR_OF_PROGRAMME.sub(r"\1", number.name): number for number in uncertain_numbers(scenario)}
    return {one.key: numbers[one.key] for one in some if one.key in numbers}


def fixed_tornado(
    scenario: Scenario, question: Question, some: Sequence[Assumption], futures: Futures
) -> tuple[Fixed, ...]:
    """Each of some assumptions that is a number of the file, fixed at its p10 and its p90: two runs each, and one more.

    The one with the widest swing is first.

    Parameters
    ----------
    some : sequence of Assumption
        Those that are no numbers of the file are left out.
    futures : Futures
        The same ones for all.
    """
    numbers = fixable(scenario, some)
    values = {key: _ends(number) for key, number in numbers.items()}
    variants: dict[str, dict[str, Any]] = {AS_IT_STANDS: {}}
    for key, number in numbers.items():
        for which, value in zip(("low", "high"), values[key], strict=True):
            variants[f"{key} {which}"] = {key: _drawn(fixed(number, float(value)))}
    read = {
        name: (question.margin(results), question.reached(results))
        for name, results in simulated(scenario, variants, question.measures, futures)
    }
    before, was_reached = read[AS_IT_STANDS]

    def end(key: str, which: str, value: float) -> End:
        margin, reached = read[f"{key} {which}"]
        return End(
            float(value),
            mean_differences((margin - before)[None]).at(0),
            share_differences(was_reached[None], reached[None]).at(0),
        )

    found = (
        Fixed(one, end(one.key, "low", values[one.key][0]), end(one.key, "high", values[one.key][1]))
        for one in some
        if one.key in numbers
    )
    return tuple(sorted(found, key=lambda one: (-one.swing_gbp_m, one.assumption.key)))


def _ends(number: Number) -> Array:
    """Its p10 and p90, without the dust that quantiles leave about 0."""
    ends: Array = np.round(distribution(number).ppf(np.array([LOW, HIGH])), 9) + 0.0
    return ends


def _drawn(stated: dict[str, Any]) -> dict[str, Any]:
    """A fixed number as one that is drawn, if always the same: members of declared groups may not be certain."""
    if "value" not in stated:
        return stated
    value = stated["value"]
    others = {key: said for key, said in stated.items() if key != "value"}
    return {**others, "dist": "discrete", "values": [value], "probabilities": [1.0], "plan": value}

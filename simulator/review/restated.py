"""Numbers of a scenario stated otherwise: moved, scaled or fixed in what is believed, the plan as it was or with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simulator.errors import ScenarioError
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.uncertainty import distribution, planned
from simulator.statistics.arrays import Array

LOCATIONS = ("p10", "p50", "p90", "low", "mode", "high", "mean")
"""Parameters that move with a number; its spread, `sd`, is scaled with it."""
EQUALLY_LIKELY = 999
"""Values that stand for a distribution that no other form can state, e.g. one whose plan is beyond its bounds."""
SAID = ("source", "reason", "owner", "calibrated_to")

WITHOUT_EFFECT = "has no effect"
"""How the loader refuses what nothing can come of: a key whose cause was taken out goes with it."""

Move = Callable[[Array], Array]


def shifted(number: Number, by: float, *, replan: bool = False) -> dict[str, Any]:
    """A number with every future's value moved by as much, as `Scenario.with_` takes it.

    Values stay within the bounds of the number's key.

    Parameters
    ----------
    number : Number
    by : float
        In the unit of its key.
    replan : bool
        Whether the plan moves too; else what is planned stays, and only what comes is another.
    """
    return _restated(number, lambda figures: figures + by, spread=1.0, replan=replan)


def scaled(number: Number, factor: float, *, replan: bool = False) -> dict[str, Any]:
    """A number with every future's value times ``factor``, above 0, as `Scenario.with_` takes it; see `shifted`."""
    return _restated(number, lambda figures: figures * factor, spread=factor, replan=replan)


def fixed(number: Number, value: float, *, replan: bool = False) -> dict[str, Any]:
    """A number that is ``value`` in every future, as `Scenario.with_` takes it; see `shifted`."""
    plan = value if replan else planned(number)
    return {**_said(number), **(_certain(value, plan) if number.is_certain else _always(value, plan))}


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """The scenario with some changes; what has no effect any more once they are made goes with them.

    Raises
    ------
    ScenarioError
        If the scenario is refused for anything else.
    """
    wanted = dict(changes)
    while True:
        try:
            return scenario.with_(wanted)
        except ScenarioError as error:
            idle = [mistake.key for mistake in error.mistakes if WITHOUT_EFFECT in mistake.message]
            if len(idle) < len(error.mistakes) or set(idle) <= wanted.keys():
                raise
            wanted |= dict.fromkeys(idle)


def number_at(scenario: Scenario, path: str) -> Number | None:
    """The number that stands at a key with dots; None where there is none."""
    found: Any = scenario
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else getattr(found, key, None)
    return found if isinstance(found, Number) else None


def _restated(number: Number, move: Move, *, spread: float, replan: bool) -> dict[str, Any]:
    def moved(figure: float) -> float:
        return float(np.clip(move(np.asarray(figure)), *number.key_bounds))

    plan = moved(planned(number)) if replan else planned(number)
    if number.value is not None:
        return {**_said(number), **_certain(moved(number.value), plan)}
    stated: dict[str, Any] = {
        key: moved(figure) for key in LOCATIONS if (figure := getattr(number, key)) is not None
    }
    is_inside = stated.get("low", plan) <= plan <= stated.get("high", plan)
    if number.dist == "discrete" or not is_inside or (number.dist == "lognormal" and spread == 1.0):
        return {**_said(number), **_as_values(number, move, plan)}
    if number.sd is not None:
        stated["sd"] = number.sd * spread
    if number.dist is not None:
        stated["dist"] = number.dist
    return {**_said(number), **stated, "plan": plan}


def _as_values(number: Number, move: Move, plan: float) -> dict[str, Any]:
    """The moved distribution as equally likely values; of a discrete one as those that it has."""
    if number.values is not None:
        values, shares = np.asarray(number.values), np.asarray(number.probabilities)
    else:
        grid = (np.arange(EQUALLY_LIKELY) + 0.5) / EQUALLY_LIKELY
        values, shares = distribution(number).ppf(grid), np.full(EQUALLY_LIKELY, 1.0 / EQUALLY_LIKELY)
    kept = np.clip(move(values), *number.key_bounds)
    return {"dist": "discrete", "values": kept.tolist(), "probabilities": shares.tolist(), "plan": plan}


def _certain(value: float, plan: float) -> dict[str, Any]:
    """The same in every future, whatever the plan."""
    return {"value": value} if value == plan else _always(value, plan)


def _always(value: float, plan: float) -> dict[str, Any]:
    """One value in every future, stated as a distribution: where something moves together with it, it stays that."""
    return {"dist": "discrete", "values": [value], "probabilities": [1.0], "plan": plan}


def _said(number: Number) -> dict[str, Any]:
    return {key: said for key in SAID if (said := getattr(number, key)) is not None}

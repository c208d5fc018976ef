"""Mechanisms of behaviour, one after the other laid over the made-up England: each with the figures that it has there.

What is not `calibrated_to` a national figure is judgement, and was fixed before its run was looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from evidence.england.bodies import PROVIDERS
from simulator import Scenario

Changes = dict[str, Any]


@dataclass(frozen=True)
class Mechanism:
    """A mechanism as it is set in England.

    Attributes
    ----------
    name : str
        Of its file of kept figures, and for the command line.
    title : str
        What the page calls it.
    changes : callable
        What it sets, as `Scenario.with_` takes it.
    """

    name: str
    title: str
    changes: Callable[[], Changes]


def unit_costs() -> Changes:
    """Growth of unit costs beyond prices, which no plan counts on.

    Of about 1.0 % a year between 2015/16 and 2018/19 (change of the underlying margin −0.3 points a year, recurrent
    savings 2.75 %, efficiency factor 2.0 %) the savings that the model itself delivers leave 0.3 to 0.5; the same sum
    over 2012/13 to 2015/16 gives 0.45 (quality D and M). Spread and what years have in common are judgement.
    """
    growth = {"p10": 0.0, "p50": 0.45, "p90": 1.0, "plan": 0.0}
    common = {"unit_costs": {"error_sd_pct": 0.3, "error_persistence": 0.5}}
    return common | {f"bodies.{provider.key}.unit_cost_growth_pct": growth for provider in PROVIDERS}


MECHANISMS: tuple[Mechanism, ...] = (Mechanism("unit_costs", "unit costs that grow back", unit_costs),)
"""In the order in which they were built."""

BASELINE = "baseline"
"""The model without any."""
STAGES: tuple[str, ...] = (BASELINE, *(mechanism.name for mechanism in MECHANISMS))
"""The baseline, and England with every mechanism up to the one named."""


def up_to(scenario: Scenario, stage: str) -> Scenario:
    """England with the mechanisms up to a stage."""
    changes: Changes = {}
    for mechanism in _up_to(stage):
        changes |= mechanism.changes()
    return scenario.with_(changes) if changes else scenario


def _up_to(stage: str) -> Iterator[Mechanism]:
    if stage != BASELINE:
        yield from MECHANISMS[: STAGES.index(stage)]

"""Escalation: its stages come in their order, those of some years within the horizon."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, end_year, without_effect

STAGES = ("special_measures_years", "contingency_planning_years", "administration_years")
DATED = ("contingency_planning", "administration")
"""Stages that may exist in some years only."""


def escalations(scenario: Scenario) -> Iterator[Contradiction]:
    """Failure leads from special measures to a contingency planning team to an administrator, in that order."""
    for kind in ("commissioners", "providers"):
        escalation = getattr(scenario.regime, kind).escalation
        if escalation is None:
            continue
        path: KeyPath = ("regime", kind, "escalation")
        years = [getattr(escalation, stage) for stage in STAGES]
        for stage, before, here, earlier in zip(STAGES[1:], STAGES, years[1:], years, strict=False):
            if here < earlier:
                yield Contradiction((*path, stage), f"is {here}; it is at least {before}, {earlier}")
        if "administration_months" in escalation.model_fields_set and (
            "administration_gbp_m" not in escalation.model_fields_set
        ):
            yield without_effect((*path, "administration_months"), "there is no administration_gbp_m")


def dated_stages(scenario: Scenario) -> Iterator[Contradiction]:
    """A stage of some years ends after it has begun, and some of them are simulated."""
    start, end = scenario.start.year, end_year(scenario)
    for kind in ("commissioners", "providers"):
        escalation = getattr(scenario.regime, kind).escalation
        for stage in DATED if escalation is not None else ():
            path: KeyPath = ("regime", kind, "escalation")
            first, last = (getattr(escalation, f"{stage}_{word}") for word in ("from", "until"))
            if first is not None and last is not None and last < first:
                yield Contradiction((*path, f"{stage}_until"), f"is before {stage}_from, {first}")
            elif first is not None and first >= end:
                yield Contradiction((*path, f"{stage}_from"), f"is {first}, after the horizon")
            elif last is not None and last < start:
                yield Contradiction((*path, f"{stage}_until"), f"is {last}, before the start")


RULES = (escalations, dated_stages)

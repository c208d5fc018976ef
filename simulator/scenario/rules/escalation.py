"""Escalation: its stages come in their order."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, without_effect

STAGES = ("special_measures_years", "contingency_planning_years", "administration_years")


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


RULES = (escalations,)

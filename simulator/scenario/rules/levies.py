"""Levies: paid by commissioners that are simulated, to parties that are not, in years that are simulated."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, end_year, unknown, without_effect
from simulator.scenario.terms.bodies import Commissioner


def receivers(scenario: Scenario) -> Iterator[Contradiction]:
    """A levy leaves the simulation."""
    outside = [*scenario.outside, "paymaster"]
    for key, levy in scenario.levies.items():
        path: KeyPath = ("levies", key, "paid_to")
        if levy.paid_to in scenario.bodies:
            yield Contradiction(
                path, f'"{levy.paid_to}" is simulated: a levy goes to an outside party; name one of those'
            )
        elif levy.paid_to is not None and levy.paid_to not in outside:
            yield unknown(path, "outside party", levy.paid_to, outside)


def periods(scenario: Scenario) -> Iterator[Contradiction]:
    """A levy ends after it has begun."""
    for key, levy in scenario.levies.items():
        if levy.to_year is not None and levy.to_year < levy.from_year:
            yield Contradiction(("levies", key, "to_year"), f"is before from_year, {levy.from_year}")


def effects(scenario: Scenario) -> Iterator[Contradiction]:
    """Somebody pays a levy, in some year of the horizon, and it ends within that or is not said to."""
    start, end = scenario.start.year, end_year(scenario)
    has_payers = any(isinstance(body, Commissioner) for body in scenario.bodies.values())
    for key, levy in scenario.levies.items():
        path: KeyPath = ("levies", key)
        if not has_payers:
            yield without_effect(path, "no commissioner is simulated")
        if levy.from_year >= end:
            yield without_effect(path, f"it begins in {levy.from_year}, after the horizon")
        elif levy.to_year is not None and levy.to_year < start:
            yield without_effect(path, f"it ends with {levy.to_year}, before the start")
        elif levy.to_year is not None and levy.to_year >= end:
            yield without_effect((*path, "to_year"), "it is after the horizon")


NAMES = (receivers,)
"""Names that must be somebody's: asked before anything else."""
RULES = (periods,)
EFFECTS = (effects,)
"""Asked of whole files: what they miss may be what is wrong."""

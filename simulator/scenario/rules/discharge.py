"""What a council owes to patients who leave hospital: each part of it needs the one before."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import (
    Contradiction,
    is_left_out,
    repeated,
    unknown,
    without_effect,
)
from simulator.scenario.terms.bodies import Council, Provider
from simulator.scenario.terms.discharge import Discharge


def discharges(scenario: Scenario) -> Iterator[Contradiction]:
    """The hospital contracts whose patients need a council's care exist."""
    for key, body in scenario.bodies.items():
        path: KeyPath = ("bodies", key, "discharge", "contracts")
        names = body.discharge.contracts if isinstance(body, Council) and body.discharge else []
        yield from repeated(path, names)
        for place, name in enumerate(names):
            if name not in scenario.contracts:
                yield unknown((*path, place), "contract", name, scenario.contracts)


def hospitals(scenario: Scenario) -> Iterator[Contradiction]:
    """Patients are discharged from a simulated hospital, which keeps those who wait."""
    for path, discharge in _discharges(scenario):
        for place, name in enumerate(discharge.contracts):
            contract = scenario.contracts.get(name)
            if contract is None or isinstance(scenario.bodies.get(contract.provider), Provider):
                continue
            yield Contradiction(
                (*path, "contracts", place),
                f'"{name}" is with "{contract.provider}", which is not simulated: patients leave a simulated '
                "provider",
            )


def waiting(scenario: Scenario) -> Iterator[Contradiction]:
    """Who waits costs a bed, and a bed may be charged for."""
    for path, discharge in _discharges(scenario):
        for word, of in (("bed_pct", "delayed_pct"), ("charge_pct", "bed_pct")):
            if not is_left_out(getattr(discharge, word)) and is_left_out(getattr(discharge, of)):
                yield without_effect((*path, word), f"there is no {of}")


def _discharges(scenario: Scenario) -> Iterator[tuple[KeyPath, Discharge]]:
    for key, body in scenario.bodies.items():
        if isinstance(body, Council) and body.discharge is not None:
            yield ("bodies", key, "discharge"), body.discharge


NAMES = (discharges,)
"""Names that must be somebody's: asked before anything else."""
RULES = (
    hospitals,
    waiting,
)

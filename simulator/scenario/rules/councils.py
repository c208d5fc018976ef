"""What a council owes to patients who leave hospital: each part of it needs the one before."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.model import Council, Discharge, Provider, Scenario
from simulator.scenario.reading.positions import KeyPath
from simulator.scenario.rules.contradiction import Contradiction, is_left_out, without_effect


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


RULES = (hospitals, waiting)

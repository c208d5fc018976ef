"""What a unit of care costs a provider beyond prices, month after month (`docs/model.md` §7)."""

from __future__ import annotations

from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Provider
from tests.oracle.future import MONTHS, Fate

LEAST_FACTOR = 0.01
"""In a year no unit cost falls by more than 99 %."""


def unit_cost_by_month(scenario: Scenario, body: Provider, fate: Fate) -> list[float]:
    """Cost of a unit at each month's start, 1 at the very first; 1 for ever where no growth is stated."""
    if body.unit_cost_growth_pct is None:
        return [1.0] * scenario.months
    own = fate.pct(body.unit_cost_growth_pct)
    level, by_month = 1.0, []
    for departure in _departures(scenario, fate):
        factor = max(1 + own + departure, LEAST_FACTOR)
        by_month += [level * factor ** (month / MONTHS) for month in range(MONTHS)]
        level *= factor
    return by_month


def _departures(scenario: Scenario, fate: Fate) -> list[float]:
    """What each year's growth has in common at all providers."""
    shocks = fate.path("unit_costs.innovation")
    if scenario.unit_costs is None or shocks is None:  # the plan knows of none
        return [0.0] * scenario.years
    sd, persistence = (
        fate.pct(scenario.unit_costs.error_sd_pct),
        fate.value(scenario.unit_costs.error_persistence),
    )
    departure, departures = 0.0, []
    for shock in shocks:
        departure = persistence * departure + sd * shock
        departures.append(departure)
    return departures

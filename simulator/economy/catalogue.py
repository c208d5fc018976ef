"""The catalogue: every process of the economy, and all that they declare of events and measures."""

from __future__ import annotations

from types import ModuleType

from simulator.economy import (
    actuals,
    affordability,
    business_rules,
    commissioned,
    commissioning,
    control_totals,
    demand,
    discharge,
    escalation,
    grip,
    hidden_costs,
    levies,
    mergers,
    milestones,
    operational_shocks,
    policy_regimes,
    pooling,
    prices,
    provision,
    pushed_care,
    quality,
    recovery,
    reporting,
    risks,
    savings,
    savings_programmes,
    settlement,
    soft_budgets,
    sustainability_funding,
    unit_costs,
    winter,
    year_end,
    year_end_measures,
)
from simulator.economy.contracts import payment as contracts
from simulator.economy.schemes import life as schemes
from simulator.engine.declarations import Event, Measure, Per

PROCESSES: tuple[ModuleType, ...] = (
    prices,
    milestones,
    grip,
    demand,
    winter,
    year_end,
    commissioning,
    provision,
    hidden_costs,
    risks,
    actuals,
    reporting,
    control_totals,
    sustainability_funding,
    mergers,
    pooling,
    settlement,
    recovery,
    savings,
    schemes,
    business_rules,
    affordability,
    contracts,
    escalation,
    pushed_care,
    discharge,
    unit_costs,
    operational_shocks,
    quality,
    commissioned,
    levies,
    year_end_measures,
    savings_programmes,
    soft_budgets,
    policy_regimes,
)
"""Every process of the economy. What happens when is decided by the order of a month
(`simulator.engine.month`); this order decides only in which order tables name their measures."""

EVENTS: dict[str, Event] = {
    event.key: event for process in PROCESSES for event in getattr(process, "EVENTS", ())
}
"""Every kind of event, by key."""

MEASURES: tuple[Measure, ...] = tuple(
    measure for process in PROCESSES for measure in getattr(process, "MEASURES", ())
)
"""Every figure that is kept of a replication."""


def measures_per(per: Per) -> dict[str, Measure]:
    """The measures of which there is one figure for each of ``per``, by key."""
    return {measure.key: measure for measure in MEASURES if measure.per is per}


BY_YEAR = measures_per(Per.BODY_AND_YEAR)
BY_MONTH = measures_per(Per.BODY_AND_MONTH)
SCHEMES_BY_YEAR = measures_per(Per.SCHEME_AND_YEAR)
SCHEMES = measures_per(Per.SCHEME)

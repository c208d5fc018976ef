"""Between what bounds each number must lie, whatever of it is stated: plan, percentiles, values."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simulator.scenario import model
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table
from simulator.scenario.positions import KeyPath
from simulator.scenario.rules.contradiction import Contradiction, figures, is_zero, planned, tables

Bounds = tuple[float, float]
PROBABILITY: Bounds = (0.0, 1.0)
PER_CENT: Bounds = (0.0, 100.0)
OF_INCOME: Bounds = (-100.0, 100.0)
"""Surplus or deficit, in per cent of income."""
NOT_NEGATIVE: Bounds = (0.0, math.inf)
CHANGE: Bounds = (-1.0, 1.0)
"""Of what lies between 0 and 1."""
GROWTH: Bounds = (-99.0, math.inf)
"""Nothing can shrink by more than all of it."""

BOUNDS: dict[type[Table], dict[str, Bounds]] = {
    model.Population: {"growth_error_all_ages_pct": GROWTH, "growth_error_75_and_over_pct": GROWTH},
    model.Service: {
        "growth_pct": GROWTH,
        "noise_sd_pct": NOT_NEGATIVE,
        "noise_persistence": (-1.0, 1.0),
        "winter_extra_pct": NOT_NEGATIVE,
        "winter_cancelled_pct": NOT_NEGATIVE,
    },
    model.Winter: {
        "probability": PROBABILITY,
        "length_months": NOT_NEGATIVE,
        "severity": NOT_NEGATIVE,
        "backlog_share_pct": NOT_NEGATIVE,
    },
    model.Price: {
        "planned_pct": GROWTH,
        "error_sd_pct": NOT_NEGATIVE,
        "error_persistence": (-1.0, 1.0),
    },
    model.Grip: {"level": PROBABILITY},
    model.GripChange: {"change": CHANGE},
    model.Forecast: {"run_rate_share": NOT_NEGATIVE, "error_sd_gbp_m": NOT_NEGATIVE},
    model.Recovery: {"tolerance_pct": NOT_NEGATIVE, "lag_months": NOT_NEGATIVE},
    model.RecoveryAction: {"share_pct": PER_CENT, "rebound_pct": NOT_NEGATIVE},
    model.SpendLine: {"base_gbp_m": NOT_NEGATIVE},
    model.IncomeLine: {"base_gbp_m": NOT_NEGATIVE},
    model.CostLine: {"base_gbp_m": NOT_NEGATIVE, "fixed_pct": PER_CENT, "semi_fixed_pct": PER_CENT},
    model.Capacity: {"step_pct": NOT_NEGATIVE, "headroom_pct": GROWTH, "premium_pct": NOT_NEGATIVE},
    model.Cash: {
        "opening_loans_gbp_m": NOT_NEGATIVE,
        "capital_gbp_m": NOT_NEGATIVE,
        "loan_rate_pct": NOT_NEGATIVE,
    },
    model.Body: {"contingency_pct": PER_CENT, "budget_catch_up_pct": NOT_NEGATIVE},
    model.Commissioner: {"allocation_gbp_m": NOT_NEGATIVE},
    model.Council: {"funding_gbp_m": NOT_NEGATIVE},
    model.Discharge: {
        "care_pct": NOT_NEGATIVE,
        "delayed_pct": PER_CENT,
        "bed_pct": NOT_NEGATIVE,
        "charge_pct": PER_CENT,
    },
    model.ControlTotal: {"share_of_outturn_pct": PER_CENT},
    model.SustainabilityFunding: {"offer_gbp_m": NOT_NEGATIVE, "fills_deficit_pct": PER_CENT},
    model.BusinessRules: {"development_pct": PER_CENT},
    model.CommissionerRegime: {
        **dict.fromkeys(("surplus_pct", "headroom_pct", "headroom_spent_pct", "drawdown_pct"), PER_CENT),
        **dict.fromkeys(("improvement_pct", "ceiling_pct"), OF_INCOME),
    },
    model.ProviderRegime: {
        **dict.fromkeys(("improvement_pct", "ceiling_pct"), OF_INCOME),
        **dict.fromkeys(("surplus_pct", "finance_pct", "performance_limit_pct"), PER_CENT),
    },
    model.ContractRegime: {"marginal_rate_pct": NOT_NEGATIVE},
    model.Escalation: {
        "deficit_pct": NOT_NEGATIVE,
        "administration_probability": PROBABILITY,
        "turnaround_pct": NOT_NEGATIVE,
        "grip_a_year": CHANGE,
        "contingency_planning_gbp_m": NOT_NEGATIVE,
        "administration_gbp_m": NOT_NEGATIVE,
    },
    model.Pooling: {"administration_pct": NOT_NEGATIVE, "administration_saved_pct": PER_CENT},
    model.Provider: {"fixed_real_growth_pct": GROWTH, "winter_premium_gbp_m": NOT_NEGATIVE},
    model.Contract: {
        "value_gbp_m": NOT_NEGATIVE,
        "opening_plan": NOT_NEGATIVE,
        "planned_growth_pct": GROWTH,
        "rebase_share_pct": PER_CENT,
        "challenged_pct": PER_CENT,
        "marginal_rate_pct": NOT_NEGATIVE,
        "variable_pct": NOT_NEGATIVE,
        "cap_pct": NOT_NEGATIVE,
        "collar_pct": NOT_NEGATIVE,
        "payer_administration_gbp_m": NOT_NEGATIVE,
        "provider_administration_gbp_m": NOT_NEGATIVE,
    },
    model.Gateway: {"stop_probability": PROBABILITY, "kept_pct": PER_CENT},
    model.Scheme: {
        "full_year_gbp_m": NOT_NEGATIVE,
        "share_pct": PER_CENT,
        "recurrent_pct": PER_CENT,
        "erosion_pct": PER_CENT,
        "investment_gbp_m": NOT_NEGATIVE,
        "recurrent_investment_gbp_m": NOT_NEGATIVE,
        "capacity_lost_pct": PER_CENT,
    },
    model.Milestone: {
        "fails_probability": PROBABILITY,
        "cost_gbp_m": NOT_NEGATIVE,
        "grip_change": CHANGE,
        "disruption": PROBABILITY,
    },
    model.Risk: {"probability": PROBABILITY, "mitigation_pct": PER_CENT},
}
"""By table and key. Keys that are not here may be any number: positions, effects, delays, delivery."""


def out_of_bounds(scenario: Scenario) -> Iterator[Contradiction]:
    """Numbers that state an amount which makes no sense for their key."""
    for path, table in tables(scenario):
        for kind in type(table).__mro__:
            for key, bounds in BOUNDS.get(kind, {}).items():
                value = getattr(table, key)
                if isinstance(value, Number):
                    yield from _beyond(value, (*path, key), bounds)
                elif isinstance(value, dict):
                    for year, row in value.items():
                        yield from _beyond(row, (*path, key, year), bounds)


def cost_shares(scenario: Scenario) -> Iterator[Contradiction]:
    """What is fixed and what is semi-fixed is at most the whole of a cost line."""
    for body_key, body in scenario.bodies.items():
        if not isinstance(body, model.Provider):
            continue
        for key, line in body.costs.items():
            total = planned(line.fixed_pct) + planned(line.semi_fixed_pct)
            if total > 100 + 1e-9:
                yield Contradiction(
                    ("bodies", body_key, "costs", key),
                    f"fixed_pct and semi_fixed_pct add up to {total:g}; allowed is at most 100",
                )


def steps(scenario: Scenario) -> Iterator[Contradiction]:
    """A capacity step of nothing would open for ever."""
    for key, body in scenario.bodies.items():
        if isinstance(body, model.Provider) and body.capacity and is_zero(body.capacity.step_pct):
            yield Contradiction(("bodies", key, "capacity", "step_pct"), "should be above 0, but is 0")


def loadings(scenario: Scenario) -> Iterator[Contradiction]:
    """Loadings on several common factors leave room for what is a scheme's own."""
    dependence = scenario.dependence
    squares = dependence.delivery_on_system**2 + dependence.delivery_on_owner**2
    if squares > 1:
        yield Contradiction(
            ("dependence", "delivery_on_owner"),
            f"the squares of delivery_on_system and delivery_on_owner add up to {squares:.3g}; "
            "allowed is at most 1",
        )


def _beyond(number: Number, path: KeyPath, bounds: Bounds) -> Iterator[Contradiction]:
    low, high = bounds
    for name, figure in figures(number):
        if not low <= figure <= high:
            allowed = f"at least {low:g}" if math.isinf(high) else f"{low:g} to {high:g}"
            what = "is" if name == "value" else f"has {name} ="
            is_per_cent = bounds == PROBABILITY and 1 < figure <= 100
            hint = f"; {figure:g} % is {figure / 100:g}" if is_per_cent else ""
            yield Contradiction(path, f"{what} {figure:g}; allowed is {allowed}{hint}")


RULES = (out_of_bounds, cost_shares, steps, loadings)

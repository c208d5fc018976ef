"""Between what bounds each number lies, by table and key: what a file may state, and where every draw is clipped."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.scenario.number import Bounds, Table
from simulator.scenario.terms import bodies, contracts, management, plans, regime, surroundings, system

PROBABILITY: Bounds = (0.0, 1.0)
PERSISTENCE: Bounds = (-1.0, 1.0)
CHANGE: Bounds = (-1.0, 1.0)
"""Of what lies between 0 and 1."""
PER_CENT: Bounds = (0.0, 100.0)
OF_INCOME: Bounds = (-100.0, 100.0)
"""Surplus or deficit, in per cent of income."""
SEVERAL_TIMES: Bounds = (0.0, 1000.0)
"""Per cent of something that may be exceeded: ten times it."""
GROWTH: Bounds = (-99.0, 100.0)
"""Per cent a year: nothing shrinks by all of it, or more than doubles, year after year."""
POSITION: Bounds = (-1e10, 1e10)
"""£m: so wide that pounds typed for millions are asked about by what they look like, and so narrow that nothing
overflows."""
AMOUNT: Bounds = (0.0, 1e10)
MONTHS: Bounds = (0.0, 1200.0)
DELAY: Bounds = (-1200.0, 1200.0)
"""Months; below 0 counts as 0, and shifts what is believed."""
EFFECT: Bounds = (-1000.0, 1000.0)
"""A share that may be more than all, or turn into its opposite; per cent typed for it are asked about."""
MULTIPLE: Bounds = (0.0, 1000.0)
"""Of what is usual, which is 1; per cent typed for it are asked about."""

BOUNDS: Mapping[type[Table], Mapping[str, Bounds]] = {
    surroundings.Population: {
        "growth_error_all_ages_pct": GROWTH,
        "growth_error_75_and_over_pct": GROWTH,
    },
    surroundings.Service: {
        "growth_pct": GROWTH,
        "noise_sd_pct": PER_CENT,
        "noise_persistence": PERSISTENCE,
        "winter_extra_pct": SEVERAL_TIMES,
        "winter_cancelled_pct": SEVERAL_TIMES,
    },
    surroundings.Winter: {
        "probability": PROBABILITY,
        "length_months": MONTHS,
        "severity": (0.0, 100.0),
        "backlog_share_pct": SEVERAL_TIMES,
    },
    surroundings.Price: {
        "planned_pct": GROWTH,
        "error_sd_pct": PER_CENT,
        "error_persistence": PERSISTENCE,
        "follows_inflation": EFFECT,
    },
    management.Grip: {
        "level": PROBABILITY,
        "challenge_effect_pct": (-1000.0, 1000.0),
        "delivery_effect": EFFECT,
        "forecast_effect": EFFECT,
    },
    management.GripChange: {"change": CHANGE},
    management.Forecast: {"run_rate_share": MULTIPLE, "error_sd_gbp_m": AMOUNT},
    management.Recovery: {"tolerance_pct": SEVERAL_TIMES, "lag_months": MONTHS},
    management.RecoveryAction: {"share_pct": PER_CENT, "rebound_pct": SEVERAL_TIMES},
    bodies.SpendLine: {"base_gbp_m": AMOUNT},
    bodies.IncomeLine: {"base_gbp_m": AMOUNT},
    bodies.CostLine: {"base_gbp_m": AMOUNT, "fixed_pct": PER_CENT, "semi_fixed_pct": PER_CENT},
    bodies.Capacity: {
        "step_pct": SEVERAL_TIMES,
        "headroom_pct": (-99.0, 1000.0),
        "premium_pct": SEVERAL_TIMES,
    },
    bodies.Cash: {
        "opening_gbp_m": POSITION,
        "minimum_gbp_m": POSITION,
        "opening_loans_gbp_m": AMOUNT,
        "capital_gbp_m": AMOUNT,
        "loan_rate_pct": PER_CENT,
    },
    bodies.ControlTotal: {"opening_gbp_m": POSITION, "share_of_outturn_pct": PER_CENT},
    bodies.SustainabilityFunding: {"offer_gbp_m": AMOUNT, "fills_deficit_pct": PER_CENT},
    bodies.BusinessRules: {"development_pct": PER_CENT},
    bodies.Discharge: {
        "care_pct": SEVERAL_TIMES,
        "delayed_pct": PER_CENT,
        "bed_pct": SEVERAL_TIMES,
        "charge_pct": PER_CENT,
    },
    bodies.Body: {
        "opening_underlying_gbp_m": POSITION,
        "opening_cumulative_gbp_m": POSITION,
        "contingency_pct": PER_CENT,
        "budget_catch_up_pct": SEVERAL_TIMES,
        "history": POSITION,
    },
    bodies.Commissioner: {"allocation_gbp_m": AMOUNT},
    bodies.Provider: {"fixed_real_growth_pct": GROWTH, "winter_premium_gbp_m": AMOUNT},
    bodies.Council: {"funding_gbp_m": AMOUNT},
    regime.CommissionerRegime: {
        **dict.fromkeys(("surplus_pct", "headroom_pct", "headroom_spent_pct", "drawdown_pct"), PER_CENT),
        **dict.fromkeys(("improvement_pct", "ceiling_pct"), OF_INCOME),
    },
    regime.ProviderRegime: {
        **dict.fromkeys(("improvement_pct", "ceiling_pct"), OF_INCOME),
        **dict.fromkeys(("surplus_pct", "finance_pct", "performance_limit_pct"), PER_CENT),
    },
    regime.ContractRegime: {"marginal_rate_pct": SEVERAL_TIMES},
    regime.Escalation: {
        "deficit_pct": PER_CENT,
        "administration_probability": PROBABILITY,
        "turnaround_pct": PER_CENT,
        "grip_a_year": CHANGE,
        "contingency_planning_gbp_m": AMOUNT,
        "administration_gbp_m": AMOUNT,
    },
    system.Pooling: {"administration_pct": SEVERAL_TIMES, "administration_saved_pct": PER_CENT},
    contracts.Contract: {
        "value_gbp_m": AMOUNT,
        "opening_plan": MULTIPLE,
        "planned_growth_pct": GROWTH,
        "rebase_share_pct": PER_CENT,
        "challenged_pct": PER_CENT,
        "marginal_rate_pct": SEVERAL_TIMES,
        "variable_pct": SEVERAL_TIMES,
        "cap_pct": SEVERAL_TIMES,
        "collar_pct": SEVERAL_TIMES,
        "payer_administration_gbp_m": AMOUNT,
        "provider_administration_gbp_m": AMOUNT,
    },
    plans.Gateway: {"stop_probability": PROBABILITY, "delay_months": DELAY, "kept_pct": PER_CENT},
    plans.Scheme: {
        "full_year_gbp_m": AMOUNT,
        "share_pct": PER_CENT,
        "delay_months": DELAY,
        "delivery": EFFECT,
        "recurrent_pct": PER_CENT,
        "erosion_pct": PER_CENT,
        "investment_gbp_m": AMOUNT,
        "recurrent_investment_gbp_m": AMOUNT,
        "capacity_lost_pct": PER_CENT,
        "pushed_gbp_m": POSITION,
    },
    plans.Milestone: {
        "delay_months": DELAY,
        "fails_probability": PROBABILITY,
        "cost_gbp_m": AMOUNT,
        "grip_change": CHANGE,
        "disruption": PROBABILITY,
    },
    plans.Risk: {"probability": PROBABILITY, "amount_gbp_m": POSITION, "mitigation_pct": PER_CENT},
}
"""By table and key; a table by year has the same bounds in every year. No number is without."""


def bounds_of(kind: type[Table]) -> dict[str, Bounds]:
    """The bounds of every number of a table, by key."""
    return {key: bounds for table in kind.__mro__ for key, bounds in BOUNDS.get(table, {}).items()}

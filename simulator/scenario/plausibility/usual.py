"""Between what per cents each key usually lies: at or below the first, a figure looks like a fraction of one."""

from __future__ import annotations

from simulator.scenario import model
from simulator.scenario.number import Table

Usual = tuple[float, float]
"""Per cent: so little (and not nothing) looks like a fraction, 0.02 for 2; so much is beyond what is met."""

MOSTLY_WHOLE: Usual = (1.0, 100.0)
"""Shares of which the whole is usual: 1 is all of it, typed as a fraction."""
LARGE: Usual = (0.999, 100.0)
"""Shares that are hardly ever below 1 %."""

USUAL: dict[type[Table], dict[str, Usual]] = {
    model.Population: {
        "growth_error_all_ages_pct": (0.015, 5.0),
        "growth_error_75_and_over_pct": (0.015, 5.0),
    },
    model.Service: {
        "growth_pct": (0.1, 20.0),
        "noise_sd_pct": (0.1, 15.0),
        "winter_extra_pct": (0.2, 50.0),
        "winter_cancelled_pct": (0.4, 80.0),
    },
    model.Winter: {"backlog_share_pct": (0.2, 50.0)},
    model.Price: {"planned_pct": (0.06, 20.0), "error_sd_pct": (0.05, 8.0)},
    model.Grip: {"challenge_effect_pct": LARGE},
    model.Recovery: {"tolerance_pct": (0.05, 10.0)},
    model.RecoveryAction: {"share_pct": (0.4, 60.0), "rebound_pct": (0.999, 150.0)},
    model.CostLine: {"fixed_pct": MOSTLY_WHOLE, "semi_fixed_pct": MOSTLY_WHOLE},
    model.Capacity: {"step_pct": (0.4, 30.0), "headroom_pct": (0.1, 40.0), "premium_pct": (2.5, 500.0)},
    model.Cash: {"loan_rate_pct": (0.1, 15.0)},
    model.Body: {"contingency_pct": (0.05, 10.0), "budget_catch_up_pct": MOSTLY_WHOLE},
    model.Discharge: {
        "care_pct": LARGE,
        "delayed_pct": LARGE,
        "bed_pct": (0.999, 300.0),
        "charge_pct": MOSTLY_WHOLE,
    },
    model.ControlTotal: {"share_of_outturn_pct": MOSTLY_WHOLE},
    model.SustainabilityFunding: {"fills_deficit_pct": MOSTLY_WHOLE},
    model.BusinessRules: {"development_pct": MOSTLY_WHOLE},
    model.CommissionerRegime: {
        "surplus_pct": (0.05, 10.0),
        "headroom_pct": (0.05, 10.0),
        "headroom_spent_pct": MOSTLY_WHOLE,
        "drawdown_pct": LARGE,
        "improvement_pct": (0.02, 10.0),
        "ceiling_pct": (0.02, 25.0),
    },
    model.ProviderRegime: {
        "surplus_pct": (0.05, 10.0),
        "improvement_pct": (0.02, 10.0),
        "ceiling_pct": (0.02, 25.0),
        "finance_pct": MOSTLY_WHOLE,
        "performance_limit_pct": (0.05, 20.0),
    },
    model.ContractRegime: {"marginal_rate_pct": MOSTLY_WHOLE},
    model.Escalation: {"deficit_pct": (0.06, 25.0), "turnaround_pct": (0.02, 5.0)},
    model.Pooling: {"administration_pct": (0.1, 25.0), "administration_saved_pct": LARGE},
    model.Provider: {"fixed_real_growth_pct": (0.02, 8.0), "unit_cost_growth_pct": (0.02, 8.0)},
    model.UnitCosts: {"error_sd_pct": (0.02, 5.0)},
    model.Contract: {
        "planned_growth_pct": (0.06, 20.0),
        "rebase_share_pct": MOSTLY_WHOLE,
        "challenged_pct": LARGE,
        "marginal_rate_pct": MOSTLY_WHOLE,
        "variable_pct": MOSTLY_WHOLE,
        "cap_pct": (0.2, 50.0),
        "collar_pct": (0.2, 50.0),
    },
    model.Gateway: {"kept_pct": MOSTLY_WHOLE},
    model.Scheme: {
        "share_pct": (0.2, 100.0),
        "recurrent_pct": MOSTLY_WHOLE,
        "erosion_pct": (0.3, 50.0),
        "capacity_lost_pct": (0.2, 40.0),
    },
    model.Risk: {"mitigation_pct": LARGE},
}
"""By table and key."""

MOST_OF_A_WHOLE: dict[type[Table], dict[str, float]] = {
    model.Scheme: {"delivery": 2.5},
    model.Contract: {"opening_plan": 2.5},
    model.Winter: {"severity": 10.0},
    model.Forecast: {"run_rate_share": 2.5},
    model.Price: {"follows_inflation": 2.5},
    model.Grip: {"delivery_effect": 2.5, "forecast_effect": 2.5},
}
"""Shares of one that may exceed it, and how far they do: beyond, a figure looks like per cent."""

MOST_MONTHS: dict[type[Table], dict[str, float]] = {
    model.Scheme: {"delay_months": 48.0, "ramp_months": 60, "mobilise_months": 48},
    model.Gateway: {"delay_months": 48.0},
    model.Milestone: {"delay_months": 60.0, "grip_months": 60, "disruption_months": 60, "cost_months": 120},
    model.Recovery: {"lag_months": 24.0, "release_months": 36},
    model.RecoveryAction: {"duration_months": 60},
    model.Risk: {"window_months": 240, "duration_months": 240},
    model.GripChange: {"months": 60},
    model.Winter: {"length_months": 6.0},
}
"""Months that are hardly met: beyond, a figure looks like days or weeks."""

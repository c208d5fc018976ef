"""Between what per cents each key usually lies: at or below the first, a figure looks like a fraction of one."""

from __future__ import annotations

from simulator.scenario.number import Table
from simulator.scenario.terms.affordability import Affordability
from simulator.scenario.terms.bodies import Body, Provider
from simulator.scenario.terms.business_rules import BusinessRules
from simulator.scenario.terms.commissioned import Commissioned
from simulator.scenario.terms.contracts import Contract
from simulator.scenario.terms.control_totals import ControlTotal
from simulator.scenario.terms.demand import Service
from simulator.scenario.terms.discharge import Discharge
from simulator.scenario.terms.escalation import Escalation
from simulator.scenario.terms.grip import Grip, GripChange
from simulator.scenario.terms.levies import Levy
from simulator.scenario.terms.lines import CostLine
from simulator.scenario.terms.milestones import Milestone
from simulator.scenario.terms.operational_shocks import OperationalShocks
from simulator.scenario.terms.policy_regimes import Interruption, Policy
from simulator.scenario.terms.pooling import Pooling
from simulator.scenario.terms.population import Population
from simulator.scenario.terms.prices import Price
from simulator.scenario.terms.provision import Capacity
from simulator.scenario.terms.quality import Quality
from simulator.scenario.terms.recovery import Recovery, RecoveryAction
from simulator.scenario.terms.regime import CommissionerRegime, ContractRegime, ProviderRegime
from simulator.scenario.terms.reporting import Forecast
from simulator.scenario.terms.risks import Risk
from simulator.scenario.terms.savings_programmes import FollowsNeed
from simulator.scenario.terms.schemes import Gateway, Scheme
from simulator.scenario.terms.settlement import Cash
from simulator.scenario.terms.soft_budgets import Rescue, WriteOff
from simulator.scenario.terms.sustainability_funding import SustainabilityFunding
from simulator.scenario.terms.unit_costs import UnitCosts
from simulator.scenario.terms.winter import Winter
from simulator.scenario.terms.year_end_measures import YearEndMeasures

Usual = tuple[float, float]
"""Per cent: so little (and not nothing) looks like a fraction, 0.02 for 2; so much is beyond what is met."""

MOSTLY_WHOLE: Usual = (1.0, 100.0)
"""Shares of which the whole is usual: 1 is all of it, typed as a fraction."""
LARGE: Usual = (0.999, 100.0)
"""Shares that are hardly ever below 1 %."""

USUAL: dict[type[Table], dict[str, Usual]] = {
    Population: {
        "growth_error_all_ages_pct": (0.015, 5.0),
        "growth_error_75_and_over_pct": (0.015, 5.0),
    },
    Service: {
        "growth_pct": (0.1, 20.0),
        "noise_sd_pct": (0.1, 15.0),
        "winter_extra_pct": (0.2, 50.0),
        "winter_cancelled_pct": (0.4, 80.0),
    },
    Winter: {"backlog_share_pct": (0.2, 50.0)},
    Price: {"planned_pct": (0.06, 20.0), "error_sd_pct": (0.05, 8.0)},
    Grip: {"challenge_effect_pct": LARGE},
    Recovery: {"tolerance_pct": (0.05, 10.0)},
    RecoveryAction: {"share_pct": (0.4, 60.0), "rebound_pct": (0.999, 150.0)},
    CostLine: {"fixed_pct": MOSTLY_WHOLE, "semi_fixed_pct": MOSTLY_WHOLE},
    Capacity: {"step_pct": (0.4, 30.0), "headroom_pct": (0.1, 40.0), "premium_pct": (2.5, 500.0)},
    Cash: {"loan_rate_pct": (0.1, 15.0)},
    Body: {"contingency_pct": (0.05, 10.0), "budget_catch_up_pct": MOSTLY_WHOLE},
    Discharge: {
        "care_pct": LARGE,
        "delayed_pct": LARGE,
        "bed_pct": (0.999, 300.0),
        "charge_pct": MOSTLY_WHOLE,
    },
    ControlTotal: {"share_of_outturn_pct": MOSTLY_WHOLE},
    SustainabilityFunding: {"fills_deficit_pct": MOSTLY_WHOLE},
    BusinessRules: {"development_pct": MOSTLY_WHOLE},
    Affordability: {"withheld_pct": MOSTLY_WHOLE, "withheld_in_full_at_pct": (0.05, 10.0)},
    CommissionerRegime: {
        "surplus_pct": (0.05, 10.0),
        "headroom_pct": (0.05, 10.0),
        "headroom_spent_pct": MOSTLY_WHOLE,
        "drawdown_pct": LARGE,
        "improvement_pct": (0.02, 10.0),
        "ceiling_pct": (0.02, 25.0),
    },
    ProviderRegime: {
        "surplus_pct": (0.05, 10.0),
        "improvement_pct": (0.02, 10.0),
        "ceiling_pct": (0.02, 25.0),
        "finance_pct": MOSTLY_WHOLE,
        "performance_limit_pct": (0.05, 20.0),
        "incentive_pct": (0.999, 150.0),
        "bonus_pct": (0.999, 150.0),
    },
    ContractRegime: {"marginal_rate_pct": MOSTLY_WHOLE},
    Escalation: {"deficit_pct": (0.06, 25.0), "turnaround_pct": (0.02, 5.0)},
    WriteOff: {"share_pct": MOSTLY_WHOLE},
    Rescue: {
        "deficit_pct": (0.06, 25.0),
        "loans_above_pct": (0.999, 200.0),
        "loans_written_off_pct": MOSTLY_WHOLE,
        "support_pct": MOSTLY_WHOLE,
    },
    Pooling: {"administration_pct": (0.1, 25.0), "administration_saved_pct": LARGE},
    Provider: {"fixed_real_growth_pct": (0.02, 8.0), "unit_cost_growth_pct": (0.02, 8.0)},
    UnitCosts: {"error_sd_pct": (0.02, 5.0)},
    YearEndMeasures: {
        "found_pct": (0.02, 8.0),
        "brought_forward_pct": MOSTLY_WHOLE,
        "returns_pct": (0.999, 150.0),
    },
    Quality: {"cost_pct": (0.05, 15.0)},
    OperationalShocks: {
        "mean_pct": (0.02, 5.0),
        "sd_pct": (0.05, 8.0),
        "recurrent_pct": MOSTLY_WHOLE,
        "commissioners_pct": MOSTLY_WHOLE,
    },
    Contract: {
        "planned_growth_pct": (0.06, 20.0),
        "rebase_share_pct": MOSTLY_WHOLE,
        "challenged_pct": LARGE,
        "marginal_rate_pct": MOSTLY_WHOLE,
        "variable_pct": MOSTLY_WHOLE,
        "cap_pct": (0.2, 50.0),
        "collar_pct": (0.2, 50.0),
        "stopped_pct": MOSTLY_WHOLE,
    },
    Policy: {"rates_pct": (0.02, 8.0), "support_pct": (0.999, 300.0)},
    Interruption: {"fills_deficit_pct": MOSTLY_WHOLE, "loans_written_off_pct": MOSTLY_WHOLE},
    Levy: {"share_pct": (0.05, 25.0)},
    Commissioned: {"cost_pct": (0.999, 150.0)},
    Gateway: {"kept_pct": MOSTLY_WHOLE},
    Scheme: {
        "share_pct": (0.2, 100.0),
        "recurrent_pct": MOSTLY_WHOLE,
        "erosion_pct": (0.3, 50.0),
        "capacity_lost_pct": (0.2, 40.0),
    },
    FollowsNeed: {
        "least_pct": (0.05, 20.0),
        "most_pct": (0.2, 20.0),
        "stretch_from_pct": (0.2, 20.0),
        "target_pct": (0.02, 10.0),
    },
    Risk: {"mitigation_pct": LARGE},
}
"""By table and key."""

MOST_OF_A_WHOLE: dict[type[Table], dict[str, float]] = {
    Scheme: {"delivery": 2.5},
    Contract: {"opening_plan": 2.5},
    Winter: {"severity": 10.0},
    Forecast: {"run_rate_share": 2.5},
    Price: {"follows_inflation": 2.5},
    Grip: {"delivery_effect": 2.5, "forecast_effect": 2.5},
}
"""Shares of one that may exceed it, and how far they do: beyond, a figure looks like per cent."""

MOST_MONTHS: dict[type[Table], dict[str, float]] = {
    Scheme: {"delay_months": 48.0, "ramp_months": 60, "mobilise_months": 48},
    Gateway: {"delay_months": 48.0},
    Milestone: {"delay_months": 60.0, "grip_months": 60, "disruption_months": 60, "cost_months": 120},
    Recovery: {"lag_months": 24.0, "release_months": 36},
    RecoveryAction: {"duration_months": 60},
    Risk: {"window_months": 240, "duration_months": 240},
    GripChange: {"months": 60},
    Winter: {"length_months": 6.0},
    Quality: {"lasts_months": 60.0},
}
"""Months that are hardly met: beyond, a figure looks like days or weeks."""

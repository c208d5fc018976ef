"""Escalation, business rules, social care, private finance and closures, held to arithmetic by hand."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from tests.oracle.model import Oracle
from tests.oracle.two_bodies import APRIL_2018, live_once, scenario_with, scheme

COUNCIL: dict[str, Any] = {
    "kind": "council",
    "name": "Council",
    "population": "town",
    "opening_underlying_gbp_m": 0,
    "funding_gbp_m": 60,
    "spend": {"home_care": {"base_gbp_m": 60, "price": "pay"}},
}


def test_three_failed_years_bring_an_administrator() -> None:
    """Income 108, cost 120: failed every year. 1 % of 108 for turnaround, then 0.6 besides, then 2 once.

    The administrator of the third close comes in the fourth year and stays; 18 months of 2 put 4/3 in it.
    """
    escalation = {
        "deficit_pct": 5,
        "special_measures_years": 1,
        "contingency_planning_years": 2,
        "administration_years": 3,
        "administration_probability": 0.5,
        "turnaround_pct": 1,
        "contingency_planning_gbp_m": 0.6,
        "administration_gbp_m": 2,
        "administration_months": 18,
    }
    oracle = Oracle(
        scenario_with(
            contracts__main__opening_plan=0.9, regime={"providers": {"escalation": escalation}}, years=5
        )
    )
    said = np.array([[1.0], [1.0], [1.0], [0.0], [0.0]])
    future = live_once(oracle, {"bodies.hospital.escalation.administered": said})
    assert [future.by_year["escalation", "hospital", y] for y in range(5)] == [1, 2, 3, 3, 3]
    costs = [-12 - future.by_year["surplus", "hospital", y] for y in range(5)]
    assert costs == pytest.approx([0, 1.08, 1.68, 4 / 3, 2 / 3])
    assert future.by_year["underlying", "hospital", 2] == pytest.approx(-12)
    assert oracle.plan.by_year["escalation", "hospital", 4] == 0
    spared = live_once(oracle, {"bodies.hospital.escalation.administered": np.zeros((5, 1))})
    assert [spared.by_year["escalation", "hospital", y] for y in range(5)] == [1, 2, 2, 2, 2]


def test_business_rules_over_three_years() -> None:
    """240 less 228 is 12, and more than the 1 % (2.4) to be carried forward. Of 1 % (2.4) half is spent once: 1.2.

    Half of 12 − 2.4 buys care for good: 4.8. The second year ends with 12 − 6 = 6, of which 7.2 recur:
    1.2 again, and 4.8 + half of 4.8. Drawn are 10 % of 12 − 2.4, and then of 12 + 6 − 0.96 − 2.4.
    """
    regime = {
        "surplus_pct": {"2018": 1},
        "headroom_pct": {"2018": 1},
        "headroom_spent_pct": {"2018": 50},
        "drawdown_pct": {"2018": 10},
    }
    oracle = Oracle(
        scenario_with(
            bodies__payer__spend={"own": {"base_gbp_m": 108}},
            bodies__payer__business_rules={"development_pct": 50},
            regime={"commissioners": regime},
        )
    )
    plan = oracle.plan
    assert [plan.by_year["surplus", "payer", y] for y in range(3)] == pytest.approx([12, 6, 3.6])
    assert [plan.by_year["developments", "payer", y] for y in range(3)] == pytest.approx([0, 6, 8.4])
    assert [plan.by_year["drawdown", "payer", y] for y in range(3)] == pytest.approx([0, 0.96, 1.464])
    assert [plan.by_year["underlying", "payer", y] for y in range(3)] == pytest.approx([12, 7.2, 4.8])
    assert plan.by_year["cumulative", "payer", 2] == pytest.approx(12 + 6 - 0.96 + 3.6 - 1.464)
    assert plan.by_year["income", "payer", 1] == pytest.approx(240.96)
    assert plan.by_year["duty_income", "payer", 1] == pytest.approx(240)


def test_committed_care_moves_with_prices() -> None:
    """240 − 120 − 112.8 is 7.2; beyond headroom of 1 % (2.4) half of it buys care: 2.4, and 2.64 a year later.

    By then pay has taken 3.384 more. 7.2 − 3.384 − 2.4 is 1.416: nothing beyond the headroom, and no shortfall.
    """
    rows = ("surplus_pct", "headroom_spent_pct", "drawdown_pct")
    regime = {row: {"2018": 0} for row in rows} | {"headroom_pct": {"2018": 1}}
    oracle = Oracle(
        scenario_with(
            bodies__payer__spend={"own": {"base_gbp_m": 112.8, "price": "pay"}},
            bodies__payer__business_rules={"development_pct": 50},
            prices__other={"planned_pct": {"2018": 10}},
            prices__pay={"planned_pct": {"2018": 0, "2019": 3, "2020": 0}},
            regime={"commissioners": regime},
        )
    )
    assert [oracle.plan.by_year["developments", "payer", y] for y in range(3)] == pytest.approx(
        [0, 2.4, 2.64]
    )
    assert live_once(oracle).events["developments_ended"] == 0


@pytest.mark.parametrize(
    ("pay_rise", "committed", "ended"),
    [(6, [0, 3.6, 0.792, 0.5112], 2), (12, [0, 3.6, 0, 0], 1)],
)
def test_who_falls_short_gives_up_what_it_committed(
    pay_rise: float, committed: list[float], ended: int
) -> None:
    """Half of 7.2 is committed. 6 % on wages of 112.8 is 6.768: 7.2 − 6.768 − 3.6 falls short by 3.168.

    Of 3.96 in the new year's prices 0.792 are left, and 7.2 − 6.768 − 0.792 falls short by 0.36: of 0.8712
    0.5112 are left. 12 % is 13.536, and the 9.936 by which it falls short are more than there is to give up.
    """
    rows = ("surplus_pct", "headroom_pct", "headroom_spent_pct", "drawdown_pct")
    oracle = Oracle(
        scenario_with(
            years=4,
            bodies__payer__spend={"own": {"base_gbp_m": 112.8, "price": "pay"}},
            bodies__payer__business_rules={"development_pct": 50},
            prices__other={"planned_pct": {"2018": 10}},
            prices__pay={"planned_pct": {"2018": 0, "2019": pay_rise, "2020": 0}},
            regime={"commissioners": {row: {"2018": 0} for row in rows}},
        )
    )
    assert [oracle.plan.by_year["developments", "payer", y] for y in range(4)] == pytest.approx(committed)
    assert live_once(oracle).events["developments_ended"] == ended


def test_a_hospital_gives_up_services_before_it_keeps_less_than_it_should() -> None:
    """120 less 108 is 12; beyond 5 % (6) half buys services for good: 3. Then pay takes 5.4: left are 3.6 of 6.

    The 2.4 that lack are given up, 0.6 stay, and 12 − 5.4 − 0.6 is what it should keep.
    """
    oracle = Oracle(
        scenario_with(
            years=4,
            bodies__hospital__costs={"wages": {"base_gbp_m": 108, "price": "pay"}},
            bodies__hospital__business_rules={"development_pct": 50},
            prices__pay={"planned_pct": {"2018": 0, "2019": 5, "2020": 0}},
            regime={"providers": {"surplus_pct": {"2018": 5}}},
        )
    )
    future = live_once(oracle)
    assert [future.by_year["developments", "hospital", y] for y in range(4)] == pytest.approx(
        [0, 3, 0.6, 0.6]
    )
    assert [future.by_year["surplus", "hospital", y] for y in range(4)] == pytest.approx([12, 3.6, 6, 6])
    assert future.events["developments_ended"] == 1


def test_a_unitary_payment_ends_in_the_middle_of_a_month() -> None:
    """12 a year until 16 September: five months and a half; its support of 6 a year ends on 1 July."""
    fund = {"name": "Fund"}
    income = {"base_gbp_m": 6, "payer": "fund", "ends": datetime.date(2018, 7, 1)}
    oracle = Oracle(
        scenario_with(
            bodies__hospital__costs={
                "wages": {"base_gbp_m": 108, "price": "pay"},
                "unit": {"base_gbp_m": 12, "pfi": True, "ends": datetime.date(2018, 9, 16)},
            },
            bodies__hospital__income={"support": income},
            outside={"fund": fund},
        )
    )
    assert oracle.plan.by_year["expenditure", "hospital", 0] == pytest.approx(108 + 5.5)
    assert oracle.plan.by_year["income", "hospital", 0] == pytest.approx(120 + 1.5)
    assert oracle.plan.by_month["position", "hospital", 5] == pytest.approx(1 - 0.5)
    assert oracle.plan.by_year["surplus", "hospital", 1] == pytest.approx(12)


def test_patients_beyond_plan_wait_for_the_council() -> None:
    """Activity 1.1 of a plan of 1: 1 a month beyond plan, half of those due wait: 0.5, 0.75, 0.875 and so on.

    All who are due are served or wait: 12 in a year less those who wait in March. Care costs 20 % of what is
    served, a bed 40 % of what waits, of which the council bears a quarter.
    """
    discharge = {"contracts": ["main"], "care_pct": 20, "delayed_pct": 50, "bed_pct": 40, "charge_pct": 25}
    oracle = Oracle(
        scenario_with(
            bodies__council=COUNCIL | {"discharge": discharge},
            contracts__main__form="activity",
            services__care={"growth_includes": ["demography"], "noise_sd_pct": 10},
            years=1,
        )
    )
    future = live_once(oracle, {"noise.town.care": np.ones((12, 1))})
    waiting = [1 - 0.5 ** (t + 1) for t in range(12)]
    cost = 0.2 * (12 - waiting[-1]) + 0.25 * 0.4 * sum(waiting)
    assert future.by_year["pushed_by_discharge", "council", 0] == pytest.approx(cost)
    assert future.by_year["surplus", "council", 0] == pytest.approx(-cost)
    beds = 0.4 * sum(waiting)
    assert future.by_year["income", "hospital", 0] == pytest.approx(132 + beds / 4)
    assert future.by_year["expenditure", "hospital", 0] == pytest.approx(132 + beds)
    assert future.events["discharge_delayed"] == 12


def closure() -> dict[str, Any]:
    """Close for 20 % of wages: 30 % of capacity goes, and 3 a year fall to the council."""
    consultation = {
        "kind": "consultation",
        "date": APRIL_2018,
        "stop_probability": 0.1,
        "delay_months": {"dist": "uniform", "low": 0, "high": 12},
        "kept_pct": {"plan": 100, "p10": 20, "p50": 50, "p90": 80},
    }
    return scheme(
        kind="closure",
        share_pct=20,
        capacity_lost_pct=30,
        pushed_onto="council.home_care",
        pushed_gbp_m=3,
        gateways={"public": consultation},
    )


def test_a_closure_that_was_watered_down_takes_half_of_everything() -> None:
    """Decided six months late and kept by half: 10 % of wages, 15 % of capacity and 1.5 of pushed care a year.

    Of wages of 10 a month 9 are left. Work of 1 is 0.05 beyond 1.1 − 0.15: at 200 % of the 2 that are
    semi-fixed it costs 0.2 a month.
    """
    capacity = {
        "step_pct": 50,
        "headroom_pct": 10,
        "open_after_months": 99,
        "close_after_months": 99,
        "premium_pct": 200,
    }
    wages = {"base_gbp_m": 120, "price": "pay", "fixed_pct": 40, "semi_fixed_pct": 20}
    oracle = Oracle(
        scenario_with(
            bodies__council=COUNCIL,
            bodies__hospital__capacity=capacity,
            bodies__hospital__costs={"wages": wages},
            schemes={"close": closure()},
            years=2,
        )
    )
    name = "schemes.close.gateways.public"
    future = live_once(
        oracle, {f"{name}.delay_months": np.full(1, 6.0), f"{name}.kept_pct": np.full(1, 50.0)}
    )
    assert future.schemes["go_live", "close"] == 6
    assert future.by_year["pushed_by_schemes", "council", 0] == pytest.approx(0.75)
    assert future.by_year["pushed_by_schemes", "council", 1] == pytest.approx(1.5)
    assert future.by_year["expenditure", "hospital", 1] == pytest.approx(12 * (9 + 0.2))
    assert future.events["capacity_closed"] == 1
    assert future.events["consultation_watered_down"] == 1
    assert future.events["consultation_delayed"] == 1
    assert oracle.plan.by_year["pushed_by_schemes", "council", 0] == pytest.approx(3)


def test_a_scheme_waits_for_a_milestone_or_never_comes() -> None:
    """The bid is won three months late, in July; the project needs it and 1 May; the scheme needs the project."""

    def milestone(month: int, **changes: Any) -> dict[str, Any]:
        return {"name": "M", "kind": "project", "date": datetime.date(2018, month, 1)} | changes

    late = {"dist": "uniform", "low": 0, "high": 12}
    milestones = {
        "project": milestone(5, needs=["bid"]),
        "bid": milestone(4, kind="bid", delay_months=late, fails_probability=0.2),
    }
    schemes = {"a": scheme(share_pct=10, mobilise_months=2, needs=["project"])}
    oracle = Oracle(scenario_with(milestones=milestones, schemes=schemes, years=1))
    won = live_once(oracle, {"milestones.bid.delay_months": np.full(1, 3.0)})
    lost = live_once(oracle, {"milestones.bid.fails": np.ones(1)})
    assert (won.milestones["project"], won.schemes["go_live", "a"]) == (3, 5)
    assert lost.schemes["go_live", "a"] == np.inf
    assert oracle.plan.schemes["go_live", "a"] == 1 + 2


def test_unit_costs_grow_by_their_own_and_by_what_years_have_in_common_and_never_vanish() -> None:
    """10 a month for wages, and 10 % growth. In common are 5, 2.5 − 10 and −3.75 − 200, in per cent.

    The factors are 1.15, 1.025 and 0.01; the plan's are 1.1 each year. The building costs 1 a month throughout.
    """
    oracle = Oracle(
        scenario_with(
            years=4,
            unit_costs={"error_sd_pct": 5, "error_persistence": 0.5},
            bodies__hospital__unit_cost_growth_pct=10,
            bodies__hospital__costs__building={"base_gbp_m": 12, "pfi": True},
        )
    )
    future = live_once(oracle, {"unit_costs.innovation": np.array([[1.0], [-2.0], [-40.0], [0.0]])})
    aprils = [future.by_month["position", "hospital", 12 * y] for y in range(4)]
    assert aprils == pytest.approx([-1, -2.5, -2.7875, 8.882125])
    planned = [oracle.plan.by_month["position", "hospital", 12 * y] for y in range(4)]
    assert planned == pytest.approx([-1, -2, -3.1, -4.31])
    grown = sum(-1 - future.by_month["position", "hospital", t] for t in range(12))
    assert future.by_year["unit_cost_growth", "hospital", 0] == pytest.approx(grown)
    assert future.events["unit_costs_grew"] == 4

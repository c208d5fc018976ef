"""The independent model is itself held to arithmetic that a planner can do by hand."""

from __future__ import annotations

import datetime
import math
from typing import Any

import numpy as np
import pytest

from tests.oracle.future import planned
from tests.oracle.model import Oracle
from tests.oracle.two_bodies import APRIL_2018, live_once, scenario_with, scheme


def test_demand_and_prices_compound() -> None:
    """Own spend of 120: 2 % a year of growth by the month, pay up 3 % each April, the first at once."""
    oracle = Oracle(
        scenario_with(
            services__care__growth_pct=2,
            prices__pay={"planned_pct": {"2018": 3, "2020": 1}},
            bodies__payer__spend={"own": {"base_gbp_m": 120, "service": "care", "price": "pay"}},
        )
    )
    demand = [sum(1.02 ** (t / 12) for t in range(12 * y, 12 * y + 12)) for y in range(3)]
    for y, price in enumerate([1.03, 1.03**2, 1.03**2 * 1.01]):
        expected = 120 + 10 * price * demand[y]
        assert oracle.plan.by_year["expenditure", "payer", y] == pytest.approx(expected, rel=1e-12)


def test_a_block_contract_pays_the_plan_whatever_happens() -> None:
    """120 · 1.1 opening plan · 1.05 = 138.6 in the first year, although activity grows by 50 % a year."""
    oracle = Oracle(
        scenario_with(
            services__care__growth_pct=50,
            contracts__main__opening_plan=1.1,
            contracts__main__planned_growth_pct=5,
        )
    )
    for y in range(3):
        expected = 120 * 1.1 * 1.05 ** (y + 1)
        assert oracle.plan.by_year["income", "hospital", y] == pytest.approx(expected, rel=1e-12)
        assert oracle.plan.by_year["member_trade", "hospital", y] == pytest.approx(expected, rel=1e-12)


def test_a_blended_contract_pays_its_variable_share_up_to_the_cap() -> None:
    """Activity 1.5 against a plan of 1: 60 % of 0.5 is 0.3, capped at 0.2: 144. With a cap of 40 %: 156."""
    terms = {"form": "blended", "variable_pct": 60, "collar_pct": 5, "value_gbp_m": 120}
    parties = {"payer": "payer", "provider": "hospital", "service": "care"}
    for cap, expected in ((20, 144), (40, 156)):
        oracle = Oracle(
            scenario_with(
                contracts__main=terms | parties | {"cap_pct": cap},
                services__care={"growth_includes": ["demography"], "noise_sd_pct": 50},
            )
        )
        future = live_once(oracle, {"noise.town.care": np.ones((36, 1))})
        assert future.by_year["income", "hospital", 0] == pytest.approx(expected, rel=1e-12)
        assert bool(future.events["contract_cap_hit"]) == (cap == 20)


def test_two_schemes_of_60_percent_leave_16() -> None:
    """120 · 0.4 · 0.4 = 19.2; the first in the alphabet is credited with 72, the second with 28.8."""
    oracle = Oracle(scenario_with(schemes={"b": scheme(share_pct=60), "a": scheme(full_year_gbp_m=72)}))
    assert oracle.plan.by_year["expenditure", "hospital", 0] == pytest.approx(19.2)
    assert oracle.plan.schemes_by_year["delivered", "a", 0] == pytest.approx(72)
    assert oracle.plan.schemes_by_year["delivered", "b", 0] == pytest.approx(28.8)
    assert oracle.plan.by_year["underlying", "hospital", 1] == pytest.approx(100.8)
    assert oracle.do_nothing.by_year["expenditure", "hospital", 0] == pytest.approx(120)


def test_what_is_not_recurrent_comes_back_in_april() -> None:
    """10 %, 70 % recurrent, live on 1 October: half of 12 in the first year; 8.4 a year from April on."""
    october = datetime.date(2018, 10, 1)
    oracle = Oracle(scenario_with(schemes={"a": scheme(share_pct=10, recurrent_pct=70, start=october)}))
    delivered = [oracle.plan.schemes_by_year["delivered", "a", y] for y in range(3)]
    assert delivered == pytest.approx([6, 8.4, 8.4])
    assert oracle.plan.by_year["non_recurrent", "hospital", 0] == pytest.approx(1.8)
    assert oracle.plan.by_year["surplus", "hospital", 0] == pytest.approx(6)
    assert oracle.plan.by_year["underlying", "hospital", 0] == pytest.approx(8.4)
    assert oracle.plan.events["non_recurrent_reversed"] == 1


def test_one_place_serves_one_scheme_at_a_time() -> None:
    """Three schemes of three months arrive in April and are live after 3, 6 and 9; the plan has no queue."""
    july = datetime.date(2018, 7, 1)
    queued = scheme(share_pct=1, mobilise_months=3, team=1, start=july)
    after = scheme(share_pct=1, mobilise_months=1, start=APRIL_2018, needs=["c"])
    oracle = Oracle(
        scenario_with(office={"places": 1}, schemes={"c": queued, "a": queued, "b": queued, "d": after})
    )
    future = live_once(oracle)
    assert [future.schemes["go_live", key] for key in "abcd"] == [3, 6, 9, 10]
    assert [oracle.plan.schemes["go_live", key] for key in "abcd"] == [3, 3, 3, 4]
    assert future.events["scheme_waited_for_office"] == 2
    assert future.events["scheme_waited_for_needs"] == 1


def test_a_team_at_the_head_of_the_queue_blocks_those_behind_it() -> None:
    """Two places: a holds one until 4, b waits for both, c finds one free at once but stands behind b."""

    def queued(start: datetime.date, team: int, months: int) -> dict[str, Any]:
        return scheme(share_pct=1, mobilise_months=months, team=team, start=start)

    schemes = {
        "a": queued(datetime.date(2018, 8, 1), team=1, months=4),
        "b": queued(datetime.date(2018, 7, 1), team=2, months=2),
        "c": queued(datetime.date(2018, 7, 1), team=1, months=1),
        "z": scheme(
            share_pct=1, start=APRIL_2018, gateways={"board": {"date": APRIL_2018, "stop_probability": 0.5}}
        ),
    }
    oracle = Oracle(scenario_with(office={"places": 2}, schemes=schemes))
    future = live_once(oracle, {"schemes.z.gateways.board.stops": np.ones(1)})
    assert [future.schemes["grant", key] for key in "abcz"] == [0, 4, 6, math.inf]
    assert [future.schemes["stopped", key] for key in "abcz"] == [0, 0, 0, 1]


def test_recovery_holds_vacancies_after_its_lag_and_pays_a_rebound() -> None:
    """A risk of 12 in April: in recovery from the first report on, June to August hold 10 % of wages.

    Reported no better, it enters again in September and in February, to hold from November and from April.
    Half of the 6 held comes back next year at 0.25 a month, so that April is 1 less 0.25.
    """
    recovery = {
        "tolerance_pct": 1,
        "reports": 1,
        "lag_months": 1,
        "actions": {
            "vacancies": {"lines": ["wages"], "share_pct": 10, "duration_months": 3, "rebound_pct": 50}
        },
    }
    risk = {
        "name": "Flood",
        "owner": "hospital",
        "probability": 0.5,
        "amount_gbp_m": 12,
        "date": APRIL_2018,
        "duration_months": 1,
    }
    oracle = Oracle(scenario_with(bodies__hospital__recovery=recovery, risks={"flood": risk}, years=2))
    future = live_once(oracle, {"risks.flood.happens": np.ones(1)})
    positions = [future.by_month["position", "hospital", t] for t in range(13)]
    assert future.events["vacancies_held"] == 6 + 3
    assert positions == pytest.approx([-12, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0.75])
    assert future.by_month["forecast_outturn", "hospital", 0] == pytest.approx(-12 - 11 * 12)
    assert future.by_year["recovery_months", "hospital", 0] == 4 + 4 + 1
    assert future.by_year["recovery_months", "payer", 0] == 0


def test_a_loan_is_repaid_at_term_or_rolled() -> None:
    """Costs are 1 a month above income: 1 and the interest are borrowed, and rolled for want of cash."""
    cash = {"opening_gbp_m": 1, "minimum_gbp_m": 1, "loan_rate_pct": 12, "loan_term_months": 2}
    oracle = Oracle(scenario_with(bodies__hospital__cash=cash, contracts__main__opening_plan=0.9, years=1))
    owed = 0.0
    for _ in range(12):  # each month's deficit of 1 and the interest of 1 % on what is owed are borrowed
        owed += 1 + 0.01 * owed
    assert oracle.plan.by_year["loans", "hospital", 0] == pytest.approx(owed)
    assert oracle.plan.by_year["cash", "hospital", 0] == pytest.approx(1)
    assert oracle.plan.events["loan_rolled"] > 0


def test_the_plan_of_a_distribution_is_its_median() -> None:
    """The median of a symmetric PERT is its mode; of 0, 1 and 5 with 40, 40 and 20 % it is 1."""
    uncertain: list[dict[str, Any]] = [
        {"dist": "pert", "low": 0, "mode": 2, "high": 4},
        {"dist": "beta", "mean": 0.5, "sd": 0.1, "low": 0, "high": 1},
        {"dist": "discrete", "values": [5, 0, 1], "probabilities": [0.2, 0.4, 0.4]},
        {"p10": 0, "p50": 1, "p90": 7, "plan": 3},
    ]
    found = [
        planned(scenario_with(risks={"r": _risk(number)}).risks["r"].amount_gbp_m) for number in uncertain
    ]
    assert found == pytest.approx([2, 0.5, 1, 3])


def _risk(amount: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": "Risk",
        "owner": "hospital",
        "probability": 1,
        "amount_gbp_m": amount,
        "date": APRIL_2018,
        "duration_months": 1,
    }

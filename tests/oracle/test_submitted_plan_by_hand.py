"""The plan that was submitted, and who forecasts balance, held to arithmetic by hand."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from tests.oracle.future import Future
from tests.oracle.model import Oracle
from tests.oracle.test_mechanisms_by_hand import payer, surprise
from tests.oracle.two_bodies import APRIL_2018, live_once, scenario_with

MAY_2018 = datetime.date(2018, 5, 1)


def of_years(future: Future, measure: str, body: str = "alone", years: int = 3) -> Any:
    """A measure by year, for comparison."""
    return pytest.approx([future.by_year[measure, body, y] for y in range(years)])


def submitted(**positions: float) -> dict[str, dict[str, float]]:
    return {"position_gbp_m": {year.removeprefix("of_"): position for year, position in positions.items()}}


def test_what_was_submitted_is_the_budget_and_a_year_without_it_has_the_plans() -> None:
    """A plan of −4 each year, submitted as 2 and −1 in years 0 and 2, with contingency of 1 % of 100.

    The forecast of April has a month of −4/12 and eleven of 2/12, less 1. The plan run keeps to its own.
    """
    plan = submitted(of_2018=2, of_2020=-1)
    body = payer(-4, contingency_pct=1, submitted_plan=plan, forecast={"run_rate_share": 0})
    oracle = Oracle(scenario_with(bodies__alone=body))
    future = live_once(oracle)
    assert of_years(future, "budget") == [1, -5, -2]
    assert of_years(future, "surplus") == [-4, -4, -4]
    assert future.by_month["forecast_outturn", "alone", 0] == pytest.approx(-4 / 12 + 11 / 6 - 1)
    assert future.by_month["forecast_outturn", "alone", 11] == pytest.approx(-4)
    for run in (oracle.plan, oracle.do_nothing):
        assert of_years(run, "budget") == [-5, -5, -5]
        assert run.by_month["forecast_outturn", "alone", 0] == pytest.approx(-5)


def test_what_was_submitted_is_moved_by_what_was_missed_and_by_what_is_bought() -> None:
    """A plan of 12 in year 0: half of what is beyond 2.4 buys care, 4.8, and half of 2.4 is spent once: 6 in all.

    2 more are spent than the books show: of 10 it is 3.8 and 1.2. Year 1 was submitted as 3: less half of the 2 that
    were missed, and 1 more as 5 are bought where the plan has 6.
    """
    regime = {
        "surplus_pct": {"2018": 0},
        "headroom_pct": {"2018": 1},
        "headroom_spent_pct": {"2018": 50},
        "drawdown_pct": {"2018": 0},
    }
    oracle = Oracle(
        scenario_with(
            bodies__payer__spend={"own": {"base_gbp_m": 108}},
            bodies__payer__opening_underlying_gbp_m={"plan": 12, "dist": "uniform", "low": 0, "high": 24},
            bodies__payer__business_rules={"development_pct": 50},
            bodies__payer__budget_catch_up_pct=50,
            bodies__payer__submitted_plan=submitted(of_2019=3),
            regime={"commissioners": regime},
            years=2,
        )
    )
    future = live_once(oracle, {"bodies.payer.opening_underlying_gbp_m": np.full(1, 10.0)})
    assert of_years(future, "developments", "payer", 2) == [0, 5]
    assert of_years(future, "budget", "payer", 2) == [12, 3 - 0.5 * 2 - 5 + 6]


def test_who_forecasts_balance_is_in_no_recovery_however_bold_its_budget() -> None:
    """A plan of 3 is submitted as 10, and nothing is borne below it: each report forecasts less, and more than 0.

    Where 20 are lost in May, less than 0 is forecast, and it enters recovery.
    """
    recovery = {
        "tolerance_pct": 0,
        "reports": 1,
        "lag_months": 0,
        "release_months": 1,
        "actions": {"hold": {"lines": ["own"], "share_pct": 0, "duration_months": 1}},
    }
    body = payer(3, recovery=recovery, forecast={"run_rate_share": 0}, submitted_plan=submitted(of_2018=10))
    oracle = Oracle(
        scenario_with(bodies__alone=body, risks={"flood": surprise(20, MAY_2018, "alone")}, years=1)
    )
    spared = live_once(oracle)
    assert spared.by_month["forecast_outturn", "alone", 10] < spared.by_year["budget", "alone", 0]
    assert spared.events["recovery_entered"] == 0
    struck = live_once(oracle, {"risks.flood.happens": np.ones(1)})
    assert struck.events["recovery_entered"] > 0


def test_a_budgeted_deficit_has_its_tolerance_as_before() -> None:
    """A budget of −3, and a tolerance of 1 % of 100: a forecast of −3.5 is borne, and one of −4.5 is not."""
    recovery = {
        "tolerance_pct": 1,
        "reports": 1,
        "lag_months": 0,
        "release_months": 1,
        "actions": {"hold": {"lines": ["own"], "share_pct": 0, "duration_months": 1}},
    }
    for lost, entered in ((0.5, False), (1.5, True)):
        body = payer(-3, recovery=recovery, forecast={"run_rate_share": 0})
        risks = {"flood": surprise(lost, APRIL_2018, "alone")}
        oracle = Oracle(scenario_with(bodies__alone=body, risks=risks, years=1))
        future = live_once(oracle, {"risks.flood.happens": np.ones(1)})
        assert (future.events["recovery_entered"] > 0) is entered


@pytest.mark.parametrize(("position", "expected"), [(-5, 1), (2, 4)])
def test_year_end_measures_aim_at_what_was_submitted_where_that_is_a_deficit(
    position: float, expected: float
) -> None:
    """A plan of −6 is submitted as −5, and 1 is found; as 2, and 4 of the 6 that lack to break even are found.

    Who submits −3 and ends with 1 brings half of 1 forward, and not of 4.
    """
    found = {"found_pct": 4, "brought_forward_pct": 50}
    body = payer(-6, year_end=found, submitted_plan=submitted(of_2018=position))
    ahead = payer(1, year_end=found, submitted_plan=submitted(of_2018=-3))
    oracle = Oracle(scenario_with(bodies__alone=body, bodies__ahead=ahead, years=1))
    future = live_once(oracle)
    assert future.by_year["year_end_measures", "alone", 0] == pytest.approx(expected)
    assert future.by_year["year_end_measures", "ahead", 0] == pytest.approx(-0.5)
    assert future.by_year["surplus", "ahead", 0] == pytest.approx(0.5)


def test_nobody_spends_itself_into_a_deficit() -> None:
    """A control total of −4: who ends with 2 brings half of 2 forward, and not of 6; who ends with −1 nothing."""
    measures = {"found_pct": 10, "brought_forward_pct": 50}
    bodies = {
        f"bodies__{name}": payer(position, control_total={"opening_gbp_m": -4}, year_end=measures)
        for name, position in (("ahead", 2), ("behind", -1))
    }
    regime = {"commissioners": {"improvement_pct": {"2018": 0}, "ceiling_pct": {"2018": 0}}}
    future = live_once(Oracle(scenario_with(regime=regime, years=1, **bodies)))
    assert future.by_year["year_end_measures", "ahead", 0] == pytest.approx(-1)
    assert future.by_year["year_end_measures", "behind", 0] == 0
    assert future.events["spending_brought_forward"] == 1

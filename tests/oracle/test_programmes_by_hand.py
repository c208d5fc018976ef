"""Savings programmes that follow need, held to arithmetic by hand."""

from __future__ import annotations

import datetime
import math
from typing import Any

import numpy as np
import pytest

from tests.oracle.future import Future
from tests.oracle.model import Oracle
from tests.oracle.two_bodies import APRIL_2018, live_once, scenario_with, scheme

FIGURES = ("by_itself", "savings_needed", "savings_set")
DEARER = {"planned_pct": {"2018": 0, "2019": 5}}
"""Wages of 120 cost 6 more in the second year, and 6.3 more in the third."""
UNCERTAIN = {"plan": 1, "dist": "uniform", "low": -1, "high": 2}


def programme(need: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A yearly programme on wages that starts with 1 % of them, whole at once from 1 April."""
    table = scheme(share_pct=1, repeats_yearly=True) | changes
    return table | {"follows_need": {"most_pct": 5} | (need or {})}


def oracle_with(schemes: dict[str, Any], **changes: Any) -> Oracle:
    return Oracle(scenario_with(schemes=schemes, prices__pay=DEARER, **changes))


def of_years(future: Future, measure: str, body: str = "hospital", years: int = 3) -> Any:
    """A measure by year, for comparison; what is empty is equal to what is empty."""
    return pytest.approx([future.by_year[measure, body, y] for y in range(years)], nan_ok=True, abs=1e-12)


def test_the_plan_sets_what_each_year_lacks() -> None:
    """Alone the hospital has 0, −6 and −12.3: the years bring −6 and −6.3 by themselves.

    1 % of 120 is 1.2 in year 0. 4.8 lack in year 1, 4/99 of the 118.8 that wages were: 126 · 0.99 · 95/99 is 119.7,
    and leaves 0.3. 6 lack in year 2, more than 5 % of 119.7, 5.985: 132.3 · 0.95 · 0.95 leaves 0.59925.
    """
    oracle = oracle_with({"cip": programme()})
    plan = oracle.plan
    assert of_years(plan, "by_itself") == [math.nan, -6, -6.3]
    assert of_years(plan, "savings_needed") == [math.nan, 4.8, 6]
    assert of_years(plan, "savings_set") == [math.nan, 4.8, 5.985]
    assert of_years(plan, "surplus") == [1.2, 0.3, 0.59925]
    assert of_years(plan, "budget") == [1.2, 0.3, 0.59925]
    assert plan.by_month["forecast_outturn", "hospital", 12] == pytest.approx(0.3)
    assert plan.events["programme_set"] == 2
    future = live_once(oracle)
    for measure in (*FIGURES, "surplus", "budget"):
        assert of_years(plan, measure) == [future.by_year[measure, "hospital", y] for y in range(3)]
        if measure in FIGURES:
            assert of_years(plan, measure, "payer") == [math.nan] * 3
            assert of_years(oracle.do_nothing, measure) == [math.nan] * 3
    assert of_years(oracle.do_nothing, "surplus") == [0, -6, -12.3]


def test_who_delivered_half_sets_out_to_save_more_and_its_budget_knows() -> None:
    """Half of 1.2 is delivered in year 0: 5.4 lack in year 1, of 119.4 that wages were, where the plan sets 4/99.

    The budget is the plan's 0.3 and, by what was set, 5.4 − 4/99 · 119.4 more. 126 · 0.995 less 5.4/119.4 of it is
    125.37 − 5.67 = 119.7, as in the plan; 6 lack in year 2, and 5 % is all that is set, as in the plan.
    """
    oracle = oracle_with({"cip": programme(delivery=UNCERTAIN)})
    certain = {f"schemes.cip@{year}.delivery": np.ones(1) for year in (2019, 2020)}
    future = live_once(oracle, {"schemes.cip@2018.delivery": np.full(1, 0.5)} | certain)
    assert of_years(future, "by_itself") == [math.nan, -6, -6.3]
    assert of_years(future, "savings_needed") == [math.nan, 5.4, 6]
    assert of_years(future, "savings_set") == [math.nan, 5.4, 5.985]
    assert of_years(future, "surplus") == [0.6, 0.3, 132.3 * (1 - 0.95 * 0.95) - 12.3]
    assert of_years(future, "budget") == [1.2, 0.3 + 5.4 - 4 / 99 * 119.4, 0.59925]


def test_what_is_large_or_late_delivers_less_but_not_in_the_plan() -> None:
    """Beyond 3 % each point costs a tenth of the effect, and each earlier year a twentieth of it.

    Year 0 asks for 4 % of 120 and delivers 0.9 of it: 4.32. 1.68 lack in year 1 of 115.68 that wages were: no more
    than 3 %, and delivered by 0.95. The plan has 4.8 in year 0, and lacks 1.2 of 115.2.
    """
    need = {"stretch_from_pct": 3, "stretch_effect": 0.1, "tires_a_year": 0.05}
    oracle = oracle_with({"cip": programme(need, share_pct=4)}, years=2)
    future = live_once(oracle)
    share = 1.68 / 115.68
    assert of_years(future, "surplus", years=2) == [4.32, -6 + 126 * (1 - 0.964 * (1 - 0.95 * share))]
    assert of_years(future, "savings_set", years=2) == [math.nan, 1.68]
    planned = 1.2 / 115.2
    assert of_years(oracle.plan, "surplus", years=2) == [4.8, -6 + 126 * (1 - 0.96 * (1 - planned))]
    budget = oracle.plan.by_year["surplus", "hospital", 1] + (share - planned) * 115.68
    assert future.by_year["budget", "hospital", 1] == pytest.approx(budget)


def test_nothing_is_left_of_what_is_far_too_large_and_what_does_harm_does_no_less() -> None:
    """4 % is 3 points beyond 1 %: of 1 less 1.5 nothing is left. −0.5 stays −0.5: 2.4 more are spent."""
    need = {"stretch_from_pct": 1, "stretch_effect": 0.5}
    oracle = oracle_with({"cip": programme(need, share_pct=4, delivery=UNCERTAIN)}, years=1)
    delivery = "schemes.cip@2018.delivery"
    assert live_once(oracle, {delivery: np.ones(1)}).by_year["surplus", "hospital", 0] == pytest.approx(0)
    harm = live_once(oracle, {delivery: np.full(1, -0.5)})
    assert harm.by_year["surplus", "hospital", 0] == pytest.approx(-2.4)


def test_instances_from_before_the_start_count_as_earlier_ones() -> None:
    """Two years before the start a programme began: 1 % thrice, delivered by 1, 0.9 and 0.8 in the first year.

    All live from 1 April 2018 on at the latest: of 120 there are 0.99 · 0.991 · 0.992 left.
    """
    cip = programme({"tires_a_year": 0.1}, start=datetime.date(2016, 4, 1))
    future = live_once(oracle_with({"cip": cip}, years=1))
    assert future.by_year["surplus", "hospital", 0] == pytest.approx(120 * (1 - 0.99 * 0.991 * 0.992))


@pytest.mark.parametrize(
    ("changes", "least", "target", "saved"),
    [
        ({}, 1, 0, 1.2),
        ({"bodies__hospital__control_total": {"opening_gbp_m": 0}}, 0, 2.4, 2.4),
        ({"bodies__hospital__control_total": {"opening_gbp_m": 0}}, 3, 2.4, 3.6),
    ],
)
def test_the_least_and_the_control_total(
    changes: dict[str, Any], least: float, target: float, saved: float
) -> None:
    """Nothing is lacking to break even: the least is set. 2 % of 120 are asked by a control total of 2.4."""
    improving = {"improvement_pct": {"2018": 2}, "ceiling_pct": {"2018": 50}}
    oracle = Oracle(
        scenario_with(
            schemes={"cip": programme({"least_pct": least}, share_pct=0)},
            regime={"providers": improving} if changes else {},
            years=2,
            **changes,
        )
    )
    future = live_once(oracle)
    assert of_years(future, "savings_needed", years=2) == [math.nan, target]
    assert of_years(future, "savings_set", years=2) == [math.nan, saved]


def test_a_target_of_ones_own_stands_in_place_of_the_control_total() -> None:
    """3 % of 120 are asked, in each year anew: 3.6, and nothing when it is there."""
    oracle = Oracle(
        scenario_with(
            bodies__hospital__control_total={"opening_gbp_m": 0},
            regime={"providers": {"improvement_pct": {"2018": 2}, "ceiling_pct": {"2018": 50}}},
            schemes={"cip": programme({"target_pct": 3}, share_pct=0)},
        )
    )
    future = live_once(oracle)
    assert of_years(future, "savings_needed") == [math.nan, 3.6, 0]
    assert of_years(future, "surplus") == [0, 3.6, 3.6]
    assert future.events["programme_set"] == 1


def test_a_year_that_brings_something_needs_no_programme() -> None:
    """Wages fall by 5 %: 6 are left by themselves, −6 are needed and nothing is set."""
    oracle = Oracle(
        scenario_with(
            prices__pay={"planned_pct": {"2018": 0, "2019": -5}},
            schemes={"cip": programme(share_pct=0)},
            years=2,
        )
    )
    future = live_once(oracle)
    assert of_years(future, "by_itself", years=2) == [math.nan, 6]
    assert of_years(future, "savings_needed", years=2) == [math.nan, -6]
    assert of_years(future, "savings_set", years=2) == [math.nan, 0]
    assert future.events["programme_set"] == 0


def test_two_programmes_share_the_need_each_within_its_limits() -> None:
    """Wages of 80 and supplies of 40; wages cost 4 more, and 3 1/3 % of 120 would do. Supplies give 2 % at most.

    Wages give 3 1/3 % of 80, 8/3, and supplies 0.8; of wages of 84 a thirtieth is 2.8.
    """
    costs = {"wages": {"base_gbp_m": 80, "price": "pay"}, "supplies": {"base_gbp_m": 40}}
    schemes = {
        "cip": programme(share_pct=0),
        "lean": programme({"most_pct": 2}, share_pct=0, on=["hospital.supplies"]),
    }
    oracle = oracle_with(schemes, bodies__hospital__costs=costs, years=2)
    future = live_once(oracle)
    assert of_years(future, "savings_needed", years=2) == [math.nan, 4]
    assert of_years(future, "savings_set", years=2) == [math.nan, 8 / 3 + 0.8]
    assert future.by_year["surplus", "hospital", 1] == pytest.approx(-4 + 84 / 30 + 0.8)
    assert future.events["programme_set"] == 1


def test_the_first_year_of_a_programme_is_a_part_of_it() -> None:
    """From 1 July over six months: half of a year. 6 lack, and 10 % of 120 would do; planned delivery is 0.8.

    So 12.5 % are set, and worth 6. In the plan they save 126 · 0.1 · 0.5; in the future they come nine months late
    and deliver nothing in the year, and the budget is the plan's.
    """
    cip = programme(
        {"most_pct": 20},
        share_pct=0,
        start=datetime.date(2018, 7, 1),
        ramp="linear",
        ramp_months=6,
        delivery={"plan": 0.8, "dist": "uniform", "low": 0, "high": 1},
        delay_months={"dist": "uniform", "low": 0, "high": 12},
    )
    oracle = oracle_with({"cip": cip}, years=2)
    assert of_years(oracle.plan, "savings_set", years=2) == [math.nan, 6]
    assert of_years(oracle.plan, "surplus", years=2) == [0, -6 + 6.3]
    future = live_once(oracle, {"schemes.cip@2019.delay_months": np.full(1, 9.0)})
    assert of_years(future, "savings_set", years=2) == [math.nan, 6]
    assert of_years(future, "surplus", years=2) == [0, -6]
    assert of_years(future, "budget", years=2) == [0, 0.3]


def test_the_budget_moves_in_the_months_in_which_the_plan_would_deliver() -> None:
    """2 % of 120 from 1 July on: the plan saves 1.8 in year 0, 2.4 in a full year, and lacks 3.6 in year 1.

    The future delivers nothing and lacks 6, to be saved in the nine months from July like the plan's 3.6. The plan
    sets 3.6 of 118.2 · ¾, which of 120 · ¾ would be 3.6/118.2 · 120. What goes beyond that is budgeted in nine
    equal parts: a forecast without a run rate adds those to come to the 0.5 a month that are lost.
    """
    cip = programme(
        {"most_pct": 20}, share_pct=2, start=datetime.date(2018, 7, 1), delivery=UNCERTAIN | {"plan": 1}
    )
    oracle = oracle_with({"cip": cip}, bodies__hospital__forecast={"run_rate_share": 0}, years=2)
    future = live_once(oracle)
    assert of_years(oracle.plan, "savings_needed", years=2) == [math.nan, 3.6]
    assert of_years(future, "savings_needed", years=2) == [math.nan, 6]
    more = 6 - 3.6 / 118.2 * 120
    plan = oracle.plan
    budget = plan.by_year["surplus", "hospital", 1] + more
    assert future.by_year["budget", "hospital", 1] == pytest.approx(budget)
    for closed in (1, 3, 6):
        to_come = sum(plan.by_month["position", "hospital", 12 + m] for m in range(closed, 12))
        to_come += more * (9 - max(closed - 3, 0)) / 9
        forecast = future.by_month["forecast_outturn", "hospital", 11 + closed]
        assert forecast == pytest.approx(-0.5 * closed + to_come)


@pytest.mark.parametrize(
    ("form", "kind", "worth"),
    [("block", "demand", 0), ("activity", "demand", 120), ("blended", "demand", 60), ("block", "price", 120)],
)
def test_a_programme_on_a_contract_is_worth_what_the_contract_pays_for_it(
    form: str, kind: str, worth: float
) -> None:
    """The payer lacks 6: the block pays nothing for less activity, and half of it is paid for by the blended one.

    Of the block the least is set, and is worth nothing; no event tells of it.
    """
    contract = {
        "payer": "payer",
        "provider": "hospital",
        "service": "care",
        "form": form,
        "value_gbp_m": 120,
        **({"variable_pct": 50, "cap_pct": 100, "collar_pct": 100} if form == "blended" else {}),
    }
    qipp = programme(
        {"least_pct": 0.5, "most_pct": 20}, share_pct=0, owner="payer", kind=kind, on=["contracts.main"]
    )
    oracle = oracle_with(
        {"qipp": qipp},
        contracts__main=contract,
        bodies__payer__spend={"own": {"base_gbp_m": 120, "price": "pay"}},
        years=2,
    )
    future = live_once(oracle)
    assert of_years(future, "savings_needed", "payer", 2) == [math.nan, 6]
    assert of_years(future, "savings_set", "payer", 2) == [math.nan, 6 if worth else 0]
    assert of_years(future, "surplus", "payer", 2) == [0, 0 if worth else -6]
    assert future.programmes["qipp@2019"] == pytest.approx(6 / worth if worth else 0.005)
    assert future.events["programme_set"] == (1 if worth else 0)


def test_a_programme_on_income_is_worth_what_was_received() -> None:
    """1 % more than 12 was received in year 0: 12.12. 5.88 lack in year 1, and 50 % of it is more than enough."""
    income = programme({"most_pct": 50}, kind="income", on=["hospital.parking"])
    costs = {"wages": {"base_gbp_m": 120, "price": "pay"}, "premises": {"base_gbp_m": 12}}
    oracle = oracle_with(
        {"fees": income},
        bodies__hospital__costs=costs,
        bodies__hospital__income={"parking": {"base_gbp_m": 12}},
        years=2,
    )
    future = live_once(oracle)
    assert of_years(future, "savings_set", years=2) == [math.nan, 5.88]
    share = 5.88 / 12.12
    assert of_years(future, "surplus", years=2) == [0.12, -6 + 12 * (1 - 0.99 * (1 - share))]


def test_what_recovery_held_is_no_base_for_the_next_programme() -> None:
    """3 are lost in April and 5 % of wages are held from May to August: 2. So 118 are the base, and 6 lack.

    Neither what was lost nor what was held recurs. The plan sets 6 of 120, which of 118 would be 5.9.
    """
    recovery = {
        "tolerance_pct": 1,
        "reports": 1,
        "lag_months": 0,
        "release_months": 0,
        "actions": {"hold": {"lines": ["wages"], "share_pct": 5, "duration_months": 4}},
    }
    risk = {
        "name": "Flood",
        "owner": "hospital",
        "probability": 0.5,
        "amount_gbp_m": 3,
        "date": APRIL_2018,
        "window_months": 0,
        "duration_months": 1,
    }
    oracle = oracle_with(
        {"cip": programme({"most_pct": 20}, share_pct=0)},
        bodies__hospital__recovery=recovery,
        bodies__hospital__forecast={"run_rate_share": 0},
        risks={"flood": risk},
        years=2,
    )
    happened = {"risks.flood.happens": np.ones(1)}
    future = live_once(oracle, happened)
    assert future.by_year["held_by_recovery", "hospital", 0] == pytest.approx(2)
    assert of_years(future, "savings_needed", years=2) == [math.nan, 6]
    assert future.programmes["cip@2019"] == pytest.approx(6 / 118)
    budget = oracle.plan.by_year["surplus", "hospital", 1] + 6 - 5.9
    assert future.by_year["budget", "hospital", 1] == pytest.approx(budget)


def test_when_a_programme_has_run_out_nothing_is_set() -> None:
    """Its last instance starts in year 0: 4.8 lack in year 1, −1.26 + 6 + 6.3 in year 2, and nothing is set."""
    oracle = oracle_with({"cip": programme(repeats_until=2018)})
    future = live_once(oracle)
    assert of_years(future, "savings_set") == [math.nan, 0, 0]
    assert of_years(future, "savings_needed") == [math.nan, 4.8, -1.26 + 6 + 6.3]
    assert future.events["programme_set"] == 0

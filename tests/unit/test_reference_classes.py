"""Where a run stands among reference classes: each figure worked out by hand, and what is said of who leaves one."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from simulator.analyses.reference_classes import LEAST_FUTURES, PROVIDERS, outside, reference_classes
from simulator.montecarlo.run import Run
from simulator.reports.reference_classes import reference_table, sources_told, warning_line
from simulator.scenario.immutable import replaced
from simulator.scenario.terms.contracts import Contract
from simulator.scenario.terms.demand import Service
from tests.helpers.made_up import made_up_run
from tests.helpers.random_run import random_results, random_run, with_amounts

FUTURES = 11
WIDTH = "first_year_width"
QIP = 1
"""The hospital's programme of 2019, of two schemes."""


def hospital(**amounts: float | np.ndarray) -> Run:
    """Three years of a hospital with an income of £10m, whose first surpluses are £0m to £10m; it planned £4m."""
    surplus = np.zeros((2, 3, FUTURES)) + np.arange(FUTURES)
    run = random_run(with_amounts(random_results(FUTURES), surplus=surplus, income=np.array(10.0), **amounts))
    run.plan.by_year["surplus"][:] = 4.0
    for results, delivered, recurrent in (
        (run.results, (0.0, 3.0, 4.0), (0.0, 2.0, 2.5)),
        (run.plan, (0.0, 4.0, 4.0), (0.0, 3.0, 3.0)),
    ):
        results.schemes_by_year["delivered"][QIP] = np.array(delivered)[:, None]
        results.schemes_by_year["recurrent"][QIP] = np.array(recurrent)[:, None]
        results.schemes["set_share"][:] = np.nan
    return run


def figures(run: Run, body: str = "general") -> dict[str, float]:
    return {one.key: one.value for one in reference_classes(run) if one.body == body}


def test_the_first_year_is_as_wide_as_from_p10_to_p90_of_what_the_plan_is_missed_by() -> None:
    """(0 … 10 − 4) / 10: p10 is −30 %, p90 50 %."""
    assert figures(hospital())["first_year_width"] == pytest.approx(80.0)


def test_new_savings_are_those_of_the_year_and_what_last_years_more_recurs() -> None:
    """2019: 3 of 4 planned; 2020: 2.5 − 2 = 0.5 more, none planned. 3.5 of 4; 1 of 3.5 once; 0.5 of 10 last."""
    found = figures(hospital())
    assert found["delivery"] == pytest.approx(87.5)
    assert found["recurrent_share"] == pytest.approx(100 * 2.5 / 3.5)
    assert found["new_savings"] == pytest.approx(5.0)


def test_what_follows_need_is_measured_by_what_was_set() -> None:
    """The plan's programme was set 2 %, that of every future 4 %: twice the 4 was planned, and 3.5 of 8 came."""
    run = hospital()
    run.plan.schemes["set_share"][QIP], run.results.schemes["set_share"][QIP] = 2.0, 4.0
    assert figures(run)["delivery"] == pytest.approx(100 * 3.5 / 8)


def test_loans_are_those_of_the_last_year_over_its_income() -> None:
    """£0m to £10m on £10m: p50 0.5, p90 0.9; the commissioner, without cash, has none."""
    loans = np.stack([np.tile(np.arange(FUTURES), (3, 1)), np.full((3, FUTURES), np.nan)])
    run = hospital(loans=loans)
    assert (figures(run)["loans_median"], figures(run)["loans_p90"]) == pytest.approx((0.5, 0.9))
    assert math.isnan(figures(run, "north_ccg")["loans_median"])


def test_of_a_plan_without_savings_nothing_is_told() -> None:
    run = hospital()
    for results in (run.results, run.plan):
        for measure in ("delivered", "recurrent"):
            results.schemes_by_year[measure][:] = 0.0
    found = figures(run)
    assert math.isnan(found["delivery"])
    assert math.isnan(found["recurrent_share"])


def test_a_year_without_income_leaves_no_figure() -> None:
    found = figures(random_run(with_amounts(random_results(FUTURES), income=np.array(0.0))))
    assert len(found) == 8
    assert all(map(math.isnan, found.values()))


def five_years(*, futures: int = 128, bodies: int = 2) -> Run:
    """Every body + + − − +, on £250m, £20m in deficit in the years between: 8 %. Winters cancel care of `body_01`."""
    run = made_up_run(bodies, 5, futures)
    contract = Contract.model_validate(
        {"payer": "body_00", "provider": "body_01", "service": "care", "form": "block", "value_gbp_m": 1.0}
    )
    care = Service.model_validate({"cost_per_head_gbp": [1000.0], "winter_cancelled_pct": 10.0})
    scenario = replaced(run.scenario, {"services": {"care": care}, "contracts": {"care": contract}})
    surplus = np.zeros((bodies, 5, futures)) + np.array([1.0, 1.0, -20.0, -20.0, 1.0])[:, None]
    return replace(run, scenario=scenario, results=with_amounts(run.results, surplus=surplus))


def test_what_became_of_surpluses_is_told_of_enough_of_them() -> None:
    """Three years on the first is in deficit, the second in surplus: 50 %. No deficit is so long before the end."""
    hospital = "body_01"
    found = figures(five_years(), hospital)
    assert found["surplus_kept"] == pytest.approx(50.0)
    assert math.isnan(found["deficit_recovered"])
    assert math.isnan(figures(five_years(futures=LEAST_FUTURES // 2 - 1), hospital)["surplus_kept"])


def test_several_providers_are_judged_together_by_what_becomes_of_them() -> None:
    found = reference_classes(five_years(bodies=4))
    judged = {(one.body, one.key) for one in found if one.reference}
    assert {(PROVIDERS, "surplus_kept"), (PROVIDERS, "deficit_recovered"), ("body_01", "delivery")} <= judged
    assert not {("body_01", "surplus_kept"), (PROVIDERS, "delivery")} & judged


def test_a_warning_names_who_leaves_a_class_and_a_few_futures_leave_none() -> None:
    """The first year is the same in every future, 0.0 wide, where hospitals' was 5 to 9."""
    run = five_years()
    found = reference_classes(run)
    (told,) = warning_line(run.scenario, found, run.replications)
    assert (
        "first-year width of hospitals, p10 to p90 as % of income: St Brigid's Hospital King's Ferry 0.0 (class 5–9)"
        in told
    )
    assert [one.key for one in outside(found, run.replications)] == ["first_year_width"]
    assert outside(found, LEAST_FUTURES - 1) == []
    assert warning_line(run.scenario, found, LEAST_FUTURES - 1) == ()


def test_of_many_that_leave_a_class_their_number_is_told() -> None:
    """Three providers owe £225m to £275m on £250m: 0.9, 1.0 and 1.1, where none owed more than 0.84."""
    run = five_years(bodies=6)
    loans = np.zeros((6, 5, 128)) + np.array([0.0, 225.0, 0.0, 250.0, 0.0, 275.0])[:, None, None]
    run = replace(run, results=with_amounts(run.results, loans=loans))
    (told,) = warning_line(run.scenario, reference_classes(run), run.replications)
    assert "loans ÷ income at the last year's end, p90: 3 bodies, 0.90 to 1.10 (class ≤ 0.84)" in told


def test_only_a_hospital_is_judged_by_its_first_year() -> None:
    judged = [
        one.body for one in reference_classes(five_years(bodies=4)) if one.reference and one.key == WIDTH
    ]
    assert judged == ["body_01"]


def test_the_table_stars_who_is_outside_and_shows_the_class_with_its_quality() -> None:
    run = five_years()
    found = reference_classes(run)
    shown = list(reference_table(run.scenario, found, run.replications).texts())
    assert [row[1] for row in shown] == ["0.0", "0.0*", "5–9", "J", "–", "–"]
    assert [row[7] for row in shown] == ["50.0", "50.0", "≤ 60", "J", "–", "–"]
    assert any("Section 40 reports" in sentence for sentence in sources_told(found))

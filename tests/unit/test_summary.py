"""The tables of the answer."""

from __future__ import annotations

import json

import numpy as np
import pytest

from simulator.analyses.columns import in_columns
from simulator.analyses.digest import digest
from simulator.analyses.findings import Findings
from simulator.analyses.summary import (
    COLUMNS,
    months_table,
    recovery_year,
    schemes_table,
    summary,
)
from tests.helpers.random_run import BODIES, INSTANCES, random_results, random_run, with_amounts


def test_rows_are_the_bodies_then_the_system_then_every_body() -> None:
    run = random_run(random_results(64))
    table = summary(run)
    assert tuple(Findings(run).summary.columns) == COLUMNS
    assert [name for name in table.columns if not name.endswith(("_low", "_high"))] == list(COLUMNS)
    assert list(table.body) == [name for name in (*BODIES, "system", "every_body") for _ in range(3)]
    assert list(table.year[:3]) == ["2018/19", "2019/20", "2020/21"]
    assert table.p_control_total.isna().all()


def test_two_bodies_that_never_break_even_together() -> None:
    """Each has +2 in one half of the futures and −1 in the other, in turn: the system always has +1."""
    is_first = np.arange(64) < 32
    surplus = np.array([np.where(is_first, 2.0, -1.0), np.where(is_first, -1.0, 2.0)])[:, None, :]
    table = summary(random_run(with_amounts(random_results(64), surplus=surplus)))
    last = table[table.year == "2020/21"].set_index("body")
    assert list(last.p_break_even) == [0.5, 0.5, 1.0, 0.0]
    assert last.surplus_mean_gbp_m["system"] == pytest.approx(1.0)
    assert np.isnan(last.surplus_mean_gbp_m["every_body"])
    assert 0.0 < last.p_break_even_high["every_body"] < 0.1


@pytest.mark.parametrize(("surplus", "chance"), [(-0.9e-6, 1.0), (-1.1e-6, 0.0)])
def test_a_pound_is_no_deficit(surplus: float, chance: float) -> None:
    table = summary(random_run(with_amounts(random_results(8), surplus=np.array(surplus))))
    assert (table.p_break_even[table.body != "system"] == chance).all()


def test_one_percent_is_of_allocation_for_a_body_and_of_income_without_members_trade_for_the_system() -> None:
    """100 each, 60 of the hospital's from the commissioner: the system has 140, needs 1.4 and has 1.5."""
    trade = np.array([60.0, 0.0])[:, None, None]
    surplus = np.array([0.9, 0.6])[:, None, None]
    results = with_amounts(
        random_results(8),
        surplus=surplus,
        cumulative=surplus,
        income=np.array(100.0),
        duty_income=np.array([[[80.0]], [[70.0]]]),
        member_trade=trade,
    )
    table = summary(random_run(results)).set_index("body")
    assert table.income_mean_gbp_m["system"].iloc[0] == pytest.approx(140.0)
    for column in ("p_surplus_1pct", "p_cumulative_surplus_1pct"):
        assert [table[column][body].iloc[0] for body in (*BODIES, "system", "every_body")] == [1, 0, 1, 0]


def test_three_years_are_empty_until_they_are_known() -> None:
    table = summary(random_run(random_results(64))).set_index(["body", "year"])
    for body in (*BODIES, "system", "every_body"):
        assert np.isnan(table.p_break_even_3y[body, "2018/19"])
        assert 0.0 <= table.p_break_even_3y[body, "2019/20"] <= 1.0


def test_percentiles_plan_and_shares_come_from_the_futures() -> None:
    results = random_results(2048)
    run = random_run(results)
    row = summary(run).iloc[1]
    surplus = results.by_year["surplus"][0, 1]
    assert row.surplus_p10_gbp_m == np.quantile(surplus, 0.1)
    assert row.surplus_p90_gbp_m == np.quantile(surplus, 0.9)
    assert row.plan_surplus_gbp_m == run.plan.by_year["surplus"][0, 1, 0]
    assert row.do_nothing_surplus_gbp_m == run.do_nothing.by_year["surplus"][0, 1, 0]
    assert row.savings_planned_gbp_m == run.plan.by_year["savings_delivered"][0, 1, 0]
    assert row.recovery_share == np.mean(results.by_year["recovery_months"][0, 1] > 0)


def test_recovered_is_for_good() -> None:
    """Deficit, surplus, surplus | surplus, deficit, surplus | always surplus | deficit in the last year."""
    futures = np.array([[-1, 1, 1], [1, -1, 1], [1, 1, 1], [1, 1, -1]], dtype=float)
    results = with_amounts(random_results(4), surplus=futures.T[None])
    table = recovery_year(random_run(results))
    hospital = table[table.body == "general"]
    assert list(hospital.p_recovered_by) == [0.25, 0.5, 0.75]
    assert set(hospital.median_recovery_year) == {"2019/20"}
    assert set(hospital.p_never) == {0.25}


def test_no_median_where_most_never_recover() -> None:
    table = recovery_year(random_run(with_amounts(random_results(8), surplus=np.array(-1.0))))
    assert table.median_recovery_year.isna().all()
    assert (table.p_never == 1.0).all()
    assert (table.p_never_low < 1.0).all()


def test_schemes_are_held_against_their_plan() -> None:
    run = random_run(random_results(512))
    run.plan.schemes_by_year["delivered"][:] = 0.5
    run.plan.schemes_by_year["delivered"][0, 0] = 0.0
    table = in_columns(schemes_table(run))
    assert list(table.instance) == [name for name in INSTANCES for _ in range(3)]
    assert list(table.name[[0, 3]]) == ["Care at home", "Productivity"]
    assert np.isnan(table.p_at_least_80pct[0])
    delivered = run.results.schemes_by_year["delivered"]
    assert table.p_at_least_80pct[4] == np.mean(delivered[1, 1] >= 0.4)
    invested = run.results.schemes_by_year["investment"]
    net = np.mean(delivered[1, 1] - invested[1, 1])
    assert table.net_of_investment_mean_gbp_m[4] == pytest.approx(net)
    assert table.go_live_p50[0] == "2018-10-16"
    assert table.p_stopped[0] == np.mean(run.results.schemes["stopped"][0])


def test_a_scheme_that_mostly_never_lives_has_no_median_date() -> None:
    run = random_run(random_results(9))
    run.results.schemes["go_live"][0] = [1.0] * 4 + [np.inf] * 5
    assert schemes_table(run).go_live_p50.isna()[0]


def test_months_have_a_row_a_body_and_month() -> None:
    run = random_run(random_results(64))
    table = months_table(run)
    assert len(table) == len(BODIES) * 36
    row = table[(table.body == "north_ccg") & (table.month == "2019-03")].iloc[0]
    assert row.month_end_forecast_p50_gbp_m == np.quantile(
        run.results.by_month["forecast_outturn"][1, 11], 0.5
    )


def test_the_document_is_strict_json() -> None:
    document = digest(Findings(random_run(random_results(64))))
    again = json.loads(json.dumps(document, allow_nan=False))
    assert again["headline"]["year"] == "2020/21"
    assert {row["body"] for row in again["recovery"]} == {*BODIES, "system", "every_body"}
    assert {row["year"] for row in again["plan_expected_do_nothing"]} == {"2018/19", "2020/21"}
    assert again["summary"][-1]["surplus_mean_gbp_m"] is None

"""What is told of offers, pooling, funding, escalation and so on: figures that can be worked out by hand."""

from __future__ import annotations

import importlib
import io
import pkgutil
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.analyses.columns import in_columns
from simulator.analyses.compare import compare
from simulator.analyses.findings import Findings
from simulator.analyses.mechanisms import TABLES
from simulator.analyses.mechanisms.affordability import affordability_table
from simulator.analyses.mechanisms.escalation import escalation_table
from simulator.analyses.mechanisms.milestones import milestones_table
from simulator.analyses.mechanisms.operational_shocks import shocks_table
from simulator.analyses.mechanisms.policy_regimes import policy_table
from simulator.analyses.mechanisms.pooling import pooling_table, positions, unbalanced
from simulator.analyses.mechanisms.quality import quality_table
from simulator.analyses.mechanisms.soft_budgets import soft_budgets_table
from simulator.analyses.mechanisms.sustainability_funding import funding_table
from simulator.analyses.mechanisms.year_end_measures import year_end_table
from simulator.analyses.summary import summary
from simulator.analyses.wording import condition
from simulator.economy.catalogue import BY_YEAR
from simulator.montecarlo.run import Run
from simulator.reports import sections
from simulator.reports.answer import answer
from simulator.reports.charts import heat_map
from simulator.reports.comparison_tables import totals
from simulator.reports.explained_table import explained_by_line
from simulator.reports.names import label
from simulator.reports.pictures import every_picture, heat
from simulator.reports.sections import chance, drivers, files, forecast, plan, precision, recovery, rests_on
from simulator.reports.sections.mechanisms import MECHANISMS, sections_of_mechanisms
from simulator.reports.terminal import print_answer
from simulator.results.arrays import Results
from simulator.results.outcomes import EVERY_BODY, SYSTEM, outcomes
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.programmes import with_names
from simulator.scenario.terms.affordability import Affordability
from simulator.scenario.terms.bodies import Council
from simulator.scenario.terms.contracts import Contract
from simulator.scenario.terms.escalation import Escalation
from simulator.scenario.terms.levies import Levy
from simulator.scenario.terms.milestones import Milestone
from simulator.scenario.terms.operational_shocks import OperationalShocks
from simulator.scenario.terms.policy_regimes import PolicyRegimes
from simulator.scenario.terms.pooling import Pooling
from simulator.scenario.terms.quality import Quality
from simulator.scenario.terms.settlement import Cash
from simulator.scenario.terms.soft_budgets import Rescue
from simulator.scenario.terms.vocabulary import certain
from simulator.scenario.terms.year_end_measures import YearEndMeasures
from tests.helpers.made_up import made_up_run
from tests.helpers.random_run import random_results, random_run, with_amounts

START = "2018-04-01"


def told(**amounts: object) -> Run:
    """A hospital ("general") and its commissioner ("north_ccg"), four futures; every measure not given is 0."""
    blank = {name: np.array(0.0) for name in random_results(4).by_year}
    blank |= {"control_total": np.array(np.nan), "three_year": np.array(np.nan)}
    given = {name: np.asarray(values, dtype=float)[:, None, :] for name, values in amounts.items()}
    return random_run(with_amounts(random_results(4), **(blank | given)))


def changed(run: Run, **tables: object) -> Run:
    """The run with some tables of its scenario as given."""
    return replace(run, scenario=with_names(replaced(run.scenario, tables)))


def pooled_run() -> Run:
    """The hospital has a control total of −1 and the commissioner none: its target is break even.

    Before support: hospital −1, −1, 0.2, −3; commissioner 0.5, 2, −1, 4. In the last future the commissioner gives 1,
    and 0.1 for the pool's administration; the hospital receives 1 and misses its total all the same. In the third the
    hospital gives 1 and pays 0.1, and the commissioner is rescued. The hospital has funding of 2 in every future.
    """
    before = np.array([[-1.0, -1.0, 0.2, -3.0], [0.5, 2.0, -1.0, 4.0]])
    pooled = np.array([[0.0, 0.0, -1.0, 1.0], [0.0, 0.0, 1.0, -1.0]])
    administration = np.array([[0.0, 0.0, 0.1, 0.0], [0.0, 0.0, 0.0, 0.1]])
    funding = np.array([[2.0] * 4, [0.0] * 4])
    run = told(
        surplus=before + pooled - administration + funding,
        pooled=pooled,
        pooling_administration=administration,
        funding=funding,
        control_total=np.array([[-1.0] * 4, [np.nan] * 4]),
    )
    pooling = Pooling.model_validate({"start": START, "rule": "proportional"}, strict=False)
    return changed(run, system=replaced(run.scenario.system, {"pooling": pooling}))


def test_a_control_total_is_met_without_sustainability_funding() -> None:
    """After pooling the hospital is at −1, −1, −0.9, −2: three of four meet −1, though all four break even."""
    reached = outcomes(pooled_run().results)
    hospital, commissioner, system, every_body = range(4)
    assert reached.control_total[hospital, 0].tolist() == [True, True, True, False]
    assert reached.has_control_total[hospital].all()
    for nobody in (commissioner, system, every_body):
        assert not reached.has_control_total[nobody].any()
        assert not reached.control_total[nobody].any()


def test_the_summary_has_a_control_total_only_where_there_is_one() -> None:
    table = summary(pooled_run()).set_index(["body", "year"])
    assert table.p_control_total["general", "2018/19"] == 0.75
    assert (
        table.p_control_total_low["general", "2018/19"]
        < 0.75
        < table.p_control_total_high["general", "2018/19"]
    )
    assert table.control_total_mean_gbp_m["general", "2018/19"] == -1.0
    for body in ("north_ccg", SYSTEM, EVERY_BODY):
        assert np.isnan(table.p_control_total[body, "2018/19"])
    assert table.pooled_mean_gbp_m["general", "2018/19"] == 0.0
    assert np.isnan(table.pushed_mean_gbp_m["general", "2018/19"])


def test_the_system_and_every_body_have_a_control_total_where_every_member_has() -> None:
    """Totals −1 and 1, before funding −1, −2 and 1, 2: the system meets its 0 in both, every member in the first."""
    surplus = np.array([[-1.0, -2.0, -1.0, -2.0], [1.0, 2.0, 1.0, 2.0]])
    run = told(surplus=surplus, control_total=np.array([[-1.0] * 4, [1.0] * 4]))
    reached = outcomes(run.results)
    assert reached.has_control_total.all()
    assert reached.control_total[2, 0].tolist() == [True] * 4
    assert reached.control_total[3, 0].tolist() == [True, False, True, False]


def test_positions_are_told_before_and_after_pooling() -> None:
    found = positions(pooled_run().results)
    assert found.before[0, 0] == pytest.approx([0.0, 0.0, 1.2, -2.0])
    assert found.after[0, 0] == pytest.approx([0.0, 0.0, 0.1, -1.0])
    assert found.before[1, 0] == pytest.approx([0.5, 2.0, -1.0, 4.0])
    assert found.after[2, 0] == pytest.approx([0.5, 2.0, 0.1, 1.9])


def test_who_is_rescued_and_what_is_given_and_received() -> None:
    table = in_columns(pooling_table(pooled_run())).set_index(["body", "year"])
    general, ccg = (table.loc[body, "2018/19"] for body in ("general", "north_ccg"))
    assert (general.p_target_before, general.p_target_after, general.p_rescued) == (0.75, 0.75, 0.0)
    assert (ccg.p_target_before, ccg.p_target_after, ccg.p_rescued) == (0.75, 1.0, 0.25)
    assert np.isnan(general.received_mean_where_rescued_gbp_m)
    assert ccg.received_mean_where_rescued_gbp_m == ccg.received_p10_where_rescued_gbp_m == 1.0
    assert (general.received_mean_gbp_m, general.given_mean_gbp_m) == (0.25, 0.25)
    assert general.pooling_administration_mean_gbp_m == pytest.approx(0.025)
    every_body = table.loc[EVERY_BODY, "2018/19"]
    assert (every_body.p_target_before, every_body.p_target_after, every_body.p_rescued) == (0.5, 0.75, 0.25)
    assert np.isnan(every_body.given_mean_gbp_m)
    system = table.loc[SYSTEM, "2018/19"]
    assert system.received_mean_gbp_m == system.given_mean_gbp_m == 0.5


def test_break_even_is_told_before_and_after_money_has_moved() -> None:
    """With its funding the hospital stands at 1, 1, 2.2, −1 before pooling, and at 1, 1, 1.1, 0 after it."""
    general = in_columns(pooling_table(pooled_run())).set_index(["body", "year"]).loc["general", "2018/19"]
    chances = (general.p_break_even_alone, general.p_break_even_before, general.p_break_even_after)
    assert chances == (0.75, 0.75, 1.0)


def test_transfers_inside_a_merged_body_count_before_pooling_and_not_alone() -> None:
    """The commissioner moves 1 to the hospital: of −1 and 1 alone, both end at 0."""
    run = told(surplus=np.zeros((2, 4)), transfers=np.array([[1.0] * 4, [-1.0] * 4]))
    table = in_columns(pooling_table(run)).set_index(["body", "year"])
    hospital = table.loc["general", "2018/19"]
    assert (hospital.p_target_alone, hospital.p_target_before, hospital.p_target_after) == (0.0, 1.0, 1.0)
    assert (hospital.p_break_even_alone, hospital.p_break_even_before) == (0.0, 1.0)


def test_money_that_is_not_conserved_is_seen() -> None:
    run = pooled_run()
    assert unbalanced(run.results) == 0.0
    run.results.by_year["pooled"][0, 1, 2] += 0.5
    assert unbalanced(run.results) == 0.5


def council_run() -> Run:
    """Bodies 0 (a commissioner) and 1 (a hospital) of the made-up run are joined by a council that pays for others."""
    made = made_up_run(3, 10)
    council = Council.model_validate(
        {
            "kind": "council",
            "name": "Shire County Council with a very long name of its own",
            "short_name": "Shire Council",
            "population": "shire",
            "funding_gbp_m": 90.0,
            "opening_underlying_gbp_m": 0.0,
        },
        strict=False,
    )
    bodies = {**made.scenario.bodies, "body_02": council}
    members = ["body_00", "body_01"]
    system = replaced(made.scenario.system, {"members": members})
    made = changed(made, bodies=bodies, system=system)
    by_year = dict(made.results.by_year)
    pushed = np.zeros_like(by_year["surplus"])
    pushed[2, :, ::2] = 3.0
    by_year |= {"pushed_by_schemes": pushed, "pushed_by_discharge": pushed / 3}
    results = replace(
        made.results,
        by_year=by_year,
        members=tuple(members),
        councils=frozenset({"body_02"}),
        commissioners=frozenset({"body_00"}),
    )
    plans = {
        name: replace(getattr(made, name), members=tuple(members), councils=results.councils)
        for name in ("plan", "do_nothing")
    }
    return replace(made, results=results, **plans)


def printed(run: Run, kept: int = 0) -> str:
    stream = io.StringIO()
    told_answer = answer(Findings(run), scenario_file="s.toml", folder=Path("r"), kept=kept)
    print_answer(told_answer, stream)
    return stream.getvalue()


def test_a_council_has_no_one_percent_and_is_no_member() -> None:
    """Its surplus moves neither the system's nor every body's: they are those of the two members."""
    run = council_run()
    table = summary(run).set_index(["body", "year"])
    council = table.loc["body_02", "2018/19"]
    assert np.isnan(
        council[["p_surplus_1pct", "p_surplus_1pct_low", "p_cumulative_surplus_1pct"]].astype(float)
    ).all()
    assert 0.0 <= council.p_break_even <= 1.0
    surplus = run.results.by_year["surplus"]
    both = (surplus[:2, 0] >= 0).all(axis=0).mean()
    assert table.p_break_even[EVERY_BODY, "2018/19"] == both
    assert table.surplus_mean_gbp_m[SYSTEM, "2018/19"] == pytest.approx(surplus[:2, 0].sum(axis=0).mean())


def test_care_pushed_onto_a_council_is_told_in_the_summary_and_on_the_screen() -> None:
    """£4m in every other future, nothing in the others: £2m a year, £1.5m of it by schemes."""
    run = council_run()
    council = summary(run).set_index(["body", "year"]).loc["body_02", "2020/21"]
    assert council.pushed_by_schemes_mean_gbp_m == pytest.approx(1.5)
    assert council.pushed_by_discharge_mean_gbp_m == pytest.approx(0.5)
    assert (council.pushed_mean_gbp_m, council.pushed_p10_gbp_m, council.pushed_p90_gbp_m) == (2.0, 0.0, 4.0)
    report = " ".join(printed(run).split())
    assert (
        "£2.0m a year of cost shunted onto it (mean of all years; p10–p90 £0.0m to £4.0m), of which £1.5m by NHS"
        in report
    )


def test_councils_stand_apart_and_by_their_short_names() -> None:
    run = council_run()
    findings = Findings(run)
    assert findings.in_order == ("body_00", "body_01", SYSTEM, EVERY_BODY, "body_02")
    assert findings.apart(findings.in_order) == {2, 4}
    assert label(run.scenario, "body_02") == "Shire Council"
    shown = heat(findings)
    assert shown.names[-1] == "Shire Council"
    assert not any(one.is_known for one in shown.panels[1][1][-1])
    axes = heat_map(shown).axes
    assert len(axes[0].texts) == 5 * 10 + 1
    assert len(axes[1].texts) == 4 * 10


def test_escalation_is_told_by_stage_and_administration_is_never_left() -> None:
    """Four futures: one falls to administration in the first year, one in the second; half by then."""
    stage = np.array([[[0, 1, 2, 3], [0, 0, 3, 3], [1, 0, 3, 3]], [[0] * 4] * 3], dtype=float)
    run = random_run(replace(told().results, by_year={**told().results.by_year, "escalation": stage}))
    terms = {"deficit_pct": 1.0, "special_measures_years": 1, "contingency_planning_years": 2}
    terms |= {"administration_years": 3, "administration_probability": 0.5}
    providers = replaced(
        run.scenario.regime.providers, {"escalation": Escalation.model_validate(terms, strict=False)}
    )
    run = changed(run, regime=replaced(run.scenario.regime, {"providers": providers}))
    table = escalation_table(run)
    assert list(table.body) == ["general"] * 3
    assert [one.estimate for one in table.p_administration_by] == [0.25, 0.5, 0.5]
    assert list(table.share_special_measures) == [0.25, 0.0, 0.25]
    assert set(table.median_administration_year) == {"2019/20"}
    run.results.by_year["escalation"][0, :, 2] = 0.0
    table = escalation_table(run)
    assert table.median_administration_year.isna().all()
    assert "median year not within the horizon" in " ".join(printed(run).split())


def test_milestones_have_dates_of_all_futures() -> None:
    """Reached after 3, 6 and 30 months and never, of a horizon of 36: in three of four futures."""
    milestone = {"name": "Merger", "kind": "bid", "date": START}
    run = changed(told(), milestones={"merger": Milestone.model_validate(milestone, strict=False)})
    run = replace(
        run, results=replace(run.results, milestones={"merger": np.array([30.0, 3.0, np.inf, 6.0])})
    )
    row = milestones_table(run).iloc[0]
    assert (row.p_reached.estimate, row.date_p10, row.date_p50) == (0.75, "2018-07-01", "2018-10-01")
    assert row.date_p90 is None
    assert "Merger" in printed(run)


def funded_run(scenario: Scenario) -> Run:
    """The hospital is offered £5m."""
    terms = {"offer_gbp_m": {"2018": 5.0}}
    hospital = scenario.bodies["general"].model_dump() | {"sustainability_funding": terms}
    table = type(scenario.bodies["general"]).model_validate(hospital, strict=False)
    run = told(
        funding=np.array([[5.0, 2.5, 0.0, 5.0], [0.0] * 4]),
        funding_offered=np.array([[5.0] * 4, [0.0] * 4]),
        control_total=np.array([[-2.0] * 4, [np.nan] * 4]),
    )
    return changed(run, bodies={**scenario.bodies, "general": table})


def test_funding_is_held_against_what_was_offered() -> None:
    """Of £5m in each of four futures, 5, 2.5, 0 and 5 is earned: 62.5 %, all in half, nothing in a quarter."""
    run = funded_run(told().scenario)
    row = funding_table(run).iloc[0]
    assert (row.offered_mean_gbp_m, row.earned_mean_gbp_m, row.earned_share) == (5.0, 3.125, 0.625)
    assert (row.share_all_earned, row.share_none_earned) == (0.5, 0.25)
    table = summary(run).set_index(["body", "year"])
    assert table.funding_earned_share["general", "2018/19"] == 0.625
    assert np.isnan(table.funding_mean_gbp_m["north_ccg", "2018/19"])
    assert table.funding_mean_gbp_m[SYSTEM, "2018/19"] == 3.125
    shown = " ".join(printed(run).split())
    assert "£9.4m is earned (63 %)" in shown
    assert "Incentive and bonus" not in shown


def test_incentive_and_bonus_are_said_to_count_as_earned() -> None:
    run = funded_run(told().scenario)
    rows = {"bonus_pct": {"2018": certain(20.0)}}
    regime = replaced(run.scenario.regime, {"providers": replaced(run.scenario.regime.providers, rows)})
    shown = " ".join(printed(changed(run, regime=regime)).split())
    assert (
        "Incentive and bonus, paid beyond the offer to those who met their totals, count as earned." in shown
    )


def test_year_end_measures_are_told_with_break_even_before_and_after_them() -> None:
    """Found 1, 3 and nothing, and 2 brought forward: of the four futures two break even, and one would without."""
    measures = [[1.0, 3.0, 0.0, -2.0], [0.0] * 4]
    run = told(
        year_end_measures=np.array(measures),
        year_end_returns=np.array([[0.5, -0.5, 1.0, 1.0], [0.0] * 4]),
        surplus=np.array([[0.0, -1.0, -1.0, 0.0], [0.0] * 4]),
    )
    hospital = replaced(run.scenario.bodies["general"], {"year_end": YearEndMeasures(found_pct=certain(2.0))})
    run = changed(run, bodies={**run.scenario.bodies, "general": hospital})
    table = year_end_table(run)
    assert set(table.body) == {"general"}
    row = table.iloc[0]
    assert (row.found_mean_gbp_m, row.brought_forward_mean_gbp_m, row.returns_mean_gbp_m) == (1.0, 0.5, 0.5)
    assert (row.p_found.estimate, row.p_brought_forward.estimate) == (0.5, 0.25)
    assert (row.p_break_even_before.estimate, row.p_break_even_after.estimate) == (0.25, 0.5)
    shown = " ".join(printed(run).split())
    assert "£3.00m is found at the close" in shown
    assert "£1.50m of spending is brought forward" in shown
    assert "What do year-end measures change?" in shown


def test_comparisons_name_year_end_measures_for_what_is_found_and_for_what_is_brought_forward() -> None:
    """The commissioner of the second plan brings all that it is ahead of break even forward: −0.36 of its surplus."""
    titles = [BY_YEAR[f"year_end_{what}"].title for what in ("measures", "returns")]
    assert titles == ["year-end measures", "return of year-end measures"]
    plain = told(surplus=np.array([[0.0] * 4, [0.36] * 4]))
    spent = told(surplus=np.zeros((2, 4)), year_end_measures=np.array([[0.0] * 4, [-0.36] * 4]))
    rows = {row[1]: row[2] for row in explained_by_line(compare(plain, spent), "B", 0).texts()}
    assert rows[titles[0]] == "\N{MINUS SIGN}0.36"


def test_shocks_are_told_by_what_they_cost_and_how_often_that_is_much() -> None:
    """The hospital plans an income of 100: 2 and 5 are 2 % of it and more. The commissioner is not struck."""
    run = told(shock=np.array([[5.0, 2.0, 1.0, -4.0], [0.0] * 4]))
    run.plan.by_year["income"][:] = 100.0
    terms = OperationalShocks.model_validate({"sd_pct": 2.0}, strict=False)
    run = changed(run, operational_shocks=terms)
    table = shocks_table(run)
    assert set(table.body) == {"general"}
    row = table.iloc[0]
    assert (row.cost_mean_gbp_m, row.cost_p50_gbp_m, row.p_costs_2pct.estimate) == (1.0, 1.5, 0.5)
    figures = summary(run).set_index(["body", "year"]).shock_mean_gbp_m
    assert figures["general", "2018/19"] == 1.0
    assert np.isnan(figures["north_ccg", "2018/19"])
    words = " ".join(printed(run).split())
    assert "What may befall each body?" in words
    assert "No budget and no plan expects it" in words


def test_quality_measures_are_told_by_who_is_in_them_and_has_been() -> None:
    """Of four futures one costs the hospital in the first year, another in the second, none in the third."""
    run = told()
    cost = np.zeros_like(run.results.by_year["quality_cost"])
    cost[0, 0, 1], cost[0, 1, 2] = 4.0, 2.0
    run = replace(run, results=replace(run.results, by_year={**run.results.by_year, "quality_cost": cost}))
    terms = {"probability": 0.3, "lasts_months": 9.0, "cost_pct": 1.0}
    quality = Quality.model_validate(terms, strict=False)
    bodies = {
        **run.scenario.bodies,
        "general": replaced(run.scenario.bodies["general"], {"quality": quality}),
    }
    run = changed(run, bodies=bodies)
    table = quality_table(run)
    assert [p.estimate for p in table.p_in_measures] == [0.25, 0.25, 0.0]
    assert [p.estimate for p in table.p_in_measures_by] == [0.25, 0.5, 0.5]
    assert table.cost_mean_gbp_m.tolist() == [1.0, 0.5, 0.0]
    words = " ".join(printed(run).split())
    assert "Who is in quality special measures?" in words
    assert "they cost £1.5m in all years together (mean of the possible futures)" in words


def test_rescues_are_told_by_who_is_in_one_and_what_that_pays_and_writes_off() -> None:
    """In every year one future of four is in rescue and paid 8, two write off 4 and 6; a control total counts none."""
    run = told(
        surplus=np.array([[-1.0, -1.0, -1.0, 0.0], [0.0] * 4]),
        deficit_support=np.array([[0.0, 0.0, 0.0, 8.0], [0.0] * 4]),
        in_rescue=np.array([[0.0, 0.0, 0.0, 1.0], [0.0] * 4]),
        written_off=np.array([[0.0, 0.0, 4.0, 6.0], [0.0] * 4]),
        control_total=np.array([[-2.0] * 4, [np.nan] * 4]),
    )
    assert outcomes(run.results).control_total[0, 0].tolist() == [True, True, True, False]
    assert positions(run.results).before[0, 0].tolist() == [1.0, 1.0, 1.0, -6.0]
    nothing = dict.fromkeys(("opening_gbp_m", "minimum_gbp_m", "loan_rate_pct"), 0.0)
    cash = Cash.model_validate({**nothing, "loan_term_months": 12}, strict=False)
    general = replaced(run.scenario.bodies["general"], {"cash": cash})
    rescue = Rescue.model_validate(
        {
            **dict.fromkeys(("deficit_pct", "loans_above_pct", "loans_written_off_pct", "support_pct"), 50.0),
            "failed_years": 2,
            "probability": 0.5,
            "lasts_years": 1,
        },
        strict=False,
    )
    providers = replaced(run.scenario.regime.providers, {"rescue": rescue})
    run = changed(
        run,
        bodies={**run.scenario.bodies, "general": general},
        regime=replaced(run.scenario.regime, {"providers": providers}),
    )
    table = soft_budgets_table(run)
    assert list(table.body) == ["general"] * 3
    row = table.iloc[0]
    assert row.p_in_rescue.estimate == 0.25
    assert (row.deficit_support_mean_gbp_m, row.written_off_mean_gbp_m) == (2.0, 2.5)
    shown = summary(run).set_index(["body", "year"])
    assert shown.deficit_support_mean_gbp_m["general", "2018/19"] == 2.0
    assert np.isnan(shown.written_off_mean_gbp_m["north_ccg", "2018/19"])
    words = " ".join(printed(run).split())
    assert "£7.5m of loans is written off" in words
    assert "are paid £6.0m of deficit support" in words
    for measure in ("deficit_support", "in_rescue", "written_off"):
        run.results.by_year[measure][:] = 0.0
    assert "Who is rescued" not in printed(run)


def test_offers_and_what_is_withheld_are_told_of_who_makes_them_and_who_feels_them() -> None:
    """Growth is offered whole, to a half, to a half and not at all: 50 %, and not all in three of four futures."""
    run = told(
        offered_growth_pct=np.array([[np.nan] * 4, [100.0, 50.0, 50.0, 0.0]]),
        withheld=np.array([[0.0, 1.0, 2.0, 5.0], [0.0] * 4]),
        care_stopped=np.array([[0.0, 0.0, 1.0, 3.0], [0.0] * 4]),
    )
    care = {
        "payer": "north_ccg",
        "provider": "general",
        "service": "care",
        "form": "activity",
        "value_gbp_m": 9.0,
    }
    run = changed(
        run,
        bodies={
            **run.scenario.bodies,
            "north_ccg": replaced(run.scenario.bodies["north_ccg"], {"affordability": Affordability()}),
        },
        contracts={"care": Contract.model_validate(care, strict=False)},
    )
    table = affordability_table(run)
    assert list(table.body) == ["north_ccg"] * 3 + ["general"] * 3
    commissioner, hospital = table.iloc[0], table.iloc[3]
    assert (commissioner.offered_growth_mean_pct, commissioner.share_not_all_offered) == (50.0, 0.75)
    assert np.isnan(commissioner.withheld_mean_gbp_m)
    assert np.isnan(hospital.offered_growth_mean_pct)
    assert (hospital.withheld_mean_gbp_m, hospital.care_stopped_mean_gbp_m) == (2.0, 1.0)
    told_of = " ".join(printed(run).split())
    assert "£6.0m is withheld in all years together, and care worth £3.0m is stopped" in told_of
    shown = summary(run).set_index(["body", "year"])
    assert shown.offered_growth_mean_pct["north_ccg", "2018/19"] == 50.0
    assert np.isnan(shown.offered_growth_mean_pct[SYSTEM, "2018/19"])
    assert shown.withheld_mean_gbp_m["general", "2018/19"] == 2.0


def in_the_first_year(run: Run, measure: str, amounts: tuple[float, ...], row: int) -> Run:
    """The run in which a body has an amount in each of the four futures of the first year, and none after it."""
    values = np.zeros_like(run.results.by_year[measure])
    values[row, 0] = amounts
    return replace(run, results=replace(run.results, by_year={**run.results.by_year, measure: values}))


def with_levy() -> Run:
    levy = Levy.model_validate({"from_year": 2018, "share_pct": 1.0}, strict=False)
    return changed(told(), levies={"levy": levy})


def with_unit_costs() -> Run:
    run = told()
    hospital = replaced(run.scenario.bodies["general"], {"unit_cost_growth_pct": certain(1.0)})
    return changed(run, bodies={**run.scenario.bodies, "general": hospital})


def with_commissioned() -> Run:
    care = {
        "payer": "north_ccg",
        "provider": "general",
        "service": "care",
        "form": "block",
        "value_gbp_m": 9.0,
        "commissioned": {"money": "allowance"},
    }
    return changed(told(), contracts={"care": Contract.model_validate(care, strict=False)})


PLAIN = (
    (with_levy, "levies", 1, "Commissioners pay £2.0m of their allocations to others in all years together"),
    (with_unit_costs, "unit_cost_growth", 0, "That costs providers £2.0m in all years together"),
    (with_commissioned, "commissioned_cost", 0, "That costs providers £2.0m in all years together"),
)


@pytest.mark.parametrize(("made", "measure", "row", "said"), PLAIN, ids=[one[1] for one in PLAIN])
def test_what_is_a_part_of_the_surplus_alone_is_told_by_its_means(
    made: Callable[[], Run], measure: str, row: int, said: str
) -> None:
    """1, 2, 2 and 3 in the four futures of the first year: 2, then nothing; the other body has no row of it."""
    run = in_the_first_year(made(), measure, (1.0, 2.0, 2.0, 3.0), row)
    assert said in " ".join(printed(run).split())
    (section,) = (
        section
        for section in sections_of_mechanisms(Findings(run))
        if section.tables[0].title.startswith(BY_YEAR[measure].title[:5].capitalize())
    )
    (table,) = section.tables
    names = [label(run.scenario, run.results.bodies[row])]
    assert [row[0] for row in table.texts()] == names
    assert [row[1:] for row in table.texts()] == [("2.0", "0.0", "0.0")]
    spared = " ".join(printed(in_the_first_year(made(), measure, (-4.0, 0.0, 0.0, 0.0), row)).split())
    assert measure == "levies" or "That spares providers £1.0m in all years together" in spared


def with_shocks() -> Run:
    terms = OperationalShocks.model_validate({"sd_pct": 0.0}, strict=False)
    return changed(told(), operational_shocks=terms)


def with_(key: str, table: object) -> Run:
    """The hospital with a table of its own."""
    run = told()
    hospital = replaced(run.scenario.bodies["general"], {key: table})
    return changed(run, bodies={**run.scenario.bodies, "general": hospital})


def with_quality() -> Run:
    return with_("quality", Quality(lasts_months=certain(6.0), cost_pct=certain(0.0)))


def with_year_end() -> Run:
    return with_("year_end", YearEndMeasures(found_pct=certain(0.0)))


@pytest.mark.parametrize(
    ("made", "measure"),
    [
        *((with_levy, "levies"), (with_unit_costs, "unit_cost_growth")),
        *((with_commissioned, "commissioned_cost"), (with_shocks, "shock")),
        *((with_quality, "quality_cost"), (with_year_end, "year_end_measures")),
    ],
)
def test_a_mechanism_that_does_nothing_in_any_future_has_no_section_of_zeros(
    made: Callable[[], Run], measure: str
) -> None:
    run = made()
    assert sections_of_mechanisms(Findings(run)) == ()
    row = 1 if measure == "levies" else 0
    run.plan.by_year["income"][:] = 100.0
    does = in_the_first_year(run, measure, (0.0, 0.0, 0.0, 1.0), row)
    assert len(sections_of_mechanisms(Findings(does))) == 1


def of_one_year(run: Run) -> Run:
    """The first year of a run, as if there were no other."""

    def first(results: Results) -> Results:
        by_year, schemes = (
            {name: values[:, :1] for name, values in amounts.items()}
            for amounts in (results.by_year, results.schemes_by_year)
        )
        by_month = {name: values[:, :12] for name, values in results.by_month.items()}
        return replace(
            results, years=results.years[:1], by_year=by_year, by_month=by_month, schemes_by_year=schemes
        )

    runs = {name: first(getattr(run, name)) for name in ("results", "plan", "do_nothing")}
    return replace(changed(run, years=1), **runs)


def with_offers() -> Run:
    run = told()
    ccg = replaced(run.scenario.bodies["north_ccg"], {"affordability": Affordability()})
    return changed(run, bodies={**run.scenario.bodies, "north_ccg": ccg})


SUMS_OVER_YEARS = {
    "pooling": pooled_run,
    "social care": council_run,
    "sustainability funding": lambda: funded_run(told().scenario),
    "affordability": with_offers,
    "levies": lambda: in_the_first_year(with_levy(), "levies", (1.0,) * 4, 1),
    "unit costs": lambda: in_the_first_year(with_unit_costs(), "unit_cost_growth", (1.0,) * 4, 0),
    "commissioned": lambda: in_the_first_year(with_commissioned(), "commissioned_cost", (1.0,) * 4, 0),
    "quality": lambda: in_the_first_year(with_quality(), "quality_cost", (1.0,) * 4, 0),
    "year end": lambda: in_the_first_year(with_year_end(), "year_end_measures", (1.0,) * 4, 0),
}


@pytest.mark.parametrize("made", SUMS_OVER_YEARS.values(), ids=SUMS_OVER_YEARS)
def test_where_there_is_one_year_nothing_is_said_of_all_years(made: Callable[[], Run]) -> None:
    run = made()
    assert "all years" in " ".join(printed(run).split())
    assert "all years" not in " ".join(printed(of_one_year(run)).split())


def test_a_comparison_of_one_year_says_nothing_of_all_years() -> None:
    several = told(surplus=np.zeros((2, 4))), told(surplus=np.ones((2, 4)))
    for runs, is_told in ((several, True), (tuple(map(of_one_year, several)), False)):
        comparison = compare(*runs)
        for table in (explained_by_line(comparison, "B", 0), totals(comparison, "B")):
            words = " ".join([table.title, *(column.heading for column in table.columns)])
            assert ("all years" in words.lower()) is is_told


def policy_run() -> Run:
    """Of four futures two have each regime, `a` of them one in a break; a third regime is in none."""
    surplus = np.array([[1.0, -3.0, 2.0, 4.0], [-1.0, -1.0, -1.0, 3.0]])
    run = told(
        surplus=surplus,
        duty_income=np.full((2, 4), 150.0),
        policy_regime=np.array([[0.0, 0.0, 1.0, 1.0]] * 2),
        policy_break=np.array([[0.0, 1.0, 0.0, 0.0]] * 2),
    )
    terms = {
        "begins": [2018, 2020],
        "plan": "b_loose",
        "regimes": {
            "b_loose": {"probability": 0.5},
            "c_never": {"probability": 0.0},
            "a_tight": {"probability": 0.5},
        },
    }
    return changed(run, policy_regimes=PolicyRegimes.model_validate(terms, strict=False))


def test_the_chances_under_each_regime_are_of_the_futures_that_have_it() -> None:
    whole = policy_table(policy_run())
    assert list(whole.regime)[:3] == ["a_tight", "b_loose", "break"]
    table = whole.set_index(["body", "year", "regime"]).sort_index()
    tight, loose, broken = (table.loc["general", "2018/19", key] for key in ("a_tight", "b_loose", "break"))
    assert (tight.share, tight.p_break_even.estimate, tight.surplus_mean_gbp_m) == (0.5, 0.5, -1.0)
    assert (loose.share, loose.p_break_even.estimate, loose.p_surplus_1pct.estimate) == (0.5, 1.0, 1.0)
    assert (broken.share, broken.p_break_even.estimate, broken.surplus_mean_gbp_m) == (0.25, 0.0, -3.0)
    assert tight.p_surplus_1pct.estimate == 0.0
    assert table.loc[(SYSTEM, "2020/21", "b_loose")].surplus_mean_gbp_m == 4.0
    every_body = table.loc[(EVERY_BODY, "2020/21", "b_loose")]
    assert every_body.p_break_even.estimate == 0.5
    assert np.isnan(every_body.surplus_mean_gbp_m)
    both_ends = 1.959963984540054**2
    assert loose.p_break_even.low == pytest.approx(2 / (2 + both_ends))


def test_the_answer_begins_with_the_chance_by_policy_before_any_interval() -> None:
    words = printed(policy_run())
    flat = " ".join(words.split())
    assert "of the possible futures; every member does so in the same future in 25 %." in flat
    by_policy = words.index("The chance by policy regime: break even in 2020/21")
    assert words.index("1. Will they recover?") < by_policy < words.index("2. ")
    heading, shares = (re.search(rf"(?m)^ +{start}.*$", words) for start in ("futures", "share of the"))
    assert heading is not None
    assert heading[0].split() == ["futures", "b", "loose", "a", "tight", "break", "lasts"]
    assert shares is not None
    assert shares[0].split()[-8:] == ["100", "%", "50", "%", "50", "%", "25", "%"]
    assert "The chance by policy regime" not in printed(told())


def test_a_draw_of_policy_is_told_by_the_order_of_regimes() -> None:
    assert condition(policy_run().scenario, "policy_regimes.drawn.2020") == (
        "policy from 2020/21 on is, of “a tight”, “b loose” and “c never”, one named later"
    )
    assert condition(policy_run().scenario, "policy_regimes.regimes.a_tight.rates_pct.pay") == (
        "policy “a tight” adds more to the rate of pay"
    )


def test_mechanisms_are_told_in_the_order_in_which_a_board_asks() -> None:
    asked = [
        *("pooling", "sustainability_funding", "social_care", "operational_shocks", "quality"),
        *("escalation", "milestones"),
    ]
    tables = [table.key for table in TABLES if table.key in asked]
    assert tables == [name for name in asked if name != "social_care"]
    told = [section.told.__module__.rpartition(".")[2] for section in MECHANISMS]
    assert [name for name in told if name in asked] == asked


def test_every_section_is_shown() -> None:
    """Those that are asked of every run are called by name in the answer; a mechanism's stands among its own."""
    named = (
        importlib.import_module(m.name)
        for m in pkgutil.iter_modules(sections.__path__, f"{sections.__name__}.")
    )
    has_section = {module for module in named if hasattr(module, "section")}
    assert has_section == {chance, drivers, files, forecast, plan, precision, recovery, rests_on}


def test_only_mechanisms_that_a_scenario_has_are_told() -> None:
    assert not Findings(told()).tables
    assert list(Findings(pooled_run()).tables) == ["pooling"]


def test_a_scenario_that_pools_has_a_picture_of_it() -> None:
    names = [picture.name for picture in every_picture(Findings(pooled_run()))]
    assert names[-1] == "pooling"
    assert "pooling" not in [picture.name for picture in every_picture(Findings(told()))]


def test_fewer_futures_than_the_folder_holds_are_said_to_be_so() -> None:
    run = made_up_run(2)
    assert "The folder holds 10,240 possible futures" in " ".join(printed(run, kept=10240).split())
    assert "The folder holds" not in printed(run, kept=2048)

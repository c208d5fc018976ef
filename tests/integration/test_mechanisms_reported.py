"""What is told of offers, pooling, funding, escalation and so on: figures that can be worked out by hand."""

from __future__ import annotations

import importlib
import io
import pkgutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.analyses.columns import in_columns
from simulator.analyses.findings import Findings
from simulator.analyses.mechanisms import TABLES
from simulator.analyses.mechanisms.affordability import affordability_table
from simulator.analyses.mechanisms.escalation import escalation_table
from simulator.analyses.mechanisms.milestones import milestones_table
from simulator.analyses.mechanisms.operational_shocks import shocks_table
from simulator.analyses.mechanisms.pooling import pooling_table, positions, unbalanced
from simulator.analyses.mechanisms.quality import quality_table
from simulator.analyses.mechanisms.sustainability_funding import funding_table
from simulator.analyses.mechanisms.year_end_measures import year_end_table
from simulator.analyses.summary import summary
from simulator.montecarlo.run import Run
from simulator.reports import sections
from simulator.reports.answer import answer
from simulator.reports.charts import heat_map
from simulator.reports.names import label
from simulator.reports.pictures import every_picture, heat
from simulator.reports.sections import chance, drivers, files, forecast, plan, precision, recovery, rests_on
from simulator.reports.sections.mechanisms import MECHANISMS
from simulator.reports.terminal import print_answer
from simulator.results.outcomes import EVERY_BODY, SYSTEM, outcomes
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.programmes import with_names
from simulator.scenario.terms.affordability import Affordability
from simulator.scenario.terms.bodies import Council
from simulator.scenario.terms.contracts import Contract
from simulator.scenario.terms.escalation import Escalation
from simulator.scenario.terms.milestones import Milestone
from simulator.scenario.terms.operational_shocks import OperationalShocks
from simulator.scenario.terms.pooling import Pooling
from simulator.scenario.terms.quality import Quality
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
        "£2.0m a year pushed onto it (mean of all years; p10–p90 £0.0m to £4.0m), of which £1.5m by NHS"
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
    assert "£9.4m is earned (63 %)" in " ".join(printed(run).split())


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
    assert "over all years together they cost £1.5m (mean of the possible futures)" in words


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

"""A plan on an economy with milestones may wait for them, and takes out those that nobody waits for any more."""

from __future__ import annotations

from pathlib import Path

from simulator.plan_workbook.making import scenario_of_plan
from simulator.plan_workbook.template_rows import rows_of_scenario
from simulator.scenario import Scenario, load

MECHANISMS = Path(__file__).parents[1] / "scenarios" / "mechanisms.toml"
HEAD = "key,name,owner,kind,on,full_year_gbp_m,start,needs\n"


def made(tmp_path: Path, rows: str, *, replace: bool) -> Scenario:
    plan = tmp_path / "schemes.csv"
    plan.write_text(HEAD + rows, encoding="utf-8")
    target = tmp_path / "plan.toml"
    text = scenario_of_plan([plan], title="A plan", target=target, economy=MECHANISMS, replace=replace).text
    target.write_text(text, encoding="utf-8")
    return load(target)


def test_a_row_may_wait_for_a_milestone_by_name_and_for_a_scheme(tmp_path: Path) -> None:
    row = (
        "tidy,Tidy,East CCG,cash_releasing,east_ccg.prescribing,0.4,2020-04-01,One management; care_at_home\n"
    )
    assert made(tmp_path, row, replace=False).schemes["tidy"].needs == ("one_team", "care_at_home")


def test_a_milestone_that_only_replaced_schemes_waited_for_goes_with_them(tmp_path: Path) -> None:
    """`joined_up` is paid by an outside party and lets one scheme begin; `one_team` costs, and the merger needs it."""
    rows = "tidy,Tidy,East CCG,cash_releasing,east_ccg.prescribing,0.4,2020-04-01,\n"
    rows += "rota,Rota,general,workforce,general.staff,0.4,2020-04-01,\n"
    scenario = made(tmp_path, rows, replace=True)
    assert list(scenario.schemes) == ["tidy", "rota"]
    assert list(scenario.milestones) == ["bid", "one_team", "merger"]


def test_what_no_row_can_say_stays_in_the_economy() -> None:
    """Closures, consultations, pushed care and programmes that follow need are named as left out of the template."""
    rows, left_out = rows_of_scenario(load(MECHANISMS))
    assert left_out == ["schemes.close_maternity", "schemes.care_at_home", "schemes.east_programme"]
    assert list(rows["schemes"]) == ["one_office", "council_reviews"]

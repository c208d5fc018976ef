"""What a planner reads: one name for one thing, names beside keys, figures that are the same wherever they stand."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator import load
from simulator.analyses.budget_lines import budget_lines
from simulator.analyses.first_year import MissedTotal, first_years, missed_totals
from simulator.analyses.trace import Happening
from simulator.cli.main import main
from simulator.reports.control_totals import plan_misses
from simulator.reports.narrative import sentence
from simulator.scenario import new_scenario
from simulator.simulation import plan_run

HERE = Path(__file__).parents[1]
BASE = HERE / "cases" / "base.toml"
MECHANISMS = HERE / "scenarios" / "mechanisms.toml"


def call(*arguments: str | Path) -> str:
    answered = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert answered.exit_code == 0, answered.output
    return answered.stdout


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("reading") / "template.toml"
    file.write_text(new_scenario("Template"), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def screen(template: Path) -> str:
    """The answer of a run; its folder is `run` beside the scenario."""
    return call("run", template, "--replications", "1024", "--output", template.parent / "run")


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_table_has_names_beside_keys(template: Path, screen: str) -> None:
    folder = template.parent / "run"
    names = {row["body"]: row["body_name"] for row in rows(folder, "summary.csv")}
    assert names == {
        "commissioner": "The county's commissioner",
        "hospital": "The county's hospital",
        "system": "The whole system (system)",
        "every_body": "every body in one future",
    }
    assert {row["body_name"] for row in rows(folder, "months.csv")} == set(list(names.values())[:2])
    assert {(row["owner"], row["owner_name"]) for row in rows(folder, "schemes.csv")} == set(
        list(names.items())[:2]
    )


def test_what_a_report_forecasts_and_where_the_year_ends_have_two_names(template: Path, screen: str) -> None:
    columns = rows(template.parent / "run", "months.csv")[0].keys()
    assert "month_end_forecast_p50_gbp_m" in columns
    assert not any("outturn" in column for column in columns)


def test_what_is_stated_and_what_the_plan_comes_to_have_two_names(template: Path, screen: str) -> None:
    """£3m is stated for care at home; a payer whose contract pays less for less activity only in part saves less."""
    care = [row for row in rows(template.parent / "run", "schemes.csv") if row["instance"] == "care_at_home"]
    assert {float(row["stated_full_year_gbp_m"]) for row in care} == {3.0}
    assert all(0.0 < float(row["plan_run_rate_at_year_end_gbp_m"]) < 3.0 for row in care)
    shown = " ".join(call("show", template).split())
    assert "3.000" in shown
    assert "a full year as stated, at base amounts" in shown
    assert "What is stated is not what is saved" in shown


def test_the_fan_ends_where_the_table_says(template: Path, screen: str) -> None:
    svg = (template.parent / "run" / "charts" / "fan-hospital.svg").read_text(encoding="utf-8")
    last = [row for row in rows(template.parent / "run", "summary.csv") if row["body"] == "hospital"][-1]
    expected = f"{float(last['surplus_mean_gbp_m']):.1f}".replace("-", "−")
    assert f"mean {expected}" in svg
    assert "median" not in svg


def test_the_gap_to_the_plan_is_that_of_the_table(screen: str) -> None:
    told = " ".join(screen.split())
    gap = float(
        re.search(r"The mean of the futures is £([\d.]+)m worse than the plan for the system", told)[1]
    )  # type: ignore[index]
    table = screen[screen.index("Surplus (+) or deficit (−) of the year") :]
    last = re.search(r"The whole system.*?2029/30 +(\S+) +(\S+) +(\S+)", table, re.DOTALL)
    assert last is not None
    plan, expected = (float(last[number].replace("−", "-")) for number in (2, 3))
    assert plan - expected == pytest.approx(gap)


def test_a_programme_is_told_once_and_how_its_years_were_put_together(screen: str) -> None:
    told = " ".join(screen.split())
    assert not re.search(r"programme 20\d\d/\d\d", told)
    assert told.count("The hospital's yearly programme, all years") <= 3
    assert "counts with the mean over its years" in told


def test_the_opening_stands_beside_the_first_year_of_the_plan() -> None:
    """An allocation of 200 that grows by 3.5 % in April is 207; what the lines come to is the plan's surplus."""
    overrides = ["prices.pace={ planned_pct = { 2020 = 3.5 } }", "bodies.ccg.allocation_price='pace'"]
    years, missed = first_years(load(BASE, overrides=overrides))
    ccg = years[0]
    assert (ccg.walk.body, ccg.year, missed) == ("ccg", "2020/21", [])
    assert ccg.lines[0].name == "Allocation"
    assert (ccg.lines[0].opening_gbp_m, ccg.lines[0].first_year_gbp_m) == pytest.approx((200.0, 207.0))
    for first in years:
        assert sum(line.first_year_gbp_m or 0.0 for line in first.lines) == pytest.approx(first.surplus_gbp_m)
        assert sum(line.opening_gbp_m or 0.0 for line in first.lines) == pytest.approx(first.walk.total_gbp_m)
    printed = call("check", BASE, "--set", overrides[0], "--set", overrides[1])
    assert re.search(r"Allocation +200\.000 +207\.000", printed)


def test_a_council_has_lines_like_any_body() -> None:
    scenario = load(MECHANISMS)
    council = next(key for key, body in scenario.bodies.items() if body.kind == "council")
    lines = budget_lines(scenario)[council].lines["funding"]
    assert lines[None] > 0.0
    assert lines[scenario.start.year] > 0.0


def test_a_plan_that_misses_its_own_control_total_is_said_to(template: Path) -> None:
    """Both bodies of a scenario are asked for far more than any plan: each is told, with figures that subtract."""
    scenario = load(MECHANISMS)
    body = next(key for key, body in scenario.bodies.items() if getattr(body, "control_total", None))
    asked = load(MECHANISMS, overrides=[f"bodies.{body}.control_total.opening_gbp_m=50.0"])
    found = [one for one in missed_totals(asked, plan_run(asked)) if one.body == body]
    assert [one.control_total_gbp_m for one in found] == [50.0]
    assert plan_misses([MissedTotal("a", "A", "2018/19", -6.64, -5.97)]) == (
        "The plan itself misses the control total of 2018/19: A plans −£6.6m without sustainability funding, and is "
        "asked for −£6.0m: £0.6m short.",
    )
    told = " ".join(
        call("check", MECHANISMS, "--set", f"bodies.{body}.control_total.opening_gbp_m=50.0").split()
    )
    assert f"The plan itself misses the control total of {found[0].year}: {found[0].name} plans" in told


@pytest.mark.parametrize(
    ("kind", "amount", "times", "words"),
    [
        ("winter_struck", 1.0, 1, "it lasts 1.0 month."),
        ("winter_struck", 2.5, 1, "it lasts 2.5 months."),
        ("premium_work", 1.0, 1, "beyond its open capacity in 1 month of the year."),
        ("premium_work", 1.0, 12, "beyond its open capacity in 12 months of the year."),
        ("milestone_reached", -0.3, 1, "comes, 0.3 months before its planned date."),
        ("milestone_reached", 1.0, 1, "comes, 1.0 month after its planned date."),
        ("milestone_reached", 0.01, 1, "comes, on its planned date."),
        ("ward_opened", 1.0, 1, "opens capacity; +1 step against the start."),
        ("ward_closed", -2.0, 1, "closes capacity; −2 steps against the start."),
        ("repayment_made", -0.001, 1, "repays £0.00m of its"),
        ("recovery_entered", -2.72, 1, "its forecast lies £2.72m below budget."),
    ],
)
def test_counts_and_signs_of_a_told_future(
    template: Path, kind: str, amount: float, times: int, words: str
) -> None:
    assert words in sentence(load(template), Happening(3.0, kind, "hospital", amount, times))

"""What was submitted is what outturns are held to, and is told beside the run in which everything delivers."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator import simulate
from simulator.analyses.findings import Findings
from simulator.analyses.forecast import forecast_table
from simulator.analyses.reported import places
from simulator.analyses.submitted_plan import surplus_as_submitted, surplus_as_told
from simulator.montecarlo.run import Run
from simulator.reports.answer import answer
from simulator.reports.pictures import fans
from simulator.reports.terminal import print_answer
from simulator.scenario import load
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.terms.reported import Reported
from simulator.scenario.terms.submitted_plan import SubmittedPlan
from tests.helpers.made_up import made_up_run
from tests.helpers.random_run import random_results, random_run, with_amounts

BASE = Path(__file__).parents[1] / "cases" / "base.toml"
ACTUALS = """
as_of = 2020-08-03
[services.care]
noise_sd_pct = 1.5
[bodies.ccg.spend.community]
service = "care"
[actuals.ccg]
position_gbp_m = [-0.5, -0.3]
"""


def submitting(scenario: Scenario, body: str, **positions: float) -> Scenario:
    plan = SubmittedPlan(position_gbp_m={year.removeprefix("y"): p for year, p in positions.items()})
    entry = replaced(scenario.bodies[body], {"submitted_plan": plan})
    return replaced(scenario, {"bodies": {**scenario.bodies, body: entry}})


def run_with_support() -> Run:
    """Surpluses of −50, −49, … 50, of 10 in the plan run: of them 0.5 a month is position, and 4 are support.

    The general has submitted 3 for 2019/20, which with 4 of support is 7.
    """
    run = random_run(
        with_amounts(random_results(101), surplus=np.arange(-50.0, 51.0), income=np.array(200.0))
    )
    plan = with_amounts(run.plan, surplus=np.array(10.0), income=np.array(190.0))
    months = {**plan.by_month, "position": np.full_like(plan.by_month["position"], 0.5)}
    return replace(
        run,
        scenario=submitting(run.scenario, "general", y2019=3.0),
        plan=replace(plan, by_month=months),
    )


def test_what_was_submitted_is_told_with_the_plans_support() -> None:
    run = run_with_support()
    submitted = surplus_as_submitted(run.scenario, run.plan)
    nothing = [np.nan] * 3
    np.testing.assert_allclose(submitted, [[np.nan, 7.0, np.nan], nothing, [np.nan, 17.0, np.nan]])
    told = surplus_as_told(run.scenario, run.plan)
    np.testing.assert_allclose(told, [[10.0, 7.0, 10.0], [10.0] * 3, [20.0, 17.0, 20.0]])


@pytest.mark.parametrize(
    ("body", "measure", "year", "median", "plan"),
    [
        ("general", "surplus", 2019, -7.0, 3.0),
        ("general", "surplus", 2020, -10.0, 0.0),
        ("north_ccg", "surplus", 2019, -10.0, 0.0),
        ("system", "surplus", 2019, -17.0, 3.0),
        ("general", "income", 2019, 10.0, 0.0),
    ],
)
def test_a_variance_is_measured_from_what_was_submitted(
    body: str, measure: str, year: int, median: float, plan: float
) -> None:
    """The median future less what was told, and as a guess the plan run less what was told: the fact is 0."""
    fact = Reported.model_validate(
        {"body": body, "measure": measure, "kind": "variance_to_plan", "year": year}
        | {"value_gbp_m": 0.0, "basis": "invented"}
    )
    run = run_with_support()
    scenario = replaced(run.scenario, {"reported": {"it": fact}})
    (place,) = places(scenario, {"expected": run})
    assert place.quantiles[2] == pytest.approx(median)
    assert place.crps_plan == pytest.approx(plan)


@pytest.mark.parametrize(
    ("plan", "target"),
    [("{ 2020 = -1.5 }", -1.5), ("{ 2021 = -1.5 }", 0.0), ("{ 2020 = -1.5 }\n[actuals.ccg]", -1.0)],
)
def test_the_target_of_the_year_is_what_was_submitted_for_it(
    tmp_path: Path, plan: str, target: float
) -> None:
    """There is no support here; a target that is stated comes first."""
    shutil.copy(BASE, tmp_path)
    file = tmp_path / "scenario.toml"
    plan, *stated = plan.split("\n")
    text = ACTUALS + ("target_gbp_m = -1.0\n" if stated else "")
    text = f'extends = "base.toml"\n{text}[bodies.ccg.submitted_plan]\nposition_gbp_m = {plan}\n'
    file.write_text(text, encoding="utf-8")
    table = forecast_table(simulate(load(file), 64, seed=1))
    assert table["target_gbp_m"].tolist() == [pytest.approx(target, abs=1e-9)]


@pytest.mark.parametrize("columns", [80, 100])
def test_both_plans_are_told_where_one_was_submitted(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    run = made_up_run()
    findings = Findings(replace(run, scenario=submitting(run.scenario, "body_01", y2019=-3.0)))
    stream = io.StringIO()
    print_answer(answer(findings, scenario_file="shires.toml", folder=Path("results")), stream)
    report = stream.getvalue()
    assert ". Plans, mean of the futures and do nothing" in report
    assert re.search(r"delivers +submitted +mean +p10 +p90", report)
    assert bool(re.search(r"do nothing +delivers", report)) == (columns == 100)
    assert re.search(r"2019/20 .* –", report)  # of the body that submitted nothing
    assert "future in which everything delivers for the system" in " ".join(report.split())
    assert max(map(len, re.split(r"\d\. Where", report)[0].splitlines())) <= columns


def test_a_chart_says_that_everything_delivers_where_a_plan_was_submitted() -> None:
    run = made_up_run()
    drawn = fans(Findings(replace(run, scenario=submitting(run.scenario, "body_01", y2019=-3.0))))
    assert [fan.plan_is for fan in drawn.values()] == ["plan", "all delivers", "all delivers"]
    assert [fan.submitted is not None for fan in drawn.values()] == [False, True, True]
    assert "if everything delivers, it ends with" in drawn["body_01"].finding
    assert "the plan says" in drawn["body_00"].finding

"""What nobody means to type: numbers that are none, names of two lines, savings far above what there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator import load, simulate
from simulator.analyses.findings import Findings
from simulator.cli.main import main
from simulator.errors import ScenarioError
from simulator.plan_workbook.template_files import write_template
from simulator.reports.sections import files
from simulator.scenario import new_scenario
from simulator.words.figures import per_cent


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.toml"
    file.write_text(new_scenario("A plan").replace("years = 5", "years = 1"), encoding="utf-8")
    return file


def called(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "-1"])
@pytest.mark.parametrize(
    "words", [["check", "--against", "budget.csv", "--tolerance"], ["run", "--precision"]], ids=" ".join
)
def test_a_number_that_is_none_is_refused_before_anything_is_read(words: list[str], number: str) -> None:
    command, *options = words
    found = called(command, "plan.toml", *options[:-1], f"{options[-1]}={number}")
    assert found.exit_code == 2
    assert f"Invalid value for '{options[-1]}'" in found.output


@pytest.mark.parametrize("words", [["check"], ["show"], ["run", "plan.toml", "--output"], ["new"]])
def test_a_name_of_two_lines_is_told_in_one(words: list[str]) -> None:
    found = called(*words, "two\nlines")
    assert found.exit_code == 2
    assert "two\\u000alines holds a line end" in found.output


def test_one_slip_in_a_scheme_is_one_mistake(plan: Path) -> None:
    """£2,000m of the £112m and £40m of staff and supplies; shares of both are the same, 2,000 / 152 = 1,316 %."""
    text = plan.read_text(encoding="utf-8")
    slipped = 'on = ["hospital.staff", "hospital.supplies"]\nfull_year_gbp_m = 2000'
    before, _, programme = text.partition("[schemes.hospital_programme]")
    lines = [line for line in programme.splitlines() if not line.startswith(("on =", "share_pct"))]
    assert len(lines) == len(programme.splitlines()) - 2
    plan.write_text(
        "\n".join([f"{before}[schemes.hospital_programme]", slipped, *lines[1:]]), encoding="utf-8"
    )
    with pytest.raises(ScenarioError) as refused:
        load(plan)
    told = [mistake.message for mistake in refused.value.mistakes if "plan to save" in mistake.message]
    assert told == [
        "schemes together plan to save 1,316 % of hospital.staff and 1,316 % of hospital.supplies; allowed is at "
        "most 100 %"
    ]


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.1, "110 %"),
        (1.23456, "123.5 %"),
        (31_578.95, "3,157,895 %"),
        (1.0000001, "more than 100 %"),
        (1e12, "100,000,000,000,000 %"),
    ],
)
def test_a_share_reads_as_a_figure(share: float, words: str) -> None:
    assert per_cent(share) == words


def test_a_template_in_csv_keeps_every_digit(plan: Path, tmp_path: Path) -> None:
    text = plan.read_text(encoding="utf-8")
    assert "recurrent_pct = 75.0" in text
    plan.write_text(text.replace("recurrent_pct = 75.0", "recurrent_pct = 81.23456789", 1), encoding="utf-8")
    write_template(tmp_path / "template", plan)
    assert "81.23456789 %" in (tmp_path / "template" / "schemes.csv").read_text(encoding="utf-8-sig")


def test_correlations_are_pointed_to_where_there_are_any(plan: Path) -> None:
    def pointed_to() -> bool:
        found = Findings(simulate(load(plan), replications=1, seed=1, workers=1))
        return "correlations.csv" in "".join(files.section(found, "plan.toml", Path("results"), "").lines)

    assert not pointed_to()
    group = (
        '\n[correlations.growth]\nsource = "invented"\nreason = "Both follow the same people."\n'
        'members = ["services.urgent.growth_pct", "services.planned.growth_pct"]\nmatrix = [[1, 0.5], [0.5, 1]]\n'
    )
    plan.write_text(plan.read_text(encoding="utf-8") + group, encoding="utf-8")
    assert pointed_to()


def test_a_budget_that_says_a_line_twice_is_refused_before_anything_is_answered(
    plan: Path, tmp_path: Path
) -> None:
    budget = tmp_path / "budget.csv"
    budget.write_text("body,line,year,amount_gbp_m\nhospital,staff,,112\nhospital,staff,,113\n")
    found = called("check", plan, "--against", budget)
    assert (found.exit_code, found.stdout) == (2, "")
    assert "stands here a second time" in found.stderr

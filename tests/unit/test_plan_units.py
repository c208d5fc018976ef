"""Amounts in £000 or £: stated by a cell, a row, a column name or the command, or asked about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.plan_workbook.cells import Cell, value_of
from simulator.plan_workbook.units import unit_of
from simulator.scenario import Scenario, load, new_scenario
from tests.unit.test_plan_files import RISK, SCHEME, call, told, workbook

NAMES = {key: value for key, value in SCHEME.items() if key != "full_year_gbp_m"}


def made(tmp_path: Path, row: dict[str, Any], *options: str) -> Scenario:
    answer = call("new", tmp_path / "mine", "--from", workbook(tmp_path / "p.xlsx", Schemes=[row]), *options)
    assert answer.exit_code == 0, answer.output
    return load(tmp_path / "mine.toml")


def full_year(scenario: Scenario) -> float | None:
    number = scenario.schemes["tidy"].full_year_gbp_m
    return None if number is None else number.value


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("£000", "£000"),
        ("£'000", "£000"),
        ("£000s", "£000"),
        ("£k", "£000"),
        ("GBP k", "£000"),
        ("gbp_k", "£000"),
        ("£ thousand", "£000"),
        ("000", "£000"),
        ("£", "£"),
        ("GBP", "£"),
        ("pounds", "£"),
        ("£m", "£m"),
        ("gbp m", "£m"),
        ("£ million", "£m"),
        ("$", None),
        ("£000 of income", None),
        ("", "£"),
    ],
)
def test_a_unit_is_known_however_it_is_written(text: str, unit: str | None) -> None:
    assert unit_of(text) == unit


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Full year (£000)", 50),
        ("full_year_gbp_k", "50"),
        ("£000", "£50"),
        ("GBP k", "50.0"),
        ("Full year £", 50_000),
        ("£", "£50,000"),
        ("full year gbp m", 0.05),
        ("full_year_gbp_m", "£50k"),
        ("Full year (£000)", "£0.05m"),
    ],
)
def test_a_column_name_or_a_cell_states_the_unit(tmp_path: Path, name: str, written: Any) -> None:
    """£50 thousand is £0.05m to the last digit."""
    assert full_year(made(tmp_path, {**NAMES, name: written})) == 0.05


def test_a_row_or_the_command_states_the_unit(tmp_path: Path) -> None:
    """1,234.5 thousand is 1.2345; an amount that says its own unit is let be."""
    row = {**SCHEME, "full_year_gbp_m": 1234.5, "investment_gbp_m": "£0.2m"}
    assert full_year(made(tmp_path, {**row, "unit": "£000"})) == 1.2345
    (tmp_path / "mine.toml").unlink()
    scenario = made(tmp_path, row, "--unit", "£'000")
    assert full_year(scenario) == 1.2345
    assert scenario.schemes["tidy"].investment_gbp_m.value == 0.2


def test_two_units_at_once_or_none_are_refused(tmp_path: Path) -> None:
    plan = workbook(tmp_path / "p.xlsx", Schemes=[{**NAMES, "£000": 50, "Unit": "£m"}])
    assert told(tmp_path, plan) == [
        'sheet Schemes, cell H2: unit: says £m, but the name of "full_year_gbp_m" says £000'
    ]
    plan = workbook(tmp_path / "q.xlsx", Schemes=[{**NAMES, "£000": 50}])
    assert told(tmp_path, plan, "--unit", "£") == ["sheet Schemes, cell G1: says £000, but --unit says £"]
    answer = call("new", tmp_path / "r", "--from", plan, "--unit", "$")
    assert answer.exit_code == 2
    assert 'no unit of money: write "£m", "£000" or "£"' in answer.stderr
    assert call("new", tmp_path / "r", "--unit", "£").exit_code == 2


def test_an_amount_above_a_fifth_of_its_line_is_asked_about(tmp_path: Path) -> None:
    """The invented hospital's staff cost £112m: 22.5 is 20.1 % of it, and 22.3 is 19.9 %."""
    for amount, is_asked in ((22.5, True), (22.3, False)):
        plan = workbook(tmp_path / f"{amount}.xlsx", Schemes=[SCHEME | {"full_year_gbp_m": amount}])
        answer = call("new", tmp_path / f"of_{amount}", "--from", plan)
        assert answer.exit_code == 0
        assert ("did you mean 0.0225 (the amounts look like £000)?" in answer.stdout) == is_asked
    plan = workbook(tmp_path / "p.xlsx", Schemes=[SCHEME], Risks=[RISK | {"amount_gbp_m": 1000}])
    assert (
        "sheet Risks, cell E2: amount_gbp_m: is £1,000m" in call("new", tmp_path / "b", "--from", plan).stdout
    )
    said = workbook(tmp_path / "q.xlsx", Schemes=[SCHEME | {"full_year_gbp_m": "£22.5m"}])
    answer = call("new", tmp_path / "c", "--from", said)
    assert ": is that right?" in answer.stdout
    assert "look like" not in answer.stdout


def test_a_plan_in_thousands_that_breaks_rules_is_told_what_it_looks_like(tmp_path: Path) -> None:
    plan = workbook(tmp_path / "p.xlsx", Schemes=[SCHEME | {"full_year_gbp_m": 500}])
    found = told(tmp_path, plan)
    assert len(found) == 2
    assert "at most 100 %" in found[0]
    assert found[1].endswith("did you mean 0.5 (the amounts look like £000)?")


def test_a_budget_in_thousands_is_asked_about_and_read_with_its_unit(tmp_path: Path) -> None:
    economy = tmp_path / "mine.toml"
    economy.write_text(new_scenario("Mine"), encoding="utf-8")
    premises = load(economy).bodies["hospital"].costs["premises"].base_gbp_m.value  # type: ignore[union-attr]
    assert premises == 10.0
    rows = {"£m": 10, "£000": 10_000, "£": 10_000_000}
    for unit, amount in rows.items():
        budget = tmp_path / "budget.csv"
        budget.write_text(f"body,line,{unit}\nhospital,premises,{amount}\n", encoding="utf-8")
        answer = call("check", economy, "--against", budget)
        assert answer.exit_code == 0, answer.output
        assert "1 of their lines agree" in answer.stdout
    budget.write_text("body,line,amount_gbp_m\nhospital,premises,9900\n", encoding="utf-8")
    answer = call("check", economy, "--against", budget)
    assert answer.exit_code == 1
    assert "did you mean 9.9 (the amounts look like £000)?" in " ".join(answer.stdout.split())
    answer = call("check", economy, "--against", budget, "--unit", "£000")
    assert "look like" not in answer.stdout


def test_a_budget_and_a_scenario_that_are_wrong_are_told_together(tmp_path: Path) -> None:
    economy = tmp_path / "mine.toml"
    economy.write_text(new_scenario("Mine").replace("years = 5", "years = 0"), encoding="utf-8")
    budget = tmp_path / "budget.csv"
    budget.write_text("body,line,amount_gbp_m\nhospital,,x\n,premises,2 %\n", encoding="utf-8")
    answer = call("check", economy, "--against", budget)
    assert answer.exit_code == 2
    for said in (
        "years: should be at least 1",
        "row 2: line: is missing",
        "cell C2:",
        "row 3: body:",
        "cell C3:",
    ):
        assert said in answer.stderr


@pytest.mark.parametrize(("written", "unit", "meant"), [("0.1", "£000", 0.0001), (29, "£", 0.000029)])
def test_nothing_is_rounded(written: Any, unit: str, meant: float) -> None:
    assert value_of(Cell("A1", written, unit=unit), "money") == meant

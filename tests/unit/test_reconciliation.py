"""The finance team's figures beside the model's, on an economy whose plan is worked out by hand.

Base: £200m allocation, £80m own spend, a £120m block contract, £120m of hospital staff, three years, nothing grows.
Here other prices rise by 10 % in April 2021 (from 2020 on the row is 0), and only staff follow them; the programme
takes £12m a year at March's prices off staff from October 2020, 30 % of it for that year only, and costs £2m to set up.

* Staff 2020: 120 less 6 months of £1m = 114. 2021: (120 − 0.7 × 12) × 1.1 = 122.76.
* Hospital surplus 2020: 120 − 114 − 2 = 4. 2021: 120 − 122.76 = −2.76.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.analyses.reconciliation import Reconciliation, reconcile
from simulator.cli.main import main
from simulator.plan_workbook import read_budget
from simulator.plan_workbook.budget import BudgetError
from simulator.scenario import load
from simulator.simulation import plan_run, plan_run_with_books

BASE = Path(__file__).parents[1] / "cases" / "base.toml"
SCENARIO = """
extends = "base.toml"
[prices.other]
planned_pct = { 2020 = 0.0, 2021 = 10.0, 2022 = 0.0 }
[bodies.hospital.costs.staff]
price = "other"
[schemes.programme]
name = "A savings programme"
owner = "hospital"
kind = "cash_releasing"
on = ["hospital.staff"]
full_year_gbp_m = 12.0
start = 2020-10-01
ramp = "immediate"
recurrent_pct = 70.0
investment_gbp_m = 2.0
"""
HEAD = "body,line,year,amount_gbp_m\n"
RIGHT = """\
ccg,allocation,,200
The commissioner,community,,£80.0m
ccg,surplus,,0
hospital,staff,,"120.000"
hospital,programme,,12
hospital,care,2020/21,120
hospital,costs.staff,2020/21,114
hospital,investment.programme,2020/21,2
hospital,programme,2020/21,6
hospital,surplus,2020-21,4.00
hospital,staff,2021,122.76
hospital,savings,2021/22,9.24
hospital,surplus,2021/22,(2.76)
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    (tmp_path / "base.toml").write_text(BASE.read_text("utf-8"), encoding="utf-8")
    file = tmp_path / "plan.toml"
    file.write_text(SCENARIO, encoding="utf-8")
    return file


def against(scenario: Path, lines: str, tolerance: float = 0.01) -> Reconciliation:
    budget = scenario.with_name("budget.csv")
    budget.write_text(HEAD + lines, encoding="utf-8")
    return reconcile(load(scenario), read_budget(budget), tolerance)


def test_every_line_worked_out_by_hand_agrees(scenario: Path) -> None:
    found = against(scenario, RIGHT, tolerance=1e-9)
    assert [line for line in found.compared if not line.agrees] == []
    assert len(found.compared) == len(RIGHT.splitlines())
    assert found.holds


def test_lines_that_they_lack_are_told_for_the_years_they_speak_of(scenario: Path) -> None:
    """Of 2020 the hospital's budget has everything; of 2021 all but the contract; at the opening likewise."""
    found = against(scenario, RIGHT)
    assert [(line.body, line.name, line.period, line.amount_gbp_m) for line in found.only_ours] == [
        ("ccg", "contracts.care", None, 120.0),
        ("hospital", "contracts.care", None, 120.0),
        ("hospital", "contracts.care", 2021, pytest.approx(120.0)),
    ]


def test_a_line_differs_beyond_the_tolerance_and_not_at_it(scenario: Path) -> None:
    assert against(scenario, "hospital,staff,2020/21,114.01\n").holds
    found = against(scenario, "hospital,staff,2020/21,114.02\n")
    assert not found.holds
    assert found.compared[0].difference_gbp_m == pytest.approx(0.02)
    assert against(scenario, "hospital,staff,2020/21,114.02\n", tolerance=0.05).holds


def test_a_turned_sign_is_named(scenario: Path) -> None:
    assert against(scenario, "hospital,surplus,2021/22,2.76\n").compared[0].has_other_sign


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("hospital,staf,,1", 'hospital has no "staf"; did you mean "costs.staff"?'),
        ("hosptal,staff,,1", 'there is no body "hosptal"; did you mean "hospital"?'),
        ("hospital,surplus,2031/32,1", "2031/32 is not simulated: the years are 2020/21 to 2022/23"),
        ("hospital,savings,,1", "savings has no opening amount: name a year"),
    ],
)
def test_a_line_that_the_model_does_not_have_is_told_with_the_reason(
    scenario: Path, line: str, reason: str
) -> None:
    found = against(scenario, f"{line}\n")
    assert not found.holds
    assert [unknown.reason.partition(" Allowed")[0] for unknown in found.not_known] == [reason]


def test_a_name_that_two_lines_share_asks_for_the_full_one(scenario: Path) -> None:
    text = SCENARIO + "[bodies.hospital.income.staff]\nbase_gbp_m = 0.0\n"
    scenario.write_text(text, encoding="utf-8")
    found = against(scenario, "hospital,staff,,120\nhospital,costs.staff,,120\n")
    assert [unknown.reason for unknown in found.not_known] == [
        '"staff" may be income.staff or costs.staff: write one of these'
    ]
    assert found.compared[0].agrees


def test_one_line_stated_twice_is_a_mistake(scenario: Path) -> None:
    with pytest.raises(BudgetError, match=r"cell D3: hospital, costs\.staff, 2020/21 stands here a second"):
        against(scenario, "hospital,staff,2020/21,114\nhospital,costs.staff,2020,114\n")


def test_every_wrong_cell_of_a_budget_is_told_at_once(scenario: Path) -> None:
    with pytest.raises(BudgetError) as caught:
        against(scenario, "hospital,staff,2020/22,114\nhospital,staff,2020,\nhospital,,2020,£120000000\n")
    told = [(mistake.file.rpartition(", ")[2], mistake.key) for mistake in caught.value.mistakes]
    assert told == [
        ("cell C2", "year"),
        ("row 3", "amount_gbp_m"),
        ("row 4", "line"),
        ("cell D4", "amount_gbp_m"),
    ]


def test_the_books_of_the_plan_change_nothing_in_it(scenario: Path) -> None:
    """A second road: lines of income less lines of cost are the surplus of the ordinary plan run."""
    loaded = load(scenario)
    plan, (with_books, books) = plan_run(loaded), plan_run_with_books(loaded)
    assert (plan.by_year["surplus"] == with_books.by_year["surplus"]).all()
    for column, accounts in enumerate(books):
        for row, body in enumerate(plan.bodies):
            earned = sum(account.amount[0] for account in accounts if account.payee == body)
            paid = sum(account.amount[0] for account in accounts if account.payer == body)
            financing = plan.by_year["repaid"][row, column, 0]
            assert earned - paid + financing == pytest.approx(
                plan.by_year["surplus"][row, column, 0], abs=1e-9
            )


def test_check_against_a_budget_ends_with_0_1_or_2(scenario: Path) -> None:
    budget = scenario.with_name("budget.csv")
    arguments = ["check", str(scenario), "--against", str(budget)]
    for lines, code in ((RIGHT, 0), (RIGHT.replace("122.76", "122.7"), 1), ("hospital,staff,,x", 2)):
        budget.write_text(HEAD + lines, encoding="utf-8")
        answer = CliRunner().invoke(main, arguments)
        assert answer.exit_code == code, answer.output
        assert "Traceback" not in answer.output
    budget.write_text(HEAD + RIGHT.replace("122.76", "122.7"), encoding="utf-8")
    assert CliRunner().invoke(main, [*arguments, "--tolerance", "0.1"]).exit_code == 0

"""The model's figures as a finance team has them: every line of every body, opening and in each planned year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.analyses.planned_savings import full_year_effect
from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Account, Kind
from simulator.engine.opening import Step, opening_walks
from simulator.results.arrays import Results
from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Buyer
from simulator.simulation import plan_run_with_books

Period = int | None
"""A financial year by the calendar year it starts in; None is the opening base amount."""

TOTALS = ("surplus", "income", "expenditure", "savings", "investment", "underlying")
"""Figures of a body that are no line of its books."""

STEPS = {"Contract": "contracts", "Spend": "spend", "Income": "income", "Cost": "costs"}
LINES = {
    "allocation": "allocation",
    "funding of social care": "funding",
    "contract administration": "administration",
    "premium work beyond capacity": "premium",
    "interest on loans": "interest",
}
SECTIONS = {
    "contract ": "contracts.",
    "income ": "income.",
    "levy ": "levies.",
    "investment ": "investment.",
    "running cost of ": "investment.",
    "non-recurrent ": "one_offs.",
    "risk ": "risks.",
}
"""How accounts are called in the ledger, and how in a budget."""


@dataclass
class BudgetLines:
    """Figures in £m by line and period: income and cost both above nothing, positions with their sign."""

    lines: dict[str, dict[Period, float]] = field(default_factory=lambda: defaultdict(dict))
    """What adds up to the surplus."""
    totals: dict[str, dict[Period, float]] = field(default_factory=lambda: defaultdict(dict))
    """Totals, and what schemes save: parts of lines and no lines themselves."""

    def names(self) -> list[str]:
        """Everything that a budget may name."""
        return [*self.lines, *self.totals]

    def amount(self, name: str, period: Period) -> float | None:
        """The figure; nothing where the line is not there in the period."""
        known = self.lines.get(name, {}) | self.totals.get(name, {})
        return known.get(period)


def budget_lines(scenario: Scenario) -> dict[str, BudgetLines]:
    """Every body's lines by its key: opening base amounts, and the plan run year by year."""
    found: dict[str, BudgetLines] = {key: BudgetLines() for key in scenario.bodies}
    _add_opening(scenario, found)
    plan, books = plan_run_with_books(scenario)
    for year, accounts in zip(plan.years, books, strict=True):
        for account in accounts:
            _add_account(scenario, found, account, year)
    _add_totals(plan, found)
    _add_schemes(scenario, plan, found)
    return found


def _add_opening(scenario: Scenario, found: dict[str, BudgetLines]) -> None:
    for walk in opening_walks(scenario):
        own = found[walk.body]
        for step in walk.steps:
            own.lines[step_in_budget(step)][None] = abs(step.amount_gbp_m)
        own.totals["surplus"][None] = own.totals["underlying"][None] = walk.total_gbp_m
        own.totals["income"][None] = sum(max(step.amount_gbp_m, 0.0) for step in walk.steps)
        own.totals["expenditure"][None] = sum(max(-step.amount_gbp_m, 0.0) for step in walk.steps)


def step_in_budget(step: Step) -> str:
    """What a step of the opening walk is called in a budget."""
    word, _, key = step.name.partition(" ")
    section = STEPS.get(word)
    return f"{section}.{key}" if section else word.lower()


def _add_account(scenario: Scenario, found: dict[str, BudgetLines], account: Account, year: int) -> None:
    """One account, to whichever of its two sides is simulated."""
    if account.line.kind is Kind.FINANCING:
        return
    for party in (account.payer, account.payee):
        if party in found:
            of_year = found[party].lines[account_in_budget(scenario, party, account)]
            of_year[year] = of_year.get(year, 0.0) + float(account.amount[0])


def account_in_budget(scenario: Scenario, party: str, account: Account) -> str:
    """What an account is called in the budget of one of its parties."""
    line, body = account.line.name, scenario.bodies[party]
    # A contract may be keyed "administration": its payment goes to its provider, not to suppliers.
    is_administration = line == "contract administration" and account.payee == STAFF_AND_SUPPLIERS
    for begin, section in SECTIONS.items():
        if line.startswith(begin) and not is_administration:
            return section + line.removeprefix(begin).partition("@")[0]
    section = "spend" if isinstance(body, Buyer) else "costs"
    own = body.spend if isinstance(body, Buyer) else body.costs
    return f"{section}.{line}" if account.payer == party and line in own else LINES.get(line, line)


def _add_totals(plan: Results, found: dict[str, BudgetLines]) -> None:
    for row, body in enumerate(plan.bodies):
        for total in TOTALS:
            measure = "savings_delivered" if total == "savings" else total
            for column, year in enumerate(plan.years):
                found[body].totals[total][year] = float(plan.by_year[measure][row, column, 0])


def _add_schemes(scenario: Scenario, plan: Results, found: dict[str, BudgetLines]) -> None:
    """What each scheme delivers in a planned year, and the full year that its plan states for the opening."""
    for row, name in enumerate(plan.instances):
        totals = found[scenario.instances[name].owner].totals
        for called in _called(name):
            for column, year in enumerate(plan.years):
                delivered = float(plan.schemes_by_year["delivered"][row, column, 0])
                totals[called][year] = totals[called].get(year, 0.0) + delivered
        # A programme has one size a year and none of its own.
        totals[f"schemes.{name}"][None] = full_year_effect(scenario, name, plan)


def _called(name: str) -> Iterator[str]:
    yield f"schemes.{name}"
    if "@" in name:
        yield f"schemes.{name.partition('@')[0]}"

"""The opening beside the first year of the plan: what of each line a planner will meet again as the year's budget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulator.analyses.budget_lines import account_in_budget, step_in_budget
from simulator.engine.ledger import Kind
from simulator.engine.opening import Walk, opening_walks
from simulator.results.arrays import Results
from simulator.results.outcomes import POUND
from simulator.scenario.model import Scenario
from simulator.simulation import plan_run_with_books
from simulator.timeline import financial_year_label

LEAST_GBP_M = 0.0005
"""A line that is new in the first year is told from here on."""


@dataclass(frozen=True)
class Line:
    """One line of a body's books, income above nothing and cost below; None where there is no such line."""

    name: str
    opening_gbp_m: float | None
    first_year_gbp_m: float | None


@dataclass(frozen=True)
class MissedTotal:
    """A body whose plan of the first year is below what its regulator asks for."""

    body: str
    name: str
    year: str
    planned_gbp_m: float
    """The year as the plan has it, without sustainability funding."""
    control_total_gbp_m: float


@dataclass(frozen=True)
class FirstYear:
    """A body's opening walk, and the plan's first year line by line."""

    walk: Walk
    year: str
    lines: tuple[Line, ...]
    surplus_gbp_m: float
    """The plan's surplus of the first year: what its lines add up to."""


def first_years(scenario: Scenario) -> tuple[list[FirstYear], list[MissedTotal]]:
    """Every body's opening beside the plan's first year, in the order of the file; control totals that it misses."""
    plan, books = plan_run_with_books(scenario)
    posted: dict[str, dict[str, float]] = {key: defaultdict(float) for key in scenario.bodies}
    for account in books[0]:
        if account.line.kind is Kind.FINANCING:
            continue
        for party, sign in ((account.payer, -1.0), (account.payee, 1.0)):
            if party in posted:
                posted[party][account_in_budget(scenario, party, account)] += sign * float(account.amount[0])
    found = [
        FirstYear(
            walk=walk,
            year=financial_year_label(scenario.start.year),
            lines=tuple(_lines(walk, posted[walk.body])),
            surplus_gbp_m=float(plan.by_year["surplus"][plan.bodies.index(walk.body), 0, 0]),
        )
        for walk in opening_walks(scenario)
    ]
    return found, missed_totals(scenario, plan)


def missed_totals(scenario: Scenario, plan: Results) -> list[MissedTotal]:
    """Bodies whose own plan does not reach their control total of the first year, in the order of the file."""
    missed = []
    for key, body in scenario.bodies.items():
        row = plan.bodies.index(key)
        total, surplus, funding = (
            float(plan.by_year[measure][row, 0, 0]) for measure in ("control_total", "surplus", "funding")
        )
        if not np.isnan(total) and surplus - funding < total - POUND:
            year = financial_year_label(plan.years[0])
            missed.append(MissedTotal(key, body.name, year, surplus - funding, total))
    return missed


def _lines(walk: Walk, posted: dict[str, float]) -> Iterator[Line]:
    """The lines of the walk, then those that only the year has."""
    for step in walk.steps:
        yield Line(step.name, step.amount_gbp_m, posted.pop(step_in_budget(step), None))
    for name, amount in posted.items():
        if abs(amount) >= LEAST_GBP_M:
            section, _, key = name.partition(".")
            yield Line(f"{section.replace('_', ' ').capitalize()} {key}".strip(), None, amount)

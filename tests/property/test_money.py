"""Money is conserved: a second clerk, who knows no year ends, comes to the same figures as the books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, seed

from simulator import simulation
from simulator.economy.catalogue import BY_YEAR
from simulator.engine.ledger import Amount, Batch, Kind, Ledger, Line
from simulator.results.arrays import Results
from simulator.sampling.inputs import Inputs
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Body, Provider
from simulator.scenario.terms.vocabulary import certain
from simulator.simulation import plan_run, simulate_block
from simulator.statistics.arrays import Array
from tests.property.worlds import (
    SEEDS,
    WITH_MECHANISMS,
    Economy,
    changed,
    economies,
    few_inputs,
)

SAME_EXAMPLES = 1
"""All tests look at the same economies, so that each is simulated once."""

SUPPORT = {
    "funding": "sustainability funding",
    "year_end_measures": "year-end measures",
    "transfers": "transfer inside a merged body",
    "pooled": "pooled funds",
    "pooling_administration": "administration of pooled funds",
    "deficit_support": "deficit support",
    "break_funding": "deficits filled in a break of policy",
}
"""What is told apart of support, and the line in the books on which it moves."""


def test_all_that_is_declared_as_support_is_looked_for_in_the_books() -> None:
    assert {key for key, measure in BY_YEAR.items() if measure.support} == SUPPORT.keys()


@dataclass(frozen=True)
class Entry:
    """What entries of one kind between two parties have in common."""

    month: int
    payer: str
    payee: str
    line: str
    kind: Kind

    @property
    def year(self) -> int:
        """The financial year, from 0."""
        return self.month // 12


class Clerk(Ledger):
    """Books with a second clerk beside them, who adds up every posting by himself."""

    def __init__(self, *, bodies: Sequence[str], replications: int) -> None:
        super().__init__(bodies=bodies, replications=replications)
        self.noted: dict[Entry, Array] = defaultdict(lambda: np.zeros(replications))
        self.prepared: list[tuple[Batch, Sequence[tuple[str, str, Line]]]] = []

    def post(self, month: int, *, payer: str, payee: str, line: Line, amount: Amount) -> None:
        self.noted[Entry(month, payer, payee, line.name, line.kind)] += amount
        super().post(month, payer=payer, payee=payee, line=line, amount=amount)

    def post_lines(
        self, month: int, *, payer: str, payee: str, lines: Sequence[Line], amounts: Array
    ) -> None:
        for line, amount in zip(lines, amounts, strict=True):
            self.noted[Entry(month, payer, payee, line.name, line.kind)] += amount
        super().post_lines(month, payer=payer, payee=payee, lines=lines, amounts=amounts)

    def prepare(self, entries: Sequence[tuple[str, str, Line]]) -> Batch:
        batch = super().prepare(entries)
        self.prepared.append((batch, entries))
        return batch

    def post_batch(self, month: int, batch: Batch, amounts: Array) -> None:
        (entries,) = (entries for known, entries in self.prepared if known is batch)
        for (payer, payee, line), amount in zip(entries, amounts, strict=True):
            self.noted[Entry(month, payer, payee, line.name, line.kind)] += amount
        super().post_batch(month, batch, amounts)

    def sum_of(self, year: int, is_meant: Callable[[Entry], bool]) -> Array:
        """What was noted in a year of the entries that are meant."""
        amounts = [amount for entry, amount in self.noted.items() if entry.year == year and is_meant(entry)]
        return np.asarray(np.sum(amounts, axis=0)) if amounts else np.zeros(self.replications)

    def crossing(self, year: int, *, payers: Collection[str], payees: Collection[str]) -> Array:
        """Income and expenditure of a year that some parties paid to others."""
        return self.sum_of(
            year, lambda e: e.kind is not Kind.FINANCING and e.payer in payers and e.payee in payees
        )

    def net(self, year: int, body: str, is_meant: Callable[[Entry], bool]) -> Array:
        """What a body received less what it paid in a year, of the entries that are meant."""
        received = self.sum_of(year, lambda e: e.payee == body and is_meant(e))
        return received - self.sum_of(year, lambda e: e.payer == body and is_meant(e))

    @property
    def parties(self) -> frozenset[str]:
        """Everybody who paid or received anything."""
        return frozenset(party for entry in self.noted for party in (entry.payer, entry.payee))


@cache
def kept_books(economy: Economy, chance: int) -> tuple[Scenario, Inputs, Results, Clerk]:
    """An economy, what chance gave it, and what became of it by the books and by the second clerk."""
    scenario = economy.scenario
    inputs = few_inputs(scenario, chance)
    return scenario, inputs, *with_clerk(scenario, inputs)


def with_clerk(scenario: Scenario, inputs: Inputs) -> tuple[Results, Clerk]:
    """A block, and what the second clerk noted of it."""
    plan, clerks = plan_run(scenario), []

    def hire(*, bodies: Sequence[str], replications: int) -> Clerk:
        clerks.append(Clerk(bodies=bodies, replications=replications))
        return clerks[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simulation, "Ledger", hire)
        results = simulate_block(scenario, inputs, plan)
    return results, clerks[0]


@seed(SAME_EXAMPLES)
@example(WITH_MECHANISMS, 1)
@given(economies(), SEEDS)
def test_what_bodies_keep_is_what_came_in_from_others_less_what_went_out(
    economy: Economy, chance: int
) -> None:
    """Of all bodies, councils included, seen from outside; and of the system, to which a council is an outsider."""
    scenario, _, results, clerk = kept_books(economy, chance)
    assert set(results.members) | results.councils == set(results.bodies)
    for ours in (set(results.bodies), set(results.members)):
        rows, others = [results.bodies.index(body) for body in ours], clerk.parties - ours
        surplus, income, expenditure = (
            results.by_year[measure][rows].sum(axis=0) for measure in ("surplus", "income", "expenditure")
        )
        for y in range(scenario.years):
            came_in, went_out = (
                clerk.crossing(y, payers=others, payees=ours),
                clerk.crossing(y, payers=ours, payees=others),
            )
            inside = clerk.crossing(y, payers=ours, payees=ours)
            assert_same_money(surplus[y], came_in - went_out)
            assert_same_money(income[y], came_in + inside)
            assert_same_money(expenditure[y], went_out + inside)


@seed(SAME_EXAMPLES)
@example(WITH_MECHANISMS, 1)
@given(economies(), SEEDS)
def test_what_members_earn_from_each_other_is_what_the_clerk_saw_pass_between_them(
    economy: Economy, chance: int
) -> None:
    scenario, _, results, clerk = kept_books(economy, chance)
    for row, body in enumerate(results.bodies):
        payers = set(results.members) - {body} if body in results.members else set()
        for y in range(scenario.years):
            assert_same_money(
                results.by_year["member_trade"][row, y], clerk.crossing(y, payers=payers, payees={body})
            )


@seed(SAME_EXAMPLES)
@example(WITH_MECHANISMS, 1)
@given(economies(), SEEDS)
def test_support_is_what_the_clerk_saw_paid_and_between_bodies_sums_to_nothing(
    economy: Economy, chance: int
) -> None:
    scenario, _, results, clerk = kept_books(economy, chance)
    amounts = results.by_year
    for measure, line in SUPPORT.items():
        sign = -1.0 if measure == "pooling_administration" else 1.0
        for row, body in enumerate(results.bodies):
            for y in range(scenario.years):
                seen = clerk.net(y, body, lambda e, line=line: e.line == line)  # type: ignore[misc]
                assert_same_money(amounts[measure][row, y], sign * seen)
    for measure in ("transfers", "pooled"):
        assert_same_money(amounts[measure].sum(axis=0), np.zeros_like(amounts[measure][0]))


@seed(SAME_EXAMPLES)
@example(WITH_MECHANISMS, 1)
@given(economies(), SEEDS)
def test_surplus_is_income_less_expenditure_and_adds_up_over_months_and_years(
    economy: Economy, chance: int
) -> None:
    """Months are before support; what is drawn down is spent a second time, and is carried forward no longer."""
    scenario, inputs, results, _ = kept_books(economy, chance)
    amounts, months = results.by_year, results.by_month
    surplus = amounts["surplus"]
    assert_same_money(surplus, amounts["income"] - amounts["expenditure"])
    support = (
        amounts["funding"] + amounts["transfers"] + amounts["pooled"] - amounts["pooling_administration"]
    )
    support = support + amounts["year_end_measures"] + amounts["deficit_support"]
    support = support + amounts["break_funding"]
    before_support = surplus - support
    by_month = months["position"].reshape(*surplus.shape[:2], 12, -1)
    assert_same_money(before_support, by_month.sum(axis=2))
    assert_same_money(before_support, months["year_to_date"][:, 11::12])
    assert_same_money(before_support, months["forecast_outturn"][:, 11::12])
    for row, body in enumerate(results.bodies):
        opening = np.full(results.replications, inputs[scenario.bodies[body].opening_cumulative_gbp_m])
        known = np.concatenate([opening[None], amounts["cumulative"][row]])
        assert_same_money(np.diff(known, axis=0), surplus[row] - amounts["drawdown"][row])


@seed(SAME_EXAMPLES)
@example(WITH_MECHANISMS, 1)
@given(economies(), SEEDS)
def test_cash_moves_by_the_surplus_where_every_cost_is_paid_and_nothing_is_built(
    economy: Economy, chance: int
) -> None:
    """Over the years: what a close brings is a year's surplus, and the next year's cash."""
    scenario = economy.scenario
    scenario = changed(scenario, bodies={key: _paid_in_cash(body) for key, body in scenario.bodies.items()})
    inputs = few_inputs(scenario, chance)
    results, clerk = with_clerk(scenario, inputs)
    for body in _with_cash(scenario):
        surplus = results.by_year["surplus"][results.bodies.index(body)]
        still_to_come = clerk.net(scenario.years - 1, body, is_agreed_at_the_close)
        moved = _cash_less_loans(scenario, results, inputs, body)
        assert_same_money(moved.sum(axis=0), surplus.sum(axis=0) - still_to_come)


@seed(SAME_EXAMPLES)
@example(WITH_MECHANISMS, 1)
@given(economies(), SEEDS)
def test_cash_moves_by_surplus_and_costs_that_are_not_payments_less_capital(
    economy: Economy, chance: int
) -> None:
    """Year by year: what was agreed at the last close is paid in April, what is agreed at this one is not yet."""
    scenario, inputs, results, clerk = kept_books(economy, chance)
    for body in _with_cash(scenario):
        surplus = results.by_year["surplus"][results.bodies.index(body)]
        moved = _cash_less_loans(scenario, results, inputs, body)
        agreed_before = np.zeros(results.replications)
        for y in range(scenario.years):
            not_paid = clerk.sum_of(y, lambda e, b=body: e.payer == b and e.kind is Kind.NON_CASH)  # type: ignore[misc]
            built = clerk.sum_of(y, lambda e, b=body: e.payer == b and e.line == "capital spending")  # type: ignore[misc]
            agreed = clerk.net(y, body, is_agreed_at_the_close)
            assert_same_money(moved[y], surplus[y] - agreed + agreed_before + not_paid - built)
            assert built.all()
            agreed_before = agreed


def is_agreed_at_the_close(entry: Entry) -> bool:
    """Whether an entry is a year's, and cash of the April that follows: all support but the first three quarters'."""
    is_last_quarter = entry.line == SUPPORT["funding"] and entry.month % 12 == 11
    return is_last_quarter or entry.line in {line for key, line in SUPPORT.items() if key != "funding"}


def assert_same_money(one: Array, other: Array) -> None:
    """Equal to a thousandth of a pound, amounts in £m."""
    np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)


def _paid_in_cash(body: Body) -> Body:
    if not isinstance(body, Provider):
        return body
    costs = {key: replaced(line, {"cash": True}) for key, line in body.costs.items()}
    cash = body.cash and replaced(body.cash, {"capital_gbp_m": certain(0.0)})
    return replaced(body, {"costs": costs, "cash": cash})


def _with_cash(scenario: Scenario) -> list[str]:
    return [key for key, body in scenario.bodies.items() if isinstance(body, Provider) and body.cash]


def _cash_less_loans(scenario: Scenario, results: Results, inputs: Inputs, body: str) -> Array:
    """How cash less loans moved in each year, what was written off of them apart: ``(years, replications)``."""
    entry, row = scenario.bodies[body], results.bodies.index(body)
    assert isinstance(entry, Provider)
    assert entry.cash is not None
    opening = np.full(results.replications, inputs[entry.cash.opening_gbp_m])
    opening = opening - inputs[entry.cash.opening_loans_gbp_m]
    net = results.by_year["cash"][row] - results.by_year["loans"][row]
    return np.diff(np.concatenate([opening[None], net]), axis=0) - results.by_year["written_off"][row]

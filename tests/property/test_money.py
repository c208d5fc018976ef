"""Money is conserved: a second clerk, who knows no year ends, comes to the same figures as the books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given

from simulator import simulation
from simulator.ledger import Amount, Kind, Ledger, Line
from simulator.results import Results
from simulator.sampling.inputs import Array, Inputs
from simulator.scenario.model import Body, Provider, Scenario, certain
from simulator.simulation import plan_run, simulate_block
from tests.property.worlds import QUICK, SEEDS, Economy, changed, economies, few_futures, few_inputs


@dataclass(frozen=True)
class Entry:
    """What entries of one kind between two parties have in common."""

    year: int
    payer: str
    payee: str
    line: str
    kind: Kind


class Clerk(Ledger):
    """Books with a second clerk beside them, who adds up every posting by himself."""

    def __init__(self, *, bodies: Sequence[str], replications: int) -> None:
        super().__init__(bodies=bodies, replications=replications)
        self.noted: dict[Entry, Array] = defaultdict(lambda: np.zeros(replications))

    def post(self, month: int, *, payer: str, payee: str, line: Line, amount: Amount) -> None:
        self.noted[Entry(month // 12, payer, payee, line.name, line.kind)] += amount
        super().post(month, payer=payer, payee=payee, line=line, amount=amount)

    def post_lines(
        self, month: int, *, payer: str, payee: str, lines: Sequence[Line], amounts: Array
    ) -> None:
        for line, amount in zip(lines, amounts, strict=True):
            self.noted[Entry(month // 12, payer, payee, line.name, line.kind)] += amount
        super().post_lines(month, payer=payer, payee=payee, lines=lines, amounts=amounts)

    def sum_of(self, year: int, is_meant: Callable[[Entry], bool]) -> Array:
        """What was noted in a year of the entries that are meant."""
        amounts = [amount for entry, amount in self.noted.items() if entry.year == year and is_meant(entry)]
        return np.asarray(np.sum(amounts, axis=0)) if amounts else np.zeros(self.replications)


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


@QUICK
@given(economies(), SEEDS)
def test_what_all_bodies_keep_is_what_came_in_from_outside_less_what_went_out(
    economy: Economy, seed: int
) -> None:
    scenario = economy.scenario
    results, clerk = with_clerk(scenario, few_inputs(scenario, seed))
    bodies, amounts = set(results.bodies), results.by_year
    assert set(results.members) == bodies
    for y in range(scenario.years):
        came_in = clerk.sum_of(
            y, lambda e: e.kind is not Kind.FINANCING and e.payer not in bodies and e.payee in bodies
        )
        went_out = clerk.sum_of(
            y, lambda e: e.kind is not Kind.FINANCING and e.payer in bodies and e.payee not in bodies
        )
        inside = amounts["member_trade"][:, y].sum(axis=0)
        assert_same_money(amounts["surplus"][:, y].sum(axis=0), came_in - went_out)
        assert_same_money(amounts["income"][:, y].sum(axis=0) - inside, came_in)
        assert_same_money(amounts["expenditure"][:, y].sum(axis=0) - inside, went_out)


@QUICK
@given(economies(), SEEDS)
def test_surplus_is_income_less_expenditure_and_adds_up_over_months_and_years(
    economy: Economy, seed: int
) -> None:
    scenario = economy.scenario
    results = few_futures(scenario, seed)
    inputs = few_inputs(scenario, seed)
    amounts, months = results.by_year, results.by_month
    surplus = amounts["surplus"]
    assert_same_money(surplus, amounts["income"] - amounts["expenditure"])
    by_month = months["position"].reshape(*surplus.shape[:2], 12, -1)
    assert_same_money(surplus, by_month.sum(axis=2))
    assert_same_money(surplus, months["year_to_date"][:, 11::12])
    assert_same_money(surplus, months["forecast_outturn"][:, 11::12])
    for row, body in enumerate(results.bodies):
        opening = np.full(results.replications, inputs[scenario.bodies[body].opening_cumulative_gbp_m])
        known = np.concatenate([opening[None], amounts["cumulative"][row]])
        assert_same_money(np.diff(known, axis=0), surplus[row])


@QUICK
@given(economies(), SEEDS)
def test_cash_moves_by_the_surplus_where_every_cost_is_paid_and_nothing_is_built(
    economy: Economy, seed: int
) -> None:
    scenario = economy.scenario
    scenario = changed(scenario, bodies={key: _paid_in_cash(body) for key, body in scenario.bodies.items()})
    results, inputs = few_futures(scenario, seed), few_inputs(scenario, seed)
    for body in _with_cash(scenario):
        surplus = results.by_year["surplus"][results.bodies.index(body)]
        assert_same_money(_cash_less_loans(scenario, results, inputs, body), surplus)


@QUICK
@given(economies(), SEEDS)
def test_cash_moves_by_surplus_and_costs_that_are_not_payments_less_capital(
    economy: Economy, seed: int
) -> None:
    scenario = economy.scenario
    inputs = few_inputs(scenario, seed)
    results, clerk = with_clerk(scenario, inputs)
    for body in _with_cash(scenario):
        surplus = results.by_year["surplus"][results.bodies.index(body)]
        moved = _cash_less_loans(scenario, results, inputs, body)
        for y in range(scenario.years):
            not_paid = clerk.sum_of(y, lambda e, b=body: e.payer == b and e.kind is Kind.NON_CASH)  # type: ignore[misc]
            built = clerk.sum_of(y, lambda e, b=body: e.payer == b and e.line == "capital spending")  # type: ignore[misc]
            assert_same_money(moved[y], surplus[y] + not_paid - built)
            assert built.all()


def assert_same_money(one: Array, other: Array) -> None:
    """Equal to a thousandth of a pound, amounts in £m."""
    np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)


def _paid_in_cash(body: Body) -> Body:
    if not isinstance(body, Provider):
        return body
    costs = {key: line.model_copy(update={"cash": True}) for key, line in body.costs.items()}
    cash = body.cash and body.cash.model_copy(update={"capital_gbp_m": certain(0.0)})
    return body.model_copy(update={"costs": costs, "cash": cash})


def _with_cash(scenario: Scenario) -> list[str]:
    return [key for key, body in scenario.bodies.items() if isinstance(body, Provider) and body.cash]


def _cash_less_loans(scenario: Scenario, results: Results, inputs: Inputs, body: str) -> Array:
    """How cash less loans moved in each year, shape ``(years, replications)``."""
    entry, row = scenario.bodies[body], results.bodies.index(body)
    assert isinstance(entry, Provider)
    assert entry.cash is not None
    opening = np.full(results.replications, inputs[entry.cash.opening_gbp_m])
    opening = opening - inputs[entry.cash.opening_loans_gbp_m]
    net = results.by_year["cash"][row] - results.by_year["loans"][row]
    return np.diff(np.concatenate([opening[None], net]), axis=0)

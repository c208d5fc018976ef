"""What everybody paid everybody in every future: it adds up to each body's income and expenditure."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from simulator import Run, Scenario, load, simulate
from simulator.economy import settlement
from simulator.engine.ledger import Kind, Ledger, Line, check_equal
from simulator.errors import ArgumentError, RecoverySimError, SimulationError
from simulator.results.books import Bookkeeper, Books, joined
from simulator.results.outcomes import with_system
from simulator.scenario import new_scenario


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    file = tmp_path_factory.mktemp("economy") / "economy.toml"
    file.write_text(new_scenario("Economy"), encoding="utf-8")
    return load(file, overrides=["years=2"])


@pytest.fixture(scope="module")
def run(scenario: Scenario) -> Run:
    return simulate(scenario, 1100, seed=2, keep="ledger")


def ledger_of(run: Run) -> Books:
    assert run.ledger is not None
    return run.ledger


def kept_by_hand(amount: float) -> Books:
    """Two years of one contract at 1 a month, a cost of `amount` in March of the second, and a loan of 5 drawn then.

    Of two futures; care is 1 in every month of the first year, and 1.5 in every month of the second.
    """
    ledger, keeper = Ledger(bodies=("ccg", "trust"), replications=2), Bookkeeper()
    for month in range(24):
        ledger.post(month, payer="ccg", payee="trust", line=Line("contract a"), amount=1.0)
        if month == 23:
            ledger.post(
                month, payer="trust", payee="staff", line=Line("cost pay"), amount=np.array([amount, 0.0])
            )
            ledger.post(month, payer="bank", payee="trust", line=Line("loan", Kind.FINANCING), amount=5.0)
        world = SimpleNamespace(
            state=SimpleNamespace(activity=np.full((1, 2), 1.0 if month < 12 else 1.5)),
            replications=2,
            scenario=SimpleNamespace(start=SimpleNamespace(year=2018)),
            row_index=SimpleNamespace(contracts=("a",)),
        )
        keeper.note_month(cast(Any, world), month)
        ledger.close_month()
        if month % 12 == 11:
            keeper.note_year(ledger.accounts())
            ledger.close_year("")
    return keeper.books()


def test_a_small_case_by_hand() -> None:
    books = kept_by_hand(7.0)
    assert books.years == (2018, 2019)
    assert [(entry.payer, entry.payee, entry.line, entry.kind) for entry in books.entries] == [
        ("bank", "trust", "loan", "financing"),
        ("ccg", "trust", "contract a", "operating"),
        ("trust", "staff", "cost pay", "operating"),
    ]
    assert books.amounts.tolist() == [
        [[0.0, 0.0], [5.0, 5.0]],
        [[12.0, 12.0], [12.0, 12.0]],
        [[0.0, 0.0], [7.0, 0.0]],
    ]
    assert books.income("trust").tolist() == [[12.0, 12.0], [12.0, 12.0]]  # a loan is no income
    assert books.expenditure("trust").tolist() == [[0.0, 0.0], [7.0, 0.0]]
    assert books.expenditure("ccg").tolist() == books.income("trust").tolist()
    assert books.activity == pytest.approx(np.array([[[1.0, 1.0], [1.5, 1.5]]]))


def test_blocks_are_joined_though_one_has_an_entry_less() -> None:
    with_cost, first = kept_by_hand(7.0), kept_by_hand(3.0)
    without = joined([first]).first_replications(1)
    whole = joined([without, with_cost])
    assert whole.amounts[2].tolist() == [[0.0, 0.0, 0.0], [3.0, 7.0, 0.0]]
    assert whole.activity.shape == (1, 2, 3)


def test_entries_add_up_to_what_each_body_earns_and_spends(run: Run) -> None:
    books, results = ledger_of(run), run.results
    assert books.amounts.shape[1:] == (2, 1100)
    for row, body in enumerate(results.bodies):
        np.testing.assert_allclose(books.income(body), results.by_year["income"][row], rtol=1e-12, atol=1e-9)
        np.testing.assert_allclose(
            books.expenditure(body), results.by_year["expenditure"][row], rtol=1e-12, atol=1e-9
        )
        np.testing.assert_allclose(
            books.income(body) - books.expenditure(body), results.by_year["surplus"][row], atol=1e-9
        )


def test_what_members_pay_is_what_members_earn(run: Run) -> None:
    """The members' incomes less what they paid each other is the system's, by the books as by the results."""
    books, results = ledger_of(run), run.results
    between = sum(
        amount
        for entry, amount in zip(books.entries, books.amounts, strict=True)
        if entry.payer in results.members and entry.payee in results.members and entry.kind != "financing"
    )
    incomes = sum(books.income(member) for member in results.members)
    np.testing.assert_allclose(incomes - between, with_system(results, "income")[-1], rtol=1e-12, atol=1e-9)


def test_cost_lines_contracts_and_activity_are_there_by_name(run: Run, scenario: Scenario) -> None:
    found = ledger_of(run).to_xarray()
    assert found["payment"].dims == ("entry", "year", "replication")
    assert found["payment"].attrs["units"] == "£m"
    lines = set(found["line"].values)
    assert {f"contract {key}" for key in scenario.contracts} <= lines
    assert list(found["contract"].values) == sorted(scenario.contracts)
    key, contract = next((k, c) for k, c in scenario.contracts.items() if c.payer in scenario.bodies)
    paid = found["payment"].where(found["line"] == f"contract {key}", drop=True)
    assert set(paid["payer"].values) == {contract.payer}
    assert set(paid["payee"].values) == {contract.provider}
    assert (found["activity"] > 0).all()


def test_keeping_them_moves_no_figure_and_is_not_the_default(run: Run, scenario: Scenario) -> None:
    without = simulate(scenario, 1100, seed=2, workers=1)
    assert without.ledger is None
    for name, values in without.results.by_year.items():
        np.testing.assert_array_equal(values, run.results.by_year[name])


def test_what_cannot_be_kept_is_said(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ArgumentError, match='There is no thing to keep "ledgr"; did you mean "ledger"'):
        simulate(scenario, 64, seed=2, keep="ledgr")
    with pytest.raises(ArgumentError, match="kept in memory alone"):
        simulate(scenario, 64, seed=2, keep="ledger", folder=tmp_path / "new")
    monkeypatch.setattr("simulator.montecarlo.room.memory_bytes", lambda: 340_000_000)
    with pytest.raises(RecoverySimError, match=r"do not fit on this machine: each takes .* of memory"):
        simulate(scenario, 10_240, seed=2, keep="ledger")


def test_a_deficit_that_is_repaid_goes_to_the_paymaster_and_stands_in_the_books() -> None:
    """3, 3 and 2.8 a year, as the case of the commissioner's repayment works out by hand."""
    case = Path(__file__).parents[1] / "cases" / "commissioners_repayment" / "surplus.toml"
    books = ledger_of(simulate(load(case), 8, keep="ledger"))
    repaid = {
        (entry.payer, entry.payee, entry.kind): books.amounts[place]
        for place, entry in enumerate(books.entries)
        if entry.line == "repayment of brought-forward deficit"
    }
    assert repaid.keys() == {("ccg", "paymaster", "financing")}
    np.testing.assert_allclose(
        repaid["ccg", "paymaster", "financing"], np.full((3, 8), [[3.0], [3.0], [2.8]])
    )


def test_loans_that_no_tranche_makes_up_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pound is owed from October that nobody borrowed: the year's end compares what is owed with what was drawn."""
    case = Path(__file__).parents[1] / "cases" / "loan" / "rolled.toml"
    settle = settlement._Settlement.settle

    def settle_and_owe_more(self: settlement._Settlement, month: int) -> None:
        settle(self, month)
        if month == 6:
            self.world.state.loans[self.body] = self.world.state.loans[self.body] + 1e-6

    monkeypatch.setattr(settlement._Settlement, "settle", settle_and_owe_more)
    with pytest.raises(SimulationError, match="the loans of hospital"):
        simulate(load(case), 8, workers=1)


def test_the_first_replication_in_which_any_figure_is_off_is_named() -> None:
    one = np.zeros((2, 5))
    other = one.copy()
    other[0, 3], other[1, 4] = 1.0, 1.0
    with pytest.raises(SimulationError, match="The books do not hold in possible future 3 of the block"):
        check_equal(one, other, "The books")
    check_equal(one, one + 1e-12, "The books")

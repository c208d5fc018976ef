"""Double entry: every amount leaves one party and reaches another, in one call."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from simulator.errors import SimulationError
from simulator.statistics.arrays import Array

Amount = Array | float

PAYMASTER = "paymaster"
STAFF_AND_SUPPLIERS = "staff_and_suppliers"
TOLERANCE_GBP_M = 1e-7
"""How far two roads to one figure may lie apart: a tenth of a penny a million pounds, rounding included."""


class Kind(Enum):
    """What an entry touches."""

    OPERATING = "income and expenditure, and cash"
    NON_CASH = "income and expenditure only"
    FINANCING = "cash only"


@dataclass(frozen=True)
class Line:
    """What an entry is for."""

    name: str
    kind: Kind = Kind.OPERATING
    is_recurrent: bool = True


ALLOCATION = Line("allocation")
"""What a commissioner receives to spend."""
FUNDING = Line("funding of social care")
"""What a council receives to spend."""
POOLED = Line("pooled funds", is_recurrent=False)
"""What one member of a system gives another at the year's end."""
CONTRACT_ADMINISTRATION = Line("contract administration")
"""What contracts cost both sides to run."""
INTEREST = Line("interest on loans")
"""What a provider pays for what it owes."""
REBOUND = Line("deferred cost that falls due", is_recurrent=False)
"""What financial recovery put off into the next year."""
TRANSFER = Line("transfer inside a merged body", is_recurrent=False)
"""What a merged body moves between its parts."""


@dataclass(frozen=True)
class Account:
    """The entries of one line from one party to another, added up over a year: £m by replication."""

    payer: str
    payee: str
    line: Line
    amount: Array


@dataclass(frozen=True)
class Batch:
    """Entries that are posted together month after month, each on an account of its own: rows of one array."""

    of_year: Array
    """What each account holds of the year so far: shape ``(entries, replications)``."""
    moved: tuple[tuple[int, list[int], list[int]], ...]
    """Row of a body in the balances, the entries that it is paid and those that it pays."""


class Ledger:
    """The books of all parties over the replications of a block, £m.

    Every account has its two sides in one place; running balances are kept for the simulated bodies.
    """

    def __init__(self, *, bodies: Sequence[str], replications: int) -> None:
        self.bodies = tuple(bodies)
        self.replications = replications
        self._row = {body: row for row, body in enumerate(bodies)}
        shape = (len(self.bodies), replications)
        self._position = np.zeros(shape)
        self._cash_besides = np.zeros(shape)
        """Cash flow of the month less position: what is financing, or not cash."""
        self._closed_months = np.zeros(shape)
        self._non_recurrent = np.zeros(shape)
        self._year: dict[tuple[str, str, str], Account] = {}

    def post(self, month: int, *, payer: str, payee: str, line: Line, amount: Amount) -> None:
        """Move ``amount`` (£m; an array over replications, or the same for all) from payer to payee."""
        account = self._account(payer, payee, line)
        np.add(account.amount, amount, out=account.amount)
        self._move(payer, payee, line, amount)

    def post_lines(
        self, month: int, *, payer: str, payee: str, lines: Sequence[Line], amounts: Array
    ) -> None:
        """Move one amount a line, shape ``(lines, replications)``; the lines are of one kind."""
        total = np.zeros(self.replications)
        for line, amount in zip(lines, amounts, strict=True):
            account = self._account(payer, payee, line)
            np.add(account.amount, amount, out=account.amount)
            total += amount
        self._move(payer, payee, lines[0], total)

    def prepare(self, entries: Sequence[tuple[str, str, Line]]) -> Batch:
        """Open the accounts of entries (payer, payee, line) that are recurrent, in cash, and always posted together."""
        of_year = np.zeros((len(entries), self.replications))
        for row, (payer, payee, line) in enumerate(entries):
            self._year[payer, payee, line.name] = Account(payer, payee, line, of_year[row])
        moved = []
        for body, number in self._row.items():
            paid_to = [row for row, (_, payee, _) in enumerate(entries) if payee == body]
            paid_by = [row for row, (payer, _, _) in enumerate(entries) if payer == body]
            if paid_to or paid_by:
                moved.append((number, paid_to, paid_by))
        return Batch(of_year, tuple(moved))

    def post_batch(self, month: int, batch: Batch, amounts: Array) -> None:
        """Move one amount (£m) an entry of a batch: shape ``(entries, replications)``."""
        np.add(batch.of_year, amounts, out=batch.of_year)
        for number, paid_to, paid_by in batch.moved:
            position = self._position[number]
            if paid_to:
                np.add(position, np.add.reduce(amounts[paid_to], axis=0), out=position)
            if paid_by:
                np.subtract(position, np.add.reduce(amounts[paid_by], axis=0), out=position)

    def _account(self, payer: str, payee: str, line: Line) -> Account:
        key = (payer, payee, line.name)
        if key not in self._year:
            self._year[key] = Account(payer, payee, line, np.zeros(self.replications))
        return self._year[key]

    def _move(self, payer: str, payee: str, line: Line, amount: Amount) -> None:
        """Both sides of an entry, as far as they fall on simulated bodies."""
        for party, move in ((payer, np.subtract), (payee, np.add)):
            row = self._row.get(party)
            if row is None:
                continue
            if line.kind is Kind.FINANCING:
                move(self._cash_besides[row], amount, out=self._cash_besides[row])
                continue
            move(self._position[row], amount, out=self._position[row])
            if not line.is_recurrent:
                move(self._non_recurrent[row], amount, out=self._non_recurrent[row])
            if line.kind is Kind.NON_CASH:
                back = np.add if move is np.subtract else np.subtract
                back(self._cash_besides[row], amount, out=self._cash_besides[row])

    def position(self, body: str) -> Array:
        """Income less expenditure of the month that is open."""
        position: Array = self._position[self._row[body]]
        return position

    def cash_flow(self, body: str) -> Array:
        """Receipts less payments of the month that is open."""
        return np.asarray(self._position[self._row[body]] + self._cash_besides[self._row[body]])

    def non_recurrent(self, body: str) -> Array:
        """Entries of the year so far on lines that are not recurrent, signed as in the position."""
        entries: Array = self._non_recurrent[self._row[body]]
        return entries

    def income(
        self, party: str, *, payers: Sequence[str] | None = None, lines: Collection[str] | None = None
    ) -> Array:
        """Income of the year so far, from everyone or from ``payers``, on every line or on ``lines``."""
        total = np.zeros(self.replications)
        for account in self._year.values():
            if account.payee != party or account.line.kind is Kind.FINANCING:
                continue
            is_counted = payers is None or account.payer in payers
            if is_counted and (lines is None or account.line.name in lines):
                total += account.amount
        return total

    def expenditure(self, party: str, *, lines: Collection[str] | None = None) -> Array:
        """Expenditure of the year so far, on every line or on ``lines``."""
        total = np.zeros(self.replications)
        for account in self._year.values():
            if account.payer != party or account.line.kind is Kind.FINANCING:
                continue
            if lines is None or account.line.name in lines:
                total += account.amount
        return total

    def accounts(self) -> tuple[Account, ...]:
        """What every account holds of the year so far: copies, which the year's end leaves as they are."""
        return tuple(replace(account, amount=account.amount.copy()) for account in self._year.values())

    def total(self, line: Line) -> Array:
        """What was paid on a line this year, between whomever."""
        return np.asarray(
            sum(account.amount for account in self._year.values() if account.line.name == line.name)
        )

    def year_to_date(self, party: str) -> Array:
        """Income less expenditure of the year so far, the open month included."""
        row = self._row[party]
        return np.asarray(self._closed_months[row] + self._position[row])

    def close_month(self) -> None:
        """Carry the month's movements into the year."""
        self._closed_months += self._position
        self._position[:] = 0.0
        self._cash_besides[:] = 0.0

    def close_year(self, year: str) -> None:
        """Check the year by a second road and open the next.

        What was posted after the last month's books were closed is cash of the month that follows.

        Raises
        ------
        SimulationError
            If a body's income less expenditure by account differs from its monthly positions, or a figure is not
            finite.
        """
        for body in self.bodies:
            by_account = self.income(body) - self.expenditure(body)
            check_equal(by_account, self.year_to_date(body), f"the books of {body} in {year}")
        for account in self._year.values():
            account.amount[:] = 0.0
        self._cash_besides += self._position
        self._position[:] = 0.0
        self._closed_months[:] = 0.0
        self._non_recurrent[:] = 0.0


def check_equal(one: Array, other: Array, what: str) -> None:
    """Hold two roads to one figure together.

    Raises
    ------
    SimulationError
        If they differ by more than rounding, or are not finite, naming the first replication where they do.
    """
    scale = np.maximum(1.0, np.abs(one))
    is_off = ~(np.abs(one - other) <= TOLERANCE_GBP_M * scale)
    if is_off.any():
        replication = int(np.argmax(is_off.reshape(-1, is_off.shape[-1]).any(axis=0)))
        raise SimulationError(
            f"{what} do not hold in possible future {replication} of the block: this is a fault of the program"
        )

"""Cash and loans of a provider: below its minimum it borrows for a term, then repays or rolls over."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure, Together, Told
from simulator.engine.ledger import INTEREST, PAYMASTER, STAFF_AND_SUPPLIERS, Kind, Line, check_equal
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.terms.bodies import Provider
from simulator.scenario.terms.settlement import Cash
from simulator.statistics.arrays import Array

DRAWN = Event("loan_drawn", "{subject} drew loans of {amount:£} in {times:months} of the year.", Told.BY_YEAR)
REPAID = Event("loan_repaid", "{subject} repaid {amount:£} of loans that fell due in the year.", Told.BY_YEAR)
ROLLED_OVER = Event(
    "loan_rolled",
    "{subject} could not repay {amount:£} that fell due in the year; it was rolled over.",
    Told.BY_YEAR,
)
EVENTS = (DRAWN, REPAID, ROLLED_OVER)

CASH = Measure("cash", "cash", together=Together.SUM_WHERE_KNOWN, may_be_empty=True)
LOANS = Measure("loans", "loans", together=Together.SUM_WHERE_KNOWN, may_be_empty=True)
INTEREST_PAID = Measure("interest", "interest on loans", in_surplus=-1, line=INTEREST.name)
MEASURES = (CASH, LOANS, INTEREST_PAID)

CAPITAL = Line("capital spending", Kind.FINANCING)
LOAN_DRAWN = Line("loan drawn", Kind.FINANCING)
LOAN_AS_CAPITAL = Line("loan written off", Kind.FINANCING)
LOAN_REPAID = Line("loan repaid", Kind.FINANCING)


def start(world: World) -> None:
    """Settle every provider that has a cash table."""
    for key, body in world.scenario.bodies.items():
        if isinstance(body, Provider) and body.cash is not None:
            _Settlement(world, key, body.cash)


class _Settlement:
    """One provider's bank account."""

    def __init__(self, world: World, body: str, terms: Cash) -> None:
        self.world, self.body, self.terms = world, body, terms
        n, inputs = world.replications, world.inputs
        world.state.cash[body] = np.full(n, inputs[terms.opening_gbp_m])
        world.state.loans[body] = np.full(n, inputs[terms.opening_loans_gbp_m])
        self.minimum = inputs[terms.minimum_gbp_m]
        self.borrowed = np.zeros((terms.loan_term_months, n))
        self.borrowed[-1] = world.state.loans[body]
        """Borrowed in each of the last months, at ``month mod term``; the opening loan counts as of month −1."""
        world.calendar.every_month(Phase.OPEN_YEAR, self.write_off, step="write-off", of=body)
        world.calendar.every_month(Phase.TRADE, self.pay_interest, step="interest", of=body)
        world.calendar.every_month(Phase.SETTLE, self.settle, step="cash", of=body)
        world.calendar.every_month(Phase.CLOSE_YEAR, self.close_year, step="cash of the year", of=body)

    def write_off(self, month: int) -> None:
        """April: part of what is owed becomes capital, which is no income."""
        share = self.world.state.written_off_share.get(self.body)
        if share is None or not share.any():
            return
        ledger, loans = self.world.ledger, self.world.state.loans
        written_off = share * loans[self.body]
        ledger.post(month, payer=PAYMASTER, payee=self.body, line=LOAN_AS_CAPITAL, amount=written_off)
        ledger.post(month, payer=self.body, payee=PAYMASTER, line=LOAN_REPAID, amount=written_off)
        self.borrowed *= 1.0 - share
        loans[self.body] = loans[self.body] * (1.0 - share)

    def pay_interest(self, month: int) -> None:
        """A month's interest on what was owed at its start."""
        amount = self.world.inputs.share(self.terms.loan_rate_pct) / 12 * self.world.state.loans[self.body]
        self.world.ledger.post(month, payer=self.body, payee=PAYMASTER, line=INTEREST, amount=amount)

    def settle(self, month: int) -> None:
        """The month's cash; then repay what is due as far as cash allows, and borrow up to the minimum."""
        world, ledger, state = self.world, self.world.ledger, self.world.state
        capital = world.inputs[self.terms.capital_gbp_m] / 12 * state.price["other"]
        ledger.post(month, payer=self.body, payee=STAFF_AND_SUPPLIERS, line=CAPITAL, amount=capital)
        before = state.cash[self.body] + ledger.cash_flow(self.body)
        slot = month % self.terms.loan_term_months
        due = self.borrowed[slot]
        repaid = np.minimum(due, np.maximum(before - self.minimum, 0.0))
        drawn = np.maximum(self.minimum - (before - repaid), 0.0)
        ledger.post(month, payer=self.body, payee=PAYMASTER, line=LOAN_REPAID, amount=repaid)
        ledger.post(month, payer=PAYMASTER, payee=self.body, line=LOAN_DRAWN, amount=drawn)
        rolled = due - repaid
        self._tell(month, drawn=drawn, repaid=repaid, rolled=rolled)
        self.borrowed[slot] = rolled + drawn
        state.cash[self.body] = before - repaid + drawn
        state.loans[self.body] = state.loans[self.body] - repaid + drawn

    def _tell(self, month: int, *, drawn: Array, repaid: Array, rolled: Array) -> None:
        if self.world.event_log:
            for event, amount in ((DRAWN, drawn), (REPAID, repaid), (ROLLED_OVER, rolled)):
                self.world.event_log.note(
                    event, self.body, when=float(month + 1), where=amount > 0, amount=amount
                )

    def close_year(self, month: int) -> None:
        """Report the balances, and hold the loans to the tranches that make them up."""
        state, y = self.world.state, month // 12
        check_equal(self.borrowed.sum(axis=0), state.loans[self.body], f"the loans of {self.body}")
        self.world.recorder.year("cash", self.body, y)[:] = state.cash[self.body]
        self.world.recorder.year("loans", self.body, y)[:] = state.loans[self.body]

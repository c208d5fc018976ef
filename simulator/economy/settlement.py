"""Cash and loans of a provider: below its minimum it borrows for a term, then repays or rolls over."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure, Together, Told
from simulator.engine.event_log import LEAST_SHOWN_GBP_M
from simulator.engine.ledger import INTEREST, PAYMASTER, STAFF_AND_SUPPLIERS, Kind, Line, check_equal
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.scope import written_off
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
WRITTEN_OFF = Event("loans_written_off", "{amount:£} of the loans of {subject} is written off.")
EVENTS = (DRAWN, REPAID, ROLLED_OVER, WRITTEN_OFF)

CASH = Measure("cash", "cash", together=Together.SUM_WHERE_KNOWN, may_be_empty=True)
LOANS = Measure("loans", "loans", together=Together.SUM_WHERE_KNOWN, may_be_empty=True)
INTEREST_PAID = Measure("interest", "interest on loans", in_surplus=-1, line=INTEREST.name)
WRITTEN_OFF_OF_YEAR = Measure(
    "written_off",
    "loans written off",
    adds_up=True,
    is_for_some=True,
    in_summary=("mean",),
    concerns=written_off,
)
MEASURES = (CASH, LOANS, INTEREST_PAID, WRITTEN_OFF_OF_YEAR)

CAPITAL = Line("capital spending", Kind.FINANCING)
LOAN_DRAWN = Line("loan drawn", Kind.FINANCING)
LOAN_REPAID = Line("loan repaid", Kind.FINANCING)
LOAN_WRITTEN_OFF = Line("loan written off", Kind.FINANCING)
CAPITAL_RECEIVED = Line("capital in place of loans written off", Kind.FINANCING)


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
        world.calendar.every_month(Phase.OPEN_YEAR, self.write_off, step="loans written off", of=body)
        world.calendar.every_month(Phase.TRADE, self.pay_interest, step="interest", of=body)
        world.calendar.every_month(Phase.SETTLE, self.settle, step="cash", of=body)
        world.calendar.every_month(Phase.CLOSE_YEAR, self.close_year, step="cash of the year", of=body)

    def write_off(self, month: int) -> None:
        """April: of every loan that is not yet repaid, what is written off becomes capital, and no cash moves."""
        kept = self.world.state.loans_kept.pop(self.body, None)
        if kept is None:
            return
        ledger, owed = self.world.ledger, self.world.state.loans[self.body]
        left = owed * kept
        amount = owed - left
        ledger.post(month, payer=PAYMASTER, payee=self.body, line=CAPITAL_RECEIVED, amount=amount)
        ledger.post(month, payer=self.body, payee=PAYMASTER, line=LOAN_WRITTEN_OFF, amount=amount)
        self.borrowed *= kept
        self.world.state.loans[self.body] = left
        self.world.recorder.year("written_off", self.body, month // 12)[:] = amount
        if self.world.event_log:
            is_told = amount >= LEAST_SHOWN_GBP_M
            self.world.event_log.note(WRITTEN_OFF, self.body, when=float(month), where=is_told, amount=amount)

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

"""The year's end: outturn, duties, underlying position, what is carried forward and what is repaid."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure, Together, Told
from simulator.engine.event_log import LEAST_TOLD_GBP_M
from simulator.engine.ledger import PAYMASTER, Kind, Line
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.terms.bodies import Commissioner
from simulator.statistics.arrays import Array

REPAYMENT_MADE = Event(
    "repayment_made", "{subject} repays {amount:£} of its brought-forward deficit.", Told.AT_MONTH_END
)
EVENTS = (REPAYMENT_MADE,)

SURPLUS = Measure("surplus", "surplus", adds_up=True)
INCOME = Measure("income", "income", together=Together.LESS_MEMBER_TRADE)
DUTY_INCOME = Measure(
    "duty_income", "income that the 1 % is measured on", together=Together.LESS_MEMBER_TRADE
)
EXPENDITURE = Measure("expenditure", "expenditure")
MEMBER_TRADE = Measure("member_trade", "received from other members")
UNDERLYING = Measure("underlying", "underlying position")
CUMULATIVE = Measure("cumulative", "cumulative position")
NON_RECURRENT = Measure("non_recurrent", "non-recurrent items")
THREE_YEAR = Measure("three_year", "surplus of three years", may_be_empty=True)
REPAYMENT_DUE = Measure("repayment_due", "repayment due")
REPAID = Measure("repaid", "repaid")
MEASURES = (
    *(SURPLUS, INCOME, DUTY_INCOME, EXPENDITURE, MEMBER_TRADE, UNDERLYING, CUMULATIVE),
    *(NON_RECURRENT, THREE_YEAR, REPAYMENT_DUE, REPAID),
)
REPAYMENT = Line("repayment of brought-forward deficit", Kind.FINANCING)


def start(world: World) -> None:
    """Close every body's year in March."""
    for key in world.row_index.bodies:
        year_end = _YearEnd(world, key)
        world.calendar.every_month(Phase.CLOSE_YEAR, year_end.close, step="year end", of=key)
    world.calendar.every_month(Phase.CLOSE_YEAR, lambda _: world.state.clear_year(), step="clear the year")


class _YearEnd:
    """One body's year ends."""

    def __init__(self, world: World, body: str) -> None:
        self.world, self.body = world, body
        self.entry = world.scenario.bodies[body]
        self.members = tuple(m for m in world.scenario.system.members if m != body)
        self.cumulative = np.full(world.replications, world.inputs[self.entry.opening_cumulative_gbp_m])

    def close(self, month: int) -> None:
        """Write the year into the recorder."""
        ledger, y = self.world.ledger, month // 12
        surplus = ledger.year_to_date(self.body).copy()
        is_commissioner = isinstance(self.entry, Commissioner)
        is_member = self.body in self.world.scenario.system.members
        self._write("surplus", y, surplus)
        self._write("income", y, ledger.income(self.body))
        self._write("duty_income", y, self.world.duty_income(self.body))
        self._write("expenditure", y, ledger.expenditure(self.body))
        if is_member:
            self._write("member_trade", y, ledger.income(self.body, payers=self.members))
        for measure, line in self.world.recorder.lines.items():
            self._write(measure, y, ledger.expenditure(self.body, lines=(line,)))
        self._write_underlying(y, surplus)
        if is_commissioner:
            self._repay(month, surplus)
        drawn = self.world.recorder.year("drawdown", self.body, y)
        self.cumulative = self.cumulative + (surplus - drawn)
        self._write("cumulative", y, self.cumulative)
        self._write_three_years(y)

    def _write_underlying(self, y: int, surplus: Array) -> None:
        """The position less what will not recur, with a full year of what will."""
        state = self.world.state
        non_recurrent = self.world.ledger.non_recurrent(self.body) + state.savings_not_recurrent[self.body]
        for (body, _), held in sorted(state.held.items()):
            if body == self.body:
                non_recurrent = non_recurrent + held
                self.world.recorder.year("held_by_recovery", self.body, y)[:] += held
        underlying = (
            surplus - non_recurrent + state.savings_to_come[self.body] - state.investment_to_come[self.body]
        )
        self._write("non_recurrent", y, non_recurrent)
        self._write("underlying", y, underlying)

    def _repay(self, month: int, surplus: Array) -> None:
        """A commissioner repays an instalment of its deficit out of a surplus: financing, not expenditure."""
        assert isinstance(self.entry, Commissioner)
        due = np.maximum(-self.cumulative, 0.0) / self.entry.repayment_years
        repaid = np.minimum(due, np.maximum(surplus, 0.0))
        self.world.ledger.post(month, payer=self.body, payee=PAYMASTER, line=REPAYMENT, amount=repaid)
        self._write("repayment_due", month // 12, due)
        self._write("repaid", month // 12, repaid)
        if self.world.event_log:
            self.world.event_log.note(
                REPAYMENT_MADE,
                self.body,
                when=float(month + 1),
                where=repaid >= LEAST_TOLD_GBP_M,
                amount=repaid,
            )

    def _write_three_years(self, y: int) -> None:
        """The sum of three years' surpluses, the first ones from history; empty until three are known."""
        recorder = self.world.recorder.by_year["surplus"][self.world.row_index.bodies.index(self.body)]
        total = np.zeros(self.world.replications)
        for back in range(3):
            if y - back >= 0:
                total += recorder[y - back]
                continue
            known = self.entry.history.get(str(self.world.scenario.start.year + y - back))
            if known is None:
                return
            total += self.world.inputs[known]
        self._write("three_year", y, total)

    def _write(self, measure: str, y: int, value: Array) -> None:
        self.world.recorder.year(measure, self.body, y)[:] = value

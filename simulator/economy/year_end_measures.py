"""Year-end measures: who is behind finds what brings it to its target, who is ahead brings spending forward."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure, Support, Told
from simulator.engine.event_log import LEAST_TOLD_GBP_M
from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Line
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.scope import with_year_end_measures
from simulator.scenario.terms.year_end_measures import YearEndMeasures
from simulator.statistics.arrays import Array

GAP_CLOSED = Event(
    "gap_closed", "{subject} finds {amount:£} at the close and is on its target.", Told.AT_MONTH_END
)
GAP_NARROWED = Event(
    "gap_narrowed",
    "{subject} finds {amount:£} at the close and is still behind its target.",
    Told.AT_MONTH_END,
)
SPENDING_BROUGHT_FORWARD = Event(
    "spending_brought_forward",
    "{subject} is ahead of its target and brings {amount:£} of spending forward.",
    Told.AT_MONTH_END,
)
EVENTS = (GAP_CLOSED, GAP_NARROWED, SPENDING_BROUGHT_FORWARD)

MEASURES_LINE = Line("year-end measures", is_recurrent=False)
RETURNS_LINE = Line("return of year-end measures", is_recurrent=False)

MEASURES_OF_YEAR = Measure(
    "year_end_measures",
    "year-end measures",
    in_surplus=1,
    support=Support.MOVED,
    is_for_some=True,
    in_summary=("mean",),
    concerns=with_year_end_measures,
)
RETURNS_OF_YEAR = Measure(
    "year_end_returns",
    "return of year-end measures",
    in_surplus=-1,
    is_for_some=True,
    in_summary=("mean",),
    concerns=with_year_end_measures,
)
MEASURES = (MEASURES_OF_YEAR, RETURNS_OF_YEAR)


def start(world: World) -> None:
    """Take every such body's measures at each close, and let them return; the plan needs none."""
    if world.plan is not None:
        for key, terms in with_year_end_measures(world.scenario).items():
            _YearEndMeasures(world, key, terms)


class _YearEndMeasures:
    """One body's measures, and what they cost it a year later."""

    def __init__(self, world: World, body: str, terms: YearEndMeasures) -> None:
        self.world, self.body, self.terms = world, body, terms
        self.returns = np.zeros(world.replications)
        """£m of this year."""
        calendar = world.calendar
        calendar.every_month(Phase.TRADE, self.pay, step="return of year-end measures", of=body)
        calendar.every_month(Phase.CLOSE_YEAR, self.take, step="year-end measures", of=body)

    def pay(self, month: int) -> None:
        """A twelfth of what last year's measures put off; below 0 what they had spent ahead of time."""
        if self.returns.any():
            self.world.ledger.post(
                month, payer=self.body, payee=STAFF_AND_SUPPLIERS, line=RETURNS_LINE, amount=self.returns / 12
            )

    def take(self, month: int) -> None:
        """March: find what is missing, or spend ahead of time, but never into a deficit nor what is rewarded."""
        world, body, y = self.world, self.body, month // 12
        position, target = world.before_support(body), self._target()
        reach = world.inputs.of_year(self.terms.found_pct, y) / 100 * world.duty_income(body)
        share = world.inputs.share(self.terms.brought_forward_pct)
        found = np.minimum(reach, np.maximum(target - position, 0.0))
        forward = np.minimum(reach, share * np.maximum(position - np.maximum(target, 0.0), 0.0))
        forward = forward * (1.0 - world.state.rewarded_when_ahead.get(body, 0.0))
        self._post(month, found, forward)
        self._tell(month, position - target, found, forward)
        measures = found - forward
        world.state.support[body] += measures
        world.recorder.year("year_end_measures", body, y)[:] = measures
        world.recorder.year("year_end_returns", body, y)[:] = self.returns
        self.returns = world.inputs.share(self.terms.returns_pct) * measures

    def _target(self) -> Array:
        """The control total; without one the budget, or break even if the budget has a surplus: £m."""
        state = self.world.state
        if self.body in state.control_total:
            return state.control_total[self.body]
        return np.asarray(np.minimum(state.budget[self.body], 0.0))

    def _post(self, month: int, found: Array, forward: Array) -> None:
        for payer, payee, amount in (
            (STAFF_AND_SUPPLIERS, self.body, found),
            (self.body, STAFF_AND_SUPPLIERS, forward),
        ):
            if amount.any():
                self.world.ledger.post(month, payer=payer, payee=payee, line=MEASURES_LINE, amount=amount)

    def _tell(self, month: int, above: Array, found: Array, forward: Array) -> None:
        event_log, when = self.world.event_log, float(month + 1)
        if event_log is None:
            return
        is_found, is_reached = found > LEAST_TOLD_GBP_M, above + found >= -LEAST_TOLD_GBP_M
        for event, where, amount in (
            (GAP_CLOSED, is_found & is_reached, found),
            (GAP_NARROWED, is_found & ~is_reached, found),
            (SPENDING_BROUGHT_FORWARD, forward > LEAST_TOLD_GBP_M, forward),
        ):
            event_log.note(event, self.body, when=when, where=where, amount=amount)

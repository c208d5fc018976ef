"""Financial recovery: after bad forecasts a body holds vacancies, defers spending, releases contingency."""

from __future__ import annotations

import numpy as np

from simulator.engine.calendar import Life
from simulator.engine.declarations import Event, Measure, Told
from simulator.engine.event_log import Mask
from simulator.engine.ledger import REBOUND, STAFF_AND_SUPPLIERS
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.terms.recovery import Recovery
from simulator.statistics.arrays import Array

ENTERED = Event(
    "recovery_entered",
    "{subject} enters financial recovery: its forecast lies {amount:below} budget.",
    Told.AT_MONTH_END,
)
ENDED = Event("recovery_ended", "{subject} leaves financial recovery.", Told.AT_MONTH_END)
CONTINGENCY_RELEASED = Event(
    "contingency_released",
    "{subject} releases contingency and reserves: the forecast improves, the outturn does not.",
)
REBOUND_PAID = Event(
    "rebound_paid", "{subject} begins a year in which {amount:£} falls due that financial recovery deferred."
)
EVENTS = (ENTERED, ENDED, CONTINGENCY_RELEASED, REBOUND_PAID)

RECOVERY_MONTHS = Measure("recovery_months", "months in financial recovery", "months")
HELD = Measure("held_by_recovery", "non-recurrent mitigations of financial recovery", in_surplus=1)
REBOUND_OF_YEAR = Measure("rebound", "deferred cost that falls due", in_surplus=-1, line=REBOUND.name)
MEASURES = (RECOVERY_MONTHS, HELD, REBOUND_OF_YEAR)


def start(world: World) -> None:
    """Watch every body that has a recovery table; the plan run recovers from nothing."""
    for key, body in world.scenario.bodies.items():
        if body.recovery is not None and world.plan is not None:
            _Recovery(world, key, body.recovery)


class _Recovery:
    """One body's watch over its forecasts."""

    def __init__(self, world: World, body: str, recovery: Recovery) -> None:
        self.world, self.body, self.recovery = world, body, recovery
        n = world.replications
        self.bad_reports = np.zeros(n)
        self.rebound = np.zeros(n)
        self.months_in_recovery = np.zeros(n)
        lag = np.maximum(np.round(np.full(n, world.inputs[recovery.lag_months])), 0.0)
        self.lags = {int(months): lag == months for months in np.unique(lag)}
        """Where each lag holds."""
        self.due: dict[int, Array] = {}
        """The branches whose lag is over in a month to come."""
        self.duration = max(
            [recovery.release_months, *(a.duration_months for a in recovery.actions.values())]
        )
        release = {1, recovery.release_months + 1} if recovery.release_months else set()
        ends = {action.duration_months for action in recovery.actions.values()}
        self.steps = sorted(month for month in {*ends, self.duration, *release} if month <= self.duration)
        """Months after the lag in which something of a recovery changes, up to its end."""
        world.state.in_recovery[body] = np.zeros(n)
        world.state.released[body] = np.zeros(n)
        calendar = world.calendar
        calendar.every_month(Phase.OPEN_YEAR, self.rebound_of_last_year, step="rebound", of=body)
        calendar.every_month(Phase.TRADE, self.pay_rebound, step="rebound payment", of=body)
        calendar.every_month(Phase.REPORT, self.watch, step="recovery watch", of=body)
        calendar.every_month(Phase.CLOSE_YEAR, self.close_year, step="recovery of the year", of=body)

    def rebound_of_last_year(self, month: int) -> None:
        """What was held comes back, in part, over the year that follows."""
        self.rebound = np.zeros(self.world.replications)
        for key, action in sorted(self.recovery.actions.items()):
            held = self.world.state.held.get((self.body, key))
            if held is not None:
                self.rebound += self.world.inputs.share(action.rebound_pct) * held
                held[:] = 0.0
        if self.world.event_log:
            self.world.event_log.note(
                REBOUND_PAID, self.body, when=float(month), where=self.rebound > 0, amount=self.rebound
            )

    def pay_rebound(self, month: int) -> None:
        """A twelfth a month."""
        if self.rebound.any():
            self.world.ledger.post(
                month, payer=self.body, payee=STAFF_AND_SUPPLIERS, line=REBOUND, amount=self.rebound / 12
            )

    def watch(self, month: int) -> None:
        """Count bad reports, and enter recovery where there have been enough.

        Who forecasts balance as long as its contingency is not spent reports none.
        """
        assert self.world.plan is not None
        state = self.world.state
        self.months_in_recovery += state.in_recovery[self.body]
        income = self.world.plan.by_year["income"][
            self.world.row_index.bodies.index(self.body), month // 12, 0
        ]
        tolerance = self.world.inputs.share(self.recovery.tolerance_pct) * income
        forecast = state.forecast[self.body]
        is_bad = (forecast < state.budget[self.body] - tolerance) & (
            forecast + state.unspent[self.body] < 0.0
        )
        self.bad_reports = np.where(is_bad, self.bad_reports + 1, 0.0)
        enters = (self.bad_reports >= self.recovery.reports) & (state.in_recovery[self.body] == 0)
        if enters.any():
            self._enter(month, enters)
        if month in self.due:
            self.world.calendar.start("recovery", f"{self.body} {month}", self._recover(self.due.pop(month)))

    def _enter(self, month: int, enters: Mask) -> None:
        """Begin recovery; those whose actions stand from the same month on become one branch."""
        state = self.world.state
        self.bad_reports[enters] = 0.0
        if self.world.event_log:
            self.world.event_log.note(
                ENTERED,
                self.body,
                when=float(month + 1),
                where=enters,
                amount=state.forecast[self.body] - state.budget[self.body],
            )
        state.in_recovery[self.body] += enters
        for lag, has_lag in self.lags.items():
            branch = enters & has_lag
            if branch.any():
                self.due[month + lag] = self.due.get(month + lag, 0.0) + branch.astype(np.float64)

    def _recover(self, branch: Array) -> Life:
        """One branch of replications, its lag over: actions stand for their months; recovery ends with the last.

        What begins to stand at a report is in force from the next month on, and contingency is released at the
        reports that follow, before recovery looks at them.
        """
        calendar, state = self.world.calendar, self.world.state
        in_force = {key: state.in_force[self.body, key] for key in self.recovery.actions}
        for standing in in_force.values():
            standing += branch
        ends = {key: action.duration_months for key, action in self.recovery.actions.items()}
        released, released_for = state.released[self.body], self.recovery.release_months
        gone = 0
        for months in self.steps:
            yield calendar.months(months - gone)
            gone = months
            for key, standing in in_force.items():
                if ends[key] == months:
                    standing -= branch
            if released_for and months == 1:
                released += branch
                self._tell(CONTINGENCY_RELEASED, float(calendar.month), branch)
            if released_for and months == released_for + 1:
                released -= branch
        yield calendar.until(calendar.month, Phase.SETTLE)  # the report that ends a recovery cannot begin one
        state.in_recovery[self.body] -= branch
        self._tell(ENDED, float(calendar.month + 1), branch)
        if released_for == self.duration:
            yield calendar.until(calendar.month + 1, Phase.REPORT)
            released -= branch

    def _tell(self, event: Event, when: float, branch: Array) -> None:
        if self.world.event_log:
            self.world.event_log.note(event, self.body, when=when, where=branch > 0)

    def close_year(self, month: int) -> None:
        """Months of the year in recovery."""
        self.world.recorder.year("recovery_months", self.body, month // 12)[:] = self.months_in_recovery
        self.months_in_recovery[:] = 0.0

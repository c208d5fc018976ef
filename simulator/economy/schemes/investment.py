"""What a scheme costs to set up and to run, whoever pays, and whether or not it delivers."""

from __future__ import annotations

import numpy as np

from simulator.economy.schemes.office import Schedule
from simulator.engine.declarations import Event, Measure, Per, Told
from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Line
from simulator.engine.milestone_times import NEVER
from simulator.engine.world import World
from simulator.statistics.arrays import Array
from simulator.timeline import months_from

GRANT_PAID_BY_OTHER = Event(
    "grant_paid_by_other", "{subject}: {amount:£} was paid for by another party in the year.", Told.BY_YEAR
)
EVENTS = (GRANT_PAID_BY_OTHER,)

INVESTMENT = Measure("investment", "investment in schemes", adds_up=True, in_surplus=-1)
INVESTED = Measure("investment", "invested", per=Per.SCHEME_AND_YEAR)
MEASURES = (INVESTMENT, INVESTED)


class Investment:
    """The investment of one instance."""

    def __init__(self, world: World, row: int, times: Schedule) -> None:
        self.world, self.row = world, row
        self.name = world.row_index.instances[row]
        self.entry = world.scenario.instances[self.name]
        self.grant, self.go_live = times.grant[row], times.go_live[row]
        self.end = months_from(world.scenario.start, self.entry.ends) if self.entry.ends else NEVER
        self.last_go_live = float(np.max(np.where(self.go_live < NEVER, self.go_live, 0.0)))
        self.is_sudden = ~(times.work[row] > 0)
        self.a_month_of_work = np.where(
            self.is_sudden, 0.0, 1.0 / np.where(self.is_sudden, 1.0, times.work[row])
        )
        self.payer = self.entry.paid_by or self.entry.owner
        self.is_paid_by_body = self.payer in world.scenario.bodies
        self.once = Line(f"investment {self.name}", is_recurrent=False)
        self.yearly = Line(f"running cost of {self.name}")
        self.cost_once = world.inputs[self.entry.investment_gbp_m]
        self.cost_a_year = world.inputs[self.entry.recurrent_investment_gbp_m]
        self.costs_once = self.entry.investment_gbp_m.value != 0.0
        self.costs_to_run = self.entry.recurrent_investment_gbp_m.value != 0.0
        self.some_are_sudden = bool(self.is_sudden.any())
        self.running_cost_paid = np.zeros(world.replications)
        self._last_paid = np.zeros(0)

    def pay(self, month: int, *, is_live: bool, is_full: bool) -> None:
        """A month's part: while mobilising, and while live."""
        if self.costs_once and month < self.last_go_live + 1:
            self._pay_once(month)
        if self.costs_to_run and is_live:
            self._pay_running_cost(month, is_full=is_full)

    def _pay_once(self, month: int) -> None:
        """Spread evenly from grant to go-live."""
        part = np.minimum(month + 1, self.go_live) - np.maximum(month, self.grant)
        np.maximum(part, 0.0, out=part)
        part *= self.a_month_of_work
        if self.some_are_sudden:
            part[self.is_sudden] = np.floor(self.grant[self.is_sudden]) == month
        self._book(self.once, self._amount(self.cost_once, part), month)

    def _pay_running_cost(self, month: int, *, is_full: bool) -> None:
        """From go-live to the end; between two Aprils a scheme that is live everywhere costs the same each month."""
        if is_full and month % 12:
            paid = self._last_paid
        else:
            part = np.maximum(min(month + 1.0, self.end) - np.maximum(month, self.go_live), 0.0)
            paid = self._amount(self.cost_a_year, part / 12)
        self._last_paid = paid
        self.running_cost_paid += paid
        self._book(self.yearly, paid, month)

    def _amount(self, cost: Array | float, part: Array) -> Array:
        return np.asarray(cost * self.world.state.price["other"] * part)

    def _book(self, line: Line, amount: Array, month: int) -> None:
        world, y = self.world, month // 12
        world.ledger.post(month, payer=self.payer, payee=STAFF_AND_SUPPLIERS, line=line, amount=amount)
        world.recorder.schemes_by_year["investment"][self.row, y] += amount
        if self.is_paid_by_body:
            invested = world.recorder.year("investment", self.payer, y)
            invested += amount
        if world.event_log and self.payer != self.entry.owner:
            when = float(month + 1)
            world.event_log.note(GRANT_PAID_BY_OTHER, self.name, when=when, where=amount > 0, amount=amount)

    def close_year(self, month: int) -> None:
        """What a whole year of it costs beyond what this year did, as it stands on 31 March."""
        if self.is_paid_by_body:
            is_live = (self.go_live < month + 1) & (self.end >= month + 1)
            a_year = self.cost_a_year * self.world.state.price["other"]
            to_come = np.where(is_live, a_year, 0.0) - self.running_cost_paid
            self.world.state.investment_to_come[self.payer] += to_come
        self.running_cost_paid[:] = 0.0

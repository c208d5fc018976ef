"""Escalation: repeated failure leads to special measures, to contingency planning, and in the end to administration."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure, Told
from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Line
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.terms.escalation import Escalation
from simulator.statistics.arrays import Array

SPECIAL_MEASURES_ENTERED = Event(
    "special_measures_entered", "{subject} enters special measures.", Told.AT_MONTH_END
)
CONTINGENCY_PLANNING_BEGUN = Event(
    "contingency_planning_begun", "{subject}: a contingency planning team is sent.", Told.AT_MONTH_END
)
ADMINISTRATION_BEGUN = Event(
    "administration_begun", "{subject} is put into administration.", Told.AT_MONTH_END
)
LEFT = Event("escalation_left", "{subject} leaves special measures.", Told.AT_MONTH_END)
EVENTS = (SPECIAL_MEASURES_ENTERED, CONTINGENCY_PLANNING_BEGUN, ADMINISTRATION_BEGUN, LEFT)

STAGE = Measure("escalation", "stage of escalation", "stage")
COST = Measure("escalation_cost", "special measures and after", in_surplus=-1)
MEASURES = (STAGE, COST)

TURNAROUND = Line("turnaround in special measures", is_recurrent=False)
CONTINGENCY_PLANNING = Line("contingency planning team", is_recurrent=False)
ADMINISTRATION = Line("administrator", is_recurrent=False)

NONE, SPECIAL_MEASURES, CONTINGENCY, ADMINISTERED = range(4)
ENTERED = {
    SPECIAL_MEASURES: SPECIAL_MEASURES_ENTERED,
    CONTINGENCY: CONTINGENCY_PLANNING_BEGUN,
    ADMINISTERED: ADMINISTRATION_BEGUN,
}


def start(world: World) -> None:
    """Judge each body's year at its end; the plan run fails nowhere."""
    for key, body in world.scenario.bodies.items():
        terms = world.scenario.escalation_of(body)
        if terms is not None and world.plan is not None:
            _Escalation(world, key, terms)


class _Escalation:
    """One body's failed years, and what they lead to."""

    def __init__(self, world: World, body: str, terms: Escalation) -> None:
        self.world, self.body, self.terms = world, body, terms
        n = world.replications
        self.failed_years = np.zeros(n)
        self.stage = np.zeros(n)
        self.turnaround = np.zeros(n)
        """£m a month of this year."""
        self.administered_from = np.full(n, np.inf)
        self.cost_of_year = np.zeros(n)
        if world.scenario.bodies[body].grip is not None:
            world.state.grip_gained[body] = np.zeros(n)
        calendar = world.calendar
        calendar.every_month(Phase.OPEN_YEAR, self.gain_grip, step="grip by escalation", of=body)
        calendar.every_month(Phase.TRADE, self.pay, step="escalation cost", of=body)
        calendar.every_month(Phase.CLOSE_YEAR, self.judge, step="escalation", of=body)

    def gain_grip(self, month: int) -> None:
        """A year in special measures makes management firmer."""
        is_helped = self._is_in_turnaround()
        if self.body in self.world.state.grip_gained and is_helped.any():
            gain = self.world.inputs[self.terms.grip_a_year] * is_helped
            self.world.state.grip_gained[self.body] = self.world.state.grip_gained[self.body] + gain

    def pay(self, month: int) -> None:
        """A month of turnaround, of the planning team, of the administrator."""
        if not self.stage.any():
            return
        inputs, price = self.world.inputs, self.world.state.price["other"]
        planning: Array = (
            inputs[self.terms.contingency_planning_gbp_m]
            / 12
            * price
            * (self.stage == CONTINGENCY).astype(np.float64)
        )
        months = self.terms.administration_months
        is_due = (month >= self.administered_from) & (month < self.administered_from + months)
        administrator: Array = (
            inputs[self.terms.administration_gbp_m] / months * price * is_due.astype(np.float64)
        )
        for line, amount in (
            (TURNAROUND, self.turnaround),
            (CONTINGENCY_PLANNING, planning),
            (ADMINISTRATION, administrator),
        ):
            if amount.any():
                self.world.ledger.post(
                    month, payer=self.body, payee=STAFF_AND_SUPPLIERS, line=line, amount=amount
                )
                self.cost_of_year += amount

    def judge(self, month: int) -> None:
        """Whether the year failed, and the stage with which the next begins."""
        recorder, y = self.world.recorder, month // 12
        income = recorder.year("duty_income", self.body, y)
        limit = -self.world.inputs.share(self.terms.deficit_pct) * income
        has_failed = recorder.year("surplus", self.body, y) < limit
        self.failed_years = np.where(has_failed, self.failed_years + 1, 0.0)
        before, self.stage = self.stage, self._stage(y)
        begins = (self.stage == ADMINISTERED) & (before != ADMINISTERED)
        self.administered_from[begins] = month + 1
        share = self.world.inputs.share(self.terms.turnaround_pct)
        self.turnaround = np.where(self._is_in_turnaround(), share * income / 12, 0.0)
        recorder.year("escalation", self.body, y)[:] = self.stage
        recorder.year("escalation_cost", self.body, y)[:] = self.cost_of_year
        self.cost_of_year = np.zeros_like(self.cost_of_year)
        self._tell(month, before)

    def _stage(self, y: int) -> Array:
        terms, failed = self.terms, self.failed_years
        appointed = self.world.inputs.path(f"bodies.{self.body}.escalation.administered")[y] > 0
        year = self.world.scenario.start.year + y
        stage = np.where(failed >= terms.special_measures_years, SPECIAL_MEASURES, NONE)
        if _exists(year, terms.contingency_planning_from, terms.contingency_planning_until):
            stage = np.where(failed >= terms.contingency_planning_years, CONTINGENCY, stage)
        if _exists(year, terms.administration_from, terms.administration_until):
            stage = np.where((failed >= terms.administration_years) & appointed, ADMINISTERED, stage)
        return np.where(self.stage == ADMINISTERED, ADMINISTERED, stage).astype(np.float64)

    def _is_in_turnaround(self) -> Array:
        return np.asarray((self.stage == SPECIAL_MEASURES) | (self.stage == CONTINGENCY))

    def _tell(self, month: int, before: Array) -> None:
        event_log, when = self.world.event_log, float(month + 1)
        if event_log is None:
            return
        for stage, event in ENTERED.items():
            event_log.note(event, self.body, when=when, where=(self.stage == stage) & (before < stage))
        event_log.note(LEFT, self.body, when=when, where=(self.stage == NONE) & (before > NONE))


def _exists(year: int, first: int | None, last: int | None) -> bool:
    """Whether a stage exists in a financial year."""
    return (first is None or first <= year) and (last is None or year <= last)

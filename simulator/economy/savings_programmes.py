"""Savings programmes that follow need: each April a body sets out to save what the year lacks, within limits."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from simulator.engine.declarations import Event, Measure, Per, Together
from simulator.engine.event_log import LEAST_SHOWN_GBP_M
from simulator.engine.milestone_times import NEVER
from simulator.engine.month import Phase
from simulator.engine.ramp import integral
from simulator.engine.world import World
from simulator.scenario.programmes import financial_year
from simulator.scenario.scope import with_programmes
from simulator.scenario.terms.savings_programmes import FollowsNeed
from simulator.scenario.uncertainty import planned
from simulator.statistics.arrays import Array
from simulator.timeline import months_from

PROGRAMME_SET = Event(
    "programme_set", "{subject} sets out to save {amount:£} in the year by programmes that follow need."
)
EVENTS = (PROGRAMME_SET,)
LEAST_BASE_GBP_M = 1e-6
"""Where programmes would save less in the year if they took all that they act on, nothing is asked of them."""

BY_ITSELF = Measure(
    "by_itself",
    "what the year brings by itself",
    together=Together.SUM_WHERE_KNOWN,
    may_be_empty=True,
    is_for_some=True,
    concerns=with_programmes,
)
SAVINGS_NEEDED = Measure(
    "savings_needed",
    "lacking before the year's programmes",
    together=Together.SUM_WHERE_KNOWN,
    may_be_empty=True,
    is_for_some=True,
    in_summary=("mean",),
    concerns=with_programmes,
)
SAVINGS_SET = Measure(
    "savings_set",
    "set out to be saved by the year's programmes",
    together=Together.SUM_WHERE_KNOWN,
    may_be_empty=True,
    is_for_some=True,
    in_summary=("mean",),
    concerns=with_programmes,
)
SET_SHARE = Measure(
    "set_share", "share that a programme is set to save", unit="%", per=Per.SCHEME, may_be_empty=True
)
MEASURES = (BY_ITSELF, SAVINGS_NEEDED, SAVINGS_SET, SET_SHARE)


def start(world: World) -> None:
    """Set every such body's programmes each April."""
    for body, names in with_programmes(world.scenario).items():
        _Programmes(world, body, [_Instance(world, name) for name in names])


class _Instance:
    """One year's instance of a programme."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name = world, name
        self.row = world.row_index.instances.index(name)
        self.entry = world.scenario.instances[name]
        assert self.entry.follows_need is not None
        self.terms: FollowsNeed = self.entry.follows_need
        first = world.scenario.schemes[name.partition("@")[0]].start
        self.ran_before = financial_year(self.entry.start) - financial_year(first)
        """Instances of its programme before it."""
        self.year = max(financial_year(self.entry.start) - world.scenario.start.year, 0)
        """In which it is set, from 0; what started before is set with the first."""
        self.planned_delivery = planned(self.entry.delivery)
        self.spends = [
            spend for group in world.row_index.groups if self.row in group.instances for spend in group.spends
        ]
        self.acts_on: Array = np.zeros(world.replications)
        """What it acts on, as it was in the year before its own, £m."""

    def set(self, share: Array | float) -> None:
        """Fix its share, and what a programme of that size and age delivers of its effect."""
        world, inputs, terms = self.world, self.world.inputs, self.terms
        share = np.full(world.replications, share)
        world.state.set_share[self.row] = share
        world.recorder.schemes["set_share"][self.row] = 100.0 * share
        if world.plan is not None:
            beyond = np.maximum(share - inputs.share(terms.stretch_from_pct), 0.0)
            lost = (
                inputs[terms.stretch_effect] * 100.0 * beyond + inputs[terms.tires_a_year] * self.ran_before
            )
            delivery = inputs[self.entry.delivery]
            world.state.set_delivery[self.row] = np.minimum(np.maximum(delivery - lost, 0.0), delivery)

    def within_limits(self, share: Array) -> Array:
        """A share, as far as its own limits let it."""
        inputs = self.world.inputs
        least, most = inputs.share(self.terms.least_pct), inputs.share(self.terms.most_pct)
        return np.asarray(np.minimum(np.maximum(share, least), most))

    def in_force(self) -> Array:
        """How far it is in force in each month of its year, if it goes live as the plan has it: shape ``(12,)``."""
        scenario = self.world.scenario
        go_live = float((self.world.plan or self.world.recorder).schemes["go_live"][self.row, 0])
        end = months_from(scenario.start, self.entry.ends) if self.entry.ends else NEVER
        times = np.minimum(np.arange(12 * self.year, 12 * self.year + 13, dtype=np.float64), end)
        return np.diff(integral(self.entry, times - go_live))

    def in_plan(self) -> Array | float:
        """The share that the plan sets."""
        assert self.world.plan is not None
        return np.asarray(self.world.plan.schemes["set_share"][self.row] / 100.0)

    def look_at_base(self) -> None:
        """What it acts on, as it was this year: cost after schemes and recovery, or what was received or paid."""
        world, ledger = self.world, self.world.ledger
        self.acts_on = np.zeros(world.replications)
        for row in self.spends:
            spend = world.row_index.spends[row]
            if spend.kind == "line":
                self.acts_on += ledger.expenditure(spend.body, lines=(spend.key,))
            elif spend.kind == "income":
                self.acts_on += ledger.income(spend.body, lines=(f"income {spend.key}",))
            else:
                self.acts_on += world.state.paid_of_year[row]


class _Programmes:
    """The programmes of one body."""

    def __init__(self, world: World, body: str, instances: list[_Instance]) -> None:
        self.world, self.body = world, body
        self.of_year: dict[int, list[_Instance]] = defaultdict(list)
        for instance in instances:
            self.of_year[instance.year].append(instance)
        calendar = world.calendar
        calendar.every_month(Phase.OPEN_YEAR, self.set, step="savings programmes", of=body)
        calendar.every_month(
            Phase.CLOSE_YEAR, self.look_at_bases, step="savings programmes of the year", of=body
        )

    def set(self, month: int) -> None:
        """April: ask of each programme its part of what the year lacks; in the first year it is as it is stated."""
        world, y = self.world, month // 12
        instances = self.of_year[y]
        if y == 0:
            for instance in instances:
                assert instance.entry.share_pct is not None
                instance.set(world.inputs.share(instance.entry.share_pct))
            return
        needed = self._target(instances, y) - self._position_without(y)
        whole, saved = np.zeros(world.replications), np.zeros(world.replications)
        beyond_plan = np.zeros((12, world.replications))
        for instance in instances:
            whole += instance.planned_delivery * instance.in_force().sum() / 12 * instance.acts_on
        share = np.divide(needed, whole, out=np.zeros_like(whole), where=whole >= LEAST_BASE_GBP_M)
        for instance in instances:
            asked, in_force = instance.within_limits(share), instance.in_force()
            a_year = instance.planned_delivery * instance.acts_on
            saved += asked * in_force.sum() / 12 * a_year
            if world.plan is not None:
                beyond_plan += in_force[:, None] / 12 * ((asked - instance.in_plan()) * a_year)
            instance.set(asked)
        world.state.set_beyond_plan[self.body] = beyond_plan
        world.recorder.year("savings_needed", self.body, y)[:] = needed
        world.recorder.year("savings_set", self.body, y)[:] = saved
        if world.event_log:
            is_told = saved >= LEAST_SHOWN_GBP_M
            world.event_log.note(PROGRAMME_SET, self.body, when=float(month), where=is_told, amount=saved)

    def _position_without(self, y: int) -> Array:
        """The year's position without a new programme: last year's underlying one, and what the year brings."""
        recorder = self.world.recorder
        by_itself = recorder.year("by_itself", self.body, y)
        by_itself[:] = self._by_itself(y)
        return np.asarray(recorder.year("underlying", self.body, y - 1) + by_itself)

    def _by_itself(self, y: int) -> Array:
        """The unaided run's year before support, less its underlying position of the year before."""
        row = self.world.row_index.bodies.index(self.body)
        if self.world.plan is not None:
            return np.asarray(self.world.plan.by_year["by_itself"][row, y])
        unaided = self.world.unaided
        assert unaided is not None
        before_support = unaided.by_month["position"][row, 12 * y : 12 * y + 12].sum(axis=0)
        return np.asarray(before_support - unaided.by_year["underlying"][row, y - 1])

    def _target(self, instances: list[_Instance], y: int) -> Array | float:
        """A share of last year's income where one is stated, else the control total, else break even."""
        for instance in instances:
            if instance.terms.target_pct is not None:
                income = self.world.recorder.year("duty_income", self.body, y - 1)
                return self.world.inputs.share(instance.terms.target_pct) * income
        return self.world.state.control_total.get(self.body, 0.0)

    def look_at_bases(self, month: int) -> None:
        """March: take down what next year's programmes act on, before the books are closed."""
        for instance in self.of_year[month // 12 + 1]:
            instance.look_at_base()

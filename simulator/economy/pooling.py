"""Pooling: at the year's end members above their target fill those below it, as far as the pool reaches."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure, Support, Told
from simulator.engine.event_log import LEAST_TOLD_GBP_M
from simulator.engine.ledger import POOLED, STAFF_AND_SUPPLIERS, Line
from simulator.engine.milestone_times import counts_by_year, time_of
from simulator.engine.month import Phase
from simulator.engine.transfers import Transfers
from simulator.engine.world import World
from simulator.scenario.scope import helped
from simulator.scenario.terms.pooling import Pooling
from simulator.statistics.arrays import Array

RECEIVED = Event("pooled_received", "{subject} receives {amount:£} from the pool.", Told.AT_MONTH_END)
GIVEN = Event("pooled_given", "{subject} gives {amount:£} to the pool.", Told.AT_MONTH_END)
EVENTS = (RECEIVED, GIVEN)

POOLED_NET = Measure(
    "pooled",
    "net from the pool",
    adds_up=True,
    in_surplus=1,
    support=Support.MOVED,
    is_for_some=True,
    in_summary=("mean",),
    concerns=helped,
)
ADMINISTRATION_OF_YEAR = Measure(
    "pooling_administration",
    "administration of the pool",
    in_surplus=-1,
    support=Support.MOVED,
    in_summary=("mean",),
    concerns=helped,
)
MEASURES = (POOLED_NET, ADMINISTRATION_OF_YEAR)

ADMINISTRATION = Line("administration of pooled funds", is_recurrent=False)


def start(world: World) -> None:
    """Pool at each year's end, where the scenario says so and what it needs has come."""
    terms = world.scenario.system.pooling
    if terms is not None:
        pool = _Pool(world, terms)
        world.calendar.every_month(Phase.OPEN_YEAR, pool.open_year, step="pool in force")
        world.calendar.every_month(Phase.CLOSE_YEAR, pool.close_year, step="pooling")


class _Pool:
    """The system's pool."""

    def __init__(self, world: World, terms: Pooling) -> None:
        self.world, self.terms = world, terms
        members = set(world.scenario.system.members) - set(terms.ring_fenced)
        self.members = tuple(sorted(members))
        self.begins = time_of(world.scenario, world.milestones, terms.start, terms.needs)
        self.transfers = Transfers(self.members, POOLED)

    def open_year(self, month: int) -> None:
        """Say where pooling counts this year: contracts between members are cheaper to run there."""
        counts = counts_by_year(self.begins, month // 12)
        self.world.state.pooling_counts = np.broadcast_to(counts, self.world.replications).astype(np.float64)

    def close_year(self, month: int) -> None:
        """Fill shortfalls out of excesses."""
        y, world = month // 12, self.world
        counts = counts_by_year(self.begins, y)
        if not counts.any():
            return
        above = np.where(counts, self._above_target(), 0.0)
        excess, shortfall = np.maximum(above, 0.0), np.maximum(-above, 0.0)
        overhead = world.inputs.share(self.terms.administration_pct)
        whole = excess.sum(axis=0)
        received = self._filled(shortfall, whole / (1.0 + overhead))
        share = np.divide(excess, whole, out=np.zeros_like(excess), where=whole > 0)
        given = share * received.sum(axis=0)
        self.transfers.post(world.ledger, month, received=received, given=given)
        for body, gift, help_received in zip(self.members, given, received, strict=True):
            self._book(month, body, help_received, gift, overhead * gift)

    def _above_target(self) -> Array:
        """Position with year-end measures and transfers inside merged bodies, less the target: £m by member."""
        state, y = self.world.state, self.world.calendar.month // 12
        rows = []
        for body in self.members:
            position = self.world.with_year_end_measures(body) + self.world.recorder.year(
                "transfers", body, y
            )
            rows.append(position - state.control_total.get(body, 0.0))
        above = np.stack(rows)
        # Year-end measures bring a member to its target but for rounding, of which there is nothing to share.
        return np.where(np.abs(above) > LEAST_TOLD_GBP_M, above, 0.0)

    def _filled(self, shortfall: Array, pool: Array) -> Array:
        """What each member receives out of ``pool``, by the rule."""
        if self.terms.rule == "proportional":
            whole = shortfall.sum(axis=0)
            part = np.divide(pool, whole, out=np.zeros_like(pool), where=whole > 0)
            return np.asarray(shortfall * np.minimum(part, 1.0))
        return _filled_by_size(shortfall, pool, in_part=self.terms.fills_in_part)

    def _book(self, month: int, body: str, received: Array, given: Array, cost: Array) -> None:
        world, y = self.world, month // 12
        if cost.any():
            world.ledger.post(month, payer=body, payee=STAFF_AND_SUPPLIERS, line=ADMINISTRATION, amount=cost)
        world.recorder.year("pooled", body, y)[:] = received - given
        world.recorder.year("pooling_administration", body, y)[:] = cost
        world.state.support[body] += received - given - cost
        if world.event_log:
            when = float(month + 1)
            for event, amount in ((RECEIVED, received), (GIVEN, given)):
                world.event_log.note(event, body, when=when, where=amount > 0, amount=amount)


def _filled_by_size(shortfall: Array, pool: Array, *, in_part: bool) -> Array:
    """The smallest shortfalls first (ties in the order of the rows), each whole while the pool lasts.

    The first that does not fit gets what is left, if it may be filled in part; those after it get nothing.
    """
    order = np.argsort(shortfall, axis=0, kind="stable")
    asked = np.take_along_axis(shortfall, order, axis=0)
    so_far = np.cumsum(asked, axis=0)
    fits = np.logical_and.accumulate(so_far <= pool, axis=0)
    filled = np.where(fits, asked, 0.0)
    if in_part:
        is_first_that_does_not = ~fits & np.vstack([np.ones_like(fits[:1]), fits[:-1]])
        filled = np.where(is_first_that_does_not, np.maximum(pool - (so_far - asked), 0.0), filled)
    received = np.empty_like(filled)
    np.put_along_axis(received, order, filled, axis=0)
    return received

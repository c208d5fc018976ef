"""Merged bodies: from the first April on their position is one, shared among their parts by income."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure, Support, Told
from simulator.engine.event_log import LEAST_TOLD_GBP_M
from simulator.engine.ledger import TRANSFER
from simulator.engine.milestone_times import counts_by_year
from simulator.engine.month import Phase
from simulator.engine.transfers import Transfers
from simulator.engine.world import World
from simulator.scenario.scope import helped

BODIES_MERGED = Event(
    "bodies_merged", "{subject}: from this April on the merged bodies end each year as one."
)
TRANSFER_IN_MERGER = Event(
    "transfer_in_merger",
    "{subject}: the merged body moves {amount:£} to this part of it (below 0: away).",
    Told.AT_MONTH_END,
)
EVENTS = (BODIES_MERGED, TRANSFER_IN_MERGER)

TRANSFERS = Measure(
    "transfers",
    "transfers in a merged body",
    in_surplus=1,
    support=Support.MOVED,
    in_summary=("mean",),
    concerns=helped,
)
MEASURES = (TRANSFERS,)


def start(world: World) -> None:
    """Bring the parts of every merged body to one position at each year's end."""
    for milestone, bodies in sorted(world.scenario.mergers.items()):
        merger = _Merger(world, milestone, tuple(sorted(bodies)))
        world.calendar.every_month(Phase.CLOSE_YEAR, merger.close_year, step="merger", of=milestone)


class _Merger:
    """One merger of bodies."""

    def __init__(self, world: World, milestone: str, bodies: tuple[str, ...]) -> None:
        self.world, self.milestone, self.bodies = world, milestone, bodies
        self.transfers = Transfers(bodies, TRANSFER)
        self.is_merged = np.zeros(world.replications, dtype=np.bool_)

    def close_year(self, month: int) -> None:
        """Each part ends with its share of the whole, by last year's income."""
        y, world = month // 12, self.world
        counts = counts_by_year(world.milestones[self.milestone], y)
        if y == 0 or not counts.any():
            return
        positions = np.stack([world.with_year_end_measures(body) for body in self.bodies])
        income = np.stack([world.recorder.year("duty_income", body, y - 1) for body in self.bodies])
        owed = positions.sum(axis=0) * income / income.sum(axis=0) - positions
        moved = np.where(counts, owed, 0.0)
        self.transfers.post(
            world.ledger, month, received=np.maximum(moved, 0.0), given=np.maximum(-moved, 0.0)
        )
        for body, amount in zip(self.bodies, moved, strict=True):
            world.state.support[body] += amount
            world.recorder.year("transfers", body, y)[:] += amount
            if world.event_log:
                when = float(month + 1)
                world.event_log.note(
                    TRANSFER_IN_MERGER,
                    body,
                    when=when,
                    where=np.abs(amount) > LEAST_TOLD_GBP_M,
                    amount=amount,
                )
        if world.event_log:
            begins = counts & ~self.is_merged
            world.event_log.note(BODIES_MERGED, self.milestone, when=float(month - 11), where=begins)
        self.is_merged |= counts

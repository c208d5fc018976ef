"""Months already closed: whatever the model makes of them, each body's position is what it was."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.engine.declarations import Event
from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Line
from simulator.engine.month import Phase
from simulator.engine.world import World

CLOSED = Event(
    "months_closed",
    "{subject} has closed its months at {amount:£} to date; from here on this is one future of many.",
    is_told_at_nothing=True,
)
EVENTS = (CLOSED,)

DIFFERENCE = Line("difference to actuals", is_recurrent=False)


def start(world: World) -> None:
    """Keep each body with actuals to them, month by month while they last; the plan knows of none."""
    if world.plan is not None:
        for key, actuals in world.scenario.actuals.items():
            _keep_to(world, key, actuals.position_gbp_m)


def _keep_to(world: World, body: str, positions: Sequence[float]) -> None:
    def keep(month: int) -> None:
        if month >= len(positions):
            return
        beyond = world.ledger.position(body) - positions[month]
        world.ledger.post(month, payer=body, payee=STAFF_AND_SUPPLIERS, line=DIFFERENCE, amount=beyond)
        if world.event_log and month + 1 == len(positions):
            everywhere = np.ones(world.replications, dtype=np.bool_)
            to_date = world.ledger.year_to_date(body) - world.state.support[body]
            world.event_log.note(CLOSED, body, when=month + 1.0, where=everywhere, amount=to_date)

    # After every other trade of the month, and before it is reported.
    world.calendar.every_month(Phase.TRADE, keep, step="difference to actuals", of=body)

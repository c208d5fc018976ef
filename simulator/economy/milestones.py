"""Milestones: a bid is decided, a project begins, bodies are managed or merged as one; it costs money once."""

from __future__ import annotations

import numpy as np

from simulator.engine.calendar import Life
from simulator.engine.declarations import Event
from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Line
from simulator.engine.milestone_times import NEVER
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.timeline import months_from

REACHED = Event("milestone_reached", "{subject} comes, {amount:late}.")
FAILED = Event("milestone_failed", "{subject} fails: it will never come.")
EVENTS = (REACHED, FAILED)


def start(world: World) -> None:
    """Let every milestone that costs a simulated body something live, and tell of all."""
    for key, milestone in world.scenario.milestones.items():
        _tell(world, key)
        payers = [milestone.paid_by] if milestone.paid_by else sorted(milestone.bodies)
        paying = [payer for payer in payers if payer in world.scenario.bodies]
        if paying and milestone.cost_gbp_m.value != 0.0:
            world.calendar.start("milestone", key, _cost(world, key, paying))


def _cost(world: World, key: str, payers: list[str]) -> Life:
    """What a milestone costs is spread evenly from its time, in equal parts on who pays."""
    milestone, time = world.scenario.milestones[key], world.milestones[key]
    first, months = float(time.min()), milestone.cost_months
    if first >= world.scenario.months:
        return
    last = float(np.max(np.where(time < NEVER, time, 0.0))) + months
    a_month = world.inputs[milestone.cost_gbp_m] / months / len(payers)
    line = Line(f"milestone {key}", is_recurrent=False)
    yield world.calendar.until(max(0, int(first)), Phase.TRADE)
    while world.calendar.month < last:
        month = world.calendar.month
        part = np.maximum(np.minimum(month + 1.0, time + months) - np.maximum(float(month), time), 0.0)
        amount = a_month * world.state.price["other"] * part
        for payer in payers:
            world.ledger.post(month, payer=payer, payee=STAFF_AND_SUPPLIERS, line=line, amount=amount)
        yield world.calendar.months(1)


def _tell(world: World, key: str) -> None:
    """Write into the event_log when it is reached and how late, or that it fails; not that one it needs did."""
    if world.event_log is None:
        return
    time, horizon = world.milestones[key], world.scenario.months
    date = months_from(world.scenario.start, world.scenario.milestones[key].date)
    is_reached = time < horizon
    late = np.where(is_reached, time, date) - date
    world.event_log.note(REACHED, key, when=time, where=is_reached, amount=late)
    if world.plan is not None:
        has_failed = world.inputs.path(f"milestones.{key}.fails") > 0
        world.event_log.note(FAILED, key, when=min(date, horizon), where=has_failed)

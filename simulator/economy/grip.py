"""Grip: how firmly a body is managed, moved over months by a new team."""

from __future__ import annotations

import numpy as np

from simulator.event_calendar import Phase
from simulator.sampling.inputs import Array
from simulator.scenario.model import Grip
from simulator.timeline import months_from
from simulator.world import World


def start(world: World) -> None:
    """Set each body's grip at each month's start; in the plan run nobody's grip has an effect."""
    if world.plan is None:
        return

    def set_grip(month: int) -> None:
        for key, body in world.scenario.bodies.items():
            if body.grip is None or (
                key in world.state.grip and month >= _settled_from(world, body.grip) + 1
            ):
                continue
            level: Array | float = world.inputs[body.grip.level]
            for change in body.grip.changes.values():
                since = month - months_from(world.scenario.start, change.date)
                part = min(max(since / change.months, 0.0), 1.0) if change.months else float(since >= 0)
                level = level + world.inputs[change.change] * part
            world.state.grip[key] = np.clip(level, 0.0, 1.0)

    world.calendar.every_month(Phase.MANAGE, set_grip, name="a grip")


def _settled_from(world: World, grip: Grip) -> float:
    """Month from which a body's grip does not move any more."""
    return max(
        (months_from(world.scenario.start, c.date) + c.months for c in grip.changes.values()), default=0.0
    )

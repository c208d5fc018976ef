"""Grip: how firmly a body is managed, moved over months by a new team, and by quarters by milestones."""

from __future__ import annotations

import numpy as np

from simulator.engine.milestone_times import NEVER
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.terms.grip import Grip
from simulator.scenario.terms.milestones import Milestone
from simulator.statistics.arrays import Array
from simulator.timeline import months_from

QUARTER = 3
MANAGE_BODIES = ("shared_management", "merger")
"""Kinds of milestones that move grip."""


def start(world: World) -> None:
    """Set each body's grip at each month's start; in the plan run nobody's grip has an effect."""
    if world.plan is None:
        return
    grips = [_Grip(world, key, body.grip) for key, body in world.scenario.bodies.items() if body.grip]

    def set_grip(month: int) -> None:
        for grip in grips:
            grip.set(month)

    world.calendar.every_month(Phase.MANAGE, set_grip, step="grip")


class _Grip:
    """One body's grip: the same array stays in the state until something moves it."""

    def __init__(self, world: World, body: str, terms: Grip) -> None:
        self.world, self.body, self.terms = world, body, terms
        changes = terms.changes.items()
        self.dates = {key: months_from(world.scenario.start, c.date) for key, c in terms.changes.items()}
        self.settled_from = max((self.dates[key] + c.months for key, c in changes), default=0.0)
        """Month from which new teams do not move it any more."""
        self.milestones = [
            (milestone, world.milestones[key])
            for key, milestone in world.scenario.milestones.items()
            if body in milestone.bodies and milestone.kind in MANAGE_BODIES
        ]
        self.moved_by_milestones: Array | float = 0.0
        self._gained_seen: Array | None = None

    def set(self, month: int) -> None:
        """This month's grip, unless nothing has moved it."""
        gained = self.world.state.grip_gained.get(self.body)
        by_milestones = self._by_milestones(month) if self.milestones else False
        is_moved = by_milestones or gained is not self._gained_seen or month < self.settled_from + 1
        if self.body in self.world.state.grip and not is_moved:
            return
        level: Array | float = self.world.inputs[self.terms.level]
        for key, change in self.terms.changes.items():
            since = month - self.dates[key]
            part = min(max(since / change.months, 0.0), 1.0) if change.months else float(since >= 0)
            level = level + self.world.inputs[change.change] * part
        if self.milestones:
            level = level + self.moved_by_milestones
        if gained is not None:
            level = level + gained
        self._gained_seen = gained
        self.world.state.grip[self.body] = np.clip(level, 0.0, 1.0)

    def _by_milestones(self, month: int) -> bool:
        """Each quarter anew, what milestones add and disruption takes; whether that is another than before."""
        if month % QUARTER:
            return False
        moved = sum(self._moved(month, milestone, time) for milestone, time in self.milestones)
        is_another = not np.array_equal(moved, self.moved_by_milestones)
        self.moved_by_milestones = moved
        return is_another

    def _moved(self, month: int, milestone: Milestone, time: Array) -> Array:
        inputs, is_reached = self.world.inputs, time <= month
        since = np.where(is_reached, month - np.where(time < NEVER, time, 0.0), 0.0)
        months = milestone.grip_months
        part = np.minimum(since / months, 1.0) if months else is_reached * 1.0
        is_disrupted = is_reached & (since < milestone.disruption_months)
        return np.asarray(inputs[milestone.grip_change] * part - inputs[milestone.disruption] * is_disrupted)

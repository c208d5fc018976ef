"""Counting savings: what each scheme delivers, what of it recurs, and what a full year would bring."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Measure, Per
from simulator.engine.month import Phase
from simulator.engine.row_index import Group
from simulator.engine.world import World
from simulator.statistics.arrays import Array

SAVINGS = Measure("savings_delivered", "savings delivered", adds_up=True, in_surplus=1)
DELIVERED = Measure("delivered", "delivered", per=Per.SCHEME_AND_YEAR)
RECURRENT = Measure("recurrent", "recurrent part of what is delivered", per=Per.SCHEME_AND_YEAR)
FULL_YEAR = Measure("full_year", "full-year effect", per=Per.SCHEME_AND_YEAR)
MEASURES = (SAVINGS, DELIVERED, RECURRENT, FULL_YEAR)


def start(world: World) -> None:
    """Count each month after trading; report each March."""
    if not world.row_index.groups:
        return
    savings = _Savings(world)
    world.calendar.every_month(Phase.REPORT, savings.count, step="savings")
    world.calendar.every_month(Phase.CLOSE_YEAR, savings.close_year, step="savings of the year")


class _Savings:
    """The year's savings, by scheme and by group of spends."""

    def __init__(self, world: World) -> None:
        self.world, self.groups = world, world.row_index.groups
        self.delivered = np.zeros_like(world.state.effect)
        self.not_recurrent = np.zeros_like(world.state.effect)
        self.before, self.saved, self.saved_by_recurrent = (
            np.zeros((len(self.groups), world.replications)) for _ in range(3)
        )
        self._rows = list(zip(world.state.effect, self.delivered, self.not_recurrent, strict=True))

    def count(self, month: int) -> None:
        """Add the month: on each spend, each scheme takes its share of what those before it left."""
        state = self.world.state
        taken, before, left = (np.empty(self.world.replications) for _ in range(3))
        for row, group in enumerate(self.groups):
            np.copyto(before, state.before_schemes[group.spends[0]])
            for spend in group.spends[1:]:
                before += state.before_schemes[spend]
            self.before[row] += before
            begun = [instance for instance in group.instances if instance in state.is_begun]
            if not begun:
                continue
            np.copyto(left, before)
            for instance in begun:
                effect, delivered, not_recurrent = self._rows[instance]
                np.multiply(effect, left, out=taken)
                np.subtract(left, taken, out=left)
                np.add(delivered, taken, out=delivered)
                if instance in state.not_recurrent:
                    not_recurrent += taken * state.not_recurrent[instance]
            self._add_saved(row, group, before, left)

    def _add_saved(self, row: int, group: Group, before: Array, left: Array) -> None:
        """What all schemes together saved this month, and what their recurrent part alone would have."""
        state = self.world.state
        saved = before - left
        self.saved[row] += saved
        if any(instance in state.not_recurrent for instance in group.instances):
            saved = (1.0 - state.kept_by_recurrent[group.spends[0]]) * before
        self.saved_by_recurrent[row] += saved

    def close_year(self, month: int) -> None:
        """Report the year by scheme, and what of it each body must not, or may in full, count on next year."""
        world, y = self.world, month // 12
        by_year = world.recorder.schemes_by_year
        for row, group in enumerate(self.groups):
            full_year = self._full_years(row, group)
            for instance, full in zip(group.instances, full_year, strict=True):
                by_year["full_year"][instance, y] += full
            recurrent = self.saved_by_recurrent[row]
            self._tell_parties(group, self.saved[row] - recurrent, full_year.sum(axis=0) - recurrent)
        by_year["delivered"][:, y] += self.delivered
        by_year["recurrent"][:, y] += self.delivered - self.not_recurrent
        for name, delivered in zip(world.row_index.instances, self.delivered, strict=True):
            savings = world.recorder.year("savings_delivered", world.scenario.instances[name].owner, y)
            savings += delivered
        for total in (self.delivered, self.not_recurrent, self.before, self.saved, self.saved_by_recurrent):
            total[:] = 0.0

    def _full_years(self, row: int, group: Group) -> Array:
        """What each scheme on a group recurs to in a year as long as this one: ``(instances, replications)``."""
        effects = self.world.state.effect_of_full_year
        left = self.before[row].copy()
        full_year = np.empty((len(group.instances), self.world.replications))
        for taken, instance in zip(full_year, group.instances, strict=True):
            np.multiply(effects[instance], left, out=taken)
            left -= taken
        return full_year

    def _tell_parties(self, group: Group, non_recurrent: Array, to_come: Array) -> None:
        """A line's saving is its body's; a contract's is the payer's gain and the provider's loss."""
        state = self.world.state
        for party, sign in ((group.gainer, 1.0), (group.loser, -1.0)):
            if party in self.world.scenario.bodies:
                state.savings_not_recurrent[party] += sign * non_recurrent
                state.savings_to_come[party] += sign * to_come

"""Counting savings: what each scheme delivers on each spend, what of it recurs, and what a full year would bring."""

from __future__ import annotations

import numpy as np

from simulator.event_calendar import Phase
from simulator.sampling.inputs import Array
from simulator.world import World


def start(world: World) -> None:
    """Count each month after trading; report each March."""
    if not world.layout.pairs:
        return
    savings = _Savings(world)
    world.calendar.every_month(Phase.REPORT, savings.count, name="a savings")
    world.calendar.every_month(Phase.CLOSE_YEAR, savings.close_year, name="b savings")


class _Savings:
    """The year's savings, by scheme and by spend."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.by_spend = world.layout.pairs_by_spend
        self.schemes_on = [[pair.instance for pair in world.layout.pairs[rows]] for rows in self.by_spend]
        self.delivered = np.zeros_like(world.state.effect)
        self.not_recurrent = np.zeros_like(world.state.effect)
        self.before = np.zeros_like(world.state.before_schemes)
        self.saved = np.zeros_like(self.before)
        self.saved_by_recurrent = np.zeros_like(self.before)
        self._room = np.empty_like(self.before)
        self._rows = list(zip(world.state.effect, self.delivered, self.not_recurrent, strict=True))

    def count(self, month: int) -> None:
        """Add the month: on each spend, each scheme takes its share of what those before it left."""
        state = self.world.state
        self.before += state.before_schemes
        for kept, saved in ((state.kept, self.saved), (state.kept_by_recurrent, self.saved_by_recurrent)):
            np.subtract(1.0, kept, out=self._room)
            np.multiply(self._room, state.before_schemes, out=self._room)
            np.add(saved, self._room, out=saved)
        taken, left = np.empty(self.world.replications), np.empty(self.world.replications)
        for before, instances in zip(state.before_schemes, self.schemes_on, strict=True):
            np.copyto(left, before)
            for instance in instances:
                if instance in state.is_begun:
                    effect, delivered, not_recurrent = self._rows[instance]
                    np.multiply(effect, left, out=taken)
                    np.subtract(left, taken, out=left)
                    np.add(delivered, taken, out=delivered)
                    if instance in state.not_recurrent:
                        not_recurrent += taken * state.not_recurrent[instance]

    def close_year(self, month: int) -> None:
        """Report the year by scheme, and what of it each body must not, or may in full, count on next year."""
        world, y = self.world, month // 12
        by_year = world.record.schemes_by_year
        for spend, rows in enumerate(self.by_spend):
            full_year = self._full_years(spend, rows)
            for instance, full in zip(self.schemes_on[spend], full_year, strict=True):
                by_year["full_year"][instance, y] += full
            recurrent = self.saved_by_recurrent[spend]
            self._tell_parties(spend, self.saved[spend] - recurrent, full_year.sum(axis=0) - recurrent)
        by_year["delivered"][:, y] += self.delivered
        by_year["recurrent"][:, y] += self.delivered - self.not_recurrent
        for name, delivered in zip(world.layout.instances, self.delivered, strict=True):
            savings = world.record.year("savings_delivered", world.scenario.instances[name].owner, y)
            savings += delivered
        for total in (self.delivered, self.not_recurrent, self.before, self.saved, self.saved_by_recurrent):
            total[:] = 0.0

    def _full_years(self, spend: int, rows: slice) -> Array:
        """What each scheme on a spend would recur to in a year as long as this one: shape ``(pairs, replications)``."""
        effects = self.world.state.effect_of_full_year
        left = self.before[spend].copy()
        full_year = np.empty((rows.stop - rows.start, self.world.replications))
        for taken, pair in zip(full_year, self.world.layout.pairs[rows], strict=True):
            np.multiply(effects[pair.instance], left, out=taken)
            left -= taken
        return full_year

    def _tell_parties(self, row: int, non_recurrent: Array, to_come: Array) -> None:
        """A line's saving is its body's; a contract's is the payer's gain and the provider's loss."""
        spend, state = self.world.layout.spends[row], self.world.state
        if spend.body:
            signs = {spend.body: 1.0}
        else:
            contract = self.world.scenario.contracts[spend.key]
            signs = {contract.payer: 1.0, contract.provider: -1.0}
        for party, sign in signs.items():
            if party in self.world.scenario.bodies:
                state.savings_not_recurrent[party] += sign * non_recurrent
                state.savings_to_come[party] += sign * to_come

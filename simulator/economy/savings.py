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
    """The year's savings, pair by pair."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.delivered = np.zeros_like(world.state.part)
        self.recurrent = np.zeros_like(world.state.part)
        self.before = np.zeros_like(world.state.before_schemes)
        self.by_spend = world.layout.pairs_by_spend
        self._room = np.empty_like(world.state.part)

    def count(self, month: int) -> None:
        """Add the month."""
        state = self.world.state
        self.before += state.before_schemes
        for before, rows in zip(state.before_schemes, self.by_spend, strict=True):
            room = self._room[rows]
            for part, total in ((state.part, self.delivered), (state.part_recurrent, self.recurrent)):
                np.multiply(part[rows], before, out=room)
                np.add(total[rows], room, out=total[rows])

    def close_year(self, month: int) -> None:
        """Report the year by scheme, and what of it each body must not, or may in full, count on next year."""
        y = month // 12
        for spend, rows in enumerate(self.by_spend):
            full_year = self._full_years(spend, rows)
            self._record(y, rows, full_year)
            recurrent = self.recurrent[rows].sum(axis=0)
            self._tell_parties(
                spend, self.delivered[rows].sum(axis=0) - recurrent, full_year.sum(axis=0) - recurrent
            )
        self.delivered[:] = 0.0
        self.recurrent[:] = 0.0
        self.before[:] = 0.0

    def _full_years(self, spend: int, rows: slice) -> Array:
        """What each scheme on a spend would recur to in a year as long as this one: shape ``(pairs, replications)``."""
        effects = self.world.state.effect_of_full_year
        left = self.before[spend].copy()
        full_year = np.empty((rows.stop - rows.start, self.world.replications))
        for taken, pair in zip(full_year, self.world.layout.pairs[rows], strict=True):
            np.multiply(effects[pair.instance], left, out=taken)
            left -= taken
        return full_year

    def _record(self, y: int, rows: slice, full_year: Array) -> None:
        world, by_year = self.world, self.world.record.schemes_by_year
        for row, full in zip(range(rows.start, rows.stop), full_year, strict=True):
            instance = world.layout.pairs[row].instance
            by_year["delivered"][instance, y] += self.delivered[row]
            by_year["recurrent"][instance, y] += self.recurrent[row]
            by_year["full_year"][instance, y] += full
            owner = world.scenario.instances[world.layout.instances[instance]].owner
            savings = world.record.year("savings_delivered", owner, y)
            savings += self.delivered[row]

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

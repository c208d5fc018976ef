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
        """Report the year by scheme, and what of it each body must not count on, or may count on in full, next year."""
        world, state, y = self.world, self.world.state, month // 12
        left = np.ones_like(state.before_schemes)
        for row, pair in enumerate(world.layout.pairs):
            part = state.effect_of_full_year[pair.instance] * left[pair.spend]
            left[pair.spend] -= part
            full_year = self.before[pair.spend] * part
            by_year = world.record.schemes_by_year
            by_year["delivered"][pair.instance, y] += self.delivered[row]
            by_year["recurrent"][pair.instance, y] += self.recurrent[row]
            by_year["full_year"][pair.instance, y] += full_year
            owner = world.scenario.instances[world.layout.instances[pair.instance]].owner
            world.record.year("savings_delivered", owner, y)[:] += self.delivered[row]
            self._tell_parties(
                pair.spend, self.delivered[row] - self.recurrent[row], full_year - self.recurrent[row]
            )
        self.delivered[:] = 0.0
        self.recurrent[:] = 0.0
        self.before[:] = 0.0

    def _tell_parties(self, spend_row: int, non_recurrent: Array, to_come: Array) -> None:
        """A line's saving is its body's; a contract's is the payer's gain and the provider's loss."""
        spend, state = self.world.layout.spends[spend_row], self.world.state
        if spend.body:
            signs = {spend.body: 1.0}
        else:
            contract = self.world.scenario.contracts[spend.key]
            signs = {contract.payer: 1.0, contract.provider: -1.0}
        for party, sign in signs.items():
            if party in self.world.scenario.bodies:
                state.savings_not_recurrent[party] += sign * non_recurrent
                state.savings_to_come[party] += sign * to_come

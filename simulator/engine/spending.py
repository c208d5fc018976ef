"""A body's spend or cost lines: what schemes leave of them, what financial recovery holds, and the payment."""

from __future__ import annotations

import numpy as np

from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Kind, Line
from simulator.engine.row_index import lines_of
from simulator.engine.world import World
from simulator.scenario.terms.lines import CostLine
from simulator.statistics.arrays import Array


class SpendingLines:
    """The lines of one body, a row each, in the order of their keys."""

    def __init__(self, world: World, body: str) -> None:
        self.world, self.body = world, body
        entries = lines_of(world.scenario.bodies[body])
        self.keys = tuple(sorted(entries))
        self.entries = [entries[key] for key in self.keys]
        self._spends = [(row, self.keys.index(key)) for row, key in world.row_index.spends_of(body, "line")]
        is_cash = [not isinstance(entry, CostLine) or entry.cash for entry in self.entries]
        self._groups = [
            (rows, [Line(self.keys[row], kind) for row in rows], kind)
            for kind, cash in ((Kind.OPERATING, True), (Kind.NON_CASH, False))
            if (rows := [row for row, flag in enumerate(is_cash) if flag is cash])
        ]
        recovery = world.scenario.bodies[body].recovery
        self._actions = sorted(recovery.actions.items()) if recovery and world.plan is not None else []
        for key, _ in self._actions:
            world.state.in_force[body, key] = np.zeros(world.replications)
            world.state.held[body, key] = np.zeros(world.replications)

    def base(self) -> Array:
        """Base amounts a year, £m: shape ``(lines, replications)``."""
        inputs, n = self.world.inputs, self.world.replications
        return np.stack([np.full(n, inputs[entry.base_gbp_m]) for entry in self.entries])

    def prices(self) -> Array:
        """The lines' price indices this year: shape ``(lines, replications)``."""
        price, n = self.world.state.price, self.world.replications
        return np.stack([np.full(n, price[entry.price] if entry.price else 1.0) for entry in self.entries])

    def pay(self, month: int, before: Array) -> None:
        """Pay the month, given what each line would cost before schemes; ``before`` is used up."""
        state, ledger = self.world.state, self.world.ledger
        for spend, row in self._spends:
            state.before_schemes[spend] = before[row]
            before[row] *= state.kept[spend]
        self._hold(before)
        for rows, lines, _ in self._groups:
            amounts = before if len(rows) == len(before) else before[rows]
            ledger.post_lines(month, payer=self.body, payee=STAFF_AND_SUPPLIERS, lines=lines, amounts=amounts)

    def _hold(self, kept: Array) -> None:
        """Take off what recovery actions in force hold, and remember how much each held.

        Where they ask for more than a line, each holds its part of the line in proportion.
        """
        state = self.world.state
        holds: list[tuple[str, Array, list[int]]] = []
        asked: dict[int, Array] = {}
        for key, action in self._actions:
            in_force = state.in_force[self.body, key]
            if not in_force.any():
                continue
            share = np.clip(self.world.inputs.share(action.share_pct), 0.0, 1.0) * in_force
            rows = [self.keys.index(line) for line in action.lines]
            holds.append((key, share, rows))
            for row in rows:
                asked[row] = asked.get(row, 0.0) + share
        for key, share, rows in holds:
            state.held[self.body, key] += share * sum(kept[row] / np.maximum(asked[row], 1.0) for row in rows)
        for row, share in asked.items():
            kept[row] *= 1.0 - np.minimum(share, 1.0)

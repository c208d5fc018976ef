"""What a commissioner can afford: money for contracts that its allocation leaves, and what it withholds when short."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.scope import affording
from simulator.scenario.terms.affordability import Affordability
from simulator.scenario.terms.bodies import Commissioner
from simulator.statistics.arrays import Array

LEAST_GBP_M = 1e-6
"""Spend planned beside contracts that is less than a pound grows by no rate."""
LEAST_SHORT_GBP_M = 1e-9
"""Who is short by less is on its target: it is what rounding leaves."""


def start(world: World) -> None:
    """Know each April what every commissioner can pay, and month by month how short it is; not in a plan run."""
    if world.plan is not None:
        for key, terms in affording(world.scenario).items():
            _Means(world, key, terms)


class _Means:
    """One commissioner's means, £m a year."""

    def __init__(self, world: World, key: str, terms: Affordability) -> None:
        body = world.scenario.bodies[key]
        assert isinstance(body, Commissioner)
        self.world, self.key, self.body, self.terms = world, key, body, terms
        self.row = world.row_index.bodies.index(key)
        self.funds = np.zeros(world.replications)
        self.target = np.zeros(world.replications)
        world.calendar.every_month(Phase.OPEN_YEAR, self.open_year, step="means for contracts", of=key)
        if terms.withheld_pct.value != 0.0:
            world.calendar.every_month(Phase.MANAGE, self.withhold, step="withholding", of=key)

    def open_year(self, month: int) -> None:
        """April: what it has, what it must keep, and from the second year on what that leaves for contracts."""
        state, y = self.world.state, month // 12
        price = state.price[self.body.funds_price] if self.body.funds_price else 1.0
        self.funds[:] = self.world.inputs[self.body.funds] * price
        self.target[:] = self._target(y)
        if y:
            state.affordable[self.key] = self._affordable(y)

    def _target(self, y: int) -> Array | float:
        """The position that it is to reach this year."""
        world = self.world
        if self.key in world.state.control_total:
            return world.state.control_total[self.key]
        if y == 0:
            assert world.plan is not None
            return float(world.plan.by_month["position"][self.row, :12, 0].sum())
        if self.body.business_rules is None:
            return 0.0
        rows, year = world.scenario.regime.commissioners.surplus_pct, world.scenario.start.year + y
        kept = world.inputs.share(world.scenario.row(rows, year))
        return kept * world.recorder.year("duty_income", self.key, y - 1)

    def _affordable(self, y: int) -> Array:
        """Last year's payments, what was left beside them, and what the allocation grows by beyond all else."""
        assert self.world.plan is not None
        funds, paid, recurrent = self._year(self.world.recorder.by_year, y - 1)
        before, now = (_others(*self._year(self.world.plan.by_year, year))[0] for year in (y - 1, y))
        growth = now / before - 1.0 if before >= LEAST_GBP_M else 0.0
        others = growth * _others(funds, paid, recurrent)
        return np.asarray(recurrent + (self.funds - funds) + paid - others - self.target)

    def _year(self, by_year: Mapping[str, Array], y: int) -> tuple[Array, Array, Array]:
        """Of a year: the allocation, what was paid on contracts, and the surplus that recurs."""
        recurrent = by_year["surplus"][self.row, y] - by_year["non_recurrent"][self.row, y]
        return by_year["duty_income"][self.row, y], by_year["paid_on_contracts"][self.row, y], recurrent

    def withhold(self, month: int) -> None:
        """In part or whole by how far short of its target last month's forecast is; a year begins with nothing.

        Contingency that the forecast still counts as spent is none that it is short of: who is on its plan is on it.
        """
        inputs, state, withheld = self.world.inputs, self.world.state, self.world.state.withheld_share
        if month % 12 == 0:
            withheld[self.key] = np.zeros(self.world.replications)
            return
        short = self.target - (state.forecast[self.key] + state.unspent[self.key])
        is_short = short > LEAST_SHORT_GBP_M
        most = inputs.share(self.terms.withheld_in_full_at_pct) * self.funds
        part = np.divide(np.clip(short, 0.0, most), most, out=is_short.astype(np.float64), where=most > 0)
        withheld[self.key] = inputs.share(self.terms.withheld_pct) * part


def _others(funds: Array, paid: Array, recurrent: Array) -> Array:
    """What recurs beside contracts."""
    return funds - paid - recurrent

"""A commissioner draws its allocation, a council its funding, and spends what it spends itself beside contracts."""

from __future__ import annotations

import numpy as np

from simulator.engine.ledger import ALLOCATION, FUNDING, PAYMASTER
from simulator.engine.month import Phase
from simulator.engine.spending import SpendingLines
from simulator.engine.world import World
from simulator.scenario.terms.bodies import Buyer, Commissioner
from simulator.scenario.terms.lines import SpendLine
from simulator.statistics.arrays import Array


def start(world: World) -> None:
    """The month of everybody who buys care."""
    for key, body in world.scenario.bodies.items():
        if isinstance(body, Buyer):
            _Commissioning(world, key, body)


class _Commissioning:
    """One commissioner or council."""

    def __init__(self, world: World, key: str, body: Buyer) -> None:
        self.world, self.key, self.body = world, key, body
        self.line = ALLOCATION if isinstance(body, Commissioner) else FUNDING
        world.calendar.every_month(Phase.TRADE, self.receive, step="allocation", of=key)
        if body.spend:
            self.lines = SpendingLines(world, key)
            rows = {pair: row for row, pair in enumerate(world.row_index.demands)}
            self.follows = [
                (line, rows[body.population, entry.service], entry.service)
                for line, entry in enumerate(self.lines.entries)
                if isinstance(entry, SpendLine) and entry.service
            ]
            self.monthly_base = self.lines.base() / 12
            self.at_prices = self.monthly_base
            world.calendar.every_month(Phase.OPEN_YEAR, self.reprice, step="spend prices", of=key)
            world.calendar.every_month(Phase.TRADE, self.spend, step="spend", of=key)

    def receive(self, month: int) -> None:
        """A twelfth of the allocation or funding."""
        price = self.world.state.price[self.body.funds_price] if self.body.funds_price else 1.0
        amount = self.world.inputs[self.body.funds] / 12 * price
        self.world.ledger.post(month, payer=PAYMASTER, payee=self.key, line=self.line, amount=amount)

    def reprice(self, month: int) -> None:
        """April's prices."""
        self.at_prices = self.monthly_base * self.lines.prices()

    def spend(self, month: int) -> None:
        """Own spend follows the demand of the body's population."""
        before: Array = self.at_prices.copy()
        for line, demand, service in self.follows:
            before[line] *= self.world.state.demand[demand] * self._season(service, month)
        self.lines.pay(month, before)

    def _season(self, service: str, month: int) -> float:
        season = self.world.scenario.services[service].season
        return 1.0 if season is None else season[month % 12] / float(np.mean(season))

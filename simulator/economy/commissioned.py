"""More money for more work: where a payer's money grows faster than prices, its provider is paid for volume."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure, Told
from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Line
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.model import Scenario
from simulator.scenario.terms.commissioned import Commissioned
from simulator.scenario.terms.contracts import Contract
from simulator.statistics.arrays import Array

VOLUME_BOUGHT = Event(
    "volume_bought",
    "{subject}: the volume that the money buys has moved by {amount:%} since the start.",
    Told.AT_MONTH_END,
)
EVENTS = (VOLUME_BOUGHT,)
LEAST_TOLD = 0.01
"""Of the volume at the start."""

VOLUME = Line("volume bought with more money")


def providers(scenario: Scenario) -> set[str]:
    """Keys of the providers from which somebody's money buys volume."""
    paid = {entry.provider for entry in scenario.contracts.values() if entry.commissioned is not None}
    return paid & scenario.bodies.keys()


COMMISSIONED_COST = Measure(
    "commissioned_cost",
    "cost of volume that more money buys",
    in_surplus=-1,
    is_for_some=True,
    in_summary=("mean",),
    line=VOLUME.name,
    concerns=providers,
)
MEASURES = (COMMISSIONED_COST,)


def start(world: World) -> None:
    """Let every provider bear the cost of the volume that it is paid for."""
    for key, entry in world.scenario.contracts.items():
        if entry.commissioned is not None:
            _Volume(world, key, entry, entry.commissioned)


class _Volume:
    """What one contract's money buys."""

    def __init__(self, world: World, contract: str, entry: Contract, terms: Commissioned) -> None:
        self.world, self.contract, self.entry, self.terms = world, contract, entry, terms
        self.is_borne = entry.provider in world.scenario.bodies
        self.cost = world.inputs.share(terms.cost_pct)
        self.volume: Array | float = 1.0
        """Against March before the start."""
        self.part: Array | float = 0.0
        """Of this year's payments that the added volume costs; below 0 where less is bought."""
        world.calendar.every_month(Phase.TRADE, self.bear, step="volume bought", of=contract)

    def bear(self, month: int) -> None:
        """Spend what the added volume costs, and tell of it each March."""
        world = self.world
        if month % 12 == 0:
            price = world.state.price
            self.volume = price[self.terms.money] / (price[self.entry.price] if self.entry.price else 1.0)
            self.part = self.cost * (1.0 - 1.0 / self.volume)
        if self.is_borne:
            cost = self.part * world.state.payment[self.contract]
            world.ledger.post(
                month, payer=self.entry.provider, payee=STAFF_AND_SUPPLIERS, line=VOLUME, amount=cost
            )
        if world.event_log and month % 12 == 11:
            more = np.asarray(self.volume) - 1.0
            where = np.broadcast_to(np.abs(more) >= LEAST_TOLD, (world.replications,))
            world.event_log.note(
                VOLUME_BOUGHT, self.contract, when=float(month + 1), where=where, amount=more
            )

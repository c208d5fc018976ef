"""Levies: in some years every commissioner pays a share of its allocation to somebody outside."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure
from simulator.engine.ledger import PAYMASTER, Line
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Commissioner
from simulator.statistics.arrays import Array

LEVY_BEGINS = Event("levy_begins", "{subject} begins to pay a levy, of {amount:£} this year.")
EVENTS = (LEVY_BEGINS,)


def levied(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the bodies that pay levies, where there are some."""
    if not scenario.levies:
        return ()
    return tuple(key for key, body in sorted(scenario.bodies.items()) if isinstance(body, Commissioner))


LEVIES = Measure(
    "levies",
    "levies on the allocation",
    in_surplus=-1,
    is_for_some=True,
    in_summary=("mean",),
    concerns=levied,
)
MEASURES = (LEVIES,)


def start(world: World) -> None:
    """Let every commissioner pay."""
    for key in levied(world.scenario):
        _Levied(world, key)


class _Levied:
    """One commissioner and the levies on its allocation."""

    def __init__(self, world: World, body: str) -> None:
        self.world, self.body = world, body
        entry = world.scenario.bodies[body]
        assert isinstance(entry, Commissioner)
        self.price, self.allocation = entry.funds_price, world.inputs[entry.funds]
        self.levies = sorted(world.scenario.levies.items())
        self.amounts: list[tuple[str, Line, Array | float]] = []
        """Whom a month's levies are paid to, and how much, £m."""
        world.calendar.every_month(Phase.TRADE, self.pay, step="levies", of=body)

    def pay(self, month: int) -> None:
        """A twelfth of the year's levies."""
        if month % 12 == 0:
            self._open_year(month)
        paid = self.world.recorder.year("levies", self.body, month // 12)
        for payee, line, amount in self.amounts:
            self.world.ledger.post(month, payer=self.body, payee=payee, line=line, amount=amount)
            paid += amount

    def _open_year(self, month: int) -> None:
        """Which levies are paid this year, at its prices; those that begin are told."""
        world, self.amounts = self.world, []
        first = world.scenario.start.year
        year = first + month // 12
        allocation = self.allocation / 12 * (world.state.price[self.price] if self.price else 1.0)
        for key, levy in self.levies:
            if year < levy.from_year or (levy.to_year is not None and year > levy.to_year):
                continue
            amount = world.inputs.share(levy.share_pct) * allocation
            self.amounts.append((levy.paid_to or PAYMASTER, Line(f"levy {key}"), amount))
            if world.event_log and year == max(levy.from_year, first):
                a_year = np.broadcast_to(12 * amount, (world.replications,))
                world.event_log.note(
                    LEVY_BEGINS, self.body, when=float(month), where=a_year != 0, amount=a_year
                )

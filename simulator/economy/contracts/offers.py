"""Offers: in a round a commissioner offers what growth it can afford, and withholds payment above it when short."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.engine.declarations import Event, Measure, Together, Told
from simulator.engine.world import World
from simulator.scenario.scope import affording, left_unpaid
from simulator.scenario.terms.contracts import Contract
from simulator.statistics.arrays import Array

GROWTH_NOT_OFFERED = Event(
    "growth_not_offered", "{subject} cannot afford {amount:£} of the growth that its contracts ask for."
)
PAYMENT_WITHHELD = Event(
    "payment_withheld",
    "{subject}: {amount:£} for work above the offer was withheld in the year.",
    Told.BY_YEAR,
)
EVENTS = (GROWTH_NOT_OFFERED, PAYMENT_WITHHELD)

OFFERED_GROWTH = Measure(
    "offered_growth_pct",
    "share of the growth asked for that is offered",
    "%",
    together=Together.NOTHING,
    may_be_empty=True,
    is_for_some=True,
    in_summary=("mean",),
    concerns=affording,
)
CARE_STOPPED = Measure(
    "care_stopped",
    "care stopped where payment is withheld",
    adds_up=True,
    is_for_some=True,
    in_summary=("mean",),
    concerns=left_unpaid,
)
WITHHELD = Measure(
    "withheld",
    "withheld for work done above offers",
    adds_up=True,
    is_for_some=True,
    in_summary=("mean",),
    concerns=left_unpaid,
)
MEASURES = (OFFERED_GROWTH, CARE_STOPPED, WITHHELD)


class Offers:
    """The contracts of every commissioner that offers what it can afford, by their rows."""

    def __init__(self, world: World, contracts: Sequence[Contract]) -> None:
        self.world = world
        self.rows = {
            payer: [row for row, contract in enumerate(contracts) if contract.payer == payer]
            for payer in affording(world.scenario)
        }

    def agree(self, month: int, last: Array, asked: Array, price: Array) -> Array:
        """What is offered of the activity asked for, ``price`` being £m a year for activity 1; no less than last."""
        for payer, rows in self.rows.items():
            share: Array | float = 1.0
            if payer in self.world.state.affordable:
                growth = asked[rows] - last[rows]
                cost = (price[rows] * growth).sum(axis=0)
                room = self.world.state.affordable[payer] - (price[rows] * last[rows]).sum(axis=0)
                share = np.divide(np.clip(room, 0.0, cost), cost, out=np.ones_like(cost), where=cost > 0)
                asked[rows] = np.where(share < 1, last[rows] + share * growth, asked[rows])
                if self.world.event_log:
                    self.world.event_log.note(
                        GROWTH_NOT_OFFERED,
                        payer,
                        when=float(month),
                        where=share < 1,
                        amount=(1.0 - share) * cost,
                    )
            self.world.recorder.year(OFFERED_GROWTH.key, payer, month // 12)[:] = 100.0 * share
        return asked

    def withheld(self, above: Array) -> Array | None:
        """This month's share of payments ``above`` the offer that is withheld, a row a contract; None where none is."""
        shares = {payer: s for payer, s in self.world.state.withheld_share.items() if s.any()}
        if not shares:
            return None
        withheld = np.zeros_like(above)
        for payer, share in shares.items():
            withheld[self.rows[payer]] = share * (above[self.rows[payer]] > 0)
        return withheld

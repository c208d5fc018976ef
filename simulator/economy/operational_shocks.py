"""Operational shocks: what befalls a body in a year, which no plan, budget or forecast expects; part of it stays."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure
from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Line
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.scope import struck
from simulator.scenario.terms.bodies import Commissioner
from simulator.scenario.terms.operational_shocks import OperationalShocks
from simulator.statistics.arrays import Array
from simulator.statistics.student import VARIANCE, t4_at_normal

SHOCK_STRUCK = Event("shock_struck", "{subject}: what nobody planned adds {amount:£} to the year's position.")
EVENTS = (SHOCK_STRUCK,)

SHOCK = Measure(
    "shock",
    "operational shocks",
    in_surplus=-1,
    is_for_some=True,
    in_summary=("mean",),
    concerns=struck,
)
MEASURES = (SHOCK,)

ONCE = Line("operational shock of the year", is_recurrent=False)
STAYING = Line("operational shocks that stay")

GREATEST = 0.5
"""Of a year's planned income: no shock gives or takes more."""
WORTH_TELLING = 0.02
"""Of a year's planned income."""


def start(world: World) -> None:
    """Let every year befall the bodies that it may; the plan run knows of no shock."""
    shocks = world.scenario.operational_shocks
    if shocks is not None and world.plan is not None:
        for key in struck(world.scenario):
            _Shocks(world, key, shocks)


class _Shocks:
    """What befalls one body, year by year."""

    def __init__(self, world: World, body: str, shocks: OperationalShocks) -> None:
        self.world, self.body = world, body
        self.row = world.row_index.bodies.index(body)
        self.shares = _shares(world, body, shocks)
        self.recurrent = world.inputs.share(shocks.recurrent_pct)
        self.stays: Array | float = 0.0
        """What earlier years leave of their shocks, £m a year at last year's prices; below 0 it costs."""
        self.price: Array | float = 1.0
        self.once: Array | float = 0.0
        self.staying: Array | float = 0.0
        """£m a month of this year, that will not recur and that does."""
        calendar = world.calendar
        calendar.every_month(Phase.OPEN_YEAR, self.strike, step="shocks", of=body)
        calendar.every_month(Phase.TRADE, self.pay, step="cost of shocks", of=body)

    def strike(self, month: int) -> None:
        """April: the year's shock, beside what earlier ones leave at this year's prices."""
        world, y = self.world, month // 12
        assert world.plan is not None
        share = self.shares[y]
        struck_by = np.clip(share, -GREATEST, GREATEST) * world.plan.by_year["income"][self.row, y, 0]
        price = world.state.price["other"]
        self.stays = self.stays * (price / self.price)
        self.price = price
        self.once = -(1.0 - self.recurrent) * struck_by / 12
        self.stays = self.stays + self.recurrent * struck_by
        self.staying = -self.stays / 12
        world.recorder.year("shock", self.body, y)[:] = 12 * (self.once + self.staying)
        if world.event_log:
            world.event_log.note(
                SHOCK_STRUCK,
                self.body,
                when=float(month),
                where=np.abs(share) >= WORTH_TELLING,
                amount=struck_by,
            )

    def pay(self, month: int) -> None:
        """A twelfth of the year's cost, which may be expenditure avoided."""
        for line, amount in ((ONCE, self.once), (STAYING, self.staying)):
            self.world.ledger.post(
                month, payer=self.body, payee=STAFF_AND_SUPPLIERS, line=line, amount=amount
            )


def _shares(world: World, body: str, shocks: OperationalShocks) -> Array:
    """What befalls a body as a share of its planned income, before limits: shape ``(years, replications)``."""
    inputs, name = world.inputs, f"bodies.{body}.shock.innovation"
    shares = np.zeros((world.scenario.years, world.replications))
    if name in inputs.draws:
        shares += inputs.share(shocks.sd_pct) * t4_at_normal(inputs.path(name)) / np.sqrt(VARIANCE)
    shares += inputs.share(shocks.mean_pct)
    if isinstance(world.scenario.bodies[body], Commissioner):
        shares *= inputs.share(shocks.commissioners_pct)
    return shares

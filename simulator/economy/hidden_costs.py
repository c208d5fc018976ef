"""What was not known on day one: cost that the opening books did not show is spent from the first month."""

from __future__ import annotations

from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Line
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.uncertainty import planned

HIDDEN = Line("cost not shown in the opening books")


def start(world: World) -> None:
    """Spend each body's hidden cost, month by month; the plan run knows of none."""
    for key, body in world.scenario.bodies.items():
        world.state.hidden_cost[key] = 0.0
        if world.plan is not None and not body.opening_underlying_gbp_m.is_certain:
            _spend_monthly(world, key)


def _spend_monthly(world: World, key: str) -> None:
    body = world.scenario.bodies[key]
    hidden = planned(body.opening_underlying_gbp_m) - world.inputs[body.opening_underlying_gbp_m]
    series = body.hidden_cost_price

    def spend(month: int) -> None:
        amount = hidden / 12 * (world.state.price[series] if series else 1.0)
        world.state.hidden_cost[key] = amount
        world.ledger.post(month, payer=key, payee=STAFF_AND_SUPPLIERS, line=HIDDEN, amount=amount)

    world.calendar.every_month(Phase.TRADE, spend, step="unrecognised cost", of=key)

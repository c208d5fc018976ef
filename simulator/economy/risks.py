"""The risk register: each risk happens or does not, and is paid over its months."""

from __future__ import annotations

import numpy as np

from simulator.engine.calendar import Life
from simulator.engine.declarations import Event
from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Line
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.timeline import months_from

HAPPENED = Event("risk_happened", "{subject}: the risk becomes real and costs {amount:£} in all.")
EVENTS = (HAPPENED,)


def start(world: World) -> None:
    """Let every risk that can happen live."""
    for key in world.scenario.risks:
        if f"risks.{key}.happens" in world.inputs.draws:
            world.calendar.start("risk", key, _risk(world, key))


def _risk(world: World, key: str) -> Life:
    """One risk: from a random day it costs its owner an even amount a month, and then it is over."""
    risk, inputs = world.scenario.risks[key], world.inputs
    happens = inputs.path(f"risks.{key}.happens")
    if not happens.any():
        return
    begin = months_from(world.scenario.start, risk.date) + np.zeros(world.replications)
    if risk.window_months:
        begin = begin + inputs.path(f"risks.{key}.day") * risk.window_months
    end = begin + risk.duration_months
    amount = happens * inputs[risk.amount_gbp_m] * (1.0 - inputs.share(risk.mitigation_pct))
    line = Line(f"risk {key}", is_recurrent=False)
    if world.event_log:
        world.event_log.note(HAPPENED, key, when=begin, where=happens > 0, amount=amount)
    yield world.calendar.until(max(0, int(begin.min())), Phase.TRADE)
    while world.calendar.month < end.max():
        month = world.calendar.month
        overlap = np.clip(np.minimum(month + 1, end) - np.maximum(month, begin), 0.0, None)
        world.ledger.post(
            month,
            payer=risk.owner,
            payee=STAFF_AND_SUPPLIERS,
            line=line,
            amount=amount * overlap / risk.duration_months,
        )
        yield world.calendar.months(1)

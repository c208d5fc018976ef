"""Winters: each strikes or does not, on a random day, for a random while."""

from __future__ import annotations

import numpy as np

from simulator.engine.calendar import Life
from simulator.engine.declarations import Event
from simulator.engine.month import Phase
from simulator.engine.world import World

STRUCK = Event("winter_struck", "A hard winter begins; it lasts {amount:months}.")
EVENTS = (STRUCK,)

DECEMBER = 8
MONTHS_IN_WHICH_ONE_MAY_START = 3


def start(world: World) -> None:
    """Let every year's winter live."""
    if world.scenario.winter is None or "winter.strikes" not in world.inputs.draws:
        return
    under_way: set[int] = set()
    for y in range(world.scenario.years):
        world.calendar.start("winter", str(world.scenario.start.year + y), _winter(world, y, under_way))


def _winter(world: World, y: int, under_way: set[int]) -> Life:
    """One winter: it presses on the months that it overlaps, and then it is over."""
    assert world.scenario.winter is not None
    strikes = world.inputs.path("winter.strikes")[y]
    begin = 12 * y + DECEMBER + MONTHS_IN_WHICH_ONE_MAY_START * world.inputs.path("winter.start")[y]
    length = np.maximum(world.inputs.of_year(world.scenario.winter.length_months, y), 0.0)
    severity = world.inputs.of_year(world.scenario.winter.severity, y)
    end = begin + length
    last = float(np.max(np.where(strikes > 0, end, 0.0)))
    if last == 0.0:
        return
    yield world.calendar.until(12 * y + DECEMBER, Phase.DEMAND)
    if world.event_log:
        world.event_log.note(STRUCK, "winter", when=begin, where=strikes > 0, amount=length)
    under_way.add(y)
    while world.calendar.month < last:
        month = world.calendar.month
        overlap = strikes * np.clip(np.minimum(month + 1, end) - np.maximum(month, begin), 0.0, 1.0)
        world.state.winter_share += overlap
        world.state.winter_pressure += overlap * severity
        yield world.calendar.months(1)
        world.state.winter_share -= overlap
        world.state.winter_pressure -= overlap * severity
    under_way.remove(y)
    if not under_way:  # what is left is rounding, and it would keep winter's arithmetic going all year
        world.state.winter_share[:] = 0.0
        world.state.winter_pressure[:] = 0.0

"""Unit costs that grow back: year after year a unit of care costs its provider more than prices alone explain."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure, Told
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.sampling.inputs import Inputs
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.scope import with_unit_costs
from simulator.statistics.arrays import Array

UNIT_COSTS_GREW = Event(
    "unit_costs_grew",
    "{subject}: a unit of care costs {amount:%} more than at the start, beyond prices.",
    Told.AT_MONTH_END,
)
EVENTS = (UNIT_COSTS_GREW,)

UNIT_COST_GROWTH = Measure(
    "unit_cost_growth",
    "growth of unit costs beyond prices",
    in_surplus=-1,
    is_for_some=True,
    in_summary=("mean",),
    concerns=with_unit_costs,
)
MEASURES = (UNIT_COST_GROWTH,)

LEAST_GROWTH = 0.01
"""As with prices: no year takes more than 99 % off."""


def start(world: World) -> None:
    """Let the unit costs of every provider that has a growth of them grow, month by month."""
    common = common_departures(world.scenario, world.inputs)
    for key, growth in with_unit_costs(world.scenario).items():
        _UnitCosts(world, key, growth, common)


def common_departures(scenario: Scenario, inputs: Inputs) -> list[Array | float]:
    """By what each year's growth departs from every provider's own, as a share; none in the plan run."""
    terms = scenario.unit_costs
    if terms is None or "unit_costs.innovation" not in inputs.draws:
        return [0.0] * scenario.years
    departures: list[Array | float] = []
    last: Array | float = 0.0
    for innovation in inputs.path("unit_costs.innovation"):
        last = inputs[terms.error_persistence] * last + inputs.share(terms.error_sd_pct) * innovation
        departures.append(last)
    return departures


class _UnitCosts:
    """One provider's cost of a unit of care, against March before the start and beyond prices."""

    def __init__(self, world: World, body: str, growth: Number, common: list[Array | float]) -> None:
        self.world, self.body = world, body
        own = world.inputs.share(growth)
        self.a_month = [np.maximum(1.0 + own + departure, LEAST_GROWTH) ** (1 / 12) for departure in common]
        """Growth a month in each year, as a factor."""
        world.state.unit_cost[body] = np.ones(world.replications)
        calendar = world.calendar
        calendar.every_month(Phase.MANAGE, self.grow, step="unit costs", of=body)
        calendar.every_month(Phase.CLOSE_YEAR, self.write, step="unit costs of the year", of=body)

    def grow(self, month: int) -> None:
        """From the level of the month before; the first month is at the start's."""
        if month:
            level = self.world.state.unit_cost
            level[self.body] = level[self.body] * self.a_month[(month - 1) // 12]

    def write(self, month: int) -> None:
        """March: what the year has cost by it."""
        state, y = self.world.state, month // 12
        self.world.recorder.year("unit_cost_growth", self.body, y)[:] = state.unit_cost_paid[self.body]
        if self.world.event_log:
            grown = state.unit_cost[self.body] - 1.0
            self.world.event_log.note(
                UNIT_COSTS_GREW, self.body, when=float(month + 1), where=grown != 0, amount=grown
            )

"""The terms of contracts: how each form pays what lies above and below plan, and when in the year care is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.engine.world import World
from simulator.scenario.model import Scenario
from simulator.scenario.terms.contracts import Contract
from simulator.statistics.arrays import Array


@dataclass(frozen=True)
class Terms:
    """How a form pays what lies above and below plan: shares of price, and limits as shares of planned activity."""

    above: Array
    below: Array
    collar: Array
    cap: Array


def terms_of_year(world: World, contracts: Sequence[Contract], y: int) -> Terms:
    """A year's terms, a row a contract; a challenge is set month by month."""
    shape = (len(contracts), world.replications)
    above, below = np.zeros(shape), np.zeros(shape)
    collar, cap = np.full(shape, -np.inf), np.full(shape, np.inf)
    scenario, inputs = world.scenario, world.inputs
    for row, entry in enumerate(contracts):
        if entry.form == "activity":
            above[row] = below[row] = 1.0
        elif entry.form == "marginal_rate":
            below[row] = 1.0
            rates = scenario.marginal_rates(entry)
            above[row] = inputs.share(scenario.row(rates, scenario.start.year + y))
        elif entry.form == "blended":
            assert entry.variable_pct is not None
            assert entry.cap_pct is not None
            assert entry.collar_pct is not None
            above[row] = below[row] = inputs.share(entry.variable_pct)
            collar[row], cap[row] = -inputs.share(entry.collar_pct), inputs.share(entry.cap_pct)
    return Terms(above, below, collar, cap)


def seasons(scenario: Scenario, contracts: tuple[str, ...]) -> Array:
    """Season of each contract's service, mean one: shape ``(12, contracts, 1)``."""
    rows = []
    for key in contracts:
        season = scenario.services[scenario.contracts[key].service].season
        weights = np.array(season) if season else np.ones(12)
        rows.append(weights / weights.mean())
    return np.stack(rows, axis=1)[:, :, None]

"""The inputs of a block's replications: as drawn or, where months are closed, moved to what happened in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.errors import RecoverySimError
from simulator.results.arrays import Results
from simulator.sampling import Inputs, draw
from simulator.sampling.draw import inputs_from
from simulator.sampling.futures import Block
from simulator.sampling.moved import Moved, Noted, moves_towards, share_as_far
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.simulation import simulate_block
from simulator.statistics.arrays import Array

RIDGE = 1e-4
"""Share of their mean variance that is added to each variance of the closed months' positions."""
NO_SPREAD_GBP_M = 1e-9
MONTHS_OF_TWO_YEARS = 24


@dataclass(frozen=True)
class FirstPass:
    """The closed months of a block as they would have been expected.

    Attributes
    ----------
    normals : mapping of str to array
        The standard normals behind them, by name.
    positions : mapping of str to array
        Income less expenditure of each body with actuals, £m, shape ``(closed months, replications)``.
    """

    normals: Mapping[str, Array]
    positions: Mapping[str, Array]


def inputs_of(
    scenario: Scenario, seed: int, block: int, plan: Results, *, known: Block | None = None
) -> Inputs:
    """The inputs of one block (`docs/model.md` §15): the same bytes whenever and wherever they are asked for.

    Parameters
    ----------
    known : Block, optional
        The same block, which remembers what was drawn of it; not used where months are closed, which move all chance.

    Raises
    ------
    RecoverySimError
        If nothing that is uncertain moves the closed months of a body with actuals.
    """
    if not scenario.actuals:
        return draw(scenario, seed, block) if known is None else inputs_from(scenario, known)
    first = first_pass(scenario, seed, block, plan)
    for body, positions in first.positions.items():
        _refuse_without_spread(body, positions)
    return moved_inputs(scenario, seed, block, first)


def first_pass(scenario: Scenario, seed: int, block: int, plan: Results) -> FirstPass:
    """Simulate a block's closed months without their actuals."""
    closed = scenario.closed_months
    noted = Noted(seed, block, closed=closed, year=scenario.start.year)
    unknowing = replaced(scenario, {"actuals": {}})
    results = simulate_block(unknowing, inputs_from(scenario, noted), plan, months=closed)
    rows = {body: results.bodies.index(body) for body in sorted(scenario.actuals)}
    position = results.by_month["position"]
    return FirstPass(noted.normals, {body: position[row, :closed] for body, row in rows.items()})


def moved_inputs(scenario: Scenario, seed: int, block: int, first: FirstPass) -> Inputs:
    """A block's inputs, its normals moved from the closed months of its first pass to the actual ones."""
    moves = moves_towards(first.normals, *_found_and_actual(scenario, first), RIDGE)
    return inputs_from(scenario, Moved(seed, block, moves=moves))


@dataclass(frozen=True)
class Learnt:
    """What a body's closed months told, from the first block's replications.

    Attributes
    ----------
    expected_to_date : float
        What the closed months were to come to before they were known, mean, £m.
    recurs : float
        By how much the mean underlying position of the following year moved when they were known, £m a year; NaN where
        no such year is simulated.
    """

    expected_to_date: float
    recurs: float


def learnt(scenario: Scenario, seed: int, plan: Results, first: FirstPass) -> dict[str, Learnt]:
    """By body with actuals, of the first block: two years as they were expected, and as the closed months make them."""
    recurs = _recurring(scenario, seed, plan, first) if scenario.years > 1 else {}
    return {
        body: Learnt(float(positions.sum(axis=0).mean()), recurs.get(body, np.nan))
        for body, positions in first.positions.items()
    }


def _recurring(scenario: Scenario, seed: int, plan: Results, first: FirstPass) -> dict[str, float]:
    unknowing = replaced(scenario, {"actuals": {}})
    before = simulate_block(unknowing, draw(unknowing, seed, 0), plan, months=MONTHS_OF_TWO_YEARS)
    inputs = moved_inputs(scenario, seed, 0, first)
    after = simulate_block(scenario, inputs, plan, months=MONTHS_OF_TWO_YEARS)
    moved = (after.by_year["underlying"] - before.by_year["underlying"])[:, 1].mean(axis=-1)
    return dict(zip(before.bodies, map(float, moved), strict=True))


def surprise(scenario: Scenario, first: FirstPass) -> float:
    """Share of a block's replications whose closed months were to be at least as unusual as the actual ones."""
    return share_as_far(*_found_and_actual(scenario, first), RIDGE)


def _found_and_actual(scenario: Scenario, first: FirstPass) -> tuple[Array, Array]:
    """The closed months of all bodies with actuals, one after another: of each replication, and as they were."""
    found = np.concatenate([first.positions[body] for body in sorted(scenario.actuals)])
    actual = np.concatenate([scenario.actuals[body].position_gbp_m for body in sorted(scenario.actuals)])
    return found, actual


def _refuse_without_spread(body: str, positions: Array) -> None:
    if np.ptp(positions, axis=1).max() <= NO_SPREAD_GBP_M:
        raise RecoverySimError(
            f"actuals.{body}: nothing that the scenario leaves open moves this body's position in the closed months, "
            "so that they can tell nothing of the rest of the year. State what is uncertain for it, e.g. a range for "
            f"bodies.{body}.opening_underlying_gbp_m, or leave [actuals.{body}] out."
        )

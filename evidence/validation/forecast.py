"""The forecast in the year, tried on the model's own futures: are their ends where it says, and is it worth having?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.montecarlo.conditioning import FirstPass, first_pass, moved_inputs
from simulator.results.arrays import Results
from simulator.sampling import draw
from simulator.scenario import load
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.terms.actuals import Actuals
from simulator.simulation import plan_run, simulate_block
from simulator.statistics.arrays import Array

SCENARIO = Path(__file__).parents[2] / "scenarios" / "west_norfolk.toml"
REPLICATIONS = 200
CLOSED = (3, 6, 9)
BLOCKS = 4
"""Futures are forecast with the blocks in turn: no one block's luck decides."""
SEED, SEED_OF_TRUTH = 1, 2


@dataclass(frozen=True)
class Forecasts:
    """How forecasts of one body's year fared that were made with so many months closed."""

    body: str
    closed: int
    covered: float
    """Share of the futures whose year ended between p10 and p90."""
    width: float
    """Mean of p90 less p10, as a share of what it is before any month is closed."""
    below: float
    """Mean of P(outturn < how the year ended); one half where forecasts lean to neither side."""
    left: float
    """Mean size of the difference to actuals of a closed month, as a share of the month's spread (sd)."""


def forecasts(closed: int, replications: int = REPLICATIONS, path: Path = SCENARIO) -> Iterator[Forecasts]:
    """Close some months as futures of another seed had them, and forecast each of those futures' first year."""
    scenario = load(path)
    plan = plan_run(scenario)
    lived = simulate_block(scenario, draw(scenario, SEED_OF_TRUTH, 0), plan, months=12)
    before = [
        simulate_block(scenario, draw(scenario, SEED, block), plan, months=12) for block in range(BLOCKS)
    ]
    months = _with_actuals(scenario, lived, 0, closed)
    passes = [first_pass(months, SEED, block, plan) for block in range(BLOCKS)]
    outcomes = []
    for replication in range(replications):
        known = _with_actuals(scenario, lived, replication, closed)
        outcomes.append(_one(known, passes[replication % BLOCKS], replication, lived, plan))
    found = np.array(outcomes)  # (replications, what, bodies)
    spread = np.mean([_month_sd(run, closed) for run in before], axis=0)
    width = np.mean([_width(run.by_year["surplus"][:, 0]) for run in before], axis=0)
    for row, body in enumerate(lived.bodies):
        is_inside, widths, below, left = found[:, :, row].T
        yield Forecasts(
            body=body,
            closed=closed,
            covered=float(is_inside.mean()),
            width=float(widths.mean() / width[row]),
            below=float(below.mean()),
            left=float(left.mean() / spread[row]),
        )


def _one(known: Scenario, first: FirstPass, replication: int, lived: Results, plan: Results) -> Array:
    """Of each body: 1 where p10 to p90 holds the end, p90 less p10, P(outturn < end), size of the differences."""
    inputs = moved_inputs(known, SEED, replication % BLOCKS, first)
    outturn = simulate_block(known, inputs, plan, months=12).by_year["surplus"][:, 0]
    end = lived.by_year["surplus"][:, 0, replication]
    low, high = np.quantile(outturn, (0.1, 0.9), axis=-1)
    free = replaced(known, {"actuals": {}})
    closed = known.closed_months
    modelled = simulate_block(free, inputs, plan, months=closed).by_month["position"][:, :closed]
    actual = lived.by_month["position"][:, :closed, replication]
    left = np.abs(modelled - actual[:, :, None]).mean(axis=(1, 2))
    is_inside = (low <= end) & (end <= high)
    return np.array([is_inside, high - low, (outturn < end[:, None]).mean(axis=-1), left])


def _with_actuals(scenario: Scenario, lived: Results, replication: int, closed: int) -> Scenario:
    """The scenario after the first months of a future, for every body."""
    actuals = {
        body: Actuals(position_gbp_m=lived.by_month["position"][row, :closed, replication].tolist())
        for row, body in enumerate(lived.bodies)
    }
    return replaced(scenario, {"actuals": actuals})


def _width(outturn: Array) -> Array:
    low, high = np.quantile(outturn, (0.1, 0.9), axis=-1)
    return np.asarray(high - low)


def _month_sd(run: Results, closed: int) -> Array:
    return np.asarray(run.by_month["position"][:, :closed].std(axis=-1).mean(axis=-1))


def main() -> None:
    """The table of `docs/validation.md`."""
    headings = ("months closed", "body", "ends within p10–p90", "width, share of month 0's")
    print(f"| {' | '.join(headings)} | P(outturn < end), mean | difference left |\n|---|---|---|---|---|---|")
    for closed in CLOSED:
        for one in forecasts(closed):
            figures = f"{one.covered:.1%} | {one.width:.2f} | {one.below:.2f} | {one.left:.0%}"
            print(f"| {one.closed} | {one.body} | {figures} |", flush=True)


if __name__ == "__main__":
    main()

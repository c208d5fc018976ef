"""What the stratified nets gain over independent draws: variances of the means of blocks, side by side.

`python -m evidence.validation.nets` prints the table of `docs/validation.md`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from simulator.montecarlo.blocks import shares_of
from simulator.results.arrays import Results
from simulator.results.outcomes import outcomes
from simulator.sampling import draw
from simulator.sampling.streams import net, plain
from simulator.scenario import load
from simulator.scenario.model import Scenario
from simulator.simulation import plan_run, simulate_block
from simulator.statistics.arrays import BLOCK, Array

SCENARIO = Path(__file__).parents[2] / "scenarios" / "west_norfolk.toml"
BLOCKS = 100
SEED = 1
RESAMPLES = 2000
WAYS = {"net": net, "plain": plain}


@dataclass(frozen=True)
class Gain:
    """Of one body's chance to break even in one year."""

    body: str
    year: int
    estimate: float
    net: float
    """Variance of the share of a block, over ``p (1 − p) / 1,024``."""
    plain: float
    """The same with independent draws: 1 but for chance."""
    ratio: float
    """Variance with nets over variance with independent draws: the share of replications still needed."""
    low: float
    high: float
    """95 % of the ratio over resampled blocks."""


def gains(path: Path = SCENARIO, blocks: int = BLOCKS) -> Iterator[Gain]:
    """Every body, the system and every body at once, in every year where the chance is from 1 to 99 %."""
    scenario = load(path)
    plan = plan_run(scenario)
    shares = {way: break_even_by_block(scenario, plan, way, blocks) for way in WAYS}
    names = outcomes(plan).names
    chance = np.random.default_rng(SEED)
    for row, body in enumerate(names):
        for year in range(scenario.years):
            by_net, by_plain = shares["net"][:, row, year], shares["plain"][:, row, year]
            p = float(np.mean([by_net.mean(), by_plain.mean()]))
            if 0.01 <= p <= 0.99:
                each = p * (1 - p) / BLOCK
                again = [chance.integers(0, blocks, (RESAMPLES, blocks)) for _ in WAYS]
                ratios = by_net[again[0]].var(axis=1, ddof=1) / by_plain[again[1]].var(axis=1, ddof=1)
                low, high = np.quantile(ratios, (0.025, 0.975))
                nets, plains = by_net.var(ddof=1), by_plain.var(ddof=1)
                yield Gain(body, year, p, nets / each, plains / each, nets / plains, float(low), float(high))


def break_even_by_block(scenario: Scenario, plan: Results, way: str, blocks: int) -> Array:
    """Share of each block's futures that break even: shape ``(blocks, names, years)``."""
    work = partial(_one_block, scenario, plan, way)
    # As many processes as the run itself would take; a fork would copy locks of threads.
    with ProcessPoolExecutor(len(os.sched_getaffinity(0)), mp_context=get_context("forkserver")) as pool:
        return np.stack(list(pool.map(work, range(blocks), chunksize=5)))


def _one_block(scenario: Scenario, plan: Results, way: str, block: int) -> Array:
    inputs = draw(scenario, SEED, block, points=WAYS[way])
    return np.asarray(shares_of(simulate_block(scenario, inputs, plan))[0])


def main() -> None:
    """Print the table of `docs/validation.md`."""
    print("| body | year | chance | variance with nets | with independent draws | ratio (95 %) |")
    print("|---|---|---|---|---|---|")
    for gain in gains():
        print(
            f"| {gain.body} | {gain.year + 1} | {gain.estimate:.1%} | {gain.net:.2f} | {gain.plain:.2f} "
            f"| {gain.ratio:.2f} ({gain.low:.2f}–{gain.high:.2f}) |"
        )


if __name__ == "__main__":
    main()

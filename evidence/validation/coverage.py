"""Do 95 % intervals hold the truth in 95 of 100 runs? Runs by the hundred, of a model whose truth is known and of ours.

`python -m evidence.validation.coverage` prints the tables of `docs/validation.md`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulator.montecarlo.blocks import shares_of
from simulator.montecarlo.precision import Certainty
from simulator.results.arrays import Results
from simulator.sampling import draw
from simulator.sampling.streams import net, stream
from simulator.scenario import load, new_scenario
from simulator.scenario.model import Scenario
from simulator.simulation import plan_run, simulate_block
from simulator.statistics.arrays import BLOCK, Array
from simulator.statistics.intervals import ENOUGH_BLOCKS, from_block_shares

TRUTHS = (0.0005, 0.005, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98, 0.995, 0.9995)
MIDDLE = TRUTHS.index(0.5)
LOADINGS = (0.45, 0.45, 0.45, 0.45)
"""Of the made-up model on its stratified inputs; 1 − Σλ² = 0.19 of its variance is left to independent noise."""
SEEDS = 1000
MOST_BLOCKS = 100

REAL_OVERRIDES = ("years=3", "bodies.commissioner.allocation_gbp_m=264")
REAL_SEEDS = 200
REAL_BLOCKS = 16
TRUTH_SEED = 1_000_000
TRUTH_BLOCKS = 2000


@dataclass(frozen=True)
class Coverage:
    """How often intervals hold the truth, for each chance.

    Attributes
    ----------
    covered : array
        Share of runs whose interval holds the truth.
    covered_by_student, by_student : array
        The same among the runs whose interval is Student's t, and the share of runs in which it is.
    blocks : float
        Mean number of blocks of a run.
    """

    covered: Array
    covered_by_student: Array
    by_student: Array
    blocks: float


def made_up_shares(seeds: int = SEEDS, blocks: int = MOST_BLOCKS) -> Array:
    """Shares of blocks above thresholds that are exceeded with `TRUTHS`: ``(seeds, truths, blocks)``.

    A sum of four stratified normals and one independent one is a standard normal, so the truth is exact.
    """
    with _pool() as pool:
        return np.stack(list(pool.map(partial(_made_up_run, blocks), range(seeds), chunksize=25)))


def real_shares(seeds: Sequence[int], blocks: int) -> Array:
    """Chances of a small scenario of three years by block: ``(seeds, 2, names, years, blocks)``."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "small.toml"
        file.write_text(new_scenario("Small"), encoding="utf-8")
        scenario = load(file, overrides=list(REAL_OVERRIDES))
    work = partial(_real_block, scenario, plan_run(scenario))
    jobs = [(seed, block) for seed in seeds for block in range(blocks)]
    with _pool() as pool:
        found = np.stack(list(pool.map(work, jobs, chunksize=20)))
    return np.moveaxis(found.reshape(len(seeds), blocks, *found.shape[1:]), 1, -1)


def coverage(shares: Array, truth: Array, blocks: int) -> Coverage:
    """Coverage after a number of blocks fixed beforehand; ``shares`` runs first, blocks last."""
    return _coverage([run[..., :blocks] for run in shares], truth)


def coverage_when_stopped(shares: Array, truth: Array, asked: float) -> Coverage:
    """Coverage where each run stops by itself, when all its chances are as certain as asked, or at its end."""
    return _coverage([run[..., : _stop(run, asked)] for run in shares], truth)


def _coverage(runs: Sequence[Array], truth: Array) -> Coverage:
    covered, by_student = [], []
    for run in runs:
        found = from_block_shares(run, size=BLOCK)
        covered.append((found.low <= truth) & (truth <= found.high))
        is_mixed = ((run > 0) & (run < 1)).all(axis=-1)
        by_student.append(is_mixed & (run.shape[-1] >= ENOUGH_BLOCKS))
    hits: NDArray[np.bool_] = np.stack(covered)
    student: NDArray[np.bool_] = np.stack(by_student)
    count = student.sum(axis=0)
    with np.errstate(invalid="ignore"):
        among = (hits & student).sum(axis=0) / count
    return Coverage(
        hits.mean(axis=0), among, student.mean(axis=0), float(np.mean([r.shape[-1] for r in runs]))
    )


def _stop(run: Array, asked: float) -> int:
    certainty = Certainty(asked)
    for block in range(run.shape[-1]):
        certainty.note(block, run[..., block])
        if certainty.stop is not None:
            return certainty.stop
    return int(run.shape[-1])


def _made_up_run(blocks: int, seed: int) -> Array:
    thresholds = ndtri(1 - np.array(TRUTHS))[:, None]
    own = np.sqrt(1 - sum(loading**2 for loading in LOADINGS))
    shares = np.empty((len(TRUTHS), blocks))
    for block in range(blocks):
        values = own * stream(seed, block, "noise").standard_normal(BLOCK)
        for number, loading in enumerate(LOADINGS):
            values += loading * ndtri(net(seed, block, f"input {number}"))
        shares[:, block] = (values > thresholds).mean(axis=1)
    return shares


def _real_block(scenario: Scenario, plan: Results, job: tuple[int, int]) -> Array:
    seed, block = job
    return shares_of(simulate_block(scenario, draw(scenario, seed, block), plan))


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(len(os.sched_getaffinity(0)), mp_context=get_context("forkserver"))


def tables() -> Iterator[str]:
    """The tables, line by line, in Markdown."""
    shares, truth = made_up_shares(), np.array(TRUTHS)
    yield "| made-up model, true chance | " + " | ".join(f"{p:g}" for p in TRUTHS) + " |"
    yield "|---|" + "---|" * len(TRUTHS)
    for blocks in (1, 4, 8, 10, 20, 40):
        yield from _rows(f"{blocks} blocks", coverage(shares, truth, blocks))
    for asked in (0.01, 0.005):
        found = coverage_when_stopped(shares, truth, asked)
        yield from _rows(f"stopped at ±{100 * asked:g} points, {found.blocks:.1f} blocks on average", found)
    for asked in (0.0075, 0.005):
        alone = slice(MIDDLE, MIDDLE + 1)
        found = coverage_when_stopped(shares[:, alone], truth[alone], asked)
        yield (
            f"The chance of 0.5 alone, stopped at ±{100 * asked:g} points: {found.covered[0]:.3f}, "
            f"{found.blocks:.1f} blocks on average."
        )
    yield from _real_tables()


def _real_tables() -> Iterator[str]:
    truth = real_shares([TRUTH_SEED], TRUTH_BLOCKS)[0].mean(axis=-1)
    shares = real_shares(range(REAL_SEEDS), REAL_BLOCKS)
    flat, known = shares.reshape(len(shares), -1, REAL_BLOCKS), truth.ravel()
    yield "| engine, chance by a much longer run | " + " | ".join(f"{p:.4f}" for p in known) + " |"
    yield "|---|" + "---|" * len(known)
    for blocks in (1, 4, 8, 10, 16):
        yield from _rows(f"{blocks} blocks", coverage(flat, known, blocks))
    for asked in (0.01, 0.0085):
        found = coverage_when_stopped(flat, known, asked)
        yield from _rows(f"stopped at ±{100 * asked:g} points, {found.blocks:.1f} blocks on average", found)


def _rows(what: str, found: Coverage) -> Iterator[str]:
    yield f"| {what} | " + " | ".join(f"{share:.3f}" for share in found.covered) + " |"
    if found.by_student.any():
        cells = (
            f"{share:.3f} ({used:.0%})" if used > 0 else ""
            for share, used in zip(found.covered_by_student, found.by_student, strict=True)
        )
        yield "| — of those by Student's t (share of runs) | " + " | ".join(cells) + " |"


def main() -> None:
    """Print the tables."""
    for line in tables():
        print(line)


if __name__ == "__main__":
    main()

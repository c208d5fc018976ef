"""One block of futures: sampled, simulated, kept, and reported in a few words."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.outcomes import outcomes
from simulator.results import Results
from simulator.sampling.inputs import Array, Inputs
from simulator.sampling.streams import BLOCK
from simulator.scenario.model import Scenario


@dataclass(frozen=True)
class Task:
    """What every worker is told once: what to simulate, against which plan, and where to keep it."""

    scenario: Scenario
    seed: int
    plan: Results
    folder: Path | None
    """None keeps results in memory."""


@dataclass(frozen=True)
class BlockReport:
    """What comes back from a worker for one block.

    Attributes
    ----------
    headline : float
        Share of the block's futures in which every member breaks even in the last year.
    files : dict of str to str
        Path within the folder, and SHA-256, of each file written.
    results, columns
        The block itself where there is no folder, otherwise None.
    """

    block: int
    headline: float
    seconds: float
    files: dict[str, str]
    results: Results | None = None
    columns: dict[str, Array] | None = None


def simulate_one(task: Task, block: int) -> BlockReport:
    """Simulate one block and keep it: in files if the task has a folder, in the report otherwise."""
    from simulator.montecarlo.store import write_block
    from simulator.sampling import draw
    from simulator.simulation import simulate_block

    started = time.perf_counter()
    inputs = draw(task.scenario, task.seed, block)
    results = simulate_block(task.scenario, inputs, task.plan, first_replication=block * BLOCK)
    columns = input_columns(inputs, task.scenario.years)
    files = {} if task.folder is None else write_block(task.folder, block, results, columns)
    return BlockReport(
        block=block,
        headline=headline(results),
        seconds=time.perf_counter() - started,
        files=files,
        results=results if task.folder is None else None,
        columns=columns if task.folder is None else None,
    )


def input_columns(inputs: Inputs, years: int) -> dict[str, Array]:
    """One number a future for each uncertain input, by name: as drawn, or the sum of its years.

    Monthly paths of noise are left out: their sum over a horizon has no meaning to a reader.
    """
    columns: dict[str, Array] = {}
    for name, values in sorted(inputs.draws.items()):
        if values.ndim == 1:
            columns[name] = values
        elif values.shape[0] == years:
            columns[name] = values.sum(axis=0)
    return columns


def headline(results: Results) -> float:
    """Share of futures in which every member breaks even in the last year."""
    return float(np.mean(outcomes(results).break_even[-1, -1]))

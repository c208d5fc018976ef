"""One block of replications: sampled, simulated, kept, and reported in a few words."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.errors import SimulationError, StorageError
from simulator.results.arrays import Results
from simulator.results.books import Bookkeeper, Books
from simulator.results.outcomes import outcomes
from simulator.sampling.inputs import Inputs
from simulator.scenario.model import Scenario
from simulator.statistics.arrays import BLOCK, Array


@dataclass(frozen=True)
class Task:
    """What every worker is told once: what to simulate, against which plan, and where to keep it."""

    scenario: Scenario
    seed: int
    plan: Results
    folder: Path | None
    """None keeps results in memory."""
    keeps_books: bool = False
    """Whether to keep what everybody paid everybody: in memory alone."""

    def attempt(self, number: int) -> Outcome:
        """Simulate one block and keep it, or say why it cannot be simulated."""
        return try_one(self, number)


@dataclass(frozen=True)
class BlockReport:
    """What comes back from a worker for one block.

    Attributes
    ----------
    shares : array
        Shares of the block's replications that break even, and that reach 1 %, by body, the system and every
        body: shape ``(2, names, years)``.
    files : dict of str to str
        Path within the folder, and SHA-256, of each file written.
    results, columns
        The block itself where there is no folder, otherwise None.
    books
        What everybody paid everybody, where that was to be kept.
    """

    block: int
    shares: Array
    seconds: float
    files: dict[str, str]
    results: Results | None = None
    columns: dict[str, Array] | None = None
    books: Books | None = None

    @property
    def headline(self) -> float:
        """Share of the block's replications in which every member breaks even in the last year."""
        return float(self.shares[0, -1, -1])


@dataclass(frozen=True)
class BlockFailure:
    """A block whose simulation stopped; the others go on."""

    block: int
    seconds: float
    reason: str


Outcome = BlockReport | BlockFailure


def try_one(task: Task, block: int) -> BlockReport | BlockFailure:
    """Simulate one block and keep it, or say why it cannot be simulated.

    Raises
    ------
    StorageError
        If it cannot be kept: then no other could.
    """
    started = time.perf_counter()
    try:
        return simulate_one(task, block)
    except StorageError:
        raise
    except SimulationError as error:
        return BlockFailure(block, time.perf_counter() - started, str(error))


def simulate_one(task: Task, block: int) -> BlockReport:
    """Simulate one block and keep it: in files if the task has a folder, in the report otherwise."""
    from simulator.montecarlo.conditioning import inputs_of
    from simulator.montecarlo.store import write_block
    from simulator.simulation import simulate_block

    started = time.perf_counter()
    # What is drawn beyond all bounds is no matter of warnings: the simulation refuses it by its name.
    with np.errstate(all="ignore"):
        inputs = inputs_of(task.scenario, task.seed, block, task.plan)
    bookkeeper = Bookkeeper() if task.keeps_books else None
    results = simulate_block(
        task.scenario, inputs, task.plan, first_replication=block * BLOCK, bookkeeper=bookkeeper
    )
    columns = input_columns(inputs, task.scenario.years)
    del inputs  # months of noise are the largest part of a block, and nothing needs them any more
    files = {} if task.folder is None else write_block(task.folder, block, results, columns, seed=task.seed)
    return BlockReport(
        block=block,
        shares=shares_of(results),
        seconds=time.perf_counter() - started,
        files=files,
        results=results if task.folder is None else None,
        columns=columns if task.folder is None else None,
        books=bookkeeper.books() if bookkeeper else None,
    )


def input_columns(inputs: Inputs, years: int) -> dict[str, Array]:
    """One number a replication for each uncertain input, by name: as drawn, or the sum of its years.

    Monthly paths of noise are left out: their sum over a horizon has no meaning to a reader.
    """
    columns: dict[str, Array] = {}
    for name, values in sorted(inputs.draws.items()):
        if values.ndim == 1:
            columns[name] = values
        elif values.shape[0] == years:
            columns[name] = values.sum(axis=0)
    return columns


def shares_of(results: Results) -> Array:
    """Shares of a block's replications that break even, and that reach 1 %: shape ``(2, names, years)``."""
    reached = outcomes(results)
    return np.stack([reached.break_even.mean(axis=-1), reached.surplus_1pct.mean(axis=-1)])

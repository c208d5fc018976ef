"""A whole run: the plan, the do-nothing run, and as many blocks of possible futures as are asked for."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulator.errors import RecoverySimError
from simulator.intervals import Probability, from_block_shares
from simulator.montecarlo.blocks import BlockReport, Task
from simulator.montecarlo.executor import simulate_blocks
from simulator.results import Results, join
from simulator.sampling.inputs import Array
from simulator.sampling.streams import BLOCK
from simulator.scenario.model import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.manifest import Manifest

REPLICATIONS = 10_240
LARGEST_DRAWN_SEED = 2**32
"""Short enough to be typed again."""


@dataclass(frozen=True, eq=False)
class Run:
    """A finished run.

    Attributes
    ----------
    replications : int
        Possible futures simulated: what was asked for, rounded up to whole blocks of 1,024.
    plan, do_nothing : Results
        One future each.
    results : Results
        All blocks joined.
    inputs : DataFrame
        One row a future, one column an uncertain input; what is drawn anew each year is summed over the
        years.
    folder : Path or None
        Where it is kept.
    """

    scenario: Scenario
    seed: int
    replications: int
    plan: Results
    do_nothing: Results
    results: Results
    inputs: pd.DataFrame
    folder: Path | None = None


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    Attributes
    ----------
    headline : Probability or None
        Of every member breaking even in the last year, by the blocks done so far.
    seconds_left : float or None
        At the pace of the blocks simulated so far; None before the first.
    """

    blocks_done: int
    blocks: int
    headline: Probability | None
    seconds_left: float | None


def run(
    scenario: Scenario,
    *,
    replications: int = REPLICATIONS,
    seed: int | None = None,
    workers: int | None = None,
    folder: Path | None = None,
    fresh: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Simulate a scenario; a folder that already holds blocks of the same run is gone on with.

    Parameters
    ----------
    scenario : Scenario
        As loaded.
    replications : int
        Possible futures; rounded up to whole blocks of 1,024.
    seed : int, optional
        Of the run; else the scenario's own, else one is drawn and stands in the run returned. 0 is a seed.
    workers : int, optional
        Processes; changes no figure. Without it, all processors are used if that is quicker.
    folder : Path, optional
        Where to keep the run; without it, it stays in memory.
    fresh : bool
        Whether to simulate every block anew.
    progress : function, optional
        Called after each block.

    Raises
    ------
    RecoverySimError
        If the numbers asked for make no sense, the books do not hold, or files cannot be written.
    """
    from simulator.simulation import do_nothing_run, plan_run

    _refuse_less_than_one(replications=replications, workers=workers)
    chosen, blocks = choose_seed(scenario, seed), math.ceil(replications / BLOCK)
    plan, do_nothing = plan_run(scenario), do_nothing_run(scenario)
    order = _Order(Task(scenario, chosen, plan, folder), blocks, workers, progress)
    if folder is None:
        results, columns = _in_memory(order)
    else:
        results, columns = _in_folder(order, folder, do_nothing, fresh=fresh)
    inputs = _frame(columns, blocks * BLOCK)
    return Run(scenario, chosen, blocks * BLOCK, plan, do_nothing, results, inputs, folder)


def simulate(
    scenario: Scenario, replications: int = REPLICATIONS, seed: int | None = None, workers: int | None = 1
) -> Run:
    """Simulate a scenario in memory: `run` for notebooks and scripts, by default in this process alone."""
    return run(scenario, replications=replications, seed=seed, workers=workers)


def choose_seed(scenario: Scenario, seed: int | None) -> int:
    """The seed given, else the scenario's, else one drawn from the machine's chance."""
    if seed is not None:
        if not 0 <= seed < 2**63:
            raise RecoverySimError(f"seed {seed}: a seed is a whole number from 0 to 2^63 − 1")
        return seed
    if scenario.seed is not None:
        return scenario.seed
    return int.from_bytes(os.urandom(8), "little") % LARGEST_DRAWN_SEED


def _refuse_less_than_one(**counts: int | None) -> None:
    for name, count in counts.items():
        if count is not None and count < 1:
            raise RecoverySimError(f"{count} {name} were asked for: at least 1 is needed")


@dataclass(frozen=True)
class _Order:
    """What is to be done."""

    task: Task
    blocks: int
    workers: int | None
    progress: Callable[[Progress], None] | None


class _Tally:
    """Counts the blocks done, and tells whoever asked."""

    def __init__(self, order: _Order, kept: dict[int, float]) -> None:
        self._blocks, self._tell = order.blocks, order.progress
        self._shares, self._kept = kept, len(kept)
        self._started = time.perf_counter()
        if kept:
            self._report()

    def count(self, report: BlockReport) -> None:
        """Count a block just done."""
        self._shares[report.block] = report.headline
        self._report()

    def _report(self) -> None:
        if self._tell is None:
            return
        done = len(self._shares)
        simulated = done - self._kept
        pace = (time.perf_counter() - self._started) / simulated if simulated else None
        shares = np.array([share for _, share in sorted(self._shares.items())])
        left = None if pace is None else pace * (self._blocks - done)
        self._tell(Progress(done, self._blocks, from_block_shares(shares).at(), left))


def _in_memory(order: _Order) -> tuple[Results, dict[str, Array]]:
    tally, reports = _Tally(order, {}), dict[int, BlockReport]()
    for report in simulate_blocks(order.task, range(order.blocks), order.workers):
        reports[report.block] = report
        tally.count(report)
    ordered = [reports[block] for block in range(order.blocks)]
    results = join([report.results for report in ordered if report.results is not None])
    columns = [report.columns for report in ordered if report.columns is not None]
    return results, {name: np.concatenate([block[name] for block in columns]) for name in columns[0]}


def _in_folder(
    order: _Order, folder: Path, do_nothing: Results, *, fresh: bool
) -> tuple[Results, dict[str, Array]]:
    from simulator.montecarlo.store import read_inputs, read_results

    task, blocks = order.task, range(order.blocks)
    manifest = _begin_folder(task, folder, do_nothing, order.blocks, fresh=fresh)
    kept = {block: manifest.blocks[block]["headline"] for block in blocks if block in manifest.blocks}
    missing = [block for block in blocks if block not in kept]
    tally = _Tally(order, kept)
    for report in simulate_blocks(task, missing, order.workers):
        manifest.add(report)
        tally.count(report)
    manifest.finish()
    return read_results(folder, order.blocks, task.plan), read_inputs(folder, order.blocks)


def _begin_folder(task: Task, folder: Path, do_nothing: Results, blocks: int, *, fresh: bool) -> Manifest:
    """Write what is known before the first block: the scenario, the plan, and a manifest that names both."""
    from simulator.montecarlo.manifest import open_manifest
    from simulator.montecarlo.store import PLAN, SCENARIO, sweep, write, write_plan
    from simulator.scenario import resolved_toml

    sweep(folder)
    resolved = resolved_toml(task.scenario)
    manifest = open_manifest(folder, task.scenario, task.seed, blocks=blocks, fresh=fresh, resolved=resolved)
    manifest.files[SCENARIO] = write(folder, SCENARIO, resolved.encode())
    manifest.files[PLAN] = write_plan(folder, task.plan, do_nothing)
    manifest.save()
    return manifest


def _frame(columns: dict[str, Array], replications: int) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns, index=pd.RangeIndex(replications, name="replication"))

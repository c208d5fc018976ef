"""A whole run: the plan, the do-nothing run, and as many blocks of possible futures as are asked for."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulator.engine.milestone_times import milestone_times
from simulator.engine.opening import openings_listed, refuse_wrong_openings
from simulator.errors import RecoverySimError
from simulator.montecarlo.blocks import BlockReport, Task, chances, input_columns
from simulator.montecarlo.executor import MOST_WORKERS
from simulator.montecarlo.precision import MOST_REPLICATIONS, Precision, refuse_impossible_precision
from simulator.montecarlo.room import (
    beside_each_other,
    needs,
    refuse_what_does_not_fit,
    telling_if_memory_runs_out,
    workers_that_fit,
)
from simulator.montecarlo.tally import Order, Progress, Tally
from simulator.results.arrays import Results, join
from simulator.sampling.inputs import Inputs
from simulator.scenario.model import Scenario
from simulator.statistics.arrays import BLOCK, Array

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
        Possible futures in the results: what was asked for, rounded up to whole blocks of 1,024; or as many as
        the precision asked for took.
    plan, do_nothing : Results
        One future each.
    results : Results
        All blocks joined.
    inputs : DataFrame
        One row a future, one column an uncertain input; what is drawn anew each year is summed over the
        years.
    folder : Path or None
        Where it is kept.
    precision : Precision or None
        What became of the precision asked for.
    """

    scenario: Scenario
    seed: int
    replications: int
    plan: Results
    do_nothing: Results
    results: Results
    inputs: pd.DataFrame
    folder: Path | None = None
    precision: Precision | None = None


def run(
    scenario: Scenario,
    *,
    replications: int | None = None,
    precision: float | None = None,
    seed: int | None = None,
    workers: int | None = None,
    folder: Path | None = None,
    fresh: bool = False,
    writes: Sequence[str] = (),
    anyway: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Simulate a scenario; a folder that already holds blocks of the same run is gone on with.

    Parameters
    ----------
    scenario : Scenario
        As loaded.
    replications : int, optional
        Possible futures, 10,240 unless given; rounded up to whole blocks of 1,024. With a precision, the most
        there may be: 102,400 unless given.
    precision : float, optional
        Stop, after eight blocks at the earliest, as soon as the 95 % intervals of breaking even and of 1 %, of
        every body, the system and every body at once, in every year, reach no further than this from their
        estimates.
    seed : int, optional
        Of the run; else the scenario's own, else one is drawn and stands in the run returned. 0 is a seed.
    workers : int, optional
        Processes; changes no figure. Without it, all processors are used if that is quicker.
    folder : Path, optional
        Where to keep the run; without it, it stays in memory.
    fresh : bool
        Whether to simulate every block anew, and to replace another run that the folder holds.
    writes : sequence of str
        Paths in the folder of the tables and pictures that whoever calls will make of the run: a file of somebody
        else's in the way of one is refused before anything is simulated.
    anyway : bool
        Whether to run a scenario whose opening positions do not hold.
    progress : function, optional
        Called after each block.

    Raises
    ------
    OpeningError
        If an opening position does not hold.
    RecoverySimError
        If the numbers asked for make no sense or have no room, the folder is in use or somebody else's, a block
        fails, or files cannot be written.
    """
    from simulator.montecarlo.lock import holding
    from simulator.montecarlo.manifest import open_manifest
    from simulator.sampling import planned
    from simulator.scenario import resolved_toml
    from simulator.simulation import do_nothing_run, plan_run

    _refuse_less_than_one(replications=replications, workers=workers)
    refuse_wrong_openings(scenario, anyway=anyway)
    refuse_impossible_precision(precision)
    most = replications or (REPLICATIONS if precision is None else MOST_REPLICATIONS)
    chosen, blocks = choose_seed(scenario, seed), -(-most // BLOCK)
    with holding(folder) if folder else contextlib.nullcontext(), telling_if_memory_runs_out(folder):
        resolved = resolved_toml(scenario)
        manifest = (
            open_manifest(
                folder, scenario, chosen, blocks=blocks, fresh=fresh, resolved=resolved, writes=writes
            )
            if folder
            else None
        )
        plan, do_nothing = plan_run(scenario), do_nothing_run(scenario)
        drawn = input_columns(planned(scenario), scenario.years)
        each = needs(plan, len(drawn), is_kept=folder is not None)
        kept = len(manifest.blocks) if manifest else 0
        refuse_what_does_not_fit(blocks * BLOCK, kept * BLOCK, each, folder)
        most_workers = workers_that_fit(MOST_WORKERS, blocks * BLOCK, each)
        task = Task(scenario, chosen, plan, folder)
        order = Order(task, blocks, precision, workers, most_workers, progress)
        found = _in_folder(order, manifest, do_nothing, drawn.keys()) if manifest else _in_memory(order)
        inputs = _frame(found.columns, found.results.replications)
    return Run(
        scenario=scenario,
        seed=chosen,
        replications=found.results.replications,
        plan=plan,
        do_nothing=do_nothing,
        results=found.results,
        inputs=inputs,
        folder=folder,
        precision=found.precision,
    )


def simulate(
    scenario: Scenario,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = 1,
    precision: float | None = None,
    anyway: bool = False,
) -> Run:
    """Simulate a scenario in memory: `run` for notebooks and scripts, by default in this process alone."""
    return run(
        scenario,
        replications=replications,
        precision=precision,
        seed=seed,
        workers=workers,
        anyway=anyway,
    )


def refuse_runs_that_do_not_fit(scenarios: Sequence[Scenario], replications: int) -> None:
    """Refuse runs in memory, each to be held against the first, before any is simulated.

    Raises
    ------
    RecoverySimError
        If they do not fit; it names the largest number that does.
    """
    from simulator.sampling import planned
    from simulator.simulation import plan_run

    first, *others = [
        needs(plan_run(scenario), len(input_columns(planned(scenario), scenario.years)), is_kept=False)
        for scenario in scenarios
    ]
    refuse_what_does_not_fit(whole_blocks(replications), 0, beside_each_other(first, others), None)


def whole_blocks(replications: int) -> int:
    """How many futures are simulated where so many are asked for: whole blocks of 1,024."""
    return -(-replications // BLOCK) * BLOCK


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
class _Found:
    """What it came to."""

    results: Results
    columns: dict[str, Array]
    precision: Precision | None


def _in_memory(order: Order) -> _Found:
    tally = Tally(order)
    outcomes = list(tally.simulate(range(order.blocks)))
    blocks = tally.blocks_that_count()
    reports = {report.block: report for report in outcomes if isinstance(report, BlockReport)}
    ordered = [reports[block] for block in range(blocks)]
    results = join([report.results for report in ordered if report.results is not None])
    columns = [report.columns for report in ordered if report.columns is not None]
    inputs = {name: np.concatenate([block[name] for block in columns]) for name in columns[0]}
    return _Found(results, inputs, tally.certainty.conclude())


def _in_folder(order: Order, manifest: Manifest, do_nothing: Results, inputs: Collection[str]) -> _Found:
    from simulator.montecarlo.store import (
        PLAN,
        SCENARIO,
        has_the_tables_of,
        read_block_years,
        read_inputs,
        read_results,
        sweep,
        write_plan,
    )
    from simulator.montecarlo.whole_files import write
    from simulator.scenario import resolved_toml

    task, folder, wanted = order.task, manifest.folder, range(order.blocks)
    sweep(folder)
    manifest.keep_whole(order.blocks, lambda block: has_the_tables_of(folder, block, task.plan, inputs))
    manifest.facts["openings_that_do_not_hold"] = openings_listed(task.scenario)
    manifest.begin()
    manifest.files[SCENARIO] = write(folder, SCENARIO, resolved_toml(task.scenario).encode())
    manifest.files[PLAN] = write_plan(folder, task.plan, do_nothing)
    manifest.save()
    kept = {block: known["headline"] for block, known in manifest.blocks.items() if block in wanted}
    tally = Tally(order, kept)
    if order.precision is not None:
        for block in sorted(kept):
            tally.certainty.note(block, chances(read_block_years(folder, block, task.plan)))
    try:
        for outcome in tally.simulate(block for block in wanted if block not in kept):
            manifest.add(outcome)
    except BaseException:
        sweep(folder)  # workers that were told to leave may have left something half written
        raise
    blocks = tally.blocks_that_count()
    precision = tally.certainty.conclude()
    manifest.finish(blocks * BLOCK, precision)
    columns = read_inputs(folder, blocks)
    # Not kept in files: they follow from the inputs, which are.
    times = milestone_times(task.scenario, Inputs(blocks * BLOCK, columns), is_plan=False)
    results = replace(read_results(folder, blocks, task.plan), milestones=times)
    return _Found(results, columns, precision)


def _frame(columns: dict[str, Array], replications: int) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns, index=pd.RangeIndex(replications, name="replication"))

"""The blocks of a run, simulated where they are missing and put together: in memory, or in a folder."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulator.engine.milestone_times import milestone_times
from simulator.engine.opening import openings_listed
from simulator.montecarlo.blocks import BlockReport, shares_of
from simulator.montecarlo.precision import Precision
from simulator.montecarlo.tally import Order, Tally
from simulator.results.arrays import Results, first_replications, join
from simulator.results.books import Books, joined
from simulator.sampling.inputs import Inputs
from simulator.statistics.arrays import BLOCK, Array

if TYPE_CHECKING:
    from simulator.montecarlo.manifest import Manifest


@dataclass(frozen=True)
class Gathered:
    """What the blocks of a run came to, together."""

    results: Results
    columns: dict[str, Array]
    precision: Precision | None
    books: Books | None = None


def in_memory(order: Order, count: int | None) -> Gathered:
    """All in memory; ``count`` replications of them, or whole blocks where it is None."""
    tally = Tally(order)
    outcomes = list(tally.simulate(range(order.blocks)))
    blocks = tally.blocks_that_count()
    reports = {report.block: report for report in outcomes if isinstance(report, BlockReport)}
    ordered = [reports[block] for block in range(blocks)]
    results = join([report.results for report in ordered if report.results is not None])
    results = first_replications(results, count or results.replications)
    columns = [report.columns for report in ordered if report.columns is not None]
    inputs = {
        name: np.concatenate([block[name] for block in columns])[: results.replications]
        for name in columns[0]
    }
    kept = [report.books for report in ordered if report.books is not None]
    books = joined(kept).first_replications(results.replications) if kept else None
    return Gathered(results, inputs, tally.certainty.conclude(), books)


def in_folder(
    order: Order, manifest: Manifest, do_nothing: Results, inputs: Collection[str], count: int | None
) -> Gathered:
    """All in the folder, where every block is whole; ``count`` replications, or whole blocks where it is None."""
    from simulator.montecarlo.store import PLAN, SCENARIO, sweep_half_written, write_plan
    from simulator.montecarlo.stored import has_the_tables_of, read_block_years, read_inputs, read_results
    from simulator.montecarlo.whole_files import write
    from simulator.scenario import resolved_toml

    task, folder, wanted = order.task, manifest.folder, range(order.blocks)
    sweep_half_written(folder)
    manifest.keep_whole(order.blocks, lambda block: has_the_tables_of(folder, block, task.plan, inputs))
    manifest.facts["openings_that_do_not_hold"] = openings_listed(task.scenario)
    manifest.begin()
    manifest.files[SCENARIO] = write(folder, SCENARIO, resolved_toml(task.scenario).encode())
    manifest.files[PLAN] = write_plan(folder, task.plan, do_nothing, seed=task.seed)
    manifest.save()
    kept = {block: known["headline"] for block, known in manifest.blocks.items() if block in wanted}
    tally = Tally(order, kept)
    if order.precision is not None:
        for block in sorted(kept):
            tally.certainty.note(block, shares_of(read_block_years(folder, block, task.plan)))
    try:
        for outcome in tally.simulate(block for block in wanted if block not in kept):
            manifest.add(outcome)
    except BaseException:
        sweep_half_written(folder)  # workers that were told to leave may have left something half written
        raise
    blocks = tally.blocks_that_count()
    precision = tally.certainty.conclude()
    replications = count or blocks * BLOCK
    manifest.finish(replications, precision)
    columns = read_inputs(folder, replications)
    # Not kept in files: the function that the engine asked says them again from the inputs, which are.
    times = milestone_times(task.scenario, Inputs(replications, columns), is_plan=False)
    results = replace(read_results(folder, replications, task.plan), milestones=times)
    return Gathered(results, columns, precision)

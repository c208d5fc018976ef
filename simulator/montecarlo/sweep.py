"""Hundreds of variants of a scenario in the same replications, and of each only the measures asked for."""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.economy.catalogue import BY_YEAR
from simulator.errors import ArgumentError, SimulationError
from simulator.montecarlo.arguments import as_path, names, whole_number
from simulator.montecarlo.executor import MOST_WORKERS, simulate_blocks
from simulator.montecarlo.room import PROGRAM_BYTES, WORKER_BYTES, memory_bytes, telling_if_memory_runs_out
from simulator.montecarlo.run import choose_seed
from simulator.montecarlo.sweep_task import SweepTask, UnitFailure, UnitReport
from simulator.montecarlo.variants import Variant, made
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.statistics.arrays import BLOCK, Array
from simulator.version import __version__

if TYPE_CHECKING:
    import xarray as xr

    from simulator.montecarlo.sweep_folder import SweepFolder

MOST_FAILURES_TOLD = 10


@dataclass(frozen=True)
class SweepProgress:
    """How far a sweep is, in units: a unit is a block of 1,024 replications of one variant.

    Attributes
    ----------
    done, units : int
        Units that are there, and units in all.
    kept : int
        Of those done, how many the folder had already.
    seconds_left : float or None
        At the pace of the units simulated so far; None before the first.
    """

    done: int
    units: int
    kept: int
    seconds_left: float | None


def sweep(
    scenario: Scenario,
    variants: Mapping[str, Mapping[str, Any] | Scenario],
    *,
    measures: Sequence[str] = ("surplus",),
    replications: int = BLOCK,
    seed: int | None = None,
    workers: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    anyway: bool = False,
    progress: Callable[[SweepProgress], None] | None = None,
) -> xr.Dataset:
    """Simulate many variants of a scenario in the same replications.

    Every figure is the one that `simulate` gives for the same scenario, seed and replication, to the bit: draws belong
    to names, so that what two variants have in common they draw alike.

    Parameters
    ----------
    scenario : Scenario
        What the variants are changes of; it is itself simulated only where a variant without changes, ``{}``, asks
        for it.
    variants : mapping
        Name to changes, as `Scenario.with_` takes them, or to a whole scenario. All of them are checked before the
        first is simulated.
    measures : sequence of str
        Yearly measures, by the keys of `Results.by_year`.
    replications : int
        Replications of each variant.
    seed : int, optional
        Of all variants; else the scenario's own, else one is drawn. It stands in the attributes of what is returned.
    workers : int, optional
        Processes; changes no figure. Without it, all processors are used if that is quicker.
    folder : path, optional
        Where to keep what is finished: the same sweep, or one with other variants of the same scenario, simulates
        only what is not there. Without it, nothing is written.
    anyway : bool
        Whether to run variants whose opening positions do not hold.
    progress : function, optional
        Called with a `SweepProgress` after each block of a variant, and before the first where some are kept.

    Returns
    -------
    Dataset
        A variable a measure with the dimensions ``variant``, ``body``, ``year`` and ``replication``, amounts in £m.
        Bodies and years are those of any variant; where a variant has no such body or year, it is NaN. So are figures
        that a body has not, e.g. the cash of a commissioner.

    Raises
    ------
    ArgumentError
        If a measure is unknown, or something is of the wrong kind.
    ScenarioError
        With every mistake of every variant.
    OpeningError
        If an opening position does not hold.
    RecoverySimError
        If it does not fit into memory, the folder is somebody else's or another sweep's, or a variant fails: the
        others are finished and kept before that is said.

    Examples
    --------
    >>> from simulator import load, sweep
    >>> scenario = load("scenarios/west_norfolk.toml")
    >>> key = "schemes.care_at_home.delivery"
    >>> found = sweep(scenario, {"as it is": {}, "all of it": {key: 1.0}}, seed=1, replications=64)
    >>> dict(found.sizes)
    {'variant': 2, 'body': 2, 'year': 10, 'replication': 64}
    >>> gain = found["surplus"].sel(variant="all of it") - found["surplus"].sel(variant="as it is")
    >>> bool(gain.sel(year=2020).sum("body").mean() > 0)
    True
    """
    wanted = names(measures, BY_YEAR, name="measures", what="yearly measure")
    count = whole_number(replications, name="replications", least=1)
    if workers is not None:
        workers = whole_number(workers, name="workers", least=1)
    found = made(scenario, variants, anyway=anyway)
    chosen, blocks = choose_seed(scenario, seed), -(-count // BLOCK)
    grid = _Grid(found, wanted, count)
    most_workers = _workers_that_fit(grid)
    where = None if folder is None else as_path(folder)
    task = SweepTask(tuple(replaced(variant.scenario, {}) for variant in found), chosen, blocks, wanted)
    with telling_if_memory_runs_out(where):
        if where is None:
            _fill(grid, task, None, workers, most_workers, progress)
        else:
            _fill_in_folder(grid, task, scenario, where, workers, most_workers, progress)
    return grid.dataset(chosen)


class _Grid:
    """The figures of all variants, filled unit by unit."""

    def __init__(self, variants: tuple[Variant, ...], measures: tuple[str, ...], replications: int) -> None:
        self.variants, self.measures, self.replications = variants, measures, replications
        self.bodies = sorted({body for variant in variants for body in variant.scenario.bodies})
        self.years = sorted({year for variant in variants for year in variant.years})
        self.shape = (len(variants), len(self.bodies), len(self.years), replications)
        self.bytes = 8 * len(measures) * math.prod(self.shape)
        self._arrays: dict[str, Array] = {}

    def put(self, block: int, variant: int, figures: Mapping[str, Array]) -> None:
        """Take in a block of a variant, and of the last one what is asked of it."""
        of = self.variants[variant]
        bodies = [self.bodies.index(body) for body in sorted(of.scenario.bodies)]
        years = [self.years.index(year) for year in of.years]
        first, last = block * BLOCK, min((block + 1) * BLOCK, self.replications)
        for measure in self.measures:
            if measure not in self._arrays:
                self._arrays[measure] = np.full(self.shape, np.nan)
            rows = self._arrays[measure][variant]
            for row, values in zip(bodies, figures[measure], strict=True):
                rows[row, years, first:last] = values[:, : last - first]

    def dataset(self, seed: int) -> xr.Dataset:
        """All of it, labelled."""
        import xarray as xr

        axes = ("variant", "body", "year", "replication")
        variables = {
            measure: (axes, array, {"units": BY_YEAR[measure].unit, "long_name": BY_YEAR[measure].title})
            for measure, array in self._arrays.items()
        }
        labels = {
            "variant": np.array([variant.name for variant in self.variants], dtype=object),
            "body": np.array(self.bodies, dtype=object),
            "year": np.array(self.years),
            "replication": np.arange(self.replications, dtype=np.int32),
        }
        told = {"seed": seed, "program": f"recovery-sim {__version__}"}
        return xr.Dataset(variables, {axis: (axis, values) for axis, values in labels.items()}, told)


def _fill_in_folder(
    grid: _Grid,
    task: SweepTask,
    base: Scenario,
    where: Path,
    workers: int | None,
    most_workers: int,
    progress: Callable[[SweepProgress], None] | None,
) -> None:
    from dataclasses import replace

    from simulator.montecarlo.lock import holding
    from simulator.montecarlo.sweep_folder import SweepFolder, unit_paths

    kept_in = replace(task, folder=where, paths=unit_paths(grid.variants, task.blocks))
    with holding(where):
        folder = SweepFolder.opened(where, base, grid.variants, kept_in, grid.replications)
        try:
            _fill(grid, kept_in, folder, workers, most_workers, progress)
        finally:
            folder.save()
        folder.finish(grid.replications)


def _fill(
    grid: _Grid,
    task: SweepTask,
    folder: SweepFolder | None,
    workers: int | None,
    most_workers: int,
    progress: Callable[[SweepProgress], None] | None,
) -> None:
    """Simulate what is not kept, and put everything where it belongs."""
    units = task.blocks * len(task.scenarios)
    kept = folder.kept if folder else frozenset[int]()
    wanted, twins = _each_once(task, units, kept)
    started, simulated, failures = time.perf_counter(), 0, list[UnitFailure]()

    def tell(done: int) -> None:
        if progress is not None:
            pace = (time.perf_counter() - started) / simulated if simulated else None
            left = None if pace is None else pace * (len(wanted) - simulated)
            progress(SweepProgress(done, units, len(kept), left))

    for unit in sorted(kept):
        if folder is not None:
            grid.put(*task.place(unit), folder.figures(unit))
    done = len(kept)
    if kept:
        tell(done)
    with contextlib.closing(
        simulate_blocks(task, wanted, workers, count=len(wanted), most_workers=most_workers)
    ) as outcomes:
        for outcome in outcomes:
            simulated += 1
            if isinstance(outcome, UnitReport):
                for unit in (outcome.unit, *twins.get(outcome.unit, ())):
                    grid.put(*task.place(unit), outcome.figures)
                    done += 1
                if folder is not None:
                    folder.note(outcome)
            else:
                failures.append(outcome)
            tell(done)
    if failures:
        raise SimulationError(_told(failures, task, grid, done, units))


def _each_once(
    task: SweepTask, units: int, kept: frozenset[int]
) -> tuple[list[int], dict[int, tuple[int, ...]]]:
    """The units to be simulated and, for each, others that are kept in the same file: variants that say the same."""
    wanted: list[int] = []
    twins: dict[int, tuple[int, ...]] = {}
    first: dict[str, int] = {}
    for unit in range(units):
        if unit in kept:
            continue
        path = task.paths[unit] if task.paths else str(unit)
        if path in first:
            twins[first[path]] = (*twins.get(first[path], ()), unit)
        else:
            first[path] = unit
            wanted.append(unit)
    return wanted, twins


def _workers_that_fit(grid: _Grid) -> int:
    """As many workers as memory holds beside the figures.

    Raises
    ------
    ArgumentError
        If the figures themselves do not fit.
    """
    memory = memory_bytes()
    if memory is None:
        return MOST_WORKERS
    left = memory - PROGRAM_BYTES - grid.bytes
    if left < WORKER_BYTES:
        raise ArgumentError(
            f"{len(grid.variants):,} variants with {grid.replications:,} possible futures and "
            f"{len(grid.measures)} measures take {grid.bytes / 1e9:,.1f} GB, and this machine has "
            f"{memory / 1e9:,.1f} GB: ask for fewer of them at a time. Nothing was simulated."
        )
    return max(1, min(MOST_WORKERS, int(left / (3 * WORKER_BYTES))))


def _told(failures: Sequence[UnitFailure], task: SweepTask, grid: _Grid, done: int, units: int) -> str:
    """Which variants failed and why, and how to go on."""

    def lines() -> Iterator[str]:
        yield f"{len(failures)} of {units} blocks could not be simulated ({done} are), and so there is no answer:"
        for failure in sorted(failures, key=lambda failure: failure.unit)[:MOST_FAILURES_TOLD]:
            block, variant = task.place(failure.unit)
            yield f'  variant "{grid.variants[variant].name}", block {block}: {failure.reason}'
        if len(failures) > MOST_FAILURES_TOLD:
            yield f"  and {len(failures) - MOST_FAILURES_TOLD} more"
        if task.folder is not None:
            yield f"What is finished is kept in {task.folder}; the same sweep simulates only the others."

    return "\n".join(lines())

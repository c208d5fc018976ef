"""A whole run: the plan, the do-nothing run, and as many blocks of replications as are asked for."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.engine.opening import openings_named, refuse_wrong_openings
from simulator.errors import ArgumentError
from simulator.montecarlo.arguments import PYTHON, as_path, of_kind, one_of, whole_number
from simulator.montecarlo.blocks import Task, input_columns
from simulator.montecarlo.executor import MOST_WORKERS
from simulator.montecarlo.gathering import in_folder, in_memory
from simulator.montecarlo.precision import MOST_REPLICATIONS, Precision, refuse_impossible_precision
from simulator.montecarlo.room import (
    beside_each_other,
    needs,
    refuse_what_does_not_fit,
    telling_if_memory_runs_out,
    with_books,
    workers_that_fit,
)
from simulator.montecarlo.tally import Order, Progress
from simulator.results.arrays import Results
from simulator.results.books import Bookkeeper, Books
from simulator.scenario.model import Scenario
from simulator.statistics.arrays import BLOCK, Array
from simulator.statistics.intervals import probability
from simulator.timeline import financial_year_label
from simulator.words.estimates import probability_shown
from simulator.words.shown import Shown, counted, listed, titled

if TYPE_CHECKING:
    import pandas as pd


REPLICATIONS = 10_240
LARGEST_DRAWN_SEED = 2**32
"""Short enough to be typed again."""


@dataclass(frozen=True, eq=False, repr=False)
class Run(Shown):
    """A finished run.

    Attributes
    ----------
    replications : int
        Replications in the results: as many as were asked for, or as the precision asked for took.
    plan, do_nothing : Results
        One replication each.
    results : Results
        All blocks joined.
    inputs : DataFrame
        One row a replication, one column an uncertain input; what is drawn anew each year is summed over the
        years.
    folder : Path or None
        Where it is kept.
    precision : Precision or None
        What became of the precision asked for.
    ledger : Books or None
        What everybody paid everybody, where that was to be kept.
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
    ledger: Books | None = None

    def _heading(self) -> str:
        return f"Run of {titled(self.scenario.title)}"

    def _facts(self) -> dict[str, str]:
        from simulator.results.outcomes import outcomes

        every_body = probability(outcomes(self.results).break_even[-1, -1])
        return {
            "futures": counted(self.replications, "possible future", "possible futures"),
            "seed": f"seed {self.seed}",
            "openings": openings_named(self.scenario),
            "bodies": listed(self.results.bodies, "body", "bodies"),
            "every body": f"every body breaks even in {financial_year_label(self.results.years[-1])}: "
            f"{probability_shown(every_body, 'line')}",
            "folder": "" if self.folder is None else f"kept in {self.folder}",
        }


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
    keep: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    command: str = PYTHON,
) -> Run:
    """Simulate a scenario; a folder that already holds blocks of the same run is gone on with.

    Parameters
    ----------
    scenario : Scenario
        As loaded.
    replications : int, optional
        Replications, 10,240 unless given. They are simulated in blocks of 1,024, of the last of which only so many
        count: the first replications are the same however many follow. With a precision, the most there may be: 102,400
        unless given, rounded up to whole blocks.
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
    keep : str, optional
        `ledger` keeps besides what everybody paid everybody in every replication; in memory alone.
    progress : function, optional
        Called after each block.
    command : str
        How this was asked for; the manifest of a folder says so.

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

    of_kind(scenario, Scenario, name="The scenario", how="one that `load` gives")
    if replications is not None:
        replications = whole_number(replications, name="replications", least=1)
    if workers is not None:
        workers = whole_number(workers, name="workers", least=1)
    keeps_books = _keeps_books(keep, folder)
    refuse_wrong_openings(scenario, anyway=anyway)
    refuse_impossible_precision(precision)
    most = replications or (REPLICATIONS if precision is None else MOST_REPLICATIONS)
    chosen, blocks = choose_seed(scenario, seed), -(-most // BLOCK)
    with holding(folder) if folder else contextlib.nullcontext(), telling_if_memory_runs_out(folder):
        resolved = resolved_toml(scenario)
        manifest = (
            open_manifest(
                folder,
                scenario,
                chosen,
                blocks=blocks,
                fresh=fresh,
                resolved=resolved,
                writes=writes,
                command=command,
            )
            if folder
            else None
        )
        plan, do_nothing = plan_run(scenario), do_nothing_run(scenario)
        drawn = input_columns(planned(scenario), scenario.years)
        each = needs(plan, len(drawn), is_kept=folder is not None)
        if keeps_books:
            each = with_books(each, _books_of_plan(scenario))
        kept = len(manifest.blocks) if manifest else 0
        refuse_what_does_not_fit(blocks * BLOCK, kept * BLOCK, each, folder)
        most_workers = workers_that_fit(MOST_WORKERS, blocks * BLOCK, each)
        task = Task(scenario, chosen, plan, folder, keeps_books)
        order = Order(task, blocks, precision, workers, most_workers, progress)
        count = None if precision is not None else most
        found = (
            in_folder(order, manifest, do_nothing, drawn.keys(), count)
            if manifest
            else in_memory(order, count)
        )
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
        ledger=found.books,
    )


def _keeps_books(keep: str | None, folder: Path | None) -> bool:
    if keep is None:
        return False
    one_of(keep, ("ledger",), name="keep", what="thing to keep")
    if folder is not None:
        raise ArgumentError("The ledger is kept in memory alone: leave out the folder, or keep.")
    return True


def _books_of_plan(scenario: Scenario) -> Books:
    from simulator.sampling import planned
    from simulator.simulation import simulate_block

    bookkeeper = Bookkeeper()
    simulate_block(scenario, planned(scenario), None, bookkeeper=bookkeeper)
    return bookkeeper.books()


def simulate(
    scenario: Scenario,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = 1,
    precision: float | None = None,
    anyway: bool = False,
    *,
    folder: str | os.PathLike[str] | None = None,
    keep: str | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Simulate a scenario: `run` for notebooks and scripts, by default in memory and in this process alone.

    Parameters
    ----------
    scenario : Scenario
        As loaded, or made by `Scenario.with_`.
    replications : int, optional
        Replications, 10,240 unless given. The first ones are the same however many follow.
    seed : int, optional
        Of the run; else the scenario's own, else one is drawn and stands in the run returned. 0 is a seed.
    workers : int, optional
        Processes; changes no figure. None takes all processors if that is quicker.
    precision : float, optional
        Stop, after eight blocks at the earliest, as soon as every probability is this sure either way.
    anyway : bool
        Whether to run a scenario whose opening positions do not hold.
    folder : path, optional
        Where to keep the run, block by block, as `recovery-sim run --output` does: one that holds blocks of the same
        run is gone on with, whoever began it. Tables and pictures that the command wrote there of another number of
        replications are removed; no other file of the folder is touched.
    keep : str, optional
        `ledger` keeps besides, as `Run.ledger`, what everybody paid everybody for what in every year and replication:
        payments of contracts, cost lines, allocations and all else, and the activity of contracts. It takes several
        times the memory of the rest, is refused where that is not there, and is kept in no folder.
    progress : function, optional
        Called after each block.

    Returns
    -------
    Run
        Amounts are in £m, in the shape ``(bodies, years, replications)``.

    Raises
    ------
    OpeningError
        If an opening position does not hold.
    RecoverySimError
        If something is of the wrong kind, the replications have no room, the folder is in use or somebody else's, or a
        block fails.

    Examples
    --------
    >>> from simulator import load, simulate
    >>> run = simulate(load("scenarios/west_norfolk.toml"), replications=1024, seed=1)
    >>> run.results.by_year["surplus"].shape  # bodies, years, replications
    (2, 10, 1024)
    """
    from simulator.montecarlo.folder import own_manifest
    from simulator.montecarlo.manifest import note_files

    where = None if folder is None else as_path(folder)
    before = {} if where is None else own_manifest(where)
    done = run(
        scenario,
        replications=replications,
        precision=precision,
        seed=seed,
        workers=workers,
        folder=where,
        anyway=anyway,
        keep=keep,
        progress=progress,
    )
    if where is not None and before and before.get("replications") != done.replications:
        note_files(where, {})
    return done


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
    whole_blocks = -(-replications // BLOCK) * BLOCK
    refuse_what_does_not_fit(whole_blocks, 0, beside_each_other(first, others), None)


def choose_seed(scenario: Scenario, seed: int | None) -> int:
    """The seed given, else the scenario's, else one drawn from the machine's chance."""
    if seed is not None:
        if isinstance(seed, bool) or not hasattr(seed, "__index__") or not 0 <= int(seed) < 2**63:
            raise ArgumentError(f"seed {seed}: a seed is a whole number from 0 to 2^63 − 1")
        return int(seed)
    if scenario.seed is not None:
        return scenario.seed
    return int.from_bytes(os.urandom(8), "little") % LARGEST_DRAWN_SEED


def _frame(columns: dict[str, Array], replications: int) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns, index=pd.RangeIndex(replications, name="replication"))

"""Print a table of speeds, of the engine or of a sweep, measured in one run; exit 1 where one is below its bar."""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from simulator.montecarlo.blocks import Task, simulate_one
from simulator.montecarlo.executor import WorkerPool
from simulator.sampling import BLOCK, draw
from simulator.scenario import load
from simulator.scenario.model import Scenario
from simulator.simulation import plan_run, simulate_block
from tests.oracle.model import Oracle

SCENARIOS = Path(__file__).parents[2] / "scenarios"
REPEATS = 7
SEED = 1


@dataclass(frozen=True)
class Economy:
    """A scenario to measure, with how much of it: enough for a steady figure, little enough to wait for."""

    file: str
    oracle_futures: int
    blocks: int
    most_mb: float

    @property
    def scenario(self) -> Scenario:
        """The scenario, loaded."""
        return load(SCENARIOS / self.file)


ECONOMIES = (
    Economy("west_norfolk.toml", oracle_futures=16, blocks=64, most_mb=400),
    Economy("norfolk_waveney_ics.toml", oracle_futures=4, blocks=10, most_mb=500),
)


@dataclass(frozen=True)
class Row:
    """One measurement: the median of its repeats, their spread, and the bar if there is one."""

    what: str
    values: list[float]
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def median(self) -> float:
        """The middle of the repeats."""
        return statistics.median(self.values)

    @property
    def holds(self) -> bool:
        """Whether the median clears the bar."""
        if self.least is not None and self.median < self.least:
            return False
        return self.most is None or self.median <= self.most


def main() -> None:
    """Measure what is asked for, print it, and judge it."""
    asked = argparse.ArgumentParser(prog="python -m evidence.benchmarks", description=__doc__)
    asked.add_argument("what", nargs="?", choices=("engine", "sweep"), default="engine")
    asked.add_argument("--variants", type=int, default=200, help="of the sweep; 200 take many minutes")
    given = asked.parse_args()
    if given.what == "sweep":
        from evidence.benchmarks.sweeps import measured

        sys.exit(0 if measured(given.variants) else 1)
    engine()


def engine() -> None:
    """The engine and its workers, for a small and a large economy."""
    console, holds = Console(width=110), True
    for economy in ECONOMIES:
        scenario = economy.scenario
        rows = [*_engine(scenario, economy.oracle_futures), *_workers(scenario, economy)]
        console.print(_table(economy.file, rows))
        console.print(_where_time_goes(scenario))
        holds &= all(row.holds for row in rows)
    sys.exit(0 if holds else 1)


def _engine(scenario: Scenario, oracle_futures: int) -> list[Row]:
    """The engine against the oracle and against merely drawing its numbers, interleaved."""
    plan, oracle, inputs = plan_run(scenario), Oracle(scenario), draw(scenario, SEED, 0)
    simulate_block(scenario, inputs, plan)
    gc.freeze()  # as a worker does when it starts
    against_oracle, with_draws, multiple, rate = [], [], [], []
    for repeat in range(REPEATS):
        drawing = _seconds(lambda repeat=repeat: draw(scenario, SEED, repeat))  # type: ignore[misc]
        engine = _seconds(lambda: simulate_block(scenario, inputs, plan))
        scalar = _seconds(lambda: [oracle.future(inputs, r) for r in range(oracle_futures)]) / oracle_futures
        again = _seconds(lambda: simulate_block(scenario, inputs, plan))
        engine = (engine + again) / 2
        against_oracle.append(scalar * BLOCK / engine)
        with_draws.append(scalar * BLOCK / (engine + drawing))
        multiple.append((engine + drawing) / drawing)
        rate.append(BLOCK / (engine + drawing))
    return [
        Row("engine against the oracle, a future, inputs given to both", against_oracle, "×", least=60),
        Row("the same, the engine drawing its inputs besides", with_draws, "×"),
        Row("engine and its draws as a multiple of the draws alone", multiple, "×"),
        Row("possible futures a second on one core", rate, "/s"),
    ]


def _workers(scenario: Scenario, economy: Economy) -> list[Row]:
    """Two workers against one over the same blocks, both pools warm, results written as in a run."""
    with tempfile.TemporaryDirectory() as folder:
        task = Task(scenario, SEED, plan_run(scenario), Path(folder))
        simulate_one(task, 0)
        seconds, memory = {}, 0.0
        for workers in (1, 2):
            with WorkerPool(task, workers) as pool:
                list(pool.simulate(range(2 * workers)))
                seconds[workers] = _seconds(lambda pool=pool: list(pool.simulate(range(economy.blocks))))  # type: ignore[misc]
                memory = max(memory, *(_peak_mb(worker.pid) for worker in multiprocessing.active_children()))
    return [
        Row(
            f"two workers against one, {economy.blocks} blocks, started before",
            [seconds[1] / seconds[2]],
            "×",
            least=1.7,
        ),
        Row("peak memory of a worker", [memory], "MB", most=economy.most_mb),
    ]


def _peak_mb(process: int | None) -> float:
    """The most memory that a process has held, as the Linux kernel counts it."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _where_time_goes(scenario: Scenario) -> Table:
    """Each process' share of a block's time, by the calendar's own watch; what is under 1 % together."""
    seconds: Counter[str] = Counter()
    plan, inputs = plan_run(scenario), draw(scenario, SEED, 0)

    @contextmanager
    def watch(process: str, phase: str, month: int) -> Iterator[None]:
        started = time.perf_counter()
        yield
        seconds[re.split(r"[ 0-9]", process)[0]] += time.perf_counter() - started

    whole = _seconds(lambda: simulate_block(scenario, inputs, plan, watch=watch))
    table = Table("process", "share of a block", title="where a block's time goes")
    small = 0.0
    for process, spent in seconds.most_common():
        if spent < 0.01 * whole:
            small += spent
            continue
        table.add_row(process, f"{spent / whole:.0%}")
    table.add_row("processes under 1 % each", f"{small / whole:.0%}")
    table.add_row("preparation, calendar, results", f"{1 - sum(seconds.values()) / whole:.0%}")
    return table


def _table(title: str, rows: list[Row]) -> Table:
    table = Table(
        "measured", "median", "least–most", "bar", "holds", title=f"{title}: one run on this machine"
    )
    for row in rows:
        bar = (
            f"≥ {row.least:g}" if row.least is not None else f"≤ {row.most:g}" if row.most is not None else ""
        )
        spread = f"{min(row.values):,.1f}–{max(row.values):,.1f}" if len(row.values) > 1 else ""
        judged = "" if not bar else "yes" if row.holds else "NO"
        table.add_row(row.what, f"{row.median:,.1f} {row.unit}", spread, bar, judged)
    return table


if __name__ == "__main__":
    main()

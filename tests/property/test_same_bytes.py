"""A seed and a scenario decide every byte: not the workers, not the threads, not the order of a hash."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from simulator.analyses.trace import trace
from simulator.cli.main import main
from simulator.results.arrays import column
from simulator.sampling import BLOCK
from simulator.scenario.model import Scenario
from tests.property.worlds import EVENTFUL, ROOT, as_written

TABLES = ("summary.csv", "schemes.csv", "months.csv")
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Way:
    """One way to run the same thing: two blocks of the eventful economy."""

    workers: int = 1
    threads: int = 1
    hash_seed: int = 0
    seed: int | None = None

    def begin(self, folder: Path) -> subprocess.Popen[str]:
        """Start it in a process of its own."""
        chosen = [] if self.seed is None else ["--seed", str(self.seed)]
        many = [f"--replications={2 * BLOCK}", f"--workers={self.workers}", f"--output={folder}", "--quiet"]
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(self.threads))
        return subprocess.Popen(
            [sys.executable, "-m", "simulator", "run", str(EVENTFUL), *many, *chosen],
            cwd=ROOT,
            env={**os.environ, **threads, "PYTHONHASHSEED": str(self.hash_seed), "MPLBACKEND": "agg"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


WAYS = {
    "plain": Way(),
    "two workers": Way(workers=2),
    "four threads, another order of hashes": Way(threads=4, hash_seed=1),
    "another seed": Way(seed=7),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A results folder for each way, two runs at a time."""
    home = tmp_path_factory.mktemp("results")
    places = {name: home / str(number) for number, name in enumerate(WAYS)}
    names = list(WAYS)
    for pair in (names[i : i + 2] for i in range(0, len(names), 2)):
        runs = [WAYS[name].begin(places[name]) for name in pair]
        try:
            complaints = [running.communicate(timeout=PATIENCE_SECONDS)[1] for running in runs]
        finally:
            for running in runs:
                running.kill()  # does nothing to those that have ended
        assert [running.returncode for running in runs] == [0] * len(runs), complaints
    return places


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return as_written(EVENTFUL)


@pytest.mark.parametrize("way", ["two workers", "four threads, another order of hashes"])
def test_how_a_run_is_done_changes_no_byte(folders: dict[str, Path], way: str) -> None:
    expected = checksums(folders["plain"])
    assert len(expected) == len(TABLES) + 2 * 4
    assert checksums(folders[way]) == expected


def test_another_seed_gives_other_bytes_in_every_file(folders: dict[str, Path]) -> None:
    one, other = checksums(folders["plain"]), checksums(folders["another seed"])
    assert one.keys() == other.keys()
    assert [file for file in one if one[file] == other[file]] == []


@pytest.mark.parametrize("replication", [7, BLOCK + 7])
def test_a_traced_future_has_the_figures_that_its_run_stored(
    folders: dict[str, Path], scenario: Scenario, replication: int
) -> None:
    block, _ = divmod(replication, BLOCK)
    assert scenario.seed is not None
    told = trace(scenario, seed=scenario.seed, replication=replication)
    stored = pq.read_table(
        folders["plain"] / f"replications/block-{block:05d}.parquet",
        filters=[("replication", "=", replication)],
    ).to_pylist()
    assert len(stored) == len(scenario.bodies) * scenario.years
    for row in stored:
        year = row["year"] - scenario.start.year
        for measure in told.results.by_year:
            figure = told.figure(measure, row["body"], year)
            assert np.array_equal(figure, row[column(measure)], equal_nan=True), (measure, row["body"], year)


def test_the_trace_command_tells_each_year_end_as_it_was_stored(
    folders: dict[str, Path], scenario: Scenario
) -> None:
    answer = CliRunner().invoke(main, ["trace", str(EVENTFUL), "--replication", "7"])
    assert answer.exit_code == 0
    stored = pq.read_table(
        folders["plain"] / "replications/block-00000.parquet", filters=[("replication", "=", 7)]
    ).to_pylist()
    for row in stored:
        name, label = scenario.bodies[row["body"]].name, f"{row['year']}/{(row['year'] + 1) % 100:02d}"
        told = [line for line in answer.output.splitlines() if f"  {name} ends {label} at " in line]
        assert len(told) == 1
        for measure in ("surplus", "underlying", "cumulative"):
            assert in_pounds(row[column(measure)]) in told[0]


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of figures, by its path in the folder."""
    files = [folder / name for name in TABLES] + sorted(folder.glob("*/block-*.parquet"))
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files
    }


def in_pounds(amount_gbp_m: float) -> str:
    """As the trace writes money."""
    return f"{'−' if amount_gbp_m < 0 else ''}£{abs(amount_gbp_m):.2f}m"

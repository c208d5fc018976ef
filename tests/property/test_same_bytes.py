"""A seed and a scenario decide every byte: not the workers, not the threads, not the order of a hash."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
    is_here: bool = False

    def words(self, folder: Path) -> list[str]:
        """What the command is told."""
        chosen = [] if self.seed is None else ["--seed", str(self.seed)]
        many = [f"--replications={2 * BLOCK}", f"--workers={self.workers}", f"--output={folder}", "--quiet"]
        return ["run", str(EVENTFUL), *many, *chosen]

    def run(self, folder: Path) -> None:
        """Do it: in this process, or in one of its own, which alone can be told of threads and hashes."""
        if self.is_here:
            with undrawn():
                answer = CliRunner().invoke(main, self.words(folder))
            assert answer.exit_code == 0, answer.stderr
            return
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(self.threads))
        ended = subprocess.run(
            [sys.executable, "-m", "simulator", *self.words(folder)],
            cwd=ROOT,
            env={**os.environ, **threads, "PYTHONHASHSEED": str(self.hash_seed), "MPLBACKEND": "agg"},
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr


@contextmanager
def undrawn() -> Iterator[None]:
    """Charts, of which nothing here is compared, are not drawn: that is half of what a small run takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matplotlib.figure.Figure.savefig", lambda *_, **__: None)
        yield


PLAIN, ANOTHER_SEED = Way(is_here=True), Way(seed=7, is_here=True)
ALL_AT_ONCE = Way(workers=2, threads=4, hash_seed=1)
ONE_BY_ONE = {
    "two workers": Way(workers=2),
    "four threads": Way(threads=4),
    "another order of hashes": Way(hash_seed=1),
}
"""Which of them it was, if all at once change a byte."""


class Folders:
    """A results folder for each way that is asked for."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.of: dict[Way, Path] = {}

    def __getitem__(self, way: Way) -> Path:
        if way not in self.of:
            folder = self.home / str(len(self.of))
            way.run(folder)
            self.of[way] = folder
        return self.of[way]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    return Folders(tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return as_written(EVENTFUL)


def test_how_a_run_is_done_changes_no_byte(folders: Folders) -> None:
    """Workers, threads and the order of hashes, all three at once."""
    expected = checksums(folders[PLAIN])
    assert len(expected) == len(TABLES) + 2 * 4
    assert checksums(folders[ALL_AT_ONCE]) == expected


@pytest.mark.slow
@pytest.mark.parametrize("way", ONE_BY_ONE)
def test_one_way_to_run_it_after_the_other_changes_no_byte(folders: Folders, way: str) -> None:
    assert checksums(folders[ONE_BY_ONE[way]]) == checksums(folders[PLAIN])


def test_another_seed_gives_other_bytes_in_every_file(folders: Folders) -> None:
    one, other = checksums(folders[PLAIN]), checksums(folders[ANOTHER_SEED])
    assert one.keys() == other.keys()
    assert [file for file in one if one[file] == other[file]] == []


@pytest.mark.parametrize("replication", [7, BLOCK + 7])
def test_a_traced_future_has_the_figures_that_its_run_stored(
    folders: Folders, scenario: Scenario, replication: int
) -> None:
    block, _ = divmod(replication, BLOCK)
    assert scenario.seed is not None
    told = trace(scenario, seed=scenario.seed, replication=replication)
    stored = pq.read_table(
        folders[PLAIN] / f"replications/block-{block:05d}.parquet",
        filters=[("replication", "=", replication)],
    ).to_pylist()
    assert len(stored) == len(scenario.bodies) * scenario.years
    for row in stored:
        year = row["year"] - scenario.start.year
        for measure in told.results.by_year:
            figure = told.figure(measure, row["body"], year)
            assert np.array_equal(figure, row[column(measure)], equal_nan=True), (measure, row["body"], year)


def test_the_trace_command_tells_each_year_end_as_it_was_stored(folders: Folders, scenario: Scenario) -> None:
    answer = CliRunner().invoke(main, ["trace", str(EVENTFUL), "--replication", "7"])
    assert answer.exit_code == 0
    stored = pq.read_table(
        folders[PLAIN] / "replications/block-00000.parquet", filters=[("replication", "=", 7)]
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

"""As many futures as were asked for, whatever the size of a block; the first ones are those of a longer run."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from simulator import Run, Scenario, load, simulate, summary
from simulator.cli.main import main
from simulator.errors import FolderError
from simulator.results.arrays import KINDS
from simulator.scenario import new_scenario
from simulator.statistics.arrays import BLOCK
from simulator.statistics.intervals import probabilities, probability

pytestmark = pytest.mark.usefixtures("undrawn")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The economy that `recovery-sim new` writes, for two years."""
    path = tmp_path_factory.mktemp("economy") / "economy.toml"
    path.write_text(new_scenario("Economy").replace("years = 5", "years = 2"), encoding="utf-8")
    assert load(path).years == 2
    return path


@pytest.fixture(scope="module")
def scenario(file: Path) -> Scenario:
    return load(file)


@pytest.fixture(scope="module")
def long(scenario: Scenario) -> Run:
    return simulate(scenario, 2 * BLOCK, seed=3)


def assert_first(run: Run, long: Run, count: int) -> None:
    assert run.replications == run.results.replications == len(run.inputs) == count
    assert run.inputs.equals(long.inputs.iloc[:count])
    for kind in KINDS:
        for name, values in getattr(long.results, kind).items():
            np.testing.assert_array_equal(getattr(run.results, kind)[name], values[..., :count])


@pytest.mark.parametrize("count", [1, 64, BLOCK, BLOCK + 1])
def test_the_first_futures_are_those_of_a_longer_run(scenario: Scenario, long: Run, count: int) -> None:
    assert_first(simulate(scenario, count, seed=3), long, count)


def test_so_it_is_in_a_folder_which_keeps_whole_blocks(scenario: Scenario, long: Run, tmp_path: Path) -> None:
    assert_first(simulate(scenario, 64, seed=3, folder=tmp_path), long, 64)
    first = tmp_path / "replications" / "block-00000.parquet"
    assert len(pd.read_parquet(first)) == len(scenario.bodies) * 2 * BLOCK
    assert json.loads((tmp_path / "manifest.json").read_text())["replications"] == 64
    stamp = first.stat().st_mtime_ns
    assert_first(simulate(scenario, BLOCK + 10, seed=3, folder=str(tmp_path)), long, BLOCK + 10)
    assert first.stat().st_mtime_ns == stamp
    assert_first(simulate(scenario, 3, seed=3, folder=tmp_path), long, 3)
    with pytest.raises(FolderError, match="It differs in the seed"):
        simulate(scenario, 3, seed=4, folder=tmp_path)


def test_the_command_runs_exactly_so_many_and_python_goes_on_from_them(
    file: Path, scenario: Scenario, long: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "results"
    words = ["run", str(file), "--replications", "64", "--seed", "3", "--output", str(folder), "--json"]
    found = CliRunner().invoke(main, words)
    assert found.exit_code == 0, found.output
    assert json.loads(found.stdout)["replications"] == 64
    assert (folder / "summary.csv").exists()
    stamp = (folder / "replications" / "block-00000.parquet").stat().st_mtime_ns
    same = simulate(scenario, 64, seed=3, folder=folder)
    assert_first(same, long, 64)
    assert (folder / "summary.csv").exists()
    assert_first(simulate(scenario, 100, seed=3, folder=folder), long, 100)
    assert (folder / "replications" / "block-00000.parquet").stat().st_mtime_ns == stamp
    assert not (folder / "summary.csv").exists()  # of 64 futures, while the folder is one of 100 now


def test_a_summary_of_few_futures_counts_them(scenario: Scenario, long: Run) -> None:
    few = simulate(scenario, 10, seed=3)
    table = summary(few).set_index(["body", "year"])
    body = few.results.bodies[0]
    shares = (long.results.by_year["surplus"][0, :, :10] >= -1e-6).mean(axis=-1)
    assert list(table.loc[body]["p_break_even"]) == list(shares)


def test_futures_that_fill_no_block_count_in_the_estimate() -> None:
    """Nine blocks of 10 with three hits each and five more futures, all hits: 32 of 95."""
    hits = np.concatenate([np.tile(np.arange(10) < 3, 9), np.ones(5, dtype=bool)])
    hits[0] = False  # 31 of 95; the first block has two hits
    found = probability(hits, block=10)
    assert found.estimate == 31 / 95
    assert found.replications == 95
    # Student's t over the nine whole blocks, of which eight have 0.3 and one has 0.2: sd 1/30, t(8) at 97.5 % 2.306.
    assert found.high - found.estimate == pytest.approx(2.306004 / 30 / 3, rel=1e-6)
    assert found.estimate - found.low == pytest.approx(2.306004 / 30 / 3, rel=1e-6)


def test_whole_blocks_are_counted_as_they_were() -> None:
    hits = np.tile(np.arange(10) < 3, (2, 9))
    hits[1, 0] = False
    found = probabilities(hits, block=10)
    assert found.estimate == pytest.approx([0.3, 26 / 90])
    assert found.replications == 90

"""Whatever somebody has made of a manifest or a block's file: the block is made again, or words say what is wrong."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulator.errors import FolderError, StorageError
from simulator.montecarlo import run
from simulator.scenario import load, new_scenario
from simulator.scenario.model import Scenario
from simulator.statistics.arrays import BLOCK

KINDS = ("replications", "months", "schemes", "inputs")


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    file = tmp_path_factory.mktemp("plan") / "plan.toml"
    file.write_text(new_scenario("A plan").replace("years = 5", "years = 1"), encoding="utf-8")
    return load(file)


@pytest.fixture(scope="module")
def finished(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished")
    simulated(scenario, folder)
    return folder


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "copy"))


def simulated(scenario: Scenario, folder: Path) -> None:
    run(scenario, replications=BLOCK, seed=1, workers=1, folder=folder)


def figures(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.parquet")}


def of_block(**changes: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda manifest: {**manifest, "blocks": {"00000": {**manifest["blocks"]["00000"], **changes}}}


def with_these(**changes: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda manifest: {**manifest, **changes}


@pytest.mark.parametrize(
    "change",
    [
        of_block(headline=float("nan")),
        of_block(headline=1e308),
        of_block(files=[1]),
        of_block(files=dict.fromkeys((f"{kind}/block-00000.parquet" for kind in KINDS), 7)),
        with_these(blocks=[], failed=5, versions=3, times=None),
        with_these(blocks={"00000": None, "٠": {}, "-1": {}, "9" * 5000: {}, "0": {}}),
        with_these(most_blocks=10**30),
        with_these(title=[1], replications=float("inf"), command={}),
    ],
)
def test_nothing_is_believed_of_a_block_whose_entry_is_wrong(
    scenario: Scenario, folder: Path, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    whole = figures(folder)
    place = folder / "manifest.json"
    place.write_text(json.dumps(change(json.loads(place.read_text()))), encoding="utf-8")
    simulated(scenario, folder)
    assert figures(folder) == whole
    assert set(json.loads(place.read_text())["blocks"]) == {"00000"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not JSON that can be read"),
        (b"{", "is not JSON that can be read"),
        (b"[" * 100_000, "is not JSON that can be read"),
        (b'{"program": "recovery-sim 0.1.0", "seed": ' + b"9" * 5000 + b"}", "is not JSON that can be read"),
        ('{"program": "recovery-sim 0.1.0"}'.encode("utf-16"), "is not JSON that can be read"),
        (b'{"program": "recovery-sim 0.1.0", "title": "\xe9"}', "is not JSON that can be read"),
        (b"[]", "is of another program"),
        (b"null", "is of another program"),
        (b'{"program": 3}', "is of another program"),
        (b'{"program": "recovery-sim 0.1.0", "seed": NaN, "title": [1], "times": 3}', "holds another run"),
    ],
)
def test_a_manifest_that_tells_nothing_is_refused_and_no_file_is_touched(
    scenario: Scenario, folder: Path, content: bytes, words: str
) -> None:
    whole = figures(folder)
    (folder / "manifest.json").write_bytes(content)
    with pytest.raises(FolderError, match=words):
        simulated(scenario, folder)
    assert figures(folder) == whole
    assert (folder / "manifest.json").read_bytes() == content


def harmed(folder: Path, kind: str, content: bytes | Callable[[pa.Table], pa.Table]) -> Path:
    """Another content of a block's file, with a checksum in the manifest that fits."""
    file = folder / kind / "block-00000.parquet"
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        pq.write_table(content(pq.read_table(file, partitioning=None)), file)
    manifest = json.loads((folder / "manifest.json").read_text())
    checksum = hashlib.sha256(file.read_bytes()).hexdigest()
    manifest["blocks"]["00000"]["files"][f"{kind}/block-00000.parquet"] = checksum
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return file


def with_last(table: pa.Table, column: pa.Array) -> pa.Table:
    return table.set_column(table.num_columns - 1, table.column_names[-1], column)


def with_no_number(table: pa.Table, name: str) -> pa.Table:
    values = table[name].to_numpy().astype(float)
    values[5] = np.nan
    return table.set_column(table.column_names.index(name), name, pa.array(values))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("replications", b""),
        ("months", b"PAR1" * 100),
        ("schemes", lambda table: table.slice(0, 100)),
        ("inputs", lambda table: pa.concat_tables([table, table])),
        ("replications", lambda table: table.drop_columns([table.column_names[-1]])),
        ("months", lambda table: table.rename_columns([f"{name}_x" for name in table.column_names])),
        ("schemes", lambda table: with_last(table, pa.array(["one"] * table.num_rows))),
        ("inputs", lambda table: table.append_column("another", pa.array([1.0] * table.num_rows))),
        *((kind, lambda table: table.take(np.arange(table.num_rows)[::-1])) for kind in KINDS),
    ],
)
def test_a_block_file_with_a_fitting_checksum_that_is_another_table_is_made_again(
    scenario: Scenario, folder: Path, kind: str, content: bytes | Callable[[pa.Table], pa.Table]
) -> None:
    whole = figures(folder)
    harmed(folder, kind, content)
    simulated(scenario, folder)
    assert figures(folder) == whole


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("replications", lambda table: with_no_number(table, "surplus_gbp_m")),
        ("replications", lambda table: with_no_number(table, "recovery_months")),
        ("inputs", lambda table: with_no_number(table, table.column_names[1])),
        ("inputs", lambda table: with_last(table, pa.nulls(table.num_rows, pa.float64()))),
    ],
)
def test_figures_that_no_run_wrote_are_said_by_the_name_of_their_file_and_made_again_once_it_is_gone(
    scenario: Scenario, folder: Path, kind: str, content: Callable[[pa.Table], pa.Table]
) -> None:
    whole = figures(folder)
    file = harmed(folder, kind, content)
    with pytest.raises(StorageError, match=f"{file}.*Delete it, and the same command simulates its block"):
        simulated(scenario, folder)
    file.unlink()
    simulated(scenario, folder)
    assert figures(folder) == whole


@pytest.mark.parametrize(
    ("kind", "name", "measures"),
    [
        ("months", "position_gbp_m", "by_month"),
        ("schemes", "delivered_gbp_m", "schemes_by_year"),
        ("schemes", "go_live", "schemes"),
    ],
)
def test_a_finished_run_that_is_summarised_later_says_so_too(
    scenario: Scenario, folder: Path, kind: str, name: str, measures: str
) -> None:
    file = harmed(folder, kind, lambda table: with_no_number(table, name))
    kept = run(scenario, replications=BLOCK, seed=1, workers=1, folder=folder)
    with pytest.raises(StorageError, match=f"{file}: {name} has figures that no run wrote"):
        dict(getattr(kept.results, measures))
    file.write_bytes(b"")
    with pytest.raises(StorageError, match="has changed since this run"):
        dict(getattr(kept.results, measures))

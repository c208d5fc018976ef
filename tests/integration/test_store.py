"""What a run keeps, and how it goes on from what is kept."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from simulator.economy.catalogue import BY_MONTH, BY_YEAR, SCHEMES, SCHEMES_BY_YEAR
from simulator.errors import FolderError, RecoverySimError, SimulationError
from simulator.montecarlo import Progress, choose_seed, default_folder, run
from simulator.montecarlo.store import sweep_half_written, write_block, write_plan
from simulator.montecarlo.stored import read_inputs, read_results
from simulator.results.arrays import KINDS
from simulator.scenario import load
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.statistics.arrays import BLOCK
from simulator.version import __version__
from tests.helpers.random_run import random_results

EVENTFUL = Path(__file__).parents[1] / "scenarios" / "eventful.toml"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return replaced(load(EVENTFUL), {"years": 2})


def checksums(folder: Path) -> dict[str, str]:
    files = sorted(folder.rglob("*.parquet"))
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files
    }


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    blocks = [random_results(BLOCK, seed=i, first_replication=i * BLOCK) for i in range(2)]
    for number, block in enumerate(blocks):
        write_block(tmp_path, number, block, {"a.b": block.schemes["grant"][0]}, seed=1)
    read = read_results(tmp_path, 2 * BLOCK, random_results(1))
    for kind in KINDS:
        for name in getattr(blocks[0], kind):
            written = np.concatenate([getattr(block, kind)[name] for block in blocks], axis=-1)
            np.testing.assert_array_equal(getattr(read, kind)[name], written)
    assert list(read_inputs(tmp_path, 2 * BLOCK)["a.b"][[0, BLOCK]]) == [
        b.schemes["grant"][0, 0] for b in blocks
    ]


def test_files_are_tables_for_anybody(tmp_path: Path) -> None:
    results = random_results(BLOCK, first_replication=BLOCK)
    write_block(tmp_path, 1, results, {}, seed=1)
    table = pd.read_parquet(tmp_path / "replications" / "block-00001.parquet")
    assert list(table.columns) == list(results.frame().columns)
    assert table.surplus_gbp_m.equals(results.frame().surplus_gbp_m)
    months = pd.read_parquet(tmp_path / "months" / "block-00001.parquet")
    assert months.columns[:3].tolist() == ["replication", "body", "month"]
    schemes = pd.read_parquet(tmp_path / "schemes" / "block-00001.parquet")
    assert {"instance", "year", "delivered_gbp_m", "go_live", "stopped"} <= set(schemes.columns)


def test_files_say_units_seed_and_program(tmp_path: Path) -> None:
    inputs = {
        name: np.zeros(BLOCK) for name in ("a.growth_pct", "prices.pay.planned_pct.2019", "b.delay_months")
    }
    inputs |= {name: np.zeros(BLOCK) for name in ("c.cost_gbp_m", "d.delivery")}
    write_block(tmp_path, 0, random_results(BLOCK), inputs, seed=0)
    units = {}
    for kind in ("replications", "schemes", "inputs"):
        schema = pq.read_schema(tmp_path / kind / "block-00000.parquet")
        assert schema.metadata[b"seed"] == b"0"
        assert schema.metadata[b"program"] == f"recovery-sim {__version__}".encode()
        units |= {field.name: (field.metadata or {}).get(b"units", b"").decode() for field in schema}
    assert (units["surplus_gbp_m"], units["recovery_months"], units["body"], units["replication"]) == (
        "£m",
        "months",
        "",
        "",
    )
    assert {name: units[name] for name in inputs} == {
        "a.growth_pct": "%",
        "prices.pay.planned_pct.2019": "%",
        "b.delay_months": "months",
        "c.cost_gbp_m": "£m",
        "d.delivery": "1",
    }


def test_a_column_has_the_title_of_its_own_measure(tmp_path: Path) -> None:
    """Bodies and schemes both have `investment_gbp_m`: each file says which it holds."""
    results = random_results(BLOCK)
    write_block(tmp_path, 0, results, {}, seed=0)
    write_plan(tmp_path, random_results(1), random_results(1), seed=0)
    for path, measures in (
        ("replications/block-00000.parquet", BY_YEAR),
        ("months/block-00000.parquet", BY_MONTH),
        ("schemes/block-00000.parquet", {**SCHEMES, **SCHEMES_BY_YEAR}),
        ("plan.parquet", BY_YEAR),
    ):
        schema = pq.read_schema(tmp_path / path)
        for measure in measures.values():
            told = {
                key.decode(): text.decode() for key, text in schema.field(measure.column).metadata.items()
            }
            assert told == {"units": measure.unit, "long_name": measure.title}, path


def test_a_changed_file_is_noticed_when_it_is_read_later(tmp_path: Path) -> None:
    write_block(tmp_path, 0, random_results(BLOCK), {}, seed=1)
    read = read_results(tmp_path, BLOCK, random_results(1))
    write_block(tmp_path, 0, random_results(BLOCK, seed=5), {}, seed=1)
    with pytest.raises(SimulationError, match="has changed since this run"):
        read.by_month["position"]


def test_one_block_is_kept_as_it_is_in_memory(tmp_path: Path, scenario: Scenario) -> None:
    kept = run(scenario, replications=BLOCK, workers=1, folder=tmp_path)
    held = run(scenario, replications=BLOCK, workers=1)
    assert kept.replications == held.replications == BLOCK
    assert kept.inputs.equals(held.inputs)
    for kind in KINDS:
        for name, values in getattr(held.results, kind).items():
            np.testing.assert_array_equal(getattr(kept.results, kind)[name], values)


def test_more_replications_add_blocks_and_fewer_delete_none(tmp_path: Path, scenario: Scenario) -> None:
    told: list[Progress] = []
    run(scenario, replications=BLOCK, folder=tmp_path)
    first = checksums(tmp_path)
    run(scenario, replications=2 * BLOCK, folder=tmp_path, progress=told.append)
    assert [(report.blocks_done, report.blocks) for report in told] == [(1, 2), (2, 2)]
    both = checksums(tmp_path)
    assert first.items() < both.items()
    fewer = run(scenario, replications=BLOCK, folder=tmp_path)
    assert fewer.results.replications == BLOCK
    assert checksums(tmp_path) == both
    assert set(json.loads((tmp_path / "manifest.json").read_text())["blocks"]) == {"00000", "00001"}


@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_a_damaged_block_is_simulated_again_to_the_same_bytes(
    tmp_path: Path, scenario: Scenario, harm: str
) -> None:
    run(scenario, replications=BLOCK, folder=tmp_path)
    whole = checksums(tmp_path)
    file = tmp_path / "months" / "block-00000.parquet"
    if harm == "cut":
        file.write_bytes(file.read_bytes()[:-100])
    else:
        file.unlink()
    run(scenario, replications=BLOCK, folder=tmp_path)
    assert checksums(tmp_path) == whole


def test_what_a_killed_run_left_half_written_is_removed(tmp_path: Path) -> None:
    half, whole = (
        tmp_path / "months" / ".block-00000.parquet.1.part",
        tmp_path / "months" / "block-00001.parquet",
    )
    half.parent.mkdir()
    for file in (half, whole):
        file.write_text("")
    sweep_half_written(tmp_path)
    assert (half.exists(), whole.exists()) == (False, True)


def test_another_seed_in_the_same_folder_is_refused_and_when_asked_for_uses_nothing_of_the_old_run(
    tmp_path: Path, scenario: Scenario
) -> None:
    run(scenario, replications=2 * BLOCK, seed=1, folder=tmp_path)
    whole = checksums(tmp_path)
    with pytest.raises(FolderError, match=r"seed 1, 2,048 possible futures.*It differs in the seed\."):
        run(scenario, replications=BLOCK, seed=2, folder=tmp_path)
    assert checksums(tmp_path) == whole
    kept = run(scenario, replications=BLOCK, seed=2, folder=tmp_path, fresh=True)
    alone = run(scenario, replications=BLOCK, seed=2)
    np.testing.assert_array_equal(kept.results.by_year["surplus"], alone.results.by_year["surplus"])
    assert not (tmp_path / "months" / "block-00001.parquet").exists()


def test_several_processes_write_the_same_bytes(tmp_path: Path, scenario: Scenario) -> None:
    for workers in (1, 2):
        run(scenario, replications=2 * BLOCK, workers=workers, folder=tmp_path / str(workers))
    assert checksums(tmp_path / "1") == checksums(tmp_path / "2")


def test_seed_zero_is_a_seed_and_a_drawn_one_is_told(scenario: Scenario) -> None:
    assert choose_seed(scenario, 0) == 0
    assert choose_seed(scenario, None) == scenario.seed
    seedless = replaced(scenario, {"seed": None})
    assert choose_seed(seedless, None) != choose_seed(seedless, None)


@pytest.mark.parametrize("counts", [{"replications": 0}, {"workers": 0}])
def test_less_than_one_is_refused(scenario: Scenario, counts: dict[str, int]) -> None:
    with pytest.raises(RecoverySimError, match=r"0 .* were asked for: at least 1 is needed"):
        run(scenario, **counts)  # type: ignore[arg-type]


def test_the_folder_is_named_after_scenario_and_seed(scenario: Scenario) -> None:
    folder = default_folder("eventful", scenario, 1)
    assert folder == default_folder("eventful", scenario, 1)
    assert folder != default_folder("eventful", scenario, 2)
    assert folder.parent == Path("results")
    assert folder.name.startswith("eventful-")


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path, scenario: Scenario) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SimulationError, match="cannot be written"):
        run(scenario, replications=1, folder=tmp_path / "file" / "results")

"""What does not fit is said before the run; where memory or processes are short after all, the end is in words."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli.main import main
from simulator.errors import RecoverySimError, SimulationError
from simulator.montecarlo import blocks, executor, run, simulate
from simulator.montecarlo.room import (
    Needs,
    beside_each_other,
    memory_bytes,
    needs,
    refuse_what_does_not_fit,
    workers_that_fit,
)
from simulator.scenario import load, new_scenario
from simulator.scenario.model import Scenario
from simulator.simulation import plan_run
from simulator.statistics.arrays import BLOCK

FUTURE = Needs(memory=10_000, disk=0, block=100_000_000)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("plan") / "plan.toml"
    file.write_text(new_scenario("A plan").replace("years = 5", "years = 1"), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def scenario(file: Path) -> Scenario:
    return load(file)


@pytest.mark.parametrize(
    "options",
    [("run", "--precision", "0.01"), ("run",), ("compare", "--set", "schemes.care_at_home.delivery=0.6")],
)
def test_a_million_million_futures_are_refused_with_the_largest_number_that_fits(
    file: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    command, *rest = options
    arguments = [command, str(file), *rest, "--replications", str(10**12), "--output", str(tmp_path)]
    answer = CliRunner().invoke(main, arguments)
    assert answer.exit_code == 2
    assert "1,000,000,000,000 possible futures do not fit on this machine" in answer.stderr
    assert "Nothing was simulated." in answer.stderr
    most = int(answer.stderr.partition("--replications ")[2].partition(".")[0])
    assert most % BLOCK == 0
    assert BLOCK <= most < 2**31
    assert not (tmp_path / "manifest.json").exists()


def test_what_fits_is_reckoned_from_what_a_future_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """2,348 MB less the program's 300 MB are 2,048 MB: 204,800 futures of 10 kB, two hundred blocks."""
    monkeypatch.setattr("simulator.montecarlo.room.memory_bytes", lambda: 2_348_000_000)
    refuse_what_does_not_fit(200 * BLOCK, 0, FUTURE, None)
    with pytest.raises(RecoverySimError, match=r"--replications 204800\."):
        refuse_what_does_not_fit(201 * BLOCK, 0, FUTURE, None)
    # A worker takes 110 MB and three blocks, 410 MB: beside 100 blocks, 1,024 MB, there is room for two.
    assert [workers_that_fit(wanted, 100 * BLOCK, FUTURE) for wanted in (1, 2, 8)] == [1, 2, 2]
    assert workers_that_fit(8, 200 * BLOCK, FUTURE) == 1


def test_a_comparison_whose_second_scenario_does_not_fit_is_refused_before_the_first_is_simulated(
    file: Path, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory for 2,048 futures of the first alone; the second has three years beside its one, and the first stays."""
    long = file.with_name("long.toml")
    long.write_text(file.read_text(encoding="utf-8").replace("years = 1", "years = 3"), encoding="utf-8")
    inputs = len(simulate(scenario, BLOCK, 1).inputs.columns)
    alone = needs(plan_run(scenario), inputs, is_kept=False)
    room = int(300_000_000 + 2.01 * BLOCK * alone.memory)
    monkeypatch.setattr("simulator.montecarlo.room.memory_bytes", lambda: room)
    refuse_what_does_not_fit(2 * BLOCK, 0, alone, None)
    answer = CliRunner().invoke(main, ["compare", str(file), str(long), "--replications", str(2 * BLOCK)])
    assert answer.exit_code == 2
    assert "--replications 1024. Nothing was simulated." in answer.stderr
    assert "simulating" not in answer.stderr


def test_runs_beside_each_other_take_the_first_and_the_height_of_the_largest_other() -> None:
    """10 kB alone; beside it, the first's block of 1,024 holds 97,656.25 bytes a future."""
    small, large = replace(FUTURE, memory=4_000), replace(FUTURE, memory=20_000)
    assert beside_each_other(FUTURE, [small, large]).memory == 97_656.25 + 20_000


def test_free_space_limits_only_what_is_not_there_yet(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """4,096 kB are free: 1,024 futures of 4 kB."""
    monkeypatch.setattr("simulator.montecarlo.room._free_bytes", lambda _: 4_096_000)
    each = replace(FUTURE, disk=4_000)
    refuse_what_does_not_fit(3 * BLOCK, 2 * BLOCK, each, tmp_path)
    with pytest.raises(RecoverySimError, match=r"on disk, and 4\.1 MB are free .* --replications 3072\."):
        refuse_what_does_not_fit(4 * BLOCK, 2 * BLOCK, each, tmp_path)


def test_a_block_is_always_tried_and_a_machine_that_tells_nothing_refuses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("simulator.montecarlo.room.memory_bytes", lambda: 1)
    refuse_what_does_not_fit(BLOCK, 0, FUTURE, None)
    monkeypatch.setattr("simulator.montecarlo.room.memory_bytes", lambda: None)
    refuse_what_does_not_fit(1_000_000 * BLOCK, 0, FUTURE, None)
    with pytest.raises(RecoverySimError, match="futures are numbered in 32 bits"):
        refuse_what_does_not_fit(2**31, 0, FUTURE, None)


def test_a_container_may_have_less_memory_than_its_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    limit, none = tmp_path / "limit", tmp_path / "none"
    limit.write_text("1048576\n")
    none.write_text("max\n")
    monkeypatch.setattr("simulator.montecarlo.room.LIMITS_OF_CONTAINERS", (none, limit, tmp_path / "gone"))
    assert memory_bytes() == 1_048_576


def test_a_future_takes_what_its_arrays_take(scenario: Scenario) -> None:
    """Kept in a folder, the yearly figures and what was drawn stay; in memory, all figures do."""
    plan = plan_run(scenario)
    yearly = sum(values.size * 8 for values in plan.by_year.values())
    assert needs(plan, 10, is_kept=True).memory == 2 * yearly + 3 * 80
    assert needs(plan, 10, is_kept=False).memory > needs(plan, 10, is_kept=True).memory
    assert needs(plan, 10, is_kept=False).disk == 0


@pytest.mark.parametrize("is_kept", [True, False])
def test_memory_that_runs_out_ends_the_run_in_words(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_kept: bool
) -> None:
    one = blocks.try_one

    def short_of_memory(task: blocks.Task, block: int) -> blocks.Outcome:
        if block == 1:
            raise MemoryError
        return one(task, block)

    monkeypatch.setattr(blocks, "try_one", short_of_memory)
    kept = f"Blocks already written are kept in {tmp_path}" if is_kept else "nothing of it is left"
    with pytest.raises(SimulationError, match=f"memory ran out.*{kept}"):
        run(scenario, replications=2 * BLOCK, workers=1, folder=tmp_path if is_kept else None)
    assert (tmp_path / "months" / "block-00000.parquet").exists() == is_kept


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX systems")
def test_a_worker_that_is_killed_ends_the_run_in_words(
    scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(self: executor.WorkerPool, numbers: Iterator[int]) -> Iterator[blocks.Outcome]:
        running = simulating(self, numbers)
        yield next(running)
        for worker in multiprocessing.active_children():
            os.kill(worker.pid or 0, signal.SIGKILL)
        yield from running

    simulating = executor.WorkerPool.simulate
    monkeypatch.setattr(executor.WorkerPool, "simulate", killed)
    with pytest.raises(SimulationError, match=f"A worker process ended .* are kept in {tmp_path}"):
        run(scenario, replications=40 * BLOCK, workers=2, folder=tmp_path)


def test_inside_a_process_that_may_have_no_children_one_process_does_the_work(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a worker of `multiprocessing.Pool` is; a pool that started here would fail."""
    monkeypatch.setitem(multiprocessing.current_process()._config, "daemon", True)  # type: ignore[attr-defined]
    assert simulate(scenario, replications=2 * BLOCK, seed=1, workers=2).replications == 2 * BLOCK


def test_where_no_process_can_be_started_one_does_the_work(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(executor, "_context", refused)
    assert simulate(scenario, replications=2 * BLOCK, seed=1, workers=2).replications == 2 * BLOCK

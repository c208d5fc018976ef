"""A run that is killed, stopped, refused or out of room leaves a folder from which the same command goes on."""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import SimulationError
from simulator.montecarlo import Progress, blocks, holding, run
from simulator.scenario import Scenario, load
from simulator.scenario.immutable import replaced
from simulator.statistics.arrays import BLOCK

ROOT = Path(__file__).parents[2]
EVENTFUL = ROOT / "tests" / "scenarios" / "eventful.toml"
BLOCKS = 2
ENOUGH_TO_INTERRUPT = 400 * BLOCK
IS_LINUX = sys.platform.startswith("linux")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX systems")


def command(folder: Path, *options: str | int, replications: int = BLOCKS * BLOCK) -> list[str]:
    """The command of a run on `eventful.toml`."""
    return [
        *(sys.executable, "-m", "simulator", "run", str(EVENTFUL), "--output", str(folder)),
        *("--replications", str(replications), "--quiet", "--workers", "2"),
        *map(str, options),
    ]


def start(words: list[str]) -> subprocess.Popen[str]:
    """Start a command in a session of its own, so that all of its processes can be found."""
    return subprocess.Popen(
        words,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Tests that were started in the background of a shell are deaf to Ctrl-C, and so would this one be.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def finish(words: list[str]) -> None:
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def checksums(folder: Path) -> dict[str, str]:
    """Of everything that a run leaves, but for the manifest, which tells times."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if file.name not in {"manifest.json", ".lock"}
    }


def blocks_of(folder: Path) -> dict[str, object]:
    try:
        blocks: dict[str, object] = json.loads((folder / "manifest.json").read_text())["blocks"]
    except (OSError, ValueError):
        return {}
    return blocks


def wait_until(happened: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < until, f"{what} in two minutes"
        time.sleep(0.01)


def wait_for_blocks(folder: Path, count: int) -> None:
    wait_until(lambda: len(blocks_of(folder)) >= count, "no block was finished")


def alive_in_session(session: int) -> list[str]:
    """Processes of a session that live, by Linux's books of them."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[3]) == session and words[0] not in "ZX":
            found.append(entry.parent.name)
    return found


def wait_for_the_end_of_all(session: int, *, seconds: float) -> None:
    until = time.monotonic() + seconds
    while alive_in_session(session):
        assert time.monotonic() < until, f"processes {alive_in_session(session)} outlived the run"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """The folder of a run that nothing disturbed, and how many seconds it took."""
    folder = tmp_path_factory.mktemp("undisturbed")
    started = time.monotonic()
    finish(command(folder))
    return folder, time.monotonic() - started


def kill(running: subprocess.Popen[str]) -> None:
    running.send_signal(signal.SIGKILL)
    running.communicate()
    if IS_LINUX:
        wait_for_the_end_of_all(running.pid, seconds=5)


@pytest.mark.parametrize(
    "file",
    [
        pytest.param("manifest.json", marks=pytest.mark.slow),
        pytest.param("months/block-00000.parquet", marks=pytest.mark.slow),
        "summary.csv",
    ],
)
def test_killed_when_a_file_appears_and_resumed_it_leaves_the_same_bytes(
    tmp_path: Path, undisturbed: tuple[Path, float], file: str
) -> None:
    """When the folder is taken, when a block is written, and among the tables, which are not noted yet."""
    whole, _ = undisturbed
    running = start(command(tmp_path))
    wait_until((tmp_path / file).exists, f"no {file} was written")
    kill(running)
    finish(command(tmp_path))
    assert checksums(tmp_path) == checksums(whole)


def kill_and_resume(folder: Path, *, moments: int, longest: float, seed: int) -> None:
    """Kill a run at random moments, each time the same command again, and at last let it finish."""
    chance = random.Random(seed)
    for _ in range(moments):
        running = start(command(folder))
        time.sleep(chance.uniform(0.1, 1.0) * longest)
        kill(running)
    finish(command(folder))


@pytest.mark.slow
def test_killed_at_ten_moments_and_resumed_it_leaves_the_same_bytes(
    tmp_path: Path, undisturbed: tuple[Path, float]
) -> None:
    whole, seconds = undisturbed
    for seed in range(3):
        folder = tmp_path / str(seed)
        kill_and_resume(folder, moments=10, longest=seconds, seed=seed)
        assert checksums(folder) == checksums(whole)


def test_the_manifest_knows_every_file_of_the_folder(undisturbed: tuple[Path, float]) -> None:
    folder, _ = undisturbed
    manifest = json.loads((folder / "manifest.json").read_text())
    noted = dict(manifest["files"])
    for block in manifest["blocks"].values():
        noted |= block["files"]
    assert noted == checksums(folder)
    assert {"summary.csv", "summary.json", "schemes.csv", "months.csv", "plan.parquet"} <= set(noted)
    assert any(name.startswith("charts/") for name in noted)


@pytest.mark.skipif(not IS_LINUX, reason="processes are found in /proc")
def test_ctrl_c_ends_every_process_and_says_how_to_go_on(tmp_path: Path) -> None:
    running = start(command(tmp_path, replications=ENOUGH_TO_INTERRUPT))
    wait_for_blocks(tmp_path, 2)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    wait_for_the_end_of_all(running.pid, seconds=30)
    assert "to go on:\n  recovery-sim run" in said
    assert "Traceback" not in said
    finished = [tmp_path / f"months/block-{block}.parquet" for block in blocks_of(tmp_path)]
    written = [file.stat().st_mtime_ns for file in finished]
    run(load(EVENTFUL), replications=(len(finished) + 1) * BLOCK, workers=1, folder=tmp_path)
    assert [file.stat().st_mtime_ns for file in finished] == written


@pytest.mark.slow
@pytest.mark.skipif(not IS_LINUX, reason="processes are found in /proc")
@pytest.mark.parametrize("seconds", np.linspace(0.5, 8.0, 16))
def test_ctrl_c_at_any_moment_ends_in_order(tmp_path: Path, seconds: float) -> None:
    running = start(command(tmp_path, replications=ENOUGH_TO_INTERRUPT))
    time.sleep(seconds)
    pressed = time.monotonic()
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=30)
    wait_for_the_end_of_all(running.pid, seconds=2 - (time.monotonic() - pressed))
    assert running.returncode in {130, -signal.SIGINT}
    assert "Traceback" not in said


def test_a_second_run_in_a_folder_is_refused_and_told_who_is_there(tmp_path: Path) -> None:
    with holding(tmp_path):
        ended = subprocess.run(command(tmp_path), cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert f"{tmp_path} is in use by process {os.getpid()} on " in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "manifest.json").exists()


def test_the_same_process_may_hold_a_folder_twice_but_two_of_its_threads_may_not(tmp_path: Path) -> None:
    refused: list[str] = []

    def hold() -> None:
        try:
            with holding(tmp_path):
                pass
        except SimulationError as error:
            refused.append(str(error))

    with holding(tmp_path):
        hold()
        assert not refused
        thread = threading.Thread(target=hold)
        thread.start()
        thread.join()
    assert len(refused) == 1
    hold()
    assert len(refused) == 1


@pytest.fixture(scope="module")
def three_blocks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scenario, Path]:
    """A short scenario, and a folder with three blocks of it, to be copied."""
    scenario, folder = replaced(load(EVENTFUL), {"years": 2}), tmp_path_factory.mktemp("three")
    run(scenario, replications=3 * BLOCK, workers=1, folder=folder)
    return scenario, folder


@pytest.mark.parametrize("harm", ["cut", "foreign", "one byte"])
def test_only_a_harmed_block_is_simulated_again(
    tmp_path: Path, three_blocks: tuple[Scenario, Path], harm: str
) -> None:
    scenario, unharmed = three_blocks
    shutil.copytree(unharmed, tmp_path, dirs_exist_ok=True)
    whole = checksums(tmp_path)
    written = {name: (tmp_path / name).stat().st_mtime_ns for name in whole if "block-" in name}
    file, other = (tmp_path / "replications" / f"block-0000{number}.parquet" for number in (1, 2))
    content = bytearray(file.read_bytes())
    if harm == "cut":
        del content[-100:]
    elif harm == "foreign":
        content = bytearray(other.read_bytes())
    else:
        content[len(content) // 2] ^= 1
    file.write_bytes(content)
    told: list[Progress] = []
    run(scenario, replications=3 * BLOCK, workers=1, folder=tmp_path, progress=told.append)
    assert [report.blocks_done for report in told] == [2, 3]
    assert checksums(tmp_path) == whole
    again = {name for name, when in written.items() if (tmp_path / name).stat().st_mtime_ns != when}
    assert {name[-9:-8] for name in again} == {"1"}


def test_failed_blocks_are_listed_and_only_they_are_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No figure that a file may state ends a block: one whose number is odd stands for a fault of the program."""
    scenario = replaced(load(EVENTFUL), {"years": 2})
    simulate = blocks.simulate_one

    def fails_where_odd(task: blocks.Task, block: int) -> blocks.BlockReport:
        if block % 2:
            raise SimulationError("The books of north do not hold.")
        return simulate(task, block)

    monkeypatch.setattr(blocks, "simulate_one", fails_where_odd)
    with pytest.raises(SimulationError, match="could not be simulated") as stopped:
        run(scenario, replications=6 * BLOCK, workers=1, folder=tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    done, failed = set(manifest["blocks"]), set(manifest["failed"])
    assert (done, failed) == ({"00000", "00002", "00004"}, {"00001", "00003", "00005"})
    assert all(f"block {int(block)} (futures " in str(stopped.value) for block in failed)
    assert "The books of north do not hold." in str(stopped.value)
    written = {name: (tmp_path / name).stat().st_mtime_ns for name in checksums(tmp_path) if "block-" in name}
    with pytest.raises(SimulationError, match=rf"^{len(failed)} block"):
        run(scenario, replications=6 * BLOCK, workers=1, folder=tmp_path)
    assert all((tmp_path / name).stat().st_mtime_ns == when for name, when in written.items())


def test_a_file_that_cannot_be_written_ends_the_run_with_all_finished_blocks_intact(tmp_path: Path) -> None:
    """A limit on the size of files stands for a full disk: the operating system refuses the write alike."""
    run(load(EVENTFUL), replications=2 * BLOCK, workers=1, folder=tmp_path)
    whole = {name: of for name, of in checksums(tmp_path).items() if "block-" in name}
    most = max((tmp_path / name).stat().st_size for name in whole)
    ended = subprocess.run(
        command(tmp_path, replications=3 * BLOCK),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most // 2, most // 2)),
    )
    assert_out_of_room(ended, tmp_path)
    assert whole.items() <= checksums(tmp_path).items()
    assert set(blocks_of(tmp_path)) >= {"00000", "00001"}
    run(load(EVENTFUL), replications=3 * BLOCK, workers=1, folder=tmp_path)
    assert len(blocks_of(tmp_path)) == 3


def assert_out_of_room(ended: subprocess.CompletedProcess[str], folder: Path) -> None:
    assert ended.returncode == 1, ended.stderr
    assert "cannot be written" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not list(folder.rglob("*.part"))


def in_a_mount(folder: Path, mount: str, words: list[str]) -> subprocess.CompletedProcess[str]:
    """A command in a world of its own in which something is mounted on ``folder``; its files are copied out."""
    run_there = 'cp -a "$0.before/." "$0/" 2>/dev/null; "$@"; code=$?; cp -a "$0" "$0.out"; exit $code'
    script = f'{mount} "$0" && {{ {run_there}; }}'
    mounted = ["unshare", "--mount", "sh", "-c", script, str(folder), *words]
    return subprocess.run(mounted, cwd=ROOT, capture_output=True, text=True, check=False)


may_mount = pytest.mark.skipif(
    not IS_LINUX
    or os.geteuid() != 0
    or shutil.which("unshare") is None
    or subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode != 0,
    reason="mounting needs an administrator of Linux",
)


@may_mount
@pytest.mark.slow
def test_a_full_disk_ends_the_run_with_all_finished_blocks_intact(tmp_path: Path) -> None:
    """A disk in memory with room for two blocks and two files of the third, whose bytes would do for all of them."""
    folder, before, out = (tmp_path / name for name in ("disk", "disk.before", "disk.out"))
    folder.mkdir()
    finish(command(before, replications=2 * BLOCK))
    whole = {name: of for name, of in checksums(before).items() if "block-" in name}
    files = 1 + sum(1 for _ in before.rglob("*")) + 2
    ended = in_a_mount(
        folder, f"mount -t tmpfs -o size=1g,nr_inodes={files} none", command(folder, replications=8 * BLOCK)
    )
    assert_out_of_room(ended, out)
    assert whole.items() <= checksums(out).items()
    finish(command(out, replications=4 * BLOCK))
    assert len(blocks_of(out)) == 4


def test_a_read_only_folder_is_said_in_a_sentence(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        tmp_path.chmod(0o555)
        ended = subprocess.run(command(tmp_path), cwd=ROOT, capture_output=True, text=True, check=False)
    else:
        mount = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
        if mount.returncode != 0:
            pytest.skip("an administrator may write everywhere, and mounting is not allowed here")
        ended = in_a_mount(tmp_path, "mount -t tmpfs -o ro none", command(tmp_path))
    assert ended.returncode == 1
    assert f"{tmp_path} cannot be written to: " in ended.stderr
    assert "Traceback" not in ended.stderr

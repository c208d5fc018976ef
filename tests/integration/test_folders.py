"""A results folder is written into only where it is new, empty or its own; what is somebody else's is never lost."""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator.cli.main import main
from simulator.errors import FolderError, SimulationError, StorageError
from simulator.montecarlo import Progress, holding, run
from simulator.montecarlo.folder import named_files, remove
from simulator.montecarlo.store import sweep_half_written
from simulator.montecarlo.whole_files import HOST, renamed_into_place
from simulator.scenario import load, new_scenario

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX systems"),
    pytest.mark.usefixtures("undrawn"),
]

DELIVERY = "schemes.care_at_home.delivery=0.6"
ASIDE = {".lock", "manifest.json"}
"""Files of a folder that a command may write though it changes nothing else."""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("plan") / "plan.toml"
    file.write_text(new_scenario("A plan").replace("years = 5", "years = 1"), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def finished(plan: Path) -> Path:
    """A folder with a finished run of 1,024 futures, its charts drawn."""
    folder = plan.parent / "finished"
    assert call("run", plan, folder).exit_code == 0
    return folder


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    """A copy of it, for harm."""
    return Path(shutil.copytree(finished, tmp_path / "copy"))


def call(command: str, scenario: Path, folder: Path | str, *options: str) -> Result:
    changed = ["--set", DELIVERY] if command == "compare" else ["--quiet"]
    fixed = ["--replications", "1024", "--seed", "1", "--workers", "1", "--output", str(folder)]
    return CliRunner().invoke(main, [command, str(scenario), *changed, *fixed, *options])


def contents(folder: Path) -> dict[str, bytes]:
    """Of every file but those aside, by its path."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.name not in ASIDE)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def refused(answer: Result, *words: str) -> None:
    assert answer.exit_code == 2, answer.output
    said = " ".join(answer.stderr.split())
    assert all(word in said for word in words), said
    assert isinstance(answer.exception, SystemExit)


@pytest.mark.usefixtures("drawn")
def test_the_same_command_leaves_the_same_bytes(plan: Path, folder: Path) -> None:
    before = contents(folder)
    assert call("run", plan, folder).exit_code == 0
    assert contents(folder) == before


@pytest.mark.parametrize("options", [(), ("--fresh",)])
@pytest.mark.parametrize("command", ["run", "compare"])
@pytest.mark.parametrize(
    ("own", "text"),
    [
        ("summary.csv", "mine"),
        ("charts/fan-mine.png", "mine"),
        ("manifest.json", '{"name": "of another program"}'),
        ("manifest.json", "[1, 2]"),
        (".lock", "of another program"),
        (".notes.part", "mine"),
    ],
)
def test_a_folder_of_somebody_else_is_refused_and_stays_as_it_is(
    plan: Path, tmp_path: Path, own: str, text: str, command: str, options: tuple[str, ...]
) -> None:
    place = tmp_path / own
    place.parent.mkdir(exist_ok=True)
    place.write_text(text)
    refused(call(command, plan, tmp_path, *options), str(tmp_path), "Nothing was changed")
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [place]
    assert place.read_text() == text


@pytest.mark.parametrize(
    ("command", "options", "differs"),
    [
        ("run", ("--seed", "2"), "the seed"),
        ("run", ("--set", DELIVERY), "the scenario"),
        ("run", ("--set", DELIVERY, "--seed", "2"), "the scenario and the seed"),
        ("compare", (), "the command"),
    ],
)
def test_another_run_in_a_folder_is_refused_and_told_what_is_there(
    plan: Path, folder: Path, command: str, options: tuple[str, ...], differs: str
) -> None:
    before = contents(folder)
    year = json.loads((folder / "manifest.json").read_text())["times"]["finished"][:4]
    answer = call(command, plan, folder, *options)
    refused(answer, f"{folder} holds another run: “A plan”, seed 1, 1,024 possible futures, by `", year)
    refused(answer, f"It differs in {differs}.", "--output", "--fresh")
    assert contents(folder) == before


@pytest.mark.usefixtures("drawn")
def test_fresh_replaces_only_what_the_manifest_names(plan: Path, folder: Path) -> None:
    """A run becomes a comparison, that another one, and that a run again: notes and own pictures stay."""
    own = {"notes.txt": b"mine", "charts/fan-mine.png": b"mine", "months/block-notes.txt": b"mine"}
    for path, content in own.items():
        (folder / path).write_bytes(content)
    before = contents(folder)
    assert call("compare", plan, folder, "--fresh").exit_code == 0
    compared = contents(folder)
    assert own.items() <= compared.items()
    assert set(compared) & set(before) == set(own)
    assert json.loads((folder / "manifest.json").read_text())["made_by"] == "compare"
    refused(call("compare", plan, folder, "--seed", "2"), "holds another comparison", "the seed")
    refused(call("run", plan, folder), "holds another comparison", "the command")
    assert call("compare", plan, folder).exit_code == 0
    assert contents(folder) == compared
    assert call("run", plan, folder, "--fresh").exit_code == 0
    assert contents(folder) == before


@pytest.mark.parametrize("path", ["summary.csv", "charts/chances.svg", "scenario.resolved.toml"])
def test_a_file_in_the_way_that_the_manifest_does_not_name_is_refused_by_name(
    plan: Path, folder: Path, path: str
) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["files"][path]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / path).write_text("mine")
    for options in ((), ("--fresh",)):
        refused(call("run", plan, folder, *options), f"{folder / path}: in the way")
    assert (folder / path).read_text() == "mine"


def test_a_block_file_that_no_run_asked_for_is_refused_and_one_of_a_killed_run_made_again(
    plan: Path, folder: Path
) -> None:
    place = folder / "months" / "block-00001.parquet"
    place.write_text("mine")
    assert call("run", plan, folder).exit_code == 0
    assert place.read_text() == "mine"
    refused(call("run", plan, folder, "--replications", "2048"), f"{place}: in the way")
    place.unlink()
    before = contents(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    killed = {**manifest, "blocks": {}, "files": {**manifest["files"], "summary.csv": None}}
    (folder / "manifest.json").write_text(json.dumps(killed))
    assert call("run", plan, folder).exit_code == 0
    assert contents(folder) == before


def test_blocks_of_a_larger_run_that_was_killed_are_not_left_beside_a_smaller_one(
    plan: Path, folder: Path
) -> None:
    """The larger run had written the files of its third block, but not yet noted it."""
    stale = folder / "months" / "block-00002.parquet"
    stale.write_text("half of a block")
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "most_blocks": 3}))
    assert call("run", plan, folder).exit_code == 0
    assert not stale.exists()


def test_a_run_killed_before_its_manifest_leaves_an_empty_folder(plan: Path, tmp_path: Path) -> None:
    (tmp_path / ".lock").touch()
    (tmp_path / ".holder").write_text(f"process 1 on {platform.node()}, since 2026-11-27T12:00:00+00:00\n")
    (tmp_path / f".manifest.json.{HOST}.1.0123abcd.part").write_text("{")
    assert call("run", plan, tmp_path).exit_code == 0
    assert not list(tmp_path.glob(".*.part"))


def test_a_table_that_the_scenario_no_longer_has_is_removed(plan: Path, folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["charts/fan-old.png"] = "0"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "charts" / "fan-old.png").touch()
    assert call("run", plan, folder).exit_code == 0
    assert not (folder / "charts" / "fan-old.png").exists()


def test_no_manifest_has_a_file_outside_its_folder_removed(plan: Path, folder: Path) -> None:
    outside = folder.parent / "outside.csv"
    outside.write_text("mine")
    (folder / "link").symlink_to(folder.parent)
    manifest = json.loads((folder / "manifest.json").read_text())
    named = ["../outside.csv", str(outside), "charts/../../outside.csv", "..\\outside.csv", "", "\0", "."]
    manifest["files"] |= dict.fromkeys(named, "0")
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert call("run", plan, folder, "--fresh").exit_code == 0
    manifest["files"]["link/outside.csv"] = "0"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    refused(call("run", plan, folder, "--fresh"), f"{folder / 'link'} is a link")
    assert outside.read_text() == "mine"


def test_no_manifest_has_the_lock_removed_that_is_held(folder: Path) -> None:
    """Nor a note of who holds it, nor itself; another process would hold a new lock of the same name."""
    (folder / "mine.csv").write_text("")
    named = [".lock", ".holder", "manifest.json", "mine.csv"]
    assert named_files({"files": dict.fromkeys(named, "0")}) == {"mine.csv": "0"}
    with holding(folder):
        kept = {name: (folder / name).stat().st_ino for name in (".lock", ".holder")}
        remove(folder, named_files({"files": dict.fromkeys(named)}))
        assert {name: (folder / name).stat().st_ino for name in kept} == kept
    assert not (folder / "mine.csv").exists()


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
@pytest.mark.parametrize(
    "path",
    [
        *("summary.csv", "charts/chances.svg", "charts", "replications", "months/block-00000.parquet"),
        *("manifest.json", ".holder", ".lock", "plan.parquet"),
    ],
)
def test_what_is_no_file_of_the_folder_is_refused_by_name(
    plan: Path, folder: Path, path: str, kind: str
) -> None:
    place, outside = folder / path, folder.parent / "outside"
    if place.exists():
        shutil.move(place, outside)
    else:
        outside.write_text("mine")
    if kind == "link":
        place.symlink_to(outside)
    elif kind == "pipe":
        os.mkfifo(place)
    elif place.name in {"charts", "replications"}:
        place.touch()
    else:
        place.mkdir()
    before = contents(outside) if outside.is_dir() else outside.read_bytes()
    for options in ((), ("--fresh",)):
        refused(call("run", plan, folder, *options), str(place), "Nothing was changed")
    assert before == (contents(outside) if outside.is_dir() else outside.read_bytes())


def test_the_folder_itself_may_be_a_link(plan: Path, folder: Path) -> None:
    link = folder.with_name("link")
    link.symlink_to(folder)
    assert call("run", plan, link).exit_code == 0


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("", 2, "the name is empty"),
        ("  ", 2, "the name is empty"),
        ("file", 2, "is a file, not a folder"),
        ("file/below", 1, "cannot be written to"),
        ("gone", 2, "is a link to what is not there"),
        ("x" * 300, 2, "File name too long"),
        (os.fsdecode(b"\xff"), 2, "holds bytes that are not UTF-8"),
    ],
)
def test_a_name_that_no_folder_can_have_is_said_in_a_sentence(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: int, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    (tmp_path / "gone").symlink_to("nowhere")
    for command in ("run", "compare"):
        answer = call(command, plan, name)
        assert (answer.exit_code, words in answer.stderr) == (code, True), answer.output
    assert {entry.name for entry in tmp_path.iterdir()} == {"file", "gone"}


def test_a_folder_of_a_process_on_another_machine_is_refused_until_it_is_known_to_be_over(
    plan: Path, folder: Path
) -> None:
    holder = folder / ".holder"
    holder.write_text("process 7 on another-machine, since 2026-11-27T12:00:00+00:00\n")
    answer = call("run", plan, folder)
    assert answer.exit_code == 1
    assert f"{folder} is in use by process 7 on another-machine" in answer.stderr
    assert f"delete {holder}" in answer.stderr
    assert holder.exists()
    holder.unlink()
    assert call("run", plan, folder).exit_code == 0


def test_a_killed_process_of_this_machine_blocks_nobody_and_strange_holders_are_refused(folder: Path) -> None:
    holder = folder / ".holder"
    for dead in (f"process 7 on {platform.node()}, since 2026-11-27T12:00:00+00:00\n", ""):
        holder.write_text(dead)
        with holding(folder):
            assert f"process {os.getpid()} on " in holder.read_text()
        assert not holder.exists()
    holder.write_text("my own notes")
    with pytest.raises(FolderError, match=r"\.holder is in the way"), holding(folder):
        pass
    assert holder.read_text() == "my own notes"


def test_two_machines_that_sign_at_once_do_not_both_go_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one has signed between the look and the signature."""
    other = "process 7 on another-machine, since 2026-11-27T12:00:00+00:00\n"
    monkeypatch.setattr(
        "simulator.montecarlo.lock._take_from_the_dead", lambda at: (at / ".holder").write_text(other)
    )
    with pytest.raises(SimulationError, match="in use by process 7 on another-machine"), holding(folder):
        pass
    assert (folder / ".holder").read_text() == other


def test_half_written_files_have_names_of_their_own_and_only_this_machines_are_swept(tmp_path: Path) -> None:
    with renamed_into_place(tmp_path / "a") as one, renamed_into_place(tmp_path / "a") as other:
        one.write(b"one")
        other.write(b"other")
        names = [file.name for file in tmp_path.iterdir()]
        assert len(names) == 2
        assert all(name.startswith(f".a.{HOST}.{os.getpid()}.") for name in names)
    assert [file.name for file in tmp_path.iterdir()] == ["a"]
    stay = {".mine.part", ".notes.1.part", ".a.another-machine.1.0123abcd.part", "a"}
    for name in (*stay, f".a.{HOST}.1.0123abcd.part"):
        (tmp_path / name).touch()
    sweep_half_written(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == stay


def test_a_scenario_that_is_no_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    odd = tmp_path / os.fsdecode(b"odd\xff.toml")
    odd.write_text(new_scenario("A plan"), encoding="utf-8")
    wrong = [(tmp_path / "pipe.toml", "is a pipe or a device"), ("/dev/zero", "is a pipe or a device")]
    wrong += [(tmp_path, "is a folder"), (odd, r"odd\xff.toml: has a name that is not UTF-8")]
    wrong += [(tmp_path / ("x" * 300), "File name too long")]
    for scenario, words in wrong:
        refused(CliRunner().invoke(main, ["check", str(scenario)]), words)


@pytest.mark.parametrize(
    ("command", "where"),
    [
        ("run", "simulator.montecarlo.blocks.simulate_one"),
        ("run", "simulator.analyses.summary.months_table"),
        ("run", "simulator.reports.pictures.heat"),
        ("run", "simulator.montecarlo.whole_files.os.replace"),
        ("compare", "simulator.montecarlo.blocks.simulate_one"),
        ("compare", "simulator.reports.comparison_files.draw_differences"),
    ],
)
def test_ctrl_c_at_any_moment_ends_with_130_a_sentence_and_no_half_file(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, where: str
) -> None:
    def pressed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(where, pressed)
        answer = call(command, plan, tmp_path)
    assert answer.exit_code == 130
    assert answer.stderr.splitlines()[-2 if command == "run" else -1].startswith("Stopped. ")
    assert not [*tmp_path.rglob("*.part"), *tmp_path.rglob(".holder")]


def test_a_folder_taken_away_during_a_run_is_not_begun_anew_in_its_place(plan: Path, tmp_path: Path) -> None:
    scenario, folder, aside = load(plan), tmp_path / "run", tmp_path / "moved"

    def move(progress: Progress) -> None:
        if progress.blocks_done == 1:
            folder.rename(aside)

    with pytest.raises(StorageError, match="is not there any more: it was moved, renamed or removed"):
        run(scenario, replications=2048, seed=1, workers=1, folder=folder, progress=move)
    assert not folder.exists()
    aside.rename(folder)
    assert run(scenario, replications=2048, seed=1, workers=1, folder=folder).replications == 2048


def test_a_block_taken_away_during_a_run_is_missed_and_not_to_be_deleted(plan: Path, tmp_path: Path) -> None:
    scenario, folder = load(plan), tmp_path / "run"

    def take(progress: Progress) -> None:
        (folder / "months" / "block-00000.parquet").unlink(missing_ok=True)

    finished = run(scenario, replications=1024, seed=1, workers=1, folder=folder, progress=take)
    with pytest.raises(StorageError, match=r"block-00000\.parquet is not there any more\. The same command"):
        finished.results.by_month["position"]


def test_a_comparison_that_cannot_be_kept_is_told_all_the_same(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was simulated: that its folder has no room takes the answer from nobody."""
    replace = os.replace

    def full(source: Path, target: Path) -> None:
        if Path(target).name == "compare.json":
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", full)
    found = call("compare", plan, tmp_path / "compared")
    assert found.exit_code == 1
    assert "compare.json cannot be written: No space left on device" in found.stderr
    assert "1. " in found.stdout
    assert "Where is the rest?" not in found.stdout


CAUGHT_ON_THE_WAY = {
    "turned into another error": (
        "class Made:\n"
        "    def __set_name__(self, owner, name):\n"
        "        press()\n"
        "class Table:\n"
        "    key = Made()\n",
        130,
    ),
    "let pass": ("try:\n    exec('press()')\nexcept KeyboardInterrupt:\n    sys.exit(0)\n", 0),
    "told as a mistake": ("try:\n    press()\nexcept KeyboardInterrupt:\n    sys.exit(2)\n", 130),
}
"""What libraries do with an interrupt, and the exit code that is promised all the same."""


@pytest.mark.parametrize("what", CAUGHT_ON_THE_WAY)
def test_ctrl_c_that_a_library_catches_ends_as_promised(what: str) -> None:
    acts, code = CAUGHT_ON_THE_WAY[what]
    program = (
        "import os, signal, sys, time\n"
        "from simulator.cli import command, main\n"
        "def press():\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    time.sleep(10)\n"
        f"def answer(**_):\n{textwrap.indent(acts, '    ')}"
        "main.main = answer\n"
        "command.main()\n"
        "sys.exit(0)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert ended.returncode == code, ended.stderr
    assert ended.stderr == ("" if code == 0 else "Stopped. The same command begins again.\n")

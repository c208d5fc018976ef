"""A broken scenario file ends `recovery-sim check` with 2 and says which file, line and key, and how to mend it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator.cli.main import main
from simulator.scenario import load, new_scenario
from tests.helpers.broken_entries import ENTRIES
from tests.helpers.broken_files import BASE, Broken
from tests.helpers.broken_mechanisms import LOCAL
from tests.helpers.broken_milestones import NATIONAL
from tests.helpers.broken_texts import TEXTS

BROKEN = {**ENTRIES, **TEXTS, **LOCAL, **NATIONAL}

IN_A_PROCESS = ("misspelt key", "UTF-16", "setting of a wrong type")
LINE_END = b"\n"
JARGON = ("Traceback", "Input should", "pydantic", "Value error", "NoneType", "RecursionError", "errno")


def place_files(folder: Path, broken: Broken) -> Path:
    file = folder / "scenario.toml"
    file.write_bytes(broken.content)
    for name, text in broken.beside.items():
        (folder / name).write_text(text, encoding="utf-8")
    return file


def arguments(file: Path, broken: Broken) -> list[str]:
    return ["check", str(file), *(word for text in broken.settings for word in ("--set", text))]


def check(file: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["check", str(file), *words])


def expected_place(file: Path, broken: Broken) -> str:
    """The file and line that end in `# HERE`; the whole file where there is none; the setting, if it is wrong."""
    if broken.settings:
        return "--set "
    for name in ("scenario.toml", *broken.beside):
        before, here, _ = (file.parent / name).read_bytes().partition(b"# HERE")
        if here:
            return f"{file.parent / name}:{before.count(LINE_END) + 1}: "
    return str(file)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_by_file_line_and_key(name: str, tmp_path: Path) -> None:
    broken = BROKEN[name]
    file = place_files(tmp_path, broken)
    began = time.process_time()
    answer = CliRunner().invoke(main, arguments(file, broken))
    assert time.process_time() - began < 10
    assert answer.exit_code == 2
    assert isinstance(answer.exception, SystemExit)
    assert not answer.stdout
    place, key = expected_place(file, broken), f" {broken.key}: " if broken.key else ""
    told = [line for line in answer.stderr.splitlines() if broken.said in line and key in line]
    assert told, answer.stderr
    assert told[0].startswith(f"  {place}"), told[0]
    assert not any(word in answer.stderr for word in JARGON)


@pytest.mark.parametrize("name", IN_A_PROCESS)
def test_the_command_itself_ends_with_2_and_no_traceback(name: str, tmp_path: Path) -> None:
    broken = BROKEN[name]
    file = place_files(tmp_path, broken)
    command = [sys.executable, "-m", "simulator", *arguments(file, broken)]
    ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert ended.returncode == 2
    assert not ended.stdout
    assert broken.said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_folder_and_a_file_that_is_not_there_are_refused(tmp_path: Path) -> None:
    (tmp_path / "county.toml").write_text(BASE, encoding="utf-8")
    for path, said in (
        (tmp_path, "is a folder: name a scenario file in it"),
        (tmp_path / "conty.toml", f'there is no such file; did you mean "{tmp_path / "county.toml"}"?'),
        (tmp_path / "none" / "county.toml", f"there is no folder {tmp_path / 'none'}"),
        (tmp_path / "county.toml" / "x", "cannot be read: Not a directory"),
        (tmp_path / ("a" * 300), "cannot be read: File name too long"),
    ):
        answer = check(path)
        assert answer.exit_code == 2
        assert said in answer.stderr
        assert str(path) in answer.stderr


def test_all_mistakes_of_a_file_and_what_it_extends_are_told_in_one_go(tmp_path: Path) -> None:
    """Twelve mistakes of every sort, in two files and two settings."""
    middle = 'extends = "base.toml"\n[contracts.planned]\npayer = "nobody"\n'
    middle += '[risks.flood]\nname = "Flood"\nowner = "hospital"\n'
    middle += "probability = 1.5\namount_gbp_m = 1.0\ndate = 2026-04-01\nduration_months = 1\n"
    top = """extends = "middle.toml"
unset = ["schemes.nothing"]
years = "five"
sed = 3
[services.urgent]
season = [1.0]
noise_sd_pct = -2.0
[contracts.urgent]
value_gbp_m = "95"
[schemes.care_at_home]
start = 2025-10-01T00:00:00
[bodies.hospital.costs.staff]
price = "pey"
"""
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    (tmp_path / "middle.toml").write_text(middle, encoding="utf-8")
    file = tmp_path / "top.toml"
    file.write_text(top, encoding="utf-8")
    answer = check(file, "--set", "yeers=3", "--set", "office.places=0")
    lines = answer.stderr.splitlines()
    assert lines[0] == "The scenario has 12 mistakes:"
    for beginning in (
        f"{file}:2: unset:",
        f"{file}:3: years:",
        f"{file}:4: sed:",
        f"{file}:6: services.urgent.season:",
        f"{file}:7: services.urgent.noise_sd_pct:",
        f"{file}:9: contracts.urgent.value_gbp_m:",
        f"{file}:11: schemes.care_at_home.start:",
        f"{file}:13: bodies.hospital.costs.staff.price:",
        f"{tmp_path / 'middle.toml'}:3: contracts.planned.payer:",
        f"{tmp_path / 'middle.toml'}:7: risks.flood.probability:",
        "--set office.places=0: office.places:",
        "--set yeers=3: ",
    ):
        assert any(line.startswith(f"  {beginning}") for line in lines), f"{beginning}\n{answer.stderr}"


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + BASE,
        BASE.replace("\n", "\r\n"),
        BASE.replace('"A base"', '"Ålesund, 東京, Ελλάδα"'),
        BASE.rstrip("\n"),
        '"$schema" = "x"\n' + BASE,
    ],
    ids=["byte order mark", "CRLF", "other scripts in texts", "no last line end", "schema"],
)
def test_what_is_only_unusual_is_read(tmp_path: Path, text: str) -> None:
    file = tmp_path / "scenario.toml"
    file.write_bytes(text.encode())
    assert check(file).exit_code == 0
    assert load(file).bodies.keys() == {"commissioner", "hospital"}


def test_the_template_itself_is_right(tmp_path: Path) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text(new_scenario("A base"), encoding="utf-8")
    assert check(file).exit_code == 0

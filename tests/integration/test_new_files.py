"""What `recovery-sim new` writes is there whole or not at all, and replaces nothing of anybody's."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from simulator.cli.main import main
from simulator.scenario import json_schema
from simulator.scenario.new_files import create
from simulator.scenario.schema import SCHEMA_FILE

HEADS = "key,name,owner,kind,on,full_year_gbp_m,start\n"
ROW = "tidy,Tidy wards,hospital,cash_releasing,hospital.staff,2.0,2025-10-01\n"


def called(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


class FullDisk:
    """A file on a disk with no room: it can be made, and nothing can be written into it."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def __enter__(self) -> FullDisk:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def write(self, content: bytes) -> int:
        raise OSError(28, "No space left on device")


@pytest.fixture
def full_at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets the disk be full as soon as a file of the name given is written."""

    def begin(name: str) -> None:
        opened = Path.open

        def open_or_fill(path: Path, mode: str = "r", *rest: Any, **options: Any) -> Any:
            stream = opened(path, mode, *rest, **options)
            return FullDisk(stream) if path.name == name and "x" in mode else stream

        monkeypatch.setattr(Path, "open", open_or_fill)

    return begin


def test_a_full_disk_leaves_no_part_of_several_files(tmp_path: Path, full_at: Any) -> None:
    full_at("risks.csv")
    found = called("new", "--template", tmp_path / "plan")
    assert (found.exit_code, names(tmp_path / "plan")) == (2, [])
    assert f"{tmp_path / 'plan' / 'risks.csv'} cannot be written: No space left" in found.output


@pytest.mark.parametrize(("words", "name"), [(["--template"], "plan.xlsx"), ([], "mine.toml")])
def test_a_full_disk_leaves_no_half_file(tmp_path: Path, full_at: Any, words: list[str], name: str) -> None:
    full_at(name)
    found = called("new", *words, tmp_path / name)
    assert found.exit_code == 2
    assert f"{name} cannot be written: No space left" in found.output
    assert name not in names(tmp_path)


def test_what_was_there_stays_where_several_are_made(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    with pytest.raises(Exception, match="b is there already; it was not changed"):
        create({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert (names(tmp_path), (tmp_path / "b").read_text()) == (["b"], "mine")


def _link(place: Path) -> None:
    (place.parent / "notes.txt").write_text("mine")
    place.symlink_to("notes.txt")


@pytest.mark.parametrize(
    "make",
    [
        lambda place: place.write_text('{"mine": 1}'),
        lambda place: place.write_text("[1, 2"),
        _link,
        lambda place: place.mkdir(),
        lambda place: os.mkfifo(place),
    ],
    ids=["a schema of others", "no JSON", "a link", "a folder", "a pipe"],
)
def test_a_schema_of_others_is_left_alone(tmp_path: Path, make: Any) -> None:
    make(tmp_path / SCHEMA_FILE)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
    found = called("new", tmp_path / "mine")
    assert found.exit_code == 0
    assert "Left as it is" in found.output
    assert (tmp_path / "mine.toml").is_file()
    assert all((tmp_path / name).read_bytes() == content for name, content in before.items())


def test_an_own_schema_of_another_version_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / SCHEMA_FILE).write_text(json.dumps({"$id": json_schema()["$id"]}))
    assert called("new", tmp_path / "mine").exit_code == 0
    assert names(tmp_path) == ["mine.toml", SCHEMA_FILE]
    assert json.loads((tmp_path / SCHEMA_FILE).read_text()) == json_schema()


@pytest.mark.parametrize("name", [".", "..", "/"])
def test_a_folder_is_no_name_of_a_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    found = called("new", name)
    assert found.exit_code == 2
    assert f"{name} is a folder: name the scenario too" in found.output
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "words",
    [
        ["new", ""],
        ["new", "--template", " "],
        ["new", "mine", "--from", ""],
        ["new", "mine", "--from", "plan.csv", "--extends", ""],
        ["check", ""],
        ["run", ""],
        ["run", "a.toml", "--output", ""],
        ["compare", "a.toml", ""],
        ["show", ""],
        ["trace", "", "--replication", "1"],
        ["check", "a.toml", "--against", ""],
    ],
    ids=" ".join,
)
def test_an_empty_name_is_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    found = called(*words)
    assert found.exit_code == 2
    assert "the name is empty" in found.output
    assert names(tmp_path) == []


def test_a_template_with_the_ending_of_macros_is_refused(tmp_path: Path) -> None:
    """Excel opens no .xlsm file that holds no macros."""
    found = called("new", "--template", tmp_path / "plan.xlsm")
    assert (found.exit_code, names(tmp_path)) == (2, [])
    assert "neither a workbook (.xlsx) nor a folder" in found.output


def test_hidden_files_of_other_programs_are_no_plan(tmp_path: Path) -> None:
    """As a Mac leaves one beside every file on a disk that is not its own."""
    plan = tmp_path / "plan"
    plan.mkdir()
    (plan / "schemes.csv").write_text(HEADS + ROW)
    (plan / "._schemes.csv").write_bytes(b"\0\5\26\7")
    found = called("new", tmp_path / "mine", "--from", plan)
    assert (found.exit_code, "The plan: 1 scheme, 0 risks" in found.output) == (0, True)


def test_column_names_that_are_merged_are_not_missing(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Schemes"
    sheet.append(HEADS.strip().split(","))
    sheet.merge_cells("A1:C1")
    book.save(tmp_path / "plan.xlsx")
    found = called("new", tmp_path / "mine", "--from", tmp_path / "plan.xlsx")
    assert (found.exit_code, "is missing" in found.output) == (2, False)
    assert "cells A1:C1 are merged" in found.output


def test_an_endless_cell_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "schemes.csv").write_text(HEADS + "x" * 200_000 + "\n")
    found = called("new", tmp_path / "mine", "--from", tmp_path / "schemes.csv")
    assert (found.exit_code, "a cell has more than 131,072 characters" in found.output) == (2, True)

"""What watches over the endings of broken inputs sees what is wrong with one, and repeats any case."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from evidence.fuzz import bases, endings
from evidence.fuzz.case import Case, Folder, Link, Pipe
from evidence.fuzz.trying import called, case_of, smallest
from simulator.scenario import load


@pytest.mark.parametrize("command", ["check", "compare", "new"])
def test_a_seed_and_a_number_make_the_same_case_again(command: str) -> None:
    one, again, other = (case_of(command, seed, 7) for seed in (1, 1, 2))
    assert _plain(one) == _plain(again)
    assert _plain(one) != _plain(other)


def _plain(case: Case) -> object:
    files = {
        name: entry if isinstance(entry, bytes | Link) else type(entry) for name, entry in case.files.items()
    }
    return case.arguments, files, case.environment


TAKES_ANYTHING = {"ignore_unknown_options": True, "allow_extra_args": True}


def wrong() -> None:
    raise ZeroDivisionError("no words for this")


def warns() -> None:
    warnings.warn("divide by zero", RuntimeWarning, stacklevel=1)
    click.echo("done")


def is_silent() -> None:
    sys.exit(2)


def tells_the_wrong_stream() -> None:
    click.echo("The scenario is wrong.")
    sys.exit(2)


def tells_all() -> None:
    click.echo("wrong " * 2_000, err=True)
    sys.exit(2)


def colours() -> None:
    click.echo("\x1b[31mred", color=True)


def turns_round() -> None:
    click.echo("a\u202eb", err=True)
    sys.exit(2)


def is_killed() -> None:
    click.echo("stopped", err=True)
    sys.exit(137)


def leaves_a_file() -> None:
    Path("in/scenario.toml.part").write_bytes(b"")
    click.echo("done")


def deletes_a_file() -> None:
    Path("in/scenario.toml").unlink()
    click.echo("done")


def replaces_anothers_file() -> None:
    Path("out/notes.txt").write_bytes(b"")
    click.echo("done")


def writes_elsewhere() -> None:
    os.close(os.open("/dev/null", os.O_WRONLY))
    click.echo("done")


def leaves_other_results() -> None:
    Path("out/summary.csv").write_bytes(b"worse")
    click.echo("done")


def speaks_of_its_parts() -> None:
    click.echo("pydantic: Input should be a number", err=True)
    sys.exit(2)


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (wrong, "traceback: ZeroDivisionError"),
        (warns, "warning: RuntimeWarning"),
        (is_silent, "no words: ends with 2"),
        (tells_the_wrong_stream, "no words: ends with 2"),
        (tells_all, "too long a message"),
        (colours, "control characters in the output"),
        (turns_round, "control characters in the message"),
        (is_killed, "exit code 137"),
        (leaves_a_file, "leaves in/scenario.toml.part, which is not its own"),
        (deletes_a_file, "deletes in/scenario.toml, which is not its own"),
        (replaces_anothers_file, "changes out/notes.txt, which is not its own"),
        (writes_elsewhere, "writes outside its folder: /dev/null"),
        (speaks_of_its_parts, "jargon"),
        (leaves_other_results, "other results than from an untouched folder: out/summary.csv"),
    ],
)
def test_a_wrong_ending_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Callable[[], None], fault: str
) -> None:
    monkeypatch.setattr(endings, "main", click.command()(command))
    files = {"in/scenario.toml": b"x", "out/notes.txt": b"mine", "out/summary.csv": b"right"}
    case = Case((), files, own=frozenset({"out/notes.txt"}), results={"out/summary.csv": b"right"})
    assert [found[: len(fault)] for found in endings.ending(case, tmp_path).faults] == [fault]


def test_a_right_ending_has_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def writes_results() -> None:
        Path("out").mkdir()
        Path("out/summary.csv").write_bytes(b"")
        click.echo("In £m: −2.5 … “done”")

    monkeypatch.setattr(endings, "main", click.command()(writes_results))
    case = Case((), {"in": Folder(), "pipe": Pipe(), "link": Link("nowhere")})
    assert endings.ending(case, tmp_path).faults == ()


def test_a_smaller_case_fails_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endings, "main", click.command(context_settings=TAKES_ANYTHING)(is_silent))
    fault = "no words: ends with 2 and says nothing"
    smaller = smallest("check", 1, 7, fault, most_calls=20)
    assert fault in called(smaller).faults
    assert len(smaller.arguments) <= len(case_of("check", 1, 7).arguments)


@pytest.mark.parametrize("name", sorted(set(bases.SOON_CHECKED)))
def test_what_is_broken_was_right(tmp_path: Path, name: str) -> None:
    trees = [bases.tree(name), *([bases.short(name)] if name in bases.SOON_SIMULATED else [])]
    for number, tree in enumerate(trees):
        file = tmp_path / f"{number}.toml"
        file.write_bytes(bases.content(tree))
        assert load(file).title

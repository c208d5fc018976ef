"""Streams that are closed, full or left, terminals that say odd things of themselves, and progress that ends no run."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.cli.progress import Ticker
from simulator.cli.reports import Page
from simulator.cli.streams import READER_LEFT, Outlet, OutputError, standard_streams
from simulator.montecarlo import Progress
from simulator.reports.terminal import NARROWEST, WIDEST, screen
from simulator.scenario import new_scenario

SAID = "The answer cannot be printed: "
needs_posix = pytest.mark.skipif(os.name != "posix", reason="speaks to a POSIX shell")


class Terminal(io.StringIO):
    """A stream that says it is a terminal, and no more of itself."""

    def isatty(self) -> bool:
        return True


class Failing(Terminal):
    """A terminal that went away."""

    def write(self, text: str) -> int:
        raise OSError(5, "Input/output error")


def command(words: str, **said: str) -> subprocess.CompletedProcess[str]:
    """A command in a shell, where streams can be closed; `recovery-sim` stands for the program."""
    program = f"'{sys.executable}' -W error -m simulator"
    return subprocess.run(
        ["bash", "-c", words.replace("recovery-sim", program)],
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        env=os.environ | said,
        check=False,
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("consoles") / "small.toml"
    file.write_text(new_scenario("A “small” one – £"), encoding="utf-8")
    return file


@needs_posix
def test_an_answer_that_cannot_be_printed_is_told_in_one_sentence() -> None:
    done = command("recovery-sim schema >/dev/full; echo $?; recovery-sim schema >&-; echo $?")
    assert done.stdout == "1\n1\n"
    assert [line.startswith(SAID) for line in done.stderr.splitlines()] == [True, True]


@needs_posix
def test_whoever_reads_the_first_line_ends_the_command_quietly() -> None:
    """A pipe whose reader is gone before anything is written: 141, as the shell says of programs that end so."""
    done = command("{ sleep 0.2; recovery-sim schema; echo $? >&2; } | true")
    assert (done.stdout, done.stderr) == ("", f"{READER_LEFT}\n")


@needs_posix
def test_closed_streams_end_no_command(small: Path) -> None:
    """Standard error closed or full, standard input closed: the answer, and the exit code of a wrong command."""
    done = command(f"recovery-sim show '{small}' 2>&- <&-; recovery-sim chek 2>/dev/full; echo $?")
    assert "A “small” one – £" in done.stdout
    assert done.stdout.endswith("\n2\n")


@needs_posix
def test_a_run_goes_on_without_any_stream_for_its_progress(small: Path) -> None:
    """Closed streams leave the numbers of their files free: none of the results is written over by a late word."""
    folder = small.parent / "results"
    words = f"recovery-sim run '{small}' --replications 1 --seed 1 --workers 1 --output '{folder}'"
    done = command(f"{words} 2>&- <&-", COLUMNS="0", LINES="²")
    assert done.returncode == 0
    assert "1. Will they recover?" in done.stdout
    assert (folder / "charts" / "chances.png").is_file()


@needs_posix
@pytest.mark.parametrize("encoding", ["ascii", "cp437"])
def test_an_old_console_gets_every_figure_with_its_sign(small: Path, encoding: str) -> None:
    """Its hospital's staff costs £112m: the walk shows a minus on every console, in a locale that nobody has."""
    done = command(f"recovery-sim check '{small}'", PYTHONIOENCODING=encoding, LC_ALL="xx", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "-112.000" in done.stdout
    assert 'A "small" one - ' in done.stdout
    assert "?" not in done.stdout


@pytest.mark.parametrize(
    ("said", "columns"),
    [
        ("0", WIDEST),
        ("-5", WIDEST),
        ("abc", WIDEST),
        ("²", WIDEST),
        ("", WIDEST),
        ("1", NARROWEST),
        ("85", 85),
    ],
)
def test_columns_that_say_nothing_sensible_are_not_believed(
    said: str, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", said)
    monkeypatch.setenv("LINES", said)
    assert screen(io.StringIO()).width == columns
    assert screen(Terminal()).width == columns


def test_a_narrow_terminal_loses_no_word_and_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve columns of nine signs need more than 80: their lines are longer, and the terminal folds them."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("COLUMNS", "20")
    Page().table("Amounts", ("", *"ABCDEFGHIJKL"), [("Rather long", *["−1,234.567"] * 12)])
    assert stream.getvalue().count("−1,234.567") == 12
    assert "Rather" in stream.getvalue()


@pytest.mark.parametrize("stream", [None, Failing(), Terminal(), io.StringIO()])
@pytest.mark.parametrize("terminal", ["xterm", "dumb"])
@pytest.mark.parametrize("columns", ["0", "20", "80"])
def test_progress_ends_no_run(
    stream: io.StringIO | None, terminal: str, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", terminal)
    monkeypatch.setenv("COLUMNS", columns)
    with Ticker(2027, is_silent=False) as ticker:
        ticker.say("a\x1b[2Jname")
        ticker.show(Progress(1, 1, None, 0.0))
    if stream is not None:
        assert "\x1b[2J" not in stream.getvalue()


def test_a_failing_answer_is_told_and_failing_words_beside_it_are_let_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for stream in ("stdout", "stderr"):
        monkeypatch.setattr(sys, stream, Failing())
    with standard_streams():
        assert sys.stderr.write("beside") == 6
        for _ in range(2):
            with pytest.raises(OutputError, match="Input/output error"):
                sys.stdout.write("answer")


def test_an_outlet_prints_text_alone() -> None:
    with pytest.raises(TypeError):
        Outlet(io.StringIO(), is_answer=True).write(b"")  # type: ignore[arg-type]

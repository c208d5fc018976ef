"""The streams that a command prints on: they may be closed, full, left by their reader, or of an old code page."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from typing import TextIO

import click

from simulator.errors import RecoverySimError
from simulator.words.texts import plain, visible

READER_LEFT = 141
"""Exit code where whoever read the answer went away early, e.g. `head`, as shells have it of other programs."""


class OutputError(RecoverySimError):
    """An answer that could not be printed; without a message where nobody reads it any more."""

    def __init__(self, problem: OSError) -> None:
        is_left = isinstance(problem, BrokenPipeError)
        self.exit_code = READER_LEFT if is_left else 1
        reason = problem.strerror or str(problem)
        super().__init__("" if is_left else f"The answer cannot be printed: {reason} (standard output).")


class Outlet(io.TextIOBase):
    """A standard stream that shows every sign somehow; of standard error a failure is let pass, of the answer told.

    It offers no buffer of bytes below itself, so that nobody prints past it.
    """

    def __init__(self, stream: TextIO, *, is_answer: bool) -> None:
        self._stream, self._is_answer = stream, is_answer
        self._problem: OSError | None = None

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """That of the stream; a text in memory takes every sign."""
        return self._stream.encoding or "utf-8"

    def write(self, text: str) -> int:
        """Print a text in the signs that the stream has."""
        if not isinstance(text, str):
            raise TypeError("only text is printed here")
        if text:
            self._try(lambda: self._stream.write(plain(text, self.encoding)))
        return len(text)

    def flush(self) -> None:
        """Print what is held back."""
        self._try(self._stream.flush)

    def isatty(self) -> bool:
        """Whether somebody looks at it."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """Its number with the operating system."""
        return self._stream.fileno()

    def _try(self, act: Callable[[], object]) -> None:
        try:
            if self._problem is None:
                act()
        except OSError as problem:
            self._problem = problem
            self._turn_away()
        if self._problem is not None and self._is_answer:
            raise OutputError(self._problem) from self._problem

    def _turn_away(self) -> None:
        """What is still held back goes nowhere, so that it fails no second time, at the end of Python."""
        with contextlib.suppress(OSError), open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), self._stream.fileno())


@contextlib.contextmanager
def standard_streams() -> Iterator[None]:
    """Standard output and error for a command, as `Outlet`s."""
    before = sys.stdout, sys.stderr
    _open_what_is_closed()
    sys.stdout, sys.stderr = Outlet(sys.stdout, is_answer=True), Outlet(sys.stderr, is_answer=False)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def _open_what_is_closed() -> None:
    """Let nothing, to read and to write, stand for a closed stream: else the next file opened would take its number.

    What stands for standard output cannot be written to, as nobody would see the answer.
    """
    modes = {0: os.O_RDONLY, 1: os.O_RDONLY, 2: os.O_WRONLY}
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, modes[number])
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            raw = io.FileIO(number, "r" if number == 0 else "w", closefd=False)
            setattr(
                sys, name, io.TextIOWrapper(io.BufferedReader(raw) if number == 0 else io.BufferedWriter(raw))
            )


def say(text: object, *, err: bool = False) -> None:
    """Print a line."""
    click.echo(visible(str(text)), err=err)


def say_lines(text: object) -> None:
    """Print lines on standard error."""
    click.echo(visible(str(text), newlines=True), err=True)


def print_document(document: str, shown: Callable[..., str]) -> None:
    """Print a document as it is, its hidden signs in its own escapes; in ASCII where the stream is not UTF-8.

    So a program that reads it finds the same texts everywhere.
    """
    is_utf = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    click.echo(shown(document, only_ascii=not is_utf), nl=False)

"""How a case ended, and what is wrong with that ending."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
import tempfile
import time
import traceback
import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from click.testing import CliRunner, Result

import simulator
from evidence.fuzz.case import Case
from simulator.cli.main import main
from tests.property.test_loader_never_crashes import JARGON

RIGHT_CODES = (0, 1, 2)
LONGEST_MESSAGE = 10_000
"""Bytes on standard error: what is longer, nobody reads."""
SHOWN = ("\n",)
"""Control characters that may be printed."""
HIDDEN_BY_PYTHON = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
"""Warnings of which a user sees nothing."""
HOME = Path(simulator.__file__).parent


@dataclass(frozen=True)
class Ending:
    """How one case ended.

    Attributes
    ----------
    faults : tuple of str
        What is wrong with it, each by its cause: the same cause is the same text. None where it ended in words.
    """

    code: int
    output: str
    message: str
    seconds: float
    faults: tuple[str, ...]
    traceback: str = ""


def ending(case: Case, folder: Path) -> Ending:
    """Call the command of a case in an empty folder, and judge how it ends."""
    case.index_rows(folder)
    before = _states(folder)
    with (
        contextlib.chdir(folder),
        _noting_writes() as written,
        warnings.catch_warnings(record=True) as warned,
    ):
        warnings.simplefilter("always")
        started = time.perf_counter()
        result = CliRunner().invoke(
            main, case.arguments, prog_name="recovery-sim", env=dict(case.environment)
        )
        seconds = time.perf_counter() - started
    after = _states(folder)
    faults = [
        *_of_code(result),
        *_of_words(result),
        *(
            f"warning: {_cause_of_warning(entry)}"
            for entry in warned
            if not issubclass(entry.category, HIDDEN_BY_PYTHON)
        ),
        *_of_files(case, before, after),
        *_of_results(case, after, result.exit_code),
        *(f"writes outside its folder: {place}" for place in written if _is_outside(place, folder)),
    ]
    trace = "" if result.exc_info is None else "".join(traceback.format_exception(*result.exc_info)[-12:])
    return Ending(
        result.exit_code,
        result.stdout,
        result.stderr,
        seconds,
        tuple(dict.fromkeys(faults)),
        trace if _is_crash(result) else "",
    )


def _is_crash(result: Result) -> bool:
    return result.exception is not None and not isinstance(result.exception, SystemExit)


def _of_code(result: Result) -> Iterator[str]:
    if _is_crash(result) and result.exc_info is not None:
        kind, error, trace = result.exc_info
        yield f"traceback: {kind.__name__} {_place(trace)}: {_without_figures(str(error))}"
    elif result.exit_code not in RIGHT_CODES:
        yield f"exit code {result.exit_code}"


def _of_words(result: Result) -> Iterator[str]:
    """What is wrong with what was printed."""
    if _is_crash(result):
        return
    if not (result.stderr if result.exit_code == 2 else result.output).strip():
        yield f"no words: ends with {result.exit_code} and says nothing"
    if len(result.stderr.encode("utf-8", "replace")) > LONGEST_MESSAGE:
        yield "too long a message"
    for stream, text in (("output", result.stdout), ("message", result.stderr)):
        if any(map(_is_control, text)):
            yield f"control characters in the {stream}"
    if jargon := [word for word in JARGON if word in result.stderr]:
        yield f"jargon: {', '.join(jargon)}"


def _is_control(sign: str) -> bool:
    """Whether a sign moves the cursor, turns the text's direction, or is no character."""
    is_direction = unicodedata.bidirectional(sign) in {
        "LRE",
        "RLE",
        "LRO",
        "RLO",
        "PDF",
        "LRI",
        "RLI",
        "FSI",
        "PDI",
    }
    return sign not in SHOWN and (unicodedata.category(sign) in {"Cc", "Cs"} or is_direction)


def _cause_of_warning(warned: warnings.WarningMessage) -> str:
    return f"{warned.category.__name__} {Path(warned.filename).name}: {_without_figures(str(warned.message))}"


def _place(trace: TracebackType | None) -> str:
    """The last line of the program itself in a traceback, and the last line of all where that is another's."""
    frames = traceback.extract_tb(trace)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(HOME)]
    last = frames[-1]
    parts = [f"{Path(frame.filename).relative_to(HOME)}:{frame.lineno}" for frame in own[-1:]]
    if not own or last is not own[-1]:
        parts.append(f"{Path(last.filename).name}:{last.lineno}")
    return " ".join(parts)


def _without_figures(text: str) -> str:
    """The first line of a text as the cause of many cases: figures and strange characters left out."""
    first = next(iter(text.splitlines()), "")
    return re.sub(r"(?:\\+[xuU][0-9a-f]+|[0-9]+)", "#", ascii(first)[1:-1])[:80]


def _of_files(case: Case, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    """What happened to files with which the command has no business: the first of those left, deleted, changed."""
    stay = [name for name in sorted(before.keys() | after.keys()) if case.must_stay(name)]
    left = [name for name in stay if name not in before]
    deleted = [name for name in stay if name not in after]
    changed = [name for name in stay if name in before and name in after and before[name] != after[name]]
    for what, names in (("leaves", left), ("deletes", deleted), ("changes", changed)):
        if names:
            yield f"{what} {names[0]}, which is not its own"


def _of_results(case: Case, after: Mapping[str, object], code: int) -> Iterator[str]:
    """What a command says that it has done, and has not."""
    other = [name for name, content in case.results.items() if after.get(name) != content]
    if code == 0 and other:
        yield f"other results than from an untouched folder: {other[0]}"


def _is_outside(place: str, folder: Path) -> bool:
    """Whether a file lies elsewhere: temporary ones, and what matplotlib remembers of fonts, are let be."""
    is_temporary = place == tempfile.gettempdir() or Path(place).name.startswith("openpyxl.")
    return not place.startswith(f"{folder}/") and not is_temporary and "matplotlib" not in Path(place).parts


def _states(folder: Path) -> dict[str, object]:
    """Everything below a folder: what it is, and what it holds. Links are not followed."""
    found: dict[str, object] = {}
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(place, name)
            mode = path.lstat().st_mode
            content: object = stat.S_IFMT(mode)
            if stat.S_ISREG(mode):
                content = path.read_bytes()
            elif stat.S_ISLNK(mode):
                content = os.readlink(path)
            found[path.relative_to(folder).as_posix()] = content
    return found


_written: list[str] | None = None
"""Where files are being written, while somebody wants to know."""
_is_watched = False


@contextlib.contextmanager
def _noting_writes() -> Iterator[list[str]]:
    """The absolute paths of all files that are opened to be written, made, renamed or removed meanwhile."""
    global _written, _is_watched
    if not _is_watched:
        sys.addaudithook(_note)  # it stays to the end of the process
        _is_watched = True
    noted: list[str] = []
    _written = noted
    try:
        yield noted
    finally:
        _written = None


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _written is None or not arguments or not isinstance(arguments[0], str | bytes | os.PathLike):
        return
    if event == "open":
        flags = arguments[2]
        is_written = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        places = arguments[:1] if is_written else ()
    elif event in {"os.mkdir", "os.remove", "os.rmdir"}:
        places = arguments[:1]
    else:
        places = arguments[:2] if event in {"os.rename", "os.link", "os.symlink"} else ()
    _written.extend(os.path.abspath(os.fsdecode(place)) for place in places)  # type: ignore[arg-type]

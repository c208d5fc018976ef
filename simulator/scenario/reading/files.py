"""Reading one TOML file: its table and the line of every key; or why it cannot be read, and what to do."""

from __future__ import annotations

import difflib
import os
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulator.errors import Mistake, ScenarioError
from simulator.scenario.reading.positions import KeyPath, deep_line, dotted, lines, repeated
from simulator.scenario.reading.slips import advice_on
from simulator.scenario.reading.spelling import strange_letters

LARGEST_FILE = 2_000_000
"""Bytes: forty times the scenario of West Norfolk. What is larger is something else, and would take minutes."""
LARGEST_INTEGER = 2**63
SCENARIOS = "scenarios"
"""The folder in which scenarios are looked for that are called by their name alone."""
CLOSE = 0.75
RESOLVED = "scenario.resolved.toml"
"""The scenario that a folder of results holds."""
MOST_ENTRIES = 30_000
"""Keys and entries of lists: five times the largest scenario that comes with the simulator."""
MOST_NESTED = 50
"""Tables in tables; a scenario needs seven."""

WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""How files in UTF-16 and UTF-32 begin."""
KEY_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
LONG_KEY = re.compile(rf"(?m)(?:^|[\[{{,])[ \t]*+{KEY_PART}(?:[ \t]*+\.[ \t]*+{KEY_PART}){{{MOST_NESTED}}}")
DEEP_LIST = re.compile(rf"(?:[\[{{]\s*+){{{MOST_NESTED}}}")
LONG_INTEGER = re.compile(r"[0-9][0-9_]{4000}")


def read_table(path: Path) -> tuple[dict[str, Any], dict[KeyPath, int]]:
    """What a TOML file says, and the line of every key.

    Raises
    ------
    ScenarioError
        If the file cannot be read, is too large, is not TOML, or holds what no scenario can.
    """
    text = _read_text(path)
    # A key of ten thousand parts would take the reader all memory, so that it is looked for before.
    if found := LONG_KEY.search(text):
        raise _refused(path, _too_deep(), line=_line_at(text, found))
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([_not_toml(str(path), text, str(error))]) from error
    except RecursionError as error:
        line = deep_line(text, MOST_NESTED) or _line_at(text, DEEP_LIST.search(text))
        raise _refused(path, _too_deep(), line=line) from error
    except ValueError as error:
        line = _line_at(text, LONG_INTEGER.search(text))
        raise _refused(path, "is not TOML that can be read: too large a number", line=line) from error
    if _is_deep(table):
        raise _refused(path, _too_deep(), line=deep_line(text, MOST_NESTED))
    if _entries_in(table) > MOST_ENTRIES:
        raise _refused(path, f"holds more than {MOST_ENTRIES:,} keys and list entries: no scenario does")
    known = lines(text)
    if large := [
        Mistake(str(path), _line_of(place, known), dotted(place), "is too large a number")
        for place in too_large(table, ())
    ]:
        raise ScenarioError(large)
    return table, known


def nearest_file(path: Path) -> str:
    """The end of a sentence about a file that is not there: the one of such a name here, or among the scenarios."""
    folders = dict.fromkeys((path.parent, path.parent / SCENARIOS, Path(), Path(SCENARIOS)))
    stem = path.stem.casefold() if path.suffix else path.name.casefold()
    for folder in folders:
        names = {entry.stem.casefold(): entry for entry in sorted(folder.glob("*.toml"))}
        nearest = difflib.get_close_matches(stem, names, n=1, cutoff=CLOSE)
        if nearest:
            return f'; did you mean "{names[nearest[0]]}"?'
    return "" if path.parent.is_dir() else f": there is no folder {path.parent}"


def shown(path: Path) -> str:
    """A path whose name may be no text, in signs that can be printed."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def too_large(value: Any, path: KeyPath) -> Iterator[KeyPath]:
    """Where whole numbers stand that TOML does not have: beyond 64 bits."""
    if isinstance(value, int) and not -LARGEST_INTEGER <= value < LARGEST_INTEGER:
        yield path
    for key, entry in _entries(value):
        yield from too_large(entry, (*path, key))


def _read_text(path: Path) -> str:
    content = _read_bytes(path)
    if content[:2] in WIDE_MARKS:
        raise _refused(path, "is UTF-16 or UTF-32: save the file as UTF-8")
    if b"\0" in content:
        raise _refused(path, "is not a text file; a scenario is TOML in UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = f"byte 0x{content[error.start]:02x}"
        found = f"holds a character that is not UTF-8 ({byte}): save the file as UTF-8"
        raise _refused(path, found, line=content.count(b"\n", 0, error.start) + 1) from error
    if not text.strip():
        raise _refused(path, "is empty; `recovery-sim new` writes a scenario to begin with")
    return text


def _read_bytes(path: Path) -> bytes:
    if (name := shown(path)) != str(path):
        raise ScenarioError([Mistake(name, None, "", "has a name that is not UTF-8: give it another one")])
    try:
        # A pipe that nobody writes to would be waited for without end.
        if not stat.S_ISREG(mode := path.stat().st_mode) and not stat.S_ISDIR(mode):
            raise _refused(path, "is a pipe or a device: save what it gives in a file, and name that")
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise _refused(path, f"there is no such file{nearest_file(path)}") from error
    except IsADirectoryError as error:
        raise _refused(path, f"is a folder: name a scenario file in it{_inside(path)}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(path, f"cannot be read: {reason}") from error
    if len(content) > LARGEST_FILE:
        problem = f"is larger than {LARGEST_FILE / 1e6:g} MB: no scenario is, so this must be another file"
        raise _refused(path, problem)
    return content


def _inside(folder: Path) -> str:
    """The end of a sentence about a folder: the scenario in it, or that there is none."""
    if (folder / RESOLVED).is_file():
        return f'; these are results, and their scenario is "{folder / RESOLVED}"'
    files = sorted(folder.glob("*.toml"))
    return f', e.g. "{files[0]}"' if files else " (there is none)"


def _not_toml(file: str, text: str, problem: str) -> Mistake:
    """What the TOML reader found, in words, with the key where one stands twice."""
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", problem)
    if place is None:
        return Mistake(file, None, "", f"is not TOML: {problem}")
    what = problem[: place.start()]
    if what.startswith(("Cannot", "Duplicate")) and (twice := repeated(text)):
        key, first, second = twice
        return Mistake(file, second, dotted(key), f"stands here a second time; the first is on line {first}")
    written = text.split("\n")
    if place[1] is None:
        last = _last_line(text)
        advice = advice_on(written[last - 1])
        return Mistake(file, last, "", f"is not TOML: {what}, at the end of the file{advice}")
    line, column = int(place[1]), int(place[2])
    letters = strange_letters(written[line - 1][column - 1 : column])
    has_no_lines = "\r" in text and "\n" not in text
    advice = "; its lines end with carriage returns alone: save the file with line feeds"
    if not has_no_lines:
        advice = advice_on(written[line - 1])
    return Mistake(file, line, "", f"is not TOML: {what}, at column {column}{letters}{advice}")


def _line_at(text: str, found: re.Match[str] | None) -> int | None:
    return None if found is None else text.count("\n", 0, found.start()) + 1


def _last_line(text: str) -> int:
    return text.rstrip().count("\n") + 1


def _is_deep(table: dict[str, Any]) -> bool:
    layer: list[Any] = [table]
    for _ in range(MOST_NESTED):
        layer = [entry for value in layer for _, entry in _entries(value)]
        if not layer:
            return False
    return True


def _entries_in(table: dict[str, Any]) -> int:
    layer, count = [table], 0
    while layer:
        layer = [entry for value in layer for _, entry in _entries(value)]
        count += len(layer)
    return count


def _entries(value: Any) -> list[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _line_of(path: KeyPath, known: dict[KeyPath, int]) -> int | None:
    return next((known[path[:n]] for n in range(len(path), 0, -1) if path[:n] in known), None)


def _too_deep() -> str:
    return f"holds tables or lists in one another more than {MOST_NESTED} deep: a scenario needs seven"


def _refused(path: Path, problem: str, *, line: int | None = None) -> ScenarioError:
    return ScenarioError([Mistake(str(path), line, "", problem)])

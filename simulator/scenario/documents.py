"""Reading a scenario's files: one TOML file, laid over the one it extends, and every key's origin."""

from __future__ import annotations

import copy
import difflib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.errors import Mistake, ScenarioError
from simulator.scenario.keys import is_number
from simulator.scenario.positions import KeyPath, lines
from simulator.scenario.spelling import advice

LARGEST_INTEGER = 2**63
DIRECTIVES = ("extends", "unset", "$schema")
"""Keys that say how to read the file and are no part of the scenario."""


@dataclass(frozen=True)
class Origin:
    """Where a key was written."""

    file: str
    line: int | None


@dataclass
class Draft:
    """A scenario as written, before it is known to be right."""

    file: str
    table: dict[str, Any]
    origins: dict[KeyPath, Origin] = field(default_factory=dict)

    def mistake(self, path: KeyPath, message: str) -> Mistake:
        """A mistake at ``path``, shown where that key, or else the table it belongs into, was written."""
        for length in range(len(path), 0, -1):
            if origin := self.origins.get(path[:length]):
                return Mistake(origin.file, origin.line, dotted(path), message)
        return Mistake(self.file, None, dotted(path), message)

    def forget(self, path: KeyPath) -> None:
        """Drop the origins of what stood at ``path`` and below it."""
        for known in [known for known in self.origins if known[: len(path)] == path]:
            del self.origins[known]


def dotted(path: KeyPath) -> str:
    """A path as a planner reads it: places in lists are left to the message."""
    return ".".join(key for key in path if isinstance(key, str))


def read(path: Path, mistakes: list[Mistake], below: tuple[Path, ...] = ()) -> Draft:
    """The scenario in ``path``, laid over what it extends; lesser mistakes are appended.

    Raises
    ------
    ScenarioError
        If a file cannot be read, is not TOML, or extends itself.
    """
    draft = _read_one(path)
    base_name, unset = draft.table.get("extends"), draft.table.get("unset", [])
    directives = Draft(draft.file, {}, draft.origins)
    for key in DIRECTIVES:
        draft.table.pop(key, None)
    if not isinstance(unset, list) or not all(isinstance(key, str) for key in unset):
        mistakes.append(directives.mistake(("unset",), 'should be a list of keys, e.g. ["schemes.x"]'))
        unset = []
    if base_name is None:
        if unset:
            mistakes.append(directives.mistake(("unset",), "takes keys out of the file that `extends` names"))
        return draft
    if not isinstance(base_name, str):
        raise ScenarioError([directives.mistake(("extends",), 'should be a file name, e.g. "base.toml"')])
    base = _read_base(path, base_name, directives, mistakes, (*below, path.resolve()))
    for number, key in enumerate(unset):
        if problem := _take_out(base, key):
            mistakes.append(directives.mistake(("unset", number), problem))
    return laid_over(base, draft)


def laid_over(base: Draft, top: Draft) -> Draft:
    """``base`` with the tables of ``top`` merged into it: ``top`` wins, and replaces numbers whole."""
    merged = Draft(top.file, copy.deepcopy(base.table), dict(base.origins))
    for path in _merge(merged.table, top.table, ()):
        merged.forget(path)
    merged.origins.update(top.origins)
    return merged


def _read_base(
    path: Path, name: str, directives: Draft, mistakes: list[Mistake], below: tuple[Path, ...]
) -> Draft:
    base_path = path.parent / name
    if base_path.resolve() in below:
        raise ScenarioError([directives.mistake(("extends",), f'"{name}" leads back to this file: a circle')])
    if not base_path.is_file():
        problem = f"there is no file {base_path}{_nearest_file(base_path)}"
        raise ScenarioError([directives.mistake(("extends",), problem)])
    return read(base_path, mistakes, below)


def _read_one(path: Path) -> Draft:
    name = str(path)
    text = _read_text(path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([_not_toml(name, str(error))]) from error
    except (RecursionError, ValueError) as error:
        raise ScenarioError(
            [Mistake(name, None, "", "is not TOML that can be read: too deep or too long")]
        ) from error
    origins = {path: Origin(name, line) for path, line in lines(text).items()}
    draft = Draft(name, table, origins)
    if too_large := [draft.mistake(path, "is too large a number") for path in _too_large(table, ())]:
        raise ScenarioError(too_large)
    return draft


def _read_text(path: Path) -> str:
    name = str(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ScenarioError(
            [Mistake(name, None, "", f"there is no such file{_nearest_file(path)}")]
        ) from error
    except IsADirectoryError as error:
        raise ScenarioError([Mistake(name, None, "", "is a folder: name a scenario file in it")]) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError([Mistake(name, None, "", f"cannot be read: {reason}")]) from error
    if b"\0" in content:
        raise ScenarioError([Mistake(name, None, "", "is not a text file; a scenario is TOML in UTF-8")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = (
            f"holds a character that is not UTF-8 (byte 0x{content[error.start]:02x}): save the file as UTF-8"
        )
        raise ScenarioError([Mistake(name, line, "", problem)]) from error
    if not text.strip():
        raise ScenarioError(
            [Mistake(name, None, "", "is empty; `recovery-sim new` writes a scenario to begin with")]
        )
    return text


def _nearest_file(path: Path) -> str:
    if not path.parent.is_dir():
        return f": there is no folder {path.parent}"
    names = [entry.name for entry in path.parent.glob("*.toml")]
    nearest = difflib.get_close_matches(path.name, names, n=1)
    return f'; did you mean "{path.parent / nearest[0]}"?' if nearest else ""


def _not_toml(file: str, problem: str) -> Mistake:
    place = re.search(r" \(at line (\d+), column (\d+)\)$", problem)
    if place is None:
        return Mistake(file, None, "", f"is not TOML: {problem}")
    text = problem[: place.start()]
    return Mistake(file, int(place[1]), "", f"is not TOML: {text}, at column {place[2]}")


def _too_large(value: Any, path: KeyPath) -> Iterator[KeyPath]:
    if isinstance(value, int) and not -LARGEST_INTEGER <= value < LARGEST_INTEGER:
        yield path
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, entry in entries:
        yield from _too_large(entry, (*path, key))


def _take_out(base: Draft, key: str) -> str | None:
    """Remove a key from ``base``; the problem, if there is no such key."""
    path = tuple(key.split("."))
    table = base.table
    for number, name in enumerate(path):
        if not isinstance(table, dict) or name not in table:
            known = [".".join((*path[:number], other)) for other in table] if isinstance(table, dict) else []
            return f'"{key}" does not stand in the file that is extended{advice(key, known)}'
        if number == len(path) - 1:
            del table[name]
        else:
            table = table[name]
    base.forget(path)
    return None


def _merge(below: dict[str, Any], above: dict[str, Any], path: KeyPath) -> Iterator[KeyPath]:
    """Merge in place; the paths at which something was replaced."""
    for key, value in above.items():
        here = (*path, key)
        if isinstance(value, dict) and isinstance(below.get(key), dict) and not is_number(here):
            yield from _merge(below[key], value, here)
            continue
        if key in below:
            yield here
        below[key] = copy.deepcopy(value)

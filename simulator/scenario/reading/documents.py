"""Reading a scenario's files: one TOML file, laid over the one it extends, and every key's origin."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from simulator.errors import Mistake, ScenarioError
from simulator.scenario.origins import Origin
from simulator.scenario.reading.files import nearest_file, read_table
from simulator.scenario.reading.keys import is_number
from simulator.scenario.reading.positions import KeyPath, dotted
from simulator.scenario.reading.spelling import advice

DIRECTIVES = ("extends", "unset", "$schema")
"""Keys that say how to read the file and are no part of the scenario."""


@dataclass
class Draft:
    """A scenario as written, before it is known to be right."""

    file: str
    table: dict[str, Any]
    origins: dict[KeyPath, Origin] = field(default_factory=dict)
    extends: str | None = None
    """The file that it was laid over, as it names it."""
    parts: tuple[Draft, Draft] | None = None
    """What it was laid over, and what was laid over that."""

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
    merged = laid_over(base, draft)
    merged.extends, merged.parts = base_name, (base, draft)
    merged.origins.setdefault(("extends",), directives.origins["extends",])
    return merged


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
    problem = _why_not_extended(path, name, below)
    if problem is not None:
        raise ScenarioError([directives.mistake(("extends",), problem)])
    return read(path.parent / name, mistakes, below)


def _why_not_extended(path: Path, name: str, below: tuple[Path, ...]) -> str | None:
    """Why the file ``path`` cannot extend the file ``name``, if it cannot."""
    # A folder that is moved or sent should still hold together, on whatever machine.
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor or name.startswith("~"):
        return f'should be a path from this file, e.g. "base.toml", but is "{name}"'
    base = path.parent / name
    try:
        if base.resolve() in below:
            return f'"{name}" leads back to this file: a circle'
        if base.is_dir():
            return f'should be a file name, e.g. "base.toml", but "{name}" is a folder'
        return None if base.is_file() else f"there is no file {base}{nearest_file(base)}"
    except (OSError, ValueError, RuntimeError) as error:
        return f'"{name}" cannot be read: {getattr(error, "strerror", None) or error}'


def _read_one(path: Path) -> Draft:
    name = str(path)
    table, known = read_table(path)
    return Draft(name, table, {place: Origin(name, line) for place, line in known.items()})


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

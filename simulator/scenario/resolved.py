"""A scenario written back as TOML: what was extended, set and merged, in one file that loads again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tomli_w

from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table
from simulator.scenario.origins import DEFAULT, Origins
from simulator.scenario.reading.positions import KeyPath
from simulator.texts import toml_shown, visible


def resolved_toml(scenario: Scenario) -> str:
    """The scenario as TOML text, which loads to an equal scenario; what equals its default is left out."""
    return "\n".join(_section(scenario, ())) + "\n"


def explained_toml(scenario: Scenario, origins: Origins) -> str:
    """The scenario as TOML text, which loads to an equal scenario: every value with the place it comes from.

    What is a default stands in a comment: a file that states it might state what has no effect.
    """
    return "\n".join(_explained(scenario, (), origins)) + "\n"


def values(table: Table | dict[str, Any], path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Every value of a scenario with its path, as TOML writes it; defaults too, but nothing that is not there."""
    for key, value in _all_entries(table).items():
        if _is_section(value):
            yield from values(value, (*path, key))
        elif value is not None:
            yield (*path, key), _written(value)


def table_of(table: Table) -> dict[str, Any]:
    """A table of a scenario as a TOML reader gives it: what equals its default is left out."""
    return {key: _plain(value) for key, value in _stated(table).items()}


def _stated(table: Table | dict[str, Any]) -> dict[str, Any]:
    return table.model_dump(exclude_none=True) if isinstance(table, Number) else _entries(table)


def _plain(value: Any) -> Any:
    if isinstance(value, (Table, dict)):
        return {key: _plain(entry) for key, entry in _stated(value).items()}
    return [_plain(entry) for entry in value] if isinstance(value, (list, tuple)) else value


def _explained(table: Table | dict[str, Any], path: KeyPath, origins: Origins) -> Iterator[str]:
    entries = {key: value for key, value in _all_entries(table).items() if value is not None}
    sections = {key: value for key, value in entries.items() if _is_section(value)}
    if path and (isinstance(table, Table) or len(sections) < len(entries)):
        header = f"[{'.'.join(_key(str(key)) for key in path)}]"
        yield f"\n{header}" if origins.of(path) else f"\n# {header}  # {DEFAULT}"
    for key, value in entries.items():
        if key not in sections:
            here = (*path, key)
            line = f"{_key(key)} = {_written(value)}  # {visible(origins.told(here))}"
            yield line if origins.of(here) else f"# {line}"
    for key, value in sections.items():
        yield from _explained(value, (*path, key), origins)


def _all_entries(table: Table | dict[str, Any]) -> dict[str, Any]:
    return (
        table if isinstance(table, dict) else {key: getattr(table, key) for key in type(table).model_fields}
    )


def _section(table: Table | dict[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """The lines of one table: its own values first, then the tables in it."""
    entries = _entries(table)
    values = {key: value for key, value in entries.items() if not _is_section(value)}
    sections = {key: value for key, value in entries.items() if _is_section(value)}
    # A keyed table without values of its own needs no header: those of its entries name it.
    if path and (values or not sections):
        yield f"\n[{'.'.join(_key(key) for key in path)}]"
    for key, value in values.items():
        yield f"{_key(key)} = {_written(value)}"
    for key, value in sections.items():
        yield from _section(value, (*path, key))


def _entries(table: Table | dict[str, Any]) -> dict[str, Any]:
    if isinstance(table, dict):
        return table
    # Read off the model rather than dumped: the dump no longer knows which tables are numbers.
    entries = {key: getattr(table, key) for key in type(table).model_fields}
    return {key: value for key, value in entries.items() if not _is_default(table, key, value)}


def _is_default(table: Table, key: str, value: Any) -> bool:
    standard = type(table).model_fields[key].get_default(call_default_factory=False)
    if type(table).model_fields[key].is_required():
        return False
    if isinstance(value, Number):
        return value.is_left_out
    if isinstance(value, Table) and isinstance(standard, Table):
        return value.model_dump() == standard.model_dump()
    return bool(value == standard)


def _is_section(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, Table) and not isinstance(value, Number))


def _written(value: Any) -> str:
    if isinstance(value, Number):
        parts = value.model_dump(exclude_none=True)
        if set(parts) == {"value"}:
            return _written(value.value)
        return "{ " + ", ".join(f"{key} = {_written(part)}" for key, part in parts.items()) + " }"
    if isinstance(value, tuple):
        return "[" + ", ".join(_written(entry) for entry in value) + "]"
    return toml_shown(tomli_w.dumps({"x": value}).removeprefix("x = ").removesuffix("\n"))


def _key(key: str) -> str:
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")

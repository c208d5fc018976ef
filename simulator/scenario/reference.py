"""The reference of the scenario format as a page of Markdown: every table and every key, from the model itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from simulator.scenario.number import LEAST
from simulator.scenario.schema import DIRECTIVES, FORMAT, SCHEMA_ID, model_schema
from simulator.scenario.schema_numbers import NUMBER
from simulator.scenario.units import bounds_of_figures, unit_of

OF_EVERY_TABLE = ("source", "reason")
"""Keys that every table may have: told once."""
OPENING = f"""\
# The scenario file, key by key

Format {FORMAT}, schema `{SCHEMA_ID}`. This page is printed by `recovery-sim schema --markdown`; what the keys do is in
[model.md](model.md), and how an editor checks them in [formats.md](formats.md).

A scenario is a TOML file. A `*` in the name of a table is a key of the author's own: lower-case letters, digits and
underscores, beginning with a letter. What stands under *default* counts where the key is left out; a dash there means
that nothing is. *By year* is a table with a row for each financial year, by the calendar year it starts in.

* A **number** may be certain or uncertain: `0.8`, or a table with keys of [Numbers](#numbers). Whatever it
  states lies within the bounds of its key, and draws are clipped there; `sd` is at most as wide as they are apart.
* A **figure** is certain. No figure but 0 is nearer to 0 than {LEAST:g}.
* A **date** is written without quotes, 2018-04-01, and lies in the years 1900 to 2200.
* Every table, and every number written as a table, may have `source` and `reason`.
"""
HEADER = ("| key | what it is | unit | bounds | default | meaning |", "|---|---|---|---|---|---|")
YEAR = "^(19|20|21)"


def reference() -> str:
    """The whole page: first what is true of all tables, then a section for each table, in the order of the model."""
    schema = model_schema()
    parts = [OPENING, *_section("How the file is read", "", {"properties": DIRECTIVES}), *_common(schema)]
    number = schema["$defs"]["Number"]["anyOf"][1]
    parts += _section("Numbers", number["description"], number)
    parts += _section("The top of the file", schema["description"], schema)
    for name in _in_order(schema, schema["$defs"], []):
        title, meaning = _headline(schema["$defs"][name]["description"])
        parts += _section(title, meaning, schema["$defs"][name])
    return "\n".join(parts)


def _common(schema: dict[str, Any]) -> Iterator[str]:
    table = {"properties": {key: schema["properties"][key] for key in OF_EVERY_TABLE}}
    yield from _section("Every table", "", table, told=())


def _in_order(entry: Any, tables: dict[str, Any], found: list[str]) -> list[str]:
    """The tables below an entry, each once, an inner one after the outer one."""
    if isinstance(entry, list):
        for part in entry:
            _in_order(part, tables, found)
    elif isinstance(entry, dict):
        name = str(entry.get("$ref", "")).rpartition("/")[2]
        if name and name != "Number" and name not in found:
            found.append(name)
            _in_order(tables[name], tables, found)
        for key, part in entry.items():
            if key != "$defs":
                _in_order(part, tables, found)
    return found


def _headline(description: str) -> tuple[str, str]:
    """The name of a table, and what is said of it."""
    title, _, meaning = description.partition(": ")
    return title, f"{meaning[:1].upper()}{meaning[1:]}"


def _section(
    title: str, meaning: str, table: dict[str, Any], *, told: tuple[str, ...] = OF_EVERY_TABLE
) -> Iterator[str]:
    yield f"## {title}\n"
    if meaning:
        yield f"{meaning}\n"
    yield from HEADER
    for key, entry in table["properties"].items():
        if key not in told:
            yield _row(key, entry, is_required=key in table.get("required", ()))
    yield ""


def _row(key: str, entry: dict[str, Any], *, is_required: bool) -> str:
    cells = (
        f"`{key}`",
        _kind(entry),
        unit_of(key),
        bounds_of_figures(entry),
        "required" if is_required else _default(entry),
        re.sub(r"\s+", " ", entry["description"]),
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') or '–' for cell in cells)} |"


def _default(entry: dict[str, Any]) -> str:
    match entry.get("default"):
        case None | [] | "":
            return ""
        case bool(choice):
            return str(choice).lower()
        case str(text):
            return f'`"{text}"`'
        case figure:
            return f"{figure:g}"


def _kind(entry: dict[str, Any]) -> str:
    """What may stand at a key, in words."""
    if reference := entry.get("$ref"):
        return "number" if reference == NUMBER else "table"
    if choices := entry.get("enum") or ([entry["const"]] if "const" in entry else []):
        return ", ".join(f'`"{choice}"`' if isinstance(choice, str) else f"`{choice}`" for choice in choices)
    if rows := entry.get("patternProperties"):
        ((pattern, row),) = rows.items()
        if pattern.startswith(YEAR):
            return f"by year: {_kind(row)}"
        return "by key: number" if row.get("$ref") == NUMBER else "tables by key"
    if entry.get("type") == "array":
        return f"list of {_plural(_kind(entry['items']))}"
    if entry.get("format") == "date":
        return "date"
    if entry.get("type") == "string":
        return "key" if entry.get("pattern", "").startswith("^[a-z]") else "text"
    return {"boolean": "true or false", "integer": "whole number", "number": "figure"}[entry["type"]]


def _plural(kind: str) -> str:
    if kind.startswith("list"):
        return kind.replace("list", "lists", 1)
    return kind if kind.startswith("`") else f"{kind}s"

"""A plan's tables as TOML, each below the row that it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import tomli_w

from simulator.plan_workbook.plan import Plan
from simulator.scenario.reading.keys import is_number
from simulator.scenario.reading.positions import KeyPath
from simulator.texts import toml_shown, visible


def plan_tables(plan: Plan) -> str:
    """The tables of a plan as TOML text; sources first, as they are named by the others."""
    lines: list[str] = []
    for section in ("sources", "schemes", "risks"):
        for key, entry in plan.table.get(section, {}).items():
            lines += ["", f"# {in_comment(_row_in_file(plan, section, key))}", *_table((section, key), entry)]
    return "\n".join([*lines, ""])


def in_comment(text: str) -> str:
    """A text, the letters that may not stand in a comment shown."""
    return visible(text)


def _row_in_file(plan: Plan, section: str, key: str) -> str:
    """Where an entry was written, without the folder: whoever reads this may have it elsewhere."""
    return re.split(r"[/\\]", plan.origins[section, key].file)[-1]


def _table(path: KeyPath, table: Mapping[str, Any]) -> Iterator[str]:
    inner = {key for key, value in table.items() if isinstance(value, dict) and not is_number((*path, key))}
    if not inner or len(inner) < len(table):
        yield f"[{'.'.join(map(str, path))}]"
    yield from (f"{key} = {_written(value)}" for key, value in table.items() if key not in inner)
    for key in inner:
        yield from _table((*path, key), table[key])


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_written(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_written(entry) for entry in value) + "]"
    return toml_shown(tomli_w.dumps({"x": value}).removeprefix("x = ").removesuffix("\n"))

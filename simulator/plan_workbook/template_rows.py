"""An economy's own schemes and risks as rows of a plan, as far as a plan's columns can hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from simulator.plan_workbook.cells import Cell
from simulator.plan_workbook.columns import SECTIONS
from simulator.plan_workbook.names import Names
from simulator.plan_workbook.plan import read_plan
from simulator.plan_workbook.sheets import Sheet
from simulator.plan_workbook.tables import Column
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.bodies import Buyer
from simulator.scenario.terms.risks import Risk
from simulator.scenario.terms.schemes import Scheme

Rows = dict[str, dict[str, Cell]]
"""Filled cells by key and column."""


def rows_of_scenario(scenario: Scenario) -> tuple[dict[str, Rows], list[str]]:
    """Rows by section, and the names of what no row can hold: it has distributions or gateways of another form."""
    entries: dict[str, Mapping[str, Scheme | Risk]] = {"schemes": scenario.schemes, "risks": scenario.risks}
    names = Names(
        bodies={key: body.name for key, body in scenario.bodies.items()},
        outside={key: party.name for key, party in scenario.outside.items()},
        milestones={key: milestone.name for key, milestone in scenario.milestones.items()},
    )
    rows: dict[str, Rows] = {section: {} for section in SECTIONS}
    left_out: list[str] = []
    for section, found in entries.items():
        written = {key: _row(SECTIONS[section], key, entry) for key, entry in found.items()}
        plan = read_plan({section: _sheet(section, written)}, names)
        for key, entry in found.items():
            if _is_same(entry, plan.table[section].get(key)):
                rows[section][key] = written[key]
            else:
                left_out.append(f"{section}.{key}")
    return rows, left_out


def targets_of(scenario: Scenario) -> list[str]:
    """Everything that a scheme may act on."""
    lines = [
        f"{key}.{line}"
        for key, body in scenario.bodies.items()
        for line in (body.spend if isinstance(body, Buyer) else {**body.costs, **body.income})
    ]
    return lines + [f"contracts.{key}" for key in scenario.contracts]


def _row(columns: Sequence[Column], key: str, entry: Table) -> dict[str, Cell]:
    row = {"key": Cell("", key)}
    for column in columns[1:]:
        value = _stated(entry, column.place)
        if isinstance(value, Number):
            value = _part(value, column.part)
        if value is not None:
            row[column.name] = _cell(column, value)
    return row


def _stated(entry: Any, place: Sequence[str]) -> Any:
    """What an entry states at a place; None where it says nothing."""
    for key in place:
        if isinstance(entry, Table):
            value = getattr(entry, key)
            entry = None if _is_default(entry, key, value) else value
        else:
            entry = entry.get(key) if isinstance(entry, dict) else None
    return entry


def _is_default(entry: Table, key: str, value: Any) -> bool:
    field = type(entry).model_fields[key]
    if isinstance(value, Number):
        return value.is_left_out
    return not field.is_required() and bool(value == field.default)


def _part(number: Number, part: str) -> float | None:
    if number.is_certain:
        return number.value if part in {"", "plan"} else None
    value = getattr(number, part) if part else None
    return value if isinstance(value, float) else None


def _cell(column: Column, value: Any) -> Cell:
    if column.kind == "percent":
        return Cell("", value / 100, is_percent=True)
    if isinstance(value, tuple):
        return Cell("", "; ".join(value)) if value else Cell("")
    return Cell("", f"{value}/{(value + 1) % 100:02d}" if column.kind == "year" else value)


def _sheet(section: str, rows: Rows) -> Sheet:
    names = [column.name for column in SECTIONS[section]]
    head = {name: Cell("", name) for name in names}
    filled = {
        number: {
            place: row[name] for place, name in enumerate(names) if name in row and not row[name].is_empty
        }
        for number, row in enumerate([head, *rows.values()], start=1)
    }
    return Sheet(section, section, lambda: filled)


def _is_same(entry: Table, read: dict[str, Any] | None) -> bool:
    try:
        return read is not None and type(entry).model_validate(read).model_dump() == entry.model_dump()
    except ValidationError:
        return False

"""A plan as it was written: schemes, risks and sources, the cell of every value, and every mistake in them."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.errors import Mistake, RecoverySimError
from simulator.plan_workbook.cells import Cell, Refused, is_day_first, is_unit_not_said, value_of
from simulator.plan_workbook.columns import SECTIONS
from simulator.plan_workbook.names import Names
from simulator.plan_workbook.sheets import Sheet, is_workbook, read_file
from simulator.plan_workbook.tables import Column, Row, rows_of
from simulator.plan_workbook.uncertain_parts import number_of, problems
from simulator.scenario.origins import Origin
from simulator.scenario.reading.positions import KeyPath

NOT_READ = ("read me", "lists")
"""Sheets of the template that hold no plan."""


@dataclass
class Plan:
    """What a planner's files say."""

    table: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By section and key, as a scenario writes it."""
    origins: dict[KeyPath, Origin] = field(default_factory=dict)
    """The cell of each value, the row of each entry."""
    mistakes: list[Mistake] = field(default_factory=list)
    wrong: dict[KeyPath, set[str]] = field(default_factory=dict)
    """Entries with a mistake in a cell of theirs, and the keys that are wrong."""
    nameless: set[KeyPath] = field(default_factory=set)
    """Entries whose own key is wrong: they stand under the number of their row."""
    day_first: list[str] = field(default_factory=list)
    """Cells whose dates were read day first."""
    unit_not_said: set[str] = field(default_factory=set)
    """Cells with amounts that are taken to be £m because nothing says what they are in."""

    def spoil(self, entry: KeyPath, key: str = "") -> None:
        """Note that an entry is wrong, and at which key."""
        self.wrong.setdefault(entry, set()).add(key)


def sheets_of_plan(files: Sequence[Path]) -> tuple[dict[str, Sheet], list[str]]:
    """The sheets of a plan by section, and the names of sheets that are none.

    Raises
    ------
    RecoverySimError
        If a file cannot be read, a section is there twice, or there is none.
    """
    found: dict[str, Sheet] = {}
    others: list[str] = []
    for file in _single_files(files):
        for sheet in read_file(file):
            section = _section(sheet, is_file=not is_workbook(file))
            if section is None:
                others += [] if sheet.name.casefold() in NOT_READ else [sheet.name]
            elif section in found:
                raise RecoverySimError(
                    f"{sheet.place} and {found[section].place} are both {section}: name one"
                )
            else:
                found[section] = sheet
    if not {"schemes", "risks"} & set(found):
        there = f" (there are: {', '.join(others)})" if others else ""
        raise RecoverySimError(
            f"{', '.join(map(str, files))}: there is no sheet Schemes and no sheet Risks{there}; "
            "`recovery-sim new --template plan.xlsx` writes both"
        )
    return found, others


def read_plan(sheets: Mapping[str, Sheet], names: Names, unit: str | None = None) -> Plan:
    """The plan in ``sheets``, with names as the economy has them; the plan's own schemes are added to these."""
    plan = Plan()
    rows = {
        section: rows_of(sheet, SECTIONS[section], plan.mistakes, unit) for section, sheet in sheets.items()
    }
    keyed = {section: _keyed(section, found, plan) for section, found in rows.items()}
    for key, row in keyed.get("schemes", {}).items():
        name = row.cells.get("name")
        called = str(name.value) if name is not None and name.value is not None else key
        if called not in names.schemes.values() or ("schemes", key) not in plan.nameless:
            names.schemes[key] = called
    for section, found in keyed.items():
        for key, row in found.items():
            _read_row(plan, (section, key), row, names)
    return plan


def _single_files(files: Iterable[Path]) -> list[Path]:
    """The files themselves, and for a folder the CSV files in it."""
    single: list[Path] = []
    for file in files:
        if not file.is_dir():
            single.append(file)
            continue
        inside = sorted(entry for entry in file.iterdir() if entry.suffix.lower() == ".csv")
        single += [entry for entry in inside if entry.stem.casefold().replace("_", " ") not in NOT_READ]
    return single


def _section(sheet: Sheet, *, is_file: bool) -> str | None:
    """What a sheet holds by its name; a file may be called `schemes_2018.csv` as well.

    Raises
    ------
    RecoverySimError
        If the name is nearly that of a section, or is a file's and says nothing.
    """
    name = sheet.name.casefold()
    if name in SECTIONS:
        return name
    if is_file:
        named = [section for section in SECTIONS if section in name]
        if len(named) == 1:
            return named[0]
        raise RecoverySimError(
            f"{sheet.place}: does it hold schemes, risks or sources? Name the file schemes.csv, risks.csv or "
            "sources.csv"
        )
    if close := difflib.get_close_matches(name, SECTIONS, n=1, cutoff=0.75):
        raise RecoverySimError(f"{sheet.place}: did you mean the sheet {close[0].capitalize()}? Rename it")
    return None


def _keyed(section: str, rows: Sequence[Row], plan: Plan) -> dict[str, Row]:
    """The rows by their keys; those without a right one by their number, so that their other cells are read too."""
    found: dict[str, Row] = {}
    for number, row in enumerate(rows, start=1):
        key, problem = _key(row, found)
        if key is None:
            key = f"row_{number}"
            entry = (section, key)
            plan.spoil(entry)
            plan.nameless.add(entry)
            if problem and "key" in row.columns:
                plan.mistakes.append(Mistake(row.first.place, None, "key", problem))
        found[key] = row
        plan.origins[section, key] = Origin(row.place, None)
    return found


def _key(row: Row, known: Mapping[str, Row]) -> tuple[str | None, str]:
    """The key of a row, or what is wrong with it."""
    cell = row.cells.get("key")
    if cell is None:
        return None, "is missing: every row needs its key"
    try:
        key = str(value_of(cell, "key"))
    except Refused as problem:
        return None, str(problem)
    if key in known:
        return None, f'"{key}" stands here a second time; first in {known[key].place}'
    return key, ""


def _read_row(plan: Plan, entry: KeyPath, row: Row, names: Names) -> None:
    section, key = str(entry[0]), str(entry[1])
    table = plan.table.setdefault(section, {}).setdefault(key, {})
    parts: dict[tuple[str, ...], dict[str, Any]] = defaultdict(dict)
    for column in SECTIONS[section][1:]:
        cell = row.cells.get(column.name)
        if cell is None:
            if column.required:
                plan.spoil(entry, column.place[0])
                # A sum below the table lacks its key, and nobody would fill in the rest.
                if column.name in row.columns and "key" in row.cells:
                    plan.mistakes.append(Mistake(row.place, None, column.name, "is missing"))
            continue
        try:
            value = _value(column, cell, names)
        except Refused as problem:
            _tell(plan, cell, column.name, problem)
            plan.spoil(entry, column.place[0])
            continue
        plan.day_first += [cell.place] if column.kind == "date" and is_day_first(cell) else []
        plan.unit_not_said |= {cell.place} if column.kind == "money" and is_unit_not_said(cell) else set()
        plan.origins.setdefault((*entry, *column.place), Origin(cell.place, None))
        if column.part:
            parts[column.place][column.part] = value
        else:
            _put(table, column.place, value)
    _put_numbers(plan, entry, row, parts)


def _put_numbers(
    plan: Plan, entry: KeyPath, row: Row, numbers: Mapping[tuple[str, ...], Mapping[str, Any]]
) -> None:
    section, key = str(entry[0]), str(entry[1])
    for place, parts in numbers.items():
        if place[0] in plan.wrong.get(entry, ()):
            continue
        columns = {
            column.part: column.name for column in SECTIONS[section] if column.part and column.place == place
        }
        found = problems(parts, columns)
        for part, problem in found:
            plan.spoil(entry, place[0])
            plan.mistakes.append(Mistake(row.cells[columns[part]].place, None, columns[part], problem))
        if not found:
            _put(plan.table[section][key], place, number_of(parts, columns))


def _value(column: Column, cell: Cell, names: Names) -> Any:
    value = value_of(cell, column.kind)
    if column.kind == "party":
        return names.party(value) if column.name == "paid_by" else names.body(value)
    if column.kind == "schemes":
        return [names.scheme(name) for name in value]
    if column.kind == "targets":
        return [names.target(name) for name in value]
    if column.choices and value not in column.choices:
        raise Refused(f'cannot be "{value}"; allowed: {", ".join(column.choices)}')
    return value


def _put(table: dict[str, Any], place: Sequence[str], value: Any) -> None:
    for key in place[:-1]:
        table = table.setdefault(key, {})
    table[place[-1]] = value


def _tell(plan: Plan, cell: Cell, column: str, problem: Refused) -> None:
    # A cell in the middle of a merged range has nothing more to say than the range.
    if str(problem):
        plan.mistakes.append(Mistake(cell.place, None, column, str(problem)))

"""Rows under column names: which columns there are, which are strange or missing, and what each row holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from simulator.errors import Mistake
from simulator.plan_workbook.cells import Cell, Kind
from simulator.plan_workbook.sheets import Sheet
from simulator.plan_workbook.units import parted, unit_of
from simulator.scenario.reading.sentences import shown
from simulator.scenario.reading.spelling import advice


@dataclass(frozen=True)
class Column:
    """A column that a planner may fill in."""

    name: str
    kind: Kind
    meaning: str
    allowed: str = ""
    """What may stand in it, in words; empty where the kind says it all."""
    path: tuple[str, ...] = ()
    """Where in an entry of the scenario it goes; empty for its name."""
    part: str = ""
    """Which part of an uncertain number it is: plan, p10, p50, p90, low, mode, high."""
    required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[str, ...]:
        """Where in an entry it goes."""
        return self.path or (self.name,)


UNIT = "unit"
"""A column that any table with amounts may have: what the amounts of a row are in."""
NEARBY = 20
"""So many filled rows are searched for column names that do not stand in the first."""


@dataclass(frozen=True)
class Row:
    """A filled row, its filled cells by column."""

    place: str
    first: Cell
    """The cell of the first column, filled or not."""
    cells: dict[str, Cell]
    columns: frozenset[str]
    """The columns that its table has: what is missing from all of them is told once."""


@dataclass(frozen=True)
class _Heads:
    """What the row of column names says."""

    names: dict[int, str | None]
    """By place; None where a name is wrong."""
    units: dict[str, str]
    """The unit of a column of money, where its name says it otherwise than with `_gbp_m`."""


def rows_of(
    sheet: Sheet, columns: Sequence[Column], mistakes: list[Mistake], unit: str | None = None
) -> list[Row]:
    """The rows below the column names; what is wrong with the names, and what stands under none, goes to mistakes.

    Parameters
    ----------
    sheet : Sheet
    columns : sequence of Column
        Those that there may be.
    mistakes : list of Mistake
        Appended to.
    unit : str, optional
        What amounts are in where nothing in the sheet says it.
    """
    numbers = sorted(sheet.rows)
    if not numbers:
        mistakes.append(
            Mistake(sheet.place, None, "", f"is empty: row 1 should hold column names: {_names(columns)}")
        )
        return []
    top = _row_of_names(sheet, numbers, columns)
    if top is None or top != numbers[0]:
        first = next(iter(sheet.rows[numbers[0]].values()))
        found = "" if top is None else f"; these stand in row {top}: delete the rows above it"
        problem = f"the first row should hold column names: {_names(columns)}{found}"
        mistakes.append(Mistake(first.place, None, "", problem))
    if top is None:
        return []
    heads = _heads(sheet, sheet.rows[top], columns, mistakes, unit)
    below = [number for number in numbers if number > top]
    return [
        row for number in below if (row := _row(sheet, number, heads, columns, mistakes, unit)) is not None
    ]


def _row_of_names(sheet: Sheet, numbers: Sequence[int], columns: Sequence[Column]) -> int | None:
    """The first row if it has a known name, or else a row near it that has several."""
    for number in numbers[:NEARBY]:
        names = {_read_name(cell, columns)[0] for cell in sheet.rows[number].values()}
        if len(names & {column.name for column in columns}) > (number != numbers[0]):
            return number
    return None


def _heads(
    sheet: Sheet,
    cells: Mapping[int, Cell],
    columns: Sequence[Column],
    mistakes: list[Mistake],
    unit: str | None,
) -> _Heads:
    """The column name and unit at each place of the row of names."""
    known = [column.name for column in columns]
    if any(column.kind == "money" for column in columns):
        known.append(UNIT)
    heads = _Heads({}, {})
    for place, cell in sorted(cells.items()):
        name, own_unit = _read_name(cell, columns)
        if problem := _why_no_head(cell, name, known, heads.names):
            mistakes.append(Mistake(cell.place, None, "", problem))
        heads.names[place] = name if name in known and name not in heads.names.values() else None
        if own_unit is not None:
            heads.units[name] = own_unit
            if unit not in {None, own_unit}:
                mistakes.append(Mistake(cell.place, None, "", f"says {own_unit}, but --unit says {unit}"))
    for column in columns:
        if column.required and column.name not in heads.names.values():
            mistakes.append(Mistake(sheet.place, None, "", f'the column "{column.name}" is missing'))
    return heads


def _why_no_head(cell: Cell, name: str, known: Sequence[str], names: Mapping[int, str | None]) -> str | None:
    if cell.problem is not None:
        return cell.problem or None
    if name not in known:
        return f"there is no column {shown(str(cell.value))}{advice(name, known)}"
    return f'there is a second column "{name}"' if name in names.values() else None


def _row(
    sheet: Sheet,
    number: int,
    heads: _Heads,
    columns: Sequence[Column],
    mistakes: list[Mistake],
    unit: str | None,
) -> Row | None:
    filled: dict[str, Cell] = {}
    for place, cell in sorted(sheet.rows[number].items()):
        if place not in heads.names:
            problem = (
                cell.problem
                if cell.problem is not None
                else f"{shown(cell.value)} stands under no column name"
            )
            mistakes += [Mistake(cell.place, None, "", problem)] if problem else []
        elif name := heads.names[place]:
            filled[name] = cell
    own_unit = _own_unit(filled.pop(UNIT, None), heads, mistakes)
    if not filled:
        return None
    for column in columns:
        if column.kind == "money" and column.name in filled:
            said = own_unit or heads.units.get(column.name) or unit
            filled[column.name] = replace(filled[column.name], unit=said)
    first = next((place for place, name in heads.names.items() if name == columns[0].name), 0)
    empty = Cell(sheet.cell_place(number, first))
    there = frozenset(name for name in heads.names.values() if name)
    return Row(sheet.row_place(number), filled.get(columns[0].name, empty), filled, there)


def _own_unit(cell: Cell | None, heads: _Heads, mistakes: list[Mistake]) -> str | None:
    """What a row says that its amounts are in."""
    if cell is None:
        return None
    unit = None if cell.problem is not None else unit_of(str(cell.value))
    if unit is None:
        problem = f'{shown(cell.value)} is no unit of money: write "£m", "£000" or "£"'
        mistakes.append(Mistake(cell.place, None, UNIT, cell.problem or problem))
    for name, other in heads.units.items():
        if unit not in {None, other}:
            mistakes.append(
                Mistake(cell.place, None, UNIT, f'says {unit}, but the name of "{name}" says {other}')
            )
    return unit


def _read_name(cell: Cell, columns: Sequence[Column]) -> tuple[str, str | None]:
    """A column name as it is meant, however it was written, and the unit of money in it.

    `Full year gbp m` is `full_year_gbp_m`, and so is `Full year (£000)`, in another unit; a unit alone is the first
    column of money.
    """
    text = str(cell.value or "")
    plain = re.sub(r"[ _-]+", "_", text.lower())
    money = {column.name.removesuffix("_gbp_m"): column.name for column in columns if column.kind == "money"}
    if plain in {column.name for column in columns} or (found := parted(text)) is None or not money:
        return plain, None
    stem, unit = found
    name = money.get(stem) if stem else next(iter(money.values()))
    return (name, unit) if name else (plain, None)


def _names(columns: Sequence[Column]) -> str:
    names = [column.name for column in columns]
    return ", ".join(names) if len(names) < 8 else f"{', '.join(names[:6])} …"

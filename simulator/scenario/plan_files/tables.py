"""Rows under column names: which columns there are, which are strange or missing, and what each row holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.errors import Mistake
from simulator.scenario.plan_files.cells import Cell, Kind
from simulator.scenario.plan_files.sheets import Sheet, letters
from simulator.scenario.sentences import shown
from simulator.scenario.spelling import advice


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


@dataclass(frozen=True)
class Row:
    """A filled row, its filled cells by column."""

    place: str
    first: Cell
    """The cell of the first column, filled or not."""
    cells: dict[str, Cell]


def rows_of(sheet: Sheet, columns: Sequence[Column], mistakes: list[Mistake]) -> list[Row]:
    """The rows below the column names; what is wrong with the names, and what stands under none, goes to mistakes."""
    numbers = iter(sorted(sheet.rows))
    top = next(numbers, None)
    if top is None:
        mistakes.append(
            Mistake(sheet.place, None, "", f"is empty: row 1 should hold column names: {_names(columns)}")
        )
        return []
    heads = _heads(sheet, sheet.rows[top], columns, mistakes)
    if heads is None:
        return []
    return [row for number in numbers if (row := _row(sheet, number, heads, columns, mistakes)) is not None]


def _heads(
    sheet: Sheet, cells: Sequence[Cell], columns: Sequence[Column], mistakes: list[Mistake]
) -> dict[int, str | None] | None:
    """The column name at each place of the row of names, None where it is wrong; nothing where no name is known."""
    known = [column.name for column in columns]
    found = {place: _plain(cell) for place, cell in enumerate(cells) if not cell.is_empty}
    if not set(found.values()) & set(known):
        mistakes.append(
            Mistake(cells[0].place, None, "", f"the first row should hold column names: {_names(columns)}")
        )
        return None
    heads: dict[int, str | None] = {}
    for place, name in found.items():
        cell = cells[place]
        if problem := _why_no_head(cell, name, known, heads):
            mistakes.append(Mistake(cell.place, None, "", problem))
        heads[place] = name if name in known and name not in heads.values() else None
    for column in columns:
        if column.required and column.name not in heads.values():
            mistakes.append(Mistake(sheet.place, None, "", f'the column "{column.name}" is missing'))
    return heads


def _why_no_head(cell: Cell, name: str, known: Sequence[str], heads: dict[int, str | None]) -> str | None:
    if cell.problem is not None:
        return cell.problem or None
    if name not in known:
        return f"there is no column {shown(str(cell.value))}{advice(name, known)}"
    return f'there is a second column "{name}"' if name in heads.values() else None


def _row(
    sheet: Sheet,
    number: int,
    heads: dict[int, str | None],
    columns: Sequence[Column],
    mistakes: list[Mistake],
) -> Row | None:
    cells = sheet.rows[number]
    filled: dict[str, Cell] = {}
    for place, cell in enumerate(cells):
        if cell.is_empty:
            continue
        if place not in heads:
            problem = (
                cell.problem
                if cell.problem is not None
                else f"{shown(cell.value)} stands under no column name"
            )
            mistakes += [Mistake(cell.place, None, "", problem)] if problem else []
        elif name := heads[place]:
            filled[name] = cell
    if not filled:
        return None
    first = next((place for place, name in heads.items() if name == columns[0].name), 0)
    empty = Cell(f"{sheet.place}, cell {letters(first + 1)}{number}")
    return Row(sheet.row_place(number), filled.get(columns[0].name, empty), filled)


def _plain(cell: Cell) -> str:
    """A column name as it is meant, however it was written: `Full year gbp m` is `full_year_gbp_m`."""
    return re.sub(r"[ _-]+", "_", str(cell.value or "").lower())


def _names(columns: Sequence[Column]) -> str:
    names = [column.name for column in columns]
    return ", ".join(names) if len(names) < 8 else f"{', '.join(names[:6])} …"

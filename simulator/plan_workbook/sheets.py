"""A sheet: its cells by row and column, each with its place; of a workbook, or the one of a CSV file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from simulator.errors import RecoverySimError
from simulator.plan_workbook.cells import Cell

MOST_ROWS = 10_000
MOST_FILLED = 500_000
"""Rows and cells with something in them."""
WORKBOOKS = (".xlsx", ".xlsm")

Rows = Mapping[int, Mapping[int, Cell]]
"""What is filled in: by row, counted from 1, and column, counted from 0."""


@dataclass(frozen=True)
class Sheet:
    """A table as it was written: the sheet of a workbook, or a CSV file."""

    name: str
    place: str
    read: Callable[[], Rows]
    """Reads its rows: what is wrong with a sheet that nobody asks for is nobody's concern."""

    @cached_property
    def rows(self) -> Rows:
        """Its filled cells."""
        return self.read()

    def row_place(self, number: int) -> str:
        """Where a row stands."""
        return f"{self.place}, row {number}"

    def cell_place(self, row: int, column: int) -> str:
        """Where a cell stands, its column counted from 0."""
        return f"{self.place}, cell {letters(column + 1)}{row}"


def is_workbook(path: Path) -> bool:
    """Whether a file's name says that it is an Excel workbook."""
    return path.suffix.lower() in WORKBOOKS


def letters(column: int) -> str:
    """The letters of a column, counted from 1: A, Z, AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def refuse_too_much(place: str, rows: int, cells: int) -> None:
    """Stop reading what is no plan.

    Raises
    ------
    RecoverySimError
        If more rows or cells are filled in than any plan has.
    """
    if rows > MOST_ROWS or cells > MOST_FILLED:
        raise RecoverySimError(
            f"{place} has more than {MOST_ROWS:,} filled rows, or {MOST_FILLED:,} filled cells: "
            "no plan or budget does; is it the right one?"
        )

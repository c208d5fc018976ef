"""The finance team's own figures, from a workbook or a CSV file: whose line, of which year, how much."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import Mistake, MistakesError, RecoverySimError
from simulator.plan_workbook.cells import Cell, Refused, value_of
from simulator.plan_workbook.sheets import Sheet, read_file
from simulator.plan_workbook.tables import Column, Row, rows_of
from simulator.plan_workbook.units import stated_unit

COLUMNS = (
    Column("body", "party", "Whose line it is: key or name", required=True),
    Column("line", "text", "Which line: a contract, a line, a total, a scheme", required=True),
    Column("year", "year", "Financial year; empty is the opening base amount"),
    Column("amount_gbp_m", "money", "How much, £m", required=True),
)
SHEET = "budget"


@dataclass(frozen=True)
class Stated:
    """One line of the finance team's figures."""

    place: str
    """Where it stands."""
    body: str
    """As written: a key or a name."""
    line: str
    year: int | None
    """Financial year by the calendar year it starts in; None for the opening base amount."""
    amount_gbp_m: float


class BudgetError(MistakesError):
    """A budget that cannot be read."""

    what = "budget"


def read_budget(path: Path, *, unit: str | None = None) -> list[Stated]:
    """The lines of a budget, in their order.

    Parameters
    ----------
    path : Path
        A workbook or a CSV file.
    unit : str, optional
        What amounts are in where the file does not say: `£m`, `£000` or `£`.

    Raises
    ------
    BudgetError
        With every mistake, each by its cell.
    RecoverySimError
        If the file cannot be read, or it is not clear which of its sheets is meant.
    """
    mistakes: list[Mistake] = []
    stated = [
        found
        for row in rows_of(_sheet(path), COLUMNS, mistakes, stated_unit(unit))
        if (found := _stated(row, mistakes))
    ]
    if mistakes:
        raise BudgetError(mistakes)
    if not stated:
        raise RecoverySimError(f"{path} has no lines below its column names: there is nothing to compare")
    return stated


def _sheet(path: Path) -> Sheet:
    sheets = read_file(path)
    named = [sheet for sheet in sheets if sheet.name.casefold() == SHEET]
    if named:
        return named[0]
    if len(sheets) == 1:
        return sheets[0]
    names = ", ".join(sheet.name for sheet in sheets)
    raise RecoverySimError(
        f'{path} has several sheets ({names}) and none called "Budget": name the one meant so'
    )


def _stated(row: Row, mistakes: list[Mistake]) -> Stated | None:
    values: dict[str, Any] = {"year": None}
    for column in COLUMNS:
        cell = row.cells.get(column.name)
        if cell is None:
            if column.required and column.name in row.columns:
                mistakes.append(Mistake(row.place, None, column.name, "is missing"))
            continue
        try:
            values[column.name] = value_of(cell, column.kind)
        except Refused as problem:
            mistakes += [Mistake(cell.place, None, column.name, str(problem))] if str(problem) else []
    if not {column.name for column in COLUMNS} <= set(values):
        return None
    return Stated(place=_place(row), **values)


def _place(row: Row) -> str:
    cell: Cell = row.cells["amount_gbp_m"]
    return cell.place

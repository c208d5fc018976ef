"""Sheets of a workbook and CSV files, cell by cell, each cell with its place and what is wrong with it."""

from __future__ import annotations

import csv
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.errors import RecoverySimError
from simulator.scenario.plan_files.cells import Cell, tidied

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as ExcelCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 200_000_000
"""Bytes: far beyond any plan; what is larger would take minutes, or all memory."""
MOST_ROWS = 10_000
WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Sheet:
    """A table as it was written: the sheet of a workbook, or a CSV file."""

    name: str
    place: str
    rows: dict[int, list[Cell]]
    """Filled rows by their number, each from its first column on."""

    def row_place(self, number: int) -> str:
        """Where a row stands."""
        return f"{self.place}, row {number}"


def is_workbook(path: Path) -> bool:
    """Whether a file's name says that it is an Excel workbook."""
    return path.suffix.lower() in WORKBOOKS


def read_file(path: Path) -> list[Sheet]:
    """The sheets of a workbook, or the one table of a CSV file.

    Raises
    ------
    RecoverySimError
        If the file cannot be read, or is neither.
    """
    _refuse_unreadable(path)
    if is_workbook(path):
        return _workbook_sheets(path)
    if path.suffix.lower() == ".csv":
        return [_csv_sheet(path)]
    raise RecoverySimError(
        f"{path} is neither an Excel workbook (.xlsx) nor a CSV file: save it as one of these"
    )


def letters(column: int) -> str:
    """The letters of a column, counted from 1: A, Z, AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _refuse_unreadable(path: Path) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise RecoverySimError(f"{path}: there is no such file") from error
    except (OSError, ValueError) as error:
        raise RecoverySimError(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or error}"
        ) from error
    if size > LARGEST_FILE:
        raise RecoverySimError(
            f"{path} is larger than {LARGEST_FILE / 1e6:g} MB: no plan is; name another file"
        )


def _csv_sheet(path: Path) -> Sheet:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RecoverySimError(f"{path}:{line} is not UTF-8: save the file as “CSV UTF-8”") from error
    try:
        records = list(csv.reader(text.splitlines(keepends=True), strict=True))
    except csv.Error as error:
        raise RecoverySimError(f"{path} is not a CSV file: {error}") from error
    if records and len(records[0]) == 1 and records[0][0].count(";") > 1:
        raise RecoverySimError(f"{path} has semicolons between its columns: save it with commas")
    place = str(path)
    rows = {
        number: [
            Cell(f"{place}, cell {letters(column)}{number}", tidied(entry))
            for column, entry in enumerate(record, start=1)
        ]
        for number, record in enumerate(records, start=1)
        if any(tidied(entry) for entry in record)
    }
    return Sheet(path.stem, place, rows)


def _workbook_sheets(path: Path) -> list[Sheet]:
    values, formulas = _open(path, values=True), _open(path, values=False)
    return [
        Sheet(
            sheet.title.strip(),
            f"{path}, sheet {sheet.title}",
            dict(_rows(path, sheet, formulas[sheet.title])),
        )
        for sheet in values.worksheets
    ]


def _open(path: Path, *, values: bool) -> Workbook:
    import openpyxl

    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                raise RecoverySimError(
                    f"{path} unpacks to more than {LARGEST_UNPACKED / 1e6:g} MB: no plan does"
                )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts of Excel that are left out, none of which is a cell
            return openpyxl.load_workbook(path, data_only=values)
    except RecoverySimError:
        raise
    except Exception as error:  # a damaged workbook can fail anywhere in its parts
        raise RecoverySimError(
            f"{path} cannot be read as an Excel workbook: save it anew as .xlsx"
        ) from error


def _rows(path: Path, sheet: Worksheet, formulas: Worksheet) -> Iterator[tuple[int, list[Cell]]]:
    if sheet.max_row > MOST_ROWS:
        raise RecoverySimError(
            f"{path}, sheet {sheet.title} has {sheet.max_row:,} rows; at most {MOST_ROWS:,} are read: "
            "delete the empty rows below the table"
        )
    place = f"{path}, sheet {sheet.title}"
    merged = _merged(sheet)
    for number, (row, shadow) in enumerate(
        zip(sheet.iter_rows(min_row=1), formulas.iter_rows(min_row=1), strict=False), start=1
    ):
        cells = [_cell(place, cell, formula, merged) for cell, formula in zip(row, shadow, strict=False)]
        while cells and cells[-1].is_empty:
            cells.pop()
        if cells:
            yield number, cells


def _merged(sheet: Worksheet) -> dict[str, str]:
    """What to say of each cell in a merged range: at the first all, at the others nothing more."""
    told: dict[str, str] = {}
    for merger in sheet.merged_cells.ranges:
        for row, column in merger.cells:
            told[f"{letters(column)}{row}"] = ""
        told[merger.start_cell.coordinate] = f"cells {merger.coord} are merged: unmerge them and fill in each"
    return told


def _cell(
    place: str, cell: ExcelCell | MergedCell, formula: ExcelCell | MergedCell, merged: dict[str, str]
) -> Cell:
    here = f"{place}, cell {cell.coordinate}"
    value: Any = tidied(cell.value) if isinstance(cell.value, str) else cell.value
    if cell.coordinate in merged:
        return Cell(here, problem=merged[cell.coordinate])
    if formula.data_type == "f" and cell.value is None:
        return Cell(
            here,
            problem="is a formula whose result is not in the file: open and save it in Excel, or write the value",
        )
    if cell.data_type == "e":
        return Cell(here, problem=f"shows the error {cell.value}: mend its formula, or write the value")
    return Cell(here, value, is_percent=cell.data_type == "n" and _shows_percent(str(cell.number_format)))


def _shows_percent(number_format: str) -> bool:
    """Whether a number is shown a hundredfold; a % in quotes is only a letter."""
    return "%" in re.sub(r'"[^"]*"|\\.|_.|\*.', "", number_format)

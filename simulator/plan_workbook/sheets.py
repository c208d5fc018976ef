"""Sheets of a workbook and CSV files, cell by cell, each cell with its place and what is wrong with it."""

from __future__ import annotations

import csv
import io
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from simulator.errors import RecoverySimError
from simulator.plan_workbook.cells import Cell, tidied

LARGEST_CSV = 20_000_000
LARGEST_WORKBOOK = 200_000_000
"""Bytes: far beyond any plan; what is larger would take minutes. A workbook may hold workings that are not read."""
MOST_ROWS = 10_000
MOST_FILLED = 500_000
"""Rows and cells with something in them."""
LONGEST_LINE = 10_000
WORKBOOKS = (".xlsx", ".xlsm")
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
ZIP_MARK = b"PK\x03\x04"
"""How files in UTF-16, and workbooks, begin."""

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


def read_file(path: Path) -> list[Sheet]:
    """The sheets of a workbook, or the one table of a CSV file; each is read when its rows are asked for.

    Raises
    ------
    RecoverySimError
        If the file cannot be read, or is neither.
    """
    _refuse_unreadable(path)
    if is_workbook(path):
        from simulator.plan_workbook.workbooks import workbook_sheets

        return workbook_sheets(path)
    if path.suffix.lower() == ".csv":
        return [Sheet(path.stem, str(path), lambda: _csv_rows(path))]
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


def _refuse_unreadable(path: Path) -> None:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise RecoverySimError(f"{path} is a folder: name a workbook or a CSV file in it")
        if not stat.S_ISREG(found.st_mode):
            raise RecoverySimError(
                f"{path} is a pipe or a device: save what it gives in a file, and name that"
            )
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise RecoverySimError(f"{path}: there is no such file") from error
    except (OSError, ValueError) as error:
        raise RecoverySimError(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or error}"
        ) from error
    largest = LARGEST_WORKBOOK if is_workbook(path) else LARGEST_CSV
    if found.st_size > largest:
        raise RecoverySimError(f"{path} is larger than {largest / 1e6:g} MB: no plan is; name another file")


def _csv_rows(path: Path) -> Rows:
    place = str(path)
    sheet = Sheet(path.stem, place, dict)
    rows: dict[int, dict[int, Cell]] = {}
    filled = 0
    # Lines end where the CSV module says, so that a name may hold any other letter that ends lines elsewhere.
    text = _csv_text(path)
    _refuse_other_separators(path, text)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for number, record in enumerate(reader, start=1):
            row = {
                column: Cell(sheet.cell_place(number, column), said)
                for column, entry in enumerate(record)
                if entry and (said := tidied(entry)) is not None
            }
            if row:
                rows[number] = row
                filled += len(row)
                refuse_too_much(place, len(rows), filled)
    except csv.Error as error:
        raise RecoverySimError(
            f"{path}:{reader.line_num} is not a CSV file: {_in_words(str(error))}"
        ) from error
    return rows


def _csv_text(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith(ZIP_MARK):
        raise RecoverySimError(f"{path} is an Excel workbook by what it holds: give it the ending .xlsx")
    if content[:2] in WIDE_MARKS:
        raise RecoverySimError(f"{path} is UTF-16: save the file as “CSV UTF-8”")
    if b"\0" in content:
        raise RecoverySimError(
            f"{path} is not a text file (it holds NUL bytes): save the file as “CSV UTF-8”"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RecoverySimError(f"{path}:{line} is not UTF-8: save the file as “CSV UTF-8”") from error


def _refuse_other_separators(path: Path, text: str) -> None:
    first = text.lstrip()[:LONGEST_LINE].partition("\n")[0].partition("\r")[0]
    for separator, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        is_told = first.lower().startswith(f"sep={separator}")  # as Excel writes it
        if is_told or ("," not in first and first.count(separator) > 1):
            raise RecoverySimError(f"{path} has {name} between its columns: save it with commas")


def _in_words(problem: str) -> str:
    """What the CSV module found, said to a planner."""
    if "end of data" in problem:
        return "a quotation mark is opened and never closed"
    if "expected after" in problem:
        return 'a quotation mark within a text must stand twice: "say ""so"""'
    return problem

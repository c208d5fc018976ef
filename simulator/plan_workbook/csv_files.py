"""CSV files: text in UTF-8 with commas, read cell by cell; anything else is said to be what it is."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from simulator.errors import RecoverySimError
from simulator.plan_workbook.cells import Cell, tidied
from simulator.plan_workbook.sheets import Rows, Sheet, refuse_too_much

LONGEST_LINE = 10_000
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
ZIP_MARK = b"PK\x03\x04"
"""How files in UTF-16, and workbooks, begin."""


def csv_sheet(path: Path) -> Sheet:
    """The one table of a CSV file, read when its rows are asked for.

    Raises
    ------
    RecoverySimError
        When it is read: if it is no CSV file in UTF-8 with commas.
    """
    return Sheet(path.stem, str(path), lambda: _csv_rows(path))


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
    if "field larger" in problem:
        return (
            f"a cell has more than {csv.field_size_limit():,} characters, or a quotation mark is not closed"
        )
    if "expected after" in problem:
        return 'a quotation mark within a text must stand twice: "say ""so"""'
    return problem

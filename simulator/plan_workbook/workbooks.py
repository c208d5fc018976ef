"""Excel workbooks: only sheets that are asked for are read, and only cells with something in them."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, iterparse

from simulator.errors import RecoverySimError
from simulator.plan_workbook.cells import Cell, tidied
from simulator.plan_workbook.sheets import Rows, Sheet, refuse_too_much

if TYPE_CHECKING:
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.worksheet._reader import WorkSheetParser

LARGEST_SHEET = 200_000_000
LARGEST_REST = 100_000_000
"""Bytes that a sheet, and the texts and formats of all sheets, may unpack to."""
MOST_ELEMENTS = 5_000_000
"""Beginnings and ends in a sheet's file: two for a cell with nothing in it; more would take a minute."""
MOST_MERGERS = 1_000
LARGEST_FIGURE = 1e300
NOT_LOOKED_AT = ("xl/worksheets/", "xl/media/", "xl/drawings/", "xl/charts/", "xl/embeddings/", "xl/pivot")
"""Where workbooks keep what is no text or format of a cell."""
OLE_MARK = b"\xd0\xcf\x11\xe0"
"""How files with a password, and those of the Excel before 2007, begin."""
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROW, CELL, FORMULA, MERGER = (f"{SPACE}{name}" for name in ("row", "c", "f", "mergeCell"))
NO_RESULT = "is a formula whose result is not in the file: open and save it in Excel, or write the value"

Merger = tuple[int, int, int, int]
"""First column and row, last column and row of cells that are merged, all counted from 1."""


def workbook_sheets(path: Path) -> list[Sheet]:
    """The sheets of a workbook, in its order; each is read when its rows are asked for.

    Raises
    ------
    RecoverySimError
        If it is none, or what all sheets share is too large.
    """
    _refuse_old_or_locked(path)
    with _told_as_unreadable(path):
        book = _opened(path)
        found = [(sheet.name, rel.target) for sheet, rel in book.parser.find_sheets() if _is_table(rel.Type)]
        book.archive.close()
    if not found:
        raise RecoverySimError(
            f"{path} holds no sheet that can be read: save it in Excel as “Excel Workbook (.xlsx)”"
        )
    return [
        Sheet(name.strip(), f"{path}, sheet {name}", _reader(path, f"{path}, sheet {name}", part, book))
        for name, part in found
    ]


@contextmanager
def _told_as_unreadable(path: Path) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts of Excel that are left out, none of which is a cell
            yield
    except RecoverySimError:
        raise
    except Exception as error:  # a damaged workbook can fail anywhere in its parts
        raise RecoverySimError(
            f"{path} cannot be read as an Excel workbook: save it anew as .xlsx"
        ) from error


def _refuse_old_or_locked(path: Path) -> None:
    with path.open("rb") as stream:
        if stream.read(4) != OLE_MARK:
            return
        is_locked = "EncryptedPackage".encode("utf-16-le") in stream.read()
    raise RecoverySimError(
        f"{path} is locked with a password: save a copy without one"
        if is_locked
        else f"{path} is a workbook of the Excel before 2007 by what it holds: save it as .xlsx"
    )


def _opened(path: Path) -> ExcelReader:
    """What the sheets share, read: their names, texts and formats."""
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.styles.stylesheet import apply_stylesheet

    with zipfile.ZipFile(path) as archive:
        rest = [entry for entry in archive.infolist() if not entry.filename.startswith(NOT_LOOKED_AT)]
        if sum(entry.file_size for entry in rest) > LARGEST_REST:
            raise RecoverySimError(
                f"{path}: the texts and formats of its sheets unpack to more than {LARGEST_REST / 1e6:g} MB; "
                "no plan's do: save its sheets in a workbook of their own"
            )
    book = ExcelReader(path, read_only=True, data_only=True, keep_links=False)
    book.read_manifest()
    book.read_strings()
    book.read_workbook()
    apply_stylesheet(book.archive, book.wb)
    return book


def _is_table(kind: str) -> bool:
    return kind.endswith("/worksheet")


def _reader(path: Path, place: str, part: str, book: ExcelReader) -> Callable[[], Rows]:
    def read() -> Rows:
        with _told_as_unreadable(path), zipfile.ZipFile(path) as archive:
            if archive.getinfo(part).file_size > LARGEST_SHEET:
                raise RecoverySimError(
                    f"{place} unpacks to more than {LARGEST_SHEET / 1e6:g} MB: no plan or budget does"
                )
            with archive.open(part) as source:
                return _rows(source, place, book)

    return read


def _rows(source: IO[bytes], place: str, book: ExcelReader) -> Rows:
    """The filled cells, and where cells are merged, what to say of that."""
    parser, shows_percent = _parser(source, book), _percent_styles(book)
    rows: dict[int, dict[int, Cell]] = {}
    mergers: list[Merger] = []
    filled = 0
    for element in _elements(source, parser, place):
        if element.tag == MERGER:
            mergers.append(_corners(element.get("ref", "")))
            continue
        found = parser.parse_cell(element)
        here = f"{place}, cell {element.get('r') or _coordinate(found)}"
        cell = _cell(here, found, element, shows_percent)
        if not cell.is_empty:
            rows.setdefault(found["row"], {})[found["column"] - 1] = cell
            filled += 1
            refuse_too_much(place, len(rows), filled)
    _mark_merged(rows, mergers, place)
    return rows


def _parser(source: IO[bytes], book: ExcelReader) -> WorkSheetParser:
    from openpyxl.worksheet._reader import WorkSheetParser

    formats: Any = book.wb
    return WorkSheetParser(
        source,
        book.shared_strings,
        data_only=True,
        epoch=formats.epoch,
        date_formats=formats._date_formats,
        timedelta_formats=formats._timedelta_formats,
    )


def _elements(source: IO[bytes], parser: WorkSheetParser, place: str) -> Iterator[Element]:
    """Cells that hold something, and mergers; what was read is let go at once, however much there is."""
    above: list[Element] = []
    is_inside_a_cell = False
    for number, (event, element) in enumerate(iterparse(source, ("start", "end"))):
        if number > MOST_ELEMENTS:
            raise RecoverySimError(
                f"{place} has millions of cells, most of them empty but formatted: delete the rows below its table "
                "and the columns beside it"
            )
        if event == "start":
            above.append(element)
            is_inside_a_cell |= element.tag == CELL
            if element.tag == ROW:
                parser.row_counter = int(element.get("r") or parser.row_counter + 1)
                parser.col_counter = 0
            continue
        above.pop()
        if element.tag == CELL:
            is_inside_a_cell = False
        if element.tag == MERGER or (element.tag == CELL and (len(element) or element.get("r") is None)):
            yield element
        if above and not is_inside_a_cell:
            above[-1].remove(element)


def _cell(here: str, found: dict[str, Any], element: Element, shows_percent: Callable[[int], bool]) -> Cell:
    value = tidied(found["value"]) if isinstance(found["value"], str) else found["value"]
    # A formula may well give an empty text; without any result it has no type either.
    if found["value"] is None and element.find(FORMULA) is not None and element.get("t") != "str":
        return Cell(here, problem=NO_RESULT)
    if found["data_type"] == "e" and value is not None:
        return Cell(here, problem=f"shows the error {value}: mend its formula, or write the value")
    if isinstance(value, (int, float)) and not abs(value) < LARGEST_FIGURE:
        return Cell(here, problem="is too large a number, or none")
    return Cell(here, value, is_percent=found["data_type"] == "n" and shows_percent(found["style_id"]))


def _percent_styles(book: ExcelReader) -> Callable[[int], bool]:
    """Whether a style, by its number, shows numbers a hundredfold."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    formats: Any = book.wb
    styles, own = formats._cell_styles, formats._number_formats

    def shows_percent(style: int) -> bool:
        number = styles[style].numFmtId if style < len(styles) else 0
        is_own = BUILTIN_FORMATS_MAX_SIZE <= number < BUILTIN_FORMATS_MAX_SIZE + len(own)
        shown = own[number - BUILTIN_FORMATS_MAX_SIZE] if is_own else BUILTIN_FORMATS.get(number, "")
        # A % in quotes is only a letter.
        return "%" in re.sub(r'"[^"]*"|\\.|_.|\*.', "", shown)

    return shows_percent


def _corners(coordinates: str) -> Merger:
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = range_boundaries(coordinates)
    return left or 1, top or 1, right or 1, bottom or 1


def _coordinate(found: dict[str, Any]) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(found['column'])}{found['row']}"


def _mark_merged(rows: dict[int, dict[int, Cell]], mergers: list[Merger], place: str) -> None:
    """Say at the first cell of a merger that it is one; the others in filled rows and columns have nothing to add."""
    from openpyxl.utils import get_column_letter

    columns = sorted({column for row in rows.values() for column in row})
    filled = [merger for merger in mergers if merger[0] - 1 in rows.get(merger[1], {})]
    for left, top, right, bottom in filled[:MOST_MERGERS]:
        for number in [number for number in rows if top <= number <= bottom]:
            for column in [column for column in columns if left - 1 <= column < right]:
                here = f"{place}, cell {get_column_letter(column + 1)}{number}"
                rows[number][column] = Cell(here, problem="")
        first = f"{get_column_letter(left)}{top}"
        which = f"{first}:{get_column_letter(right)}{bottom}"
        problem = f"cells {which} are merged: unmerge them and fill in each"
        rows[top][left - 1] = Cell(f"{place}, cell {first}", problem=problem)

"""Files that were right before some of their bytes, lines, cells or parts were changed."""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import json
import zipfile
from typing import Any

from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from evidence.fuzz.strange import DATES, EXTREMES, TEXTS, once_in

TOKENS = (
    *(
        b'"',
        b"'",
        b'"""',
        b"[",
        b"]]",
        b"{",
        b"}",
        b"=",
        b"\n",
        b"\r",
        b"\r\n",
        b".",
        b"#",
        b",",
        b";",
        b"\t",
    ),
    *(
        b"\x00",
        b"\x0b",
        b"\x0c",
        b"\x1b[2J",
        b"\xff",
        b"\xc3",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xa8",
        b"\xed\xa0\x80",
        b"-",
        b"nan",
    ),
    *(b"1e999", b"9" * 5000, b"[" * 2000, b"{a=" * 60, b"a." * 60, b"<", b"&", b"PK\x03\x04"),
)
ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "utf-7")
MOST_ADDED = 400_000
"""Characters that doubled rows may add."""
MOST_MOVED = 1_000
"""Rows below one that is put in or taken out: the writer of workbooks moves each of their cells."""
UNPACKED = datetime.datetime(2026, 1, 1).timetuple()[:6]
CELLS = (
    *TEXTS,
    *EXTREMES[:22],
    *DATES[:-1],  # no cell has a time zone
    None,
    True,
    False,
    "=1+1",
    "=A1",
    "#REF!",
    "80 %",
    "£1,000",
    "(1.2)",
    "1/2/3",
    "10000",
)


@st.composite
def broken_bytes(draw: st.DrawFn, right: bytes) -> bytes:
    """A copy with a few places changed: bits turned, stretches cut out, put in, doubled, or another encoding."""
    content = right
    for _ in range(draw(st.integers(1, 4))):
        content = _changed(draw, content)
    return content


def _changed(draw: st.DrawFn, content: bytes) -> bytes:
    kind = draw(st.sampled_from(("token", "flip", "cut", "line", "double", "insert", "encode", "end", "all")))
    start = draw(st.integers(0, max(0, len(content) - 1)))
    length = draw(st.sampled_from((1, 2, 4, 16, 100, 1000)))
    before, after = content[:start], content[start:]
    match kind:
        case "token":
            return before + draw(st.sampled_from(TOKENS)) + after
        case "flip" if content:
            return before + bytes([content[start] ^ (1 << draw(st.integers(0, 7)))]) + after[1:]
        case "cut":
            return before + after[length:]
        case "line":
            lines = content.splitlines(keepends=True) or [b""]
            one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
            lines[one] = lines[other]
            return b"".join(lines)
        case "double":
            return before + after[:length] * draw(st.sampled_from((2, 3, 50))) + after[length:]
        case "insert":
            return before + draw(st.binary(max_size=20)) + after
        case "encode":
            return content.decode("utf-8", "replace").encode(draw(st.sampled_from(ENCODINGS)), "replace")
        case "end":
            return before
    return draw(
        st.sampled_from(
            (b"", b"\n", b"\x00", b"\xef\xbb\xbf", content + content, content.replace(b"\n", b"\r"))
        )
    )


@st.composite
def broken_csv(draw: st.DrawFn, right: bytes) -> bytes:
    """A table with a few cells, rows or columns changed."""
    rows = list(csv.reader(io.StringIO(right.decode("utf-8-sig"))))
    for _ in range(draw(st.integers(1, 4))):
        row = draw(st.integers(0, len(rows) - 1))
        column = draw(st.integers(0, max(0, len(rows[row]) - 1)))
        match draw(st.sampled_from(("cell", "cell", "cell", "row", "rows", "longer", "shorter"))):
            case "cell" if rows[row]:
                rows[row][column] = _as_text(draw(st.sampled_from(CELLS)))
            case "row":
                rows.insert(row, list(rows[draw(st.integers(0, len(rows) - 1))]))
            case "rows":
                length = max(1, sum(map(len, rows[row])))
                rows[row:row] = [list(rows[row])] * min(
                    draw(st.sampled_from((50, 2000))), MOST_ADDED // length
                )
            case "longer":
                rows[row] += [_as_text(draw(st.sampled_from(CELLS)))] * draw(st.sampled_from((1, 40)))
            case "shorter":
                rows[row] = rows[row][:column]
    text = io.StringIO()
    csv.writer(text, lineterminator=draw(st.sampled_from(("\r\n", "\n")))).writerows(rows)
    return text.getvalue().encode(draw(st.sampled_from(("utf-8-sig", "utf-8"))), "replace")


def _as_text(cell: Any) -> str:
    return "" if cell is None else str(cell)


@st.composite
def broken_cells(draw: st.DrawFn, right: bytes) -> bytes:
    """A workbook with a few cells or sheets changed, as a planner or another program could have."""
    book = load_workbook(io.BytesIO(right))
    for _ in range(draw(st.integers(1, 4))):
        sheet = draw(st.sampled_from(book.worksheets))
        row, column = (
            draw(st.integers(1, sheet.max_row + 1)),
            draw(st.integers(1, min(sheet.max_column + 1, 60))),
        )
        match draw(st.sampled_from(("cell", "cell", "cell", "far", "format", "merge", "sheet", "row"))):
            case "cell":
                _put(sheet.cell(row, column), draw(st.sampled_from(CELLS)))
            case "far":
                _put(
                    sheet.cell(draw(st.sampled_from((20_000, 1_048_576))), column),
                    draw(st.sampled_from(CELLS)),
                )
            case "format":
                formats = ("0%", "0.0%", "yyyy-mm-dd", "[h]:mm", "@", "General", '"x"0', "#,##0,")
                sheet.cell(row, column).number_format = draw(st.sampled_from(formats))
            case "merge":
                sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column + 1)
            case "sheet":
                _rename(
                    book, sheet, draw(st.sampled_from(("Schemes", "Risks", "schemes ", "x", "Sources", "")))
                )
            case "row" if sheet.max_row < MOST_MOVED:
                sheet.insert_rows(row) if draw(st.booleans()) else sheet.delete_rows(row)
    stream = io.BytesIO()
    try:
        book.save(stream)
    except (TypeError, ValueError, AttributeError):
        return right  # a cell that no program writes
    return repacked(unpacked(stream.getvalue()))


def _put(cell: Any, value: Any) -> None:
    """Put a value into a cell, if a workbook can hold it: no control character, nothing merged."""
    with contextlib.suppress(ValueError, AttributeError, IllegalCharacterError):
        cell.value = value


def _rename(book: Any, sheet: Any, name: str) -> None:
    if name:
        sheet.title = name
    elif len(book.worksheets) > 1:
        book.remove(sheet)


@st.composite
def broken_parts(draw: st.DrawFn, right: bytes) -> bytes:
    """A workbook whose packed parts were changed, taken out or doubled: the zip file itself is right."""
    parts = unpacked(right)
    for _ in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from(sorted(parts) or ["x"]))
        match draw(st.sampled_from(("bytes", "bytes", "bytes", "gone", "renamed", "other"))):
            case "bytes":
                parts[name] = draw(broken_bytes(parts.get(name, b"")))
            case "gone":
                parts.pop(name, None)
            case "renamed":
                parts[draw(st.sampled_from(TEXTS))] = parts.pop(name, b"")
            case "other":
                parts[name] = parts[draw(st.sampled_from(sorted(parts) or ["x"]))] if parts else b""
    return repacked(parts)


def unpacked(book: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name; the day on which it was made is taken out."""
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts.pop("docProps/core.xml", None)
    return parts


def repacked(parts: dict[str, bytes]) -> bytes:
    """A workbook of these parts, the same bytes at any time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(zipfile.ZipInfo(name, UNPACKED), content)
    return stream.getvalue()


@st.composite
def broken_json(draw: st.DrawFn, right: bytes) -> bytes:
    """A JSON document with a few entries replaced, taken out, nested or doubled."""
    document = json.loads(right)
    for _ in range(draw(st.integers(1, 3))):
        part: Any = document
        while isinstance(part, dict | list) and part:
            key = draw(st.sampled_from(list(part) if isinstance(part, dict) else range(len(part))))
            if not isinstance(part[key], dict | list) or not part[key] or once_in(draw, 5):
                break
            part = part[key]
        match draw(st.sampled_from(("value", "value", "gone", "nested", "copied"))):
            case "value":
                part[key] = draw(st.sampled_from((*EXTREMES, *TEXTS, None, True, [], {}, [[]], {"": {}})))
            case "gone":
                del part[key]
            case "nested":
                part[key] = [part[key]] if draw(st.booleans()) else {"x": part[key]}
            case "copied" if isinstance(part, dict):
                part[draw(st.sampled_from(("1", "00001", "-1", "99999999999", "٣", "x", *TEXTS)))] = part[key]
    return json.dumps(document, indent=1, ensure_ascii=False).encode("utf-8", "replace")

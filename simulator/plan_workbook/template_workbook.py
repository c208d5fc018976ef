"""The template as a workbook: a sheet a section, lists to choose from, formats and hints, and what to read first."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from simulator.plan_workbook.columns import SECTIONS
from simulator.plan_workbook.sheets import letters
from simulator.plan_workbook.tables import Column
from simulator.plan_workbook.template_files import READ_ME, explained
from simulator.plan_workbook.template_rows import Rows
from simulator.texts import visible

LAST_ROW = 500
"""As far down as lists and hints reach."""
LISTS = "Lists"
FORMATS = {"date": "yyyy-mm-dd", "percent": "0.0%", "money": "#,##0.00", "share": "0.00", "year": "@"}
WIDTHS = {"text": 36, "targets": 40, "schemes": 24, "party": 18, "key": 24, "choice": 16}
HEAD = PatternFill("solid", fgColor="1F3864")
REQUIRED_HEAD = PatternFill("solid", fgColor="7B1E1E")
LONGEST_HINT = 255


def save_workbook(path: Path, rows: Mapping[str, Rows], lists: Mapping[str, Sequence[str]]) -> None:
    """Write the workbook; what is there already is never replaced."""
    book = Workbook()
    book.remove(book.worksheets[0])
    columns_of_lists = {name: letters(number) for number, name in enumerate(lists, start=1)}
    for section, columns in SECTIONS.items():
        sheet = book.create_sheet(section.capitalize())
        _fill(sheet, columns, rows[section])
        for number, column in enumerate(columns, start=1):
            _hint(sheet, number, column, _list_of(column, lists, columns_of_lists))
    _explain(book.create_sheet("Read me"))
    listed = book.create_sheet(LISTS)
    for number, (name, entries) in enumerate(lists.items(), start=1):
        for row, entry in enumerate([name, *entries], start=1):
            listed.cell(row, number, entry)
        listed.column_dimensions[letters(number)].width = 40
    with path.open("xb") as stream:
        book.save(stream)


def _fill(sheet: Worksheet, columns: Sequence[Column], rows: Rows) -> None:
    sheet.freeze_panes = "C2"
    for number, column in enumerate(columns, start=1):
        head = sheet.cell(1, number, column.name)
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = REQUIRED_HEAD if column.required else HEAD
        dimension = sheet.column_dimensions[letters(number)]
        dimension.width = WIDTHS.get(column.kind, max(12, len(column.name) + 2))
        if column.kind in FORMATS:
            dimension.number_format = FORMATS[column.kind]
        for below, row in enumerate(rows.values(), start=2):
            cell = row.get(column.name)
            if cell is not None and cell.value is not None:
                is_text = isinstance(cell.value, str)
                written = sheet.cell(below, number, visible(cell.value) if is_text else cell.value)
                written.number_format = FORMATS.get(column.kind, "General")
                if is_text:
                    written.data_type = "s"  # openpyxl would take =1+1 for a formula


def _list_of(
    column: Column, lists: Mapping[str, Sequence[str]], columns_of_lists: Mapping[str, str]
) -> str | None:
    """Where the entries to choose from stand, as Excel names it; None where there is no list."""
    if column.choices:
        return f'"{",".join(column.choices)}"'
    if column.kind == "flag":
        return '"TRUE,FALSE"'
    name = {"paid_by": "payer", "source": "source"}.get(column.name, column.kind)
    if not lists.get(name):
        return None
    letter = columns_of_lists[name]
    return f"{LISTS}!${letter}$2:${letter}${len(lists[name]) + 1}"


def _hint(sheet: Worksheet, number: int, column: Column, entries: str | None) -> None:
    validation = _validation(column, entries)
    validation.promptTitle = column.name[:32]
    validation.prompt = ". ".join(filter(None, (column.meaning, column.allowed)))[:LONGEST_HINT]
    validation.errorTitle = column.name[:32]
    validation.error = (column.allowed or column.meaning)[:LONGEST_HINT]
    validation.showInputMessage = True
    letter = letters(number)
    validation.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(validation)


def _validation(column: Column, entries: str | None) -> DataValidation:
    """What Excel lets be typed: it asks where names may stand instead of keys, and lets several entries be."""
    if entries is not None:
        is_closed = bool(column.choices) or column.kind == "flag"
        return DataValidation(
            type="list",
            formula1=entries,
            allow_blank=True,
            showErrorMessage=is_closed or column.kind == "party",
            errorStyle="stop" if is_closed else "warning",
        )
    if column.kind == "date":
        first = datetime.date(1990, 4, 1)
        days = (first - datetime.date(1899, 12, 30)).days
        return DataValidation(type="date", operator="greaterThan", formula1=str(days), showErrorMessage=True)
    if column.kind in {"whole", "number"}:
        return DataValidation(
            type="whole" if column.kind == "whole" else "decimal",
            operator="greaterThanOrEqual",
            formula1="0",
            showErrorMessage=True,
        )
    if column.kind == "percent":
        # Of 80 % Excel sees 0.8; 80 typed into a cell of another format is read as 80 % too.
        return DataValidation(
            type="decimal", operator="between", formula1="0", formula2="100", showErrorMessage=True
        )
    return DataValidation(type=None, allow_blank=True)


def _explain(sheet: Worksheet) -> None:
    for row, sentence in enumerate(READ_ME, start=1):
        sheet.cell(row, 1, sentence).font = Font(bold=row == 1)
    top = len(READ_ME) + 2
    heads = ("Sheet", "Column", "", "What it is", "What may stand in it")
    for below, entry in enumerate([heads, *explained()], start=top):
        for number, text in enumerate(entry, start=1):
            cell = sheet.cell(below, number, text)
            cell.font = Font(bold=below == top)
            cell.alignment = Alignment(vertical="top", wrap_text=number > 3)
    for letter, width in zip("ABCDE", (12, 28, 12, 70, 70), strict=True):
        sheet.column_dimensions[letter].width = width

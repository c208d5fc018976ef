"""The template of a plan, as a workbook or as CSV files: columns, lists to choose from, and rows to begin with."""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import RecoverySimError
from simulator.plan_workbook.cells import Cell
from simulator.plan_workbook.columns import SECTIONS
from simulator.plan_workbook.template_rows import Rows, rows_of_scenario, targets_of
from simulator.plan_workbook.template_words import READ_ME, explained
from simulator.scenario.model import Scenario
from simulator.scenario.new_files import create
from simulator.scenario.reading.loading import load
from simulator.scenario.template import new_scenario
from simulator.words.texts import cell as as_text
from simulator.words.texts import visible


@dataclass(frozen=True)
class TemplateWritten:
    """What was written, and the economy's schemes and risks that no row can hold."""

    files: tuple[Path, ...]
    left_out: tuple[str, ...]


def write_template(place: Path, economy: Path | None = None) -> TemplateWritten:
    """Write a template for plans on an economy: a workbook where ``place`` ends in .xlsx, else a folder of CSV files.

    Raises
    ------
    RecoverySimError
        If something is there already, or cannot be written, or the economy is wrong.
    """
    scenario = _small_economy() if economy is None else load(economy)
    rows, left_out = rows_of_scenario(scenario)
    if place.suffix.lower() == ".xlsx":
        from simulator.plan_workbook.template_workbook import workbook

        files = {place: workbook(rows, lists_for(scenario))}
    else:
        files = _files_of_folder(place, rows)
    create(files)
    return TemplateWritten(tuple(files), tuple(left_out))


def lists_for(scenario: Scenario) -> dict[str, list[str]]:
    """What may be chosen in cells that name something of the economy, by kind of column."""
    return {
        "party": list(scenario.bodies),
        "payer": [*scenario.bodies, *scenario.outside],
        "targets": targets_of(scenario),
        "source": list(scenario.sources),
    }


def _small_economy() -> Scenario:
    return Scenario.model_validate(tomllib.loads(new_scenario("Template")))


def _files_of_folder(folder: Path, rows: dict[str, Rows]) -> dict[Path, bytes]:
    if folder.suffix:
        raise RecoverySimError(
            f"{folder} is neither a workbook (.xlsx) nor a folder: a template is one of these"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise RecoverySimError(
            f"{folder} is there already; it was not changed. Take another name."
        ) from error
    except OSError as error:
        raise RecoverySimError(f"{folder} cannot be written: {error.strerror}") from error
    tables: dict[str, list[list[str]]] = {
        section: [
            [column.name for column in columns],
            *([_as_text(row.get(column.name)) for column in columns] for row in rows[section].values()),
        ]
        for section, columns in SECTIONS.items()
    }
    heads = ["sheet", "column", "required", "meaning", "allowed"]
    tables["read_me"] = [
        *([sentence] for sentence in READ_ME),
        heads,
        *(list(entry) for entry in explained()),
    ]
    return {folder / f"{name}.csv": _csv(table) for name, table in tables.items()}


def _csv(table: list[list[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(table)
    return written.getvalue().encode("utf-8-sig")


def _as_text(cell: Cell | None) -> str:
    if cell is None or cell.value is None:
        return ""
    if cell.is_percent:
        return f"{100 * cell.value:.12g} %"
    if isinstance(cell.value, bool):
        return str(cell.value).upper()
    return f"{cell.value:.12g}" if isinstance(cell.value, float) else as_text(visible(str(cell.value)))

"""The template of a plan, as a workbook or as CSV files: columns, lists to choose from, and rows to begin with."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import RecoverySimError
from simulator.plan_workbook.cells import Cell
from simulator.plan_workbook.columns import SECTIONS
from simulator.plan_workbook.sheets import is_workbook
from simulator.plan_workbook.template_rows import Rows, rows_of_scenario, targets_of
from simulator.scenario.model import Scenario
from simulator.scenario.reading.loading import load
from simulator.scenario.template import new_scenario
from simulator.texts import cell as as_text
from simulator.texts import visible

READ_ME = (
    "A plan of savings schemes and risks, for recovery-sim.",
    "The rows in Schemes and Risks are examples, or the economy's own: write over them. Only the first row must stay.",
    "Then: recovery-sim new my_plan --from THIS_FILE --extends ECONOMY.toml lays the plan on an economy.",
    "Columns may be left empty where no 'required' stands, moved, or taken out. Columns of other names are refused.",
    "Amounts are in £m, unless a column 'unit', the column's name (full_year £000) or --unit says £000 or £.",
    "A column whose name ends in _pct is in per cent: 80 or 80 %. Shares: 0.8 or 80 %.",
    "Several names in one cell stand with ; between. Dates written as text are read day first.",
    "Every filled row is read, hidden ones too; no cells may be merged; formulas count by their saved result.",
    "A row replaces the economy's scheme or risk of the same key whole. New sources go on the sheet Sources.",
)
"""What a planner has to know, a line a sentence."""


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
    try:
        if is_workbook(place):
            from simulator.plan_workbook.template_workbook import save_workbook

            save_workbook(place, rows, lists_for(scenario))
            return TemplateWritten((place,), tuple(left_out))
        return TemplateWritten(_save_folder(place, rows), tuple(left_out))
    except FileExistsError as error:
        raise RecoverySimError(
            f"{error.filename} is there already; it was not changed. Take another name."
        ) from error
    except OSError as error:
        raise RecoverySimError(f"{place} cannot be written: {error.strerror}") from error


def lists_for(scenario: Scenario) -> dict[str, list[str]]:
    """What may be chosen in cells that name something of the economy, by kind of column."""
    return {
        "party": list(scenario.bodies),
        "payer": [*scenario.bodies, *scenario.outside],
        "targets": targets_of(scenario),
        "source": list(scenario.sources),
    }


def explained() -> Iterator[tuple[str, ...]]:
    """Every column of every sheet: sheet, column, whether it is required, its meaning, what is allowed."""
    for section, columns in SECTIONS.items():
        for column in columns:
            required = "required" if column.required else ""
            yield section.capitalize(), column.name, required, column.meaning, column.allowed


def _small_economy() -> Scenario:
    return Scenario.model_validate(tomllib.loads(new_scenario("Template")))


def _save_folder(folder: Path, rows: dict[str, Rows]) -> tuple[Path, ...]:
    if folder.suffix:
        raise RecoverySimError(
            f"{folder} is neither a workbook (.xlsx) nor a folder: a template is one of these"
        )
    folder.mkdir(parents=True, exist_ok=True)
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
    files = {folder / f"{name}.csv": table for name, table in tables.items()}
    for file in files:
        if file.exists():
            raise FileExistsError(17, "File exists", str(file))
    for file, table in files.items():
        with file.open("x", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows(table)
    return tuple(files)


def _as_text(cell: Cell | None) -> str:
    if cell is None or cell.value is None:
        return ""
    if cell.is_percent:
        return f"{float(f'{100 * cell.value:.12g}'):g} %"
    if isinstance(cell.value, bool):
        return str(cell.value).upper()
    return f"{cell.value:.12g}" if isinstance(cell.value, float) else as_text(visible(str(cell.value)))

"""A planner's file as sheets, whichever of the two kinds it is."""

from __future__ import annotations

import stat
from pathlib import Path

from simulator.errors import RecoverySimError
from simulator.plan_workbook.csv_files import csv_sheet
from simulator.plan_workbook.sheets import Sheet, is_workbook

LARGEST_CSV = 20_000_000
LARGEST_WORKBOOK = 200_000_000
"""Bytes: far beyond any plan; what is larger would take minutes. A workbook may hold workings that are not read."""


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
        return [csv_sheet(path)]
    raise RecoverySimError(
        f"{path} is neither an Excel workbook (.xlsx) nor a CSV file: save it as one of these"
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

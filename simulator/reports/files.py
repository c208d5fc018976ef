"""The files of a results folder: written beside their place and renamed into it; same figures, same bytes."""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.texts import cell, json_shown, visible

if TYPE_CHECKING:
    import pandas as pd

    from simulator.reports.style import Picture

DECIMALS = 6


ONLY_WHERE_TOLD = frozenset({"forecast", "pooling", "sustainability_funding", "escalation", "milestones"})
"""Tables that only some scenarios have."""


def write_frames(folder: Path, frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Write each frame as `<name>.csv` into the folder; remove tables that another scenario left there.

    Returns
    -------
    dict
        Path in the folder and SHA-256 of each file.
    """
    for name in ONLY_WHERE_TOLD - set(frames):
        (folder / f"{name}.csv").unlink(missing_ok=True)
    return {
        f"{name}.csv": write(folder / f"{name}.csv", csv_text(frame).encode())
        for name, frame in frames.items()
    }


def write_charts(folder: Path, pictures: Iterable[Picture]) -> dict[str, str]:
    """Write each picture as PNG and SVG into the folder's `charts`; remove those of another scenario.

    Returns
    -------
    dict
        Path in the folder and SHA-256 of each file.
    """
    written: dict[str, str] = {}
    for picture in pictures:
        for suffix, content in ((".png", picture.png), (".svg", picture.svg)):
            path = f"charts/{picture.name}{suffix}"
            written[path] = write(folder / path, content)
    for pattern in ("fan-*.*", "chances.*", "pooling.*"):
        for old in (folder / "charts").glob(pattern):
            if f"charts/{old.name}" not in written:
                old.unlink()
    return written


def csv_text(frame: pd.DataFrame) -> str:
    """A frame as CSV: six decimals, no negative zero, unknown figures empty, lines ended by LF.

    Hidden signs of its texts are shown, and what a spreadsheet would take for a formula is text.
    """
    floats, others = frame.select_dtypes("float").columns, frame.select_dtypes(exclude="number").columns
    tidy = frame.assign(
        **{column: frame[column].round(DECIMALS) + 0.0 for column in floats},
        **{column: frame[column].map(_text) for column in others},
    )
    return str(tidy.to_csv(index=False, float_format=f"%.{DECIMALS}f", lineterminator="\n"))


def _text(entry: Any) -> Any:
    return cell(visible(entry)) if isinstance(entry, str) else entry


def json_text(entries: Mapping[str, Any]) -> str:
    """Entries as JSON in their order: six decimals, unknown figures null, hidden signs escaped."""
    return json_shown(json.dumps(_tidy(entries), indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def _tidy(entry: Any) -> Any:
    if isinstance(entry, Mapping):
        return {str(key): _tidy(value) for key, value in entry.items()}
    if isinstance(entry, (list, tuple)):
        return [_tidy(value) for value in entry]
    if isinstance(entry, float):
        return round(float(entry), DECIMALS) + 0.0 if math.isfinite(entry) else None
    return entry


def write(path: Path, content: bytes) -> str:
    """Write a file whole or not at all: beside its place, then renamed into it; returns its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return hashlib.sha256(content).hexdigest()

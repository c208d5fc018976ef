"""The tables and pictures of a results folder as bytes: same figures, same bytes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.analyses.columns import in_columns
from simulator.analyses.mechanisms import TABLES as MECHANISM_TABLES
from simulator.montecarlo.folder import put
from simulator.results.outcomes import SYSTEM
from simulator.words.texts import cell, json_shown, visible

if TYPE_CHECKING:
    import pandas as pd

    from simulator.reports.style import Picture

DECIMALS = 6


TABLES = ("summary", "schemes", "months", "inputs", "correlations", "scenario.origins")
ONLY_WHERE_TOLD = ("forecast", *(table.key for table in MECHANISM_TABLES))
"""Tables that only some scenarios have."""


def paths(bodies: Iterable[str]) -> tuple[str, ...]:
    """Every file that may be made of a run of these bodies: `write_frames`, `write_charts` and `summary.json`."""
    charts = [*(f"fan-{body}" for body in (*bodies, SYSTEM)), "chances", "pooling"]
    return (
        *(f"{name}.csv" for name in (*TABLES, *ONLY_WHERE_TOLD)),
        "summary.json",
        *(f"charts/{name}{suffix}" for name in charts for suffix in (".png", ".svg")),
    )


def write_frames(folder: Path, frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Write each frame as `<name>.csv` into the folder.

    Returns
    -------
    dict
        Path in the folder and SHA-256 of each file.
    """
    return {
        f"{name}.csv": put(folder, f"{name}.csv", csv_text(frame).encode()) for name, frame in frames.items()
    }


def write_charts(folder: Path, pictures: Iterable[Picture]) -> dict[str, str]:
    """Write each picture as PNG and SVG into the folder's `charts`.

    Returns
    -------
    dict
        Path in the folder and SHA-256 of each file.
    """
    return {
        path: put(folder, path, content)
        for picture in pictures
        for path, content in (
            (f"charts/{picture.name}.png", picture.png),
            (f"charts/{picture.name}.svg", picture.svg),
        )
    }


def csv_text(frame: pd.DataFrame) -> str:
    """A frame as CSV: six decimals, no negative zero, unknown figures empty, lines ended by LF.

    Ends of intervals stand in columns of their own. Hidden signs of its texts are shown, and what a spreadsheet would
    take for a formula is text.
    """
    frame = in_columns(frame)
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

"""An estimate is one cell of a table until the table leaves: then it is three columns, or three figures of a document.

pandas is imported where it is used, so that importing the package stays light.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from simulator.statistics.intervals import Difference, Probability

ENDS = {"": "estimate", "_low": "low", "_high": "high"}
"""By the end of a column's name, what of an estimate stands there."""


def in_columns(table: pd.DataFrame) -> pd.DataFrame:
    """The table with every column of estimates as three: itself, `_low` and `_high`.

    Amounts that stand in such a column too have no ends.
    """
    import numpy as np
    import pandas as pd

    columns: dict[Any, Any] = {}
    for name in table.columns:
        cells = table[name].tolist()
        if not any(map(_is_estimate, cells)):
            columns[name] = table[name]
            continue
        for ending, end in ENDS.items():
            columns[f"{name}{ending}"] = np.array([_figure(cell, end) for cell in cells], dtype=np.float64)
    return pd.DataFrame(columns)


def in_a_document(one: Probability | Difference) -> dict[str, float]:
    """An estimate as an entry of a document: `estimate`, `low` and `high`."""
    return {end: getattr(one, end) for end in ENDS.values()}


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each by its columns."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _is_estimate(cell: object) -> bool:
    from simulator.statistics.intervals import Difference, Probability

    return isinstance(cell, (Probability, Difference))


def _figure(cell: Any, end: str) -> float:
    if _is_estimate(cell):
        return float(getattr(cell, end))
    return math.nan if cell is None or end != "estimate" else float(cell)

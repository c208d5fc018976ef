"""What the tables of mechanisms share: which years they show, and how their rows stand under headings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.analyses.findings import Findings
from simulator.reports.tables import Cell, Column, Table

SHOWN = (1, 5, 10)
"""Years from the start that tables of mechanisms show; the last joins them."""


def years_shown(findings: Findings) -> list[str]:
    years = findings.years
    return sorted({years[number - 1] for number in SHOWN if number <= len(years)} | {years[-1]})


def with_headings(
    title: str, columns: Sequence[Column], headings: Sequence[str], cells: Sequence[tuple[Cell, ...]]
) -> Table:
    """A table whose first column names a body once, in the first of its rows."""
    starts = [i for i, heading in enumerate(headings) if i == 0 or heading != headings[i - 1]]
    rows = tuple((headings[i] if i in starts else "", *row) for i, row in enumerate(cells))
    return Table(title, tuple(columns), rows, apart=frozenset(starts[1:]))


def percent(share: float) -> str | None:
    """Whole percent of the replications simulated, or of an amount; `none` and `all` where it is exactly that."""
    if np.isnan(share):
        return None
    if share in {0.0, 1.0}:
        return "none" if share == 0.0 else "all"
    if share < 0.01:
        return "<1"
    return ">99" if share > 0.99 else f"{100 * share:.0f}"

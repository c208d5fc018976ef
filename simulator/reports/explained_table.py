"""Why a surplus differs between two scenarios, as a table: line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.catalogue import BY_YEAR
from simulator.reports.comparison_tables import signed_amount
from simulator.reports.findings import label
from simulator.reports.tables import Cell, Column, Table

if TYPE_CHECKING:
    from simulator.analyses.compare import Comparison

LEAST_SHOWN_GBP_M = 0.005
ALL_ELSE = "all else"


def explained_by_line(comparison: Comparison, letter: str, year: int) -> Table:
    """What the change of each surplus is made of, in one year and in all together, without lines that do not move."""
    rows: list[tuple[Cell, ...]] = []
    starts = set()
    for i, name in enumerate(comparison.parties):
        starts.add(len(rows))
        heading = label(comparison.a, name)
        for line, change in comparison.explained.items():
            shown = (float(change[i, year]), float(change[i].sum()))
            if line == "surplus" or max(map(abs, shown)) >= LEAST_SHOWN_GBP_M:
                rows.append(
                    (
                        heading,
                        BY_YEAR[line].title if line in BY_YEAR else ALL_ELSE,
                        *map(signed_amount, shown),
                    )
                )
                heading = ""
    return Table(
        title=f"What the change of the surplus is made of: {letter} less A, mean over the futures, £m",
        columns=(
            Column(""),
            Column(""),
            Column(comparison.years[year], "count"),
            Column("all years", "count"),
        ),
        rows=tuple(rows),
        note="Above 0: better for the surplus. The lines add up to it; those under £5,000 are left out. Savings are as "
        "schemes count them; what they do beyond that, and contract income, prices and demand, are in all else.",
        apart=frozenset(starts - {0}),
    )

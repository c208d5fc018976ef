"""Why a surplus differs between two scenarios, as a table: line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.economy.catalogue import BY_YEAR
from simulator.reports.names import label
from simulator.reports.tables import Cell, Column, Table
from simulator.words.figures import signed

if TYPE_CHECKING:
    from simulator.analyses.comparison import Comparison

LEAST_SHOWN_GBP_M, DECIMALS = 0.005, 2
ALL_ELSE = "all else"


def explained_by_line(comparison: Comparison, letter: str, year: int) -> Table:
    """What the change of each surplus is made of, in one year and in all together, without lines that do not move.

    Where there is one year, it stands alone.
    """
    headings = (comparison.years[year], "all years")[: len(comparison.years)]
    rows: list[tuple[Cell, ...]] = []
    starts = set()
    for i, name in enumerate(comparison.parties):
        starts.add(len(rows))
        heading = label(comparison.a, name)
        for line, shown in _adding_up(comparison, i, year).items():
            title = BY_YEAR[line].title if line in BY_YEAR else ALL_ELSE
            rows.append((heading, title, *(signed(value, DECIMALS) for value in shown[: len(headings)])))
            heading = ""
    return Table(
        title=f"What the change of the surplus is made of: {letter} less A, mean over the futures, £m",
        columns=(
            Column(""),
            Column(""),
            *(Column(period, "count") for period in headings),
        ),
        rows=tuple(rows),
        note="Above 0: better for the surplus. The lines add up to it. Savings are as schemes count them; what they do "
        "beyond that, contract income, prices and demand, and lines under £5,000 are in all else.",
        apart=frozenset(starts - {0}),
    )


def _adding_up(comparison: Comparison, row: int, year: int) -> dict[str, tuple[float, float]]:
    """Lines that move, rounded as shown, in one year and in all; what rounding and small lines leave is all else."""
    lines = {
        line: (float(change[row, year]), float(change[row].sum()))
        for line, change in comparison.explained.items()
        if line != "other"
    }
    rounded = {line: (round(one, DECIMALS), round(whole, DECIMALS)) for line, (one, whole) in lines.items()}
    surplus = rounded.pop("surplus")
    moving = {line: shown for line, shown in rounded.items() if any(shown)}
    other = tuple(total - sum(shown[i] for shown in moving.values()) for i, total in enumerate(surplus))
    is_told = any(abs(value) >= LEAST_SHOWN_GBP_M for value in other)
    return {**moving, **({"other": (other[0], other[1])} if is_told else {}), "surplus": surplus}

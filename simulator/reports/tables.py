"""One neutral table that the terminal and every later report can show, and how its figures read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from simulator.statistics.intervals import Difference, Probability
from simulator.words.estimates import difference_shown, probability_shown
from simulator.words.figures import EMPTY, money, signed

Kind = Literal[
    "text",
    "gbp_m",
    "count",
    "correlation",
    "distance",
    "probability",
    "probability_short",
    "difference",
    "difference_short",
]
"""How figures of a column read; the short ones are for columns too narrow for an interval's two ends."""


@dataclass(frozen=True)
class Column:
    """A heading, which may have several lines, and how what stands under it reads.

    Attributes
    ----------
    spare : int
        0 for a column that is always shown; of the others the highest goes first where room is short.
    note : str
        Explains the column, below the table, as long as the column is shown.
    """

    heading: str
    kind: Kind = "text"
    spare: int = 0
    note: str = ""


Cell: TypeAlias = str | float | Probability | Difference | None


@dataclass(frozen=True)
class Table:
    """Rows under headings, with a title and a note; it knows nothing of where it is shown.

    Attributes
    ----------
    apart : frozenset of int
        Rows before which a line is drawn, e.g. the system's after the bodies'.
    has_long_names : bool
        Whether the first column holds sentences rather than names, and may take what room there is.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    apart: frozenset[int] = frozenset()
    has_long_names: bool = False

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.title}: {len(row)} cells under {len(self.columns)} headings")

    def notes(self) -> str:
        """What is said below the table: its own note, and each of its columns' once."""
        return " ".join(filter(None, dict.fromkeys([*(column.note for column in self.columns), self.note])))

    def texts(self) -> Iterator[tuple[str, ...]]:
        """Row by row, every cell as it reads."""
        for row in self.rows:
            yield tuple(wording(cell, column.kind) for cell, column in zip(row, self.columns, strict=True))


def wording(cell: Cell, kind: Kind) -> str:
    """A cell as it reads in a column of this kind; an unknown figure is a dash."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return EMPTY
    if isinstance(cell, (int, float)):
        return EMPTY if math.isnan(cell) else _number(float(cell), kind)
    if isinstance(cell, Difference):
        return difference_shown(cell, "column" if kind == "difference_short" else "sentence")
    return probability_shown(cell, "column" if kind == "probability_short" else "sentence")


def _number(value: float, kind: Kind) -> str:
    match kind:
        case "gbp_m":
            return money(value)
        case "correlation":
            return signed(value, 2)
        case "distance":
            return f"{value:.2f}"
        case "count":
            return f"{value:,.0f}"
        case _:
            return f"{value:g}"


def counted(count: int, noun: str) -> str:
    """A number with what it counts: `1 year`, `2 years`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"

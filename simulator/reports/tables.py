"""One neutral table that the terminal and every later report can show, and how its figures read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from simulator.intervals import Probability

Kind = Literal["text", "gbp_m", "count", "correlation", "probability", "probability_short"]
"""How figures of a column read; `probability_short` is for columns too narrow for an interval's two ends."""

MINUS = "\N{MINUS SIGN}"
EMPTY = "\N{EN DASH}"


@dataclass(frozen=True)
class Column:
    """A heading, which may have several lines, and how what stands under it reads.

    Attributes
    ----------
    spare : int
        0 for a column that is always shown; of the others the highest goes first where room is short.
    """

    heading: str
    kind: Kind = "text"
    spare: int = 0


Cell: TypeAlias = "str | float | Probability | None"


@dataclass(frozen=True)
class Table:
    """Rows under headings, with a title and a note; it knows nothing of where it is shown.

    Attributes
    ----------
    apart : frozenset of int
        Rows before which a line is drawn, e.g. the system's after the bodies'.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    apart: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.title}: {len(row)} cells under {len(self.columns)} headings")

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
    return short_chance(cell) if kind == "probability_short" else chance(cell)


def _number(value: float, kind: Kind) -> str:
    match kind:
        case "gbp_m":
            return money(value)
        case "correlation":
            return signed(value, 2)
        case "count":
            return f"{value:,.0f}"
        case _:
            return f"{value:g}"


def money(value: float) -> str:
    """£m with one decimal, e.g. ``−9.7`` and never ``−0.0``."""
    return f"{round(value, 1) + 0.0:,.1f}".replace("-", MINUS)


def pounds(value: float) -> str:
    """An amount within a sentence, e.g. ``−£9.7m``."""
    text = money(value)
    return f"{MINUS}£{text[1:]}m" if text.startswith(MINUS) else f"£{text}m"


def signed(value: float, decimals: int) -> str:
    """A number that always shows its sign, e.g. ``+0.42``."""
    return f"{value:+.{decimals}f}".replace("-", MINUS)


def chance(probability: Probability) -> str:
    """A probability with its interval, rounded outward, e.g. ``31 % (30–32)``; never a flat 0 or 100.

    Under 1 % and over 99 % a decimal is shown, and where the interval reaches 0 or 100 only its other end.
    """
    estimate, low, high = (100 * end for end in (probability.estimate, probability.low, probability.high))
    decimals = 1 if estimate < 1 or estimate > 99 else 0
    if _floor(low, decimals) <= 0:
        return f"under {_ceil(high, decimals):g} %"
    if _ceil(high, decimals) >= 100:
        return f"over {_floor(low, decimals):g} %"
    ends = f"{_floor(low, decimals):.{decimals}f}–{_ceil(high, decimals):.{decimals}f}"
    return f"{estimate:.{decimals}f} % ({ends})"


def short_chance(probability: Probability) -> str:
    """A probability in five characters, e.g. ``31±1``, ``<0.4`` or ``>99.6`` (percent)."""
    estimate, low, high = (100 * end for end in (probability.estimate, probability.low, probability.high))
    if estimate < 1:
        return f"<{_ceil(high, 1):g}"
    if estimate > 99:
        return f">{_floor(low, 1):g}"
    return f"{estimate:.0f}±{half_width(probability)}"


def half_width(probability: Probability) -> int:
    """The larger half of the interval, in whole percentage points, rounded up."""
    half = max(probability.high - probability.estimate, probability.estimate - probability.low)
    return max(1, math.ceil(100 * half - 1e-9))


def _floor(value: float, decimals: int) -> float:
    scale = 10.0**decimals
    return max(0.0, math.floor(value * scale + 1e-9) / scale)


def _ceil(value: float, decimals: int) -> float:
    scale = 10.0**decimals
    return min(100.0, math.ceil(value * scale - 1e-9) / scale)

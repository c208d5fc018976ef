"""One neutral table that the terminal and every later report can show, and how its figures read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from simulator.statistics.intervals import Difference, Probability

Kind = Literal[
    "text",
    "gbp_m",
    "count",
    "correlation",
    "probability",
    "probability_short",
    "difference",
    "difference_short",
]
"""How figures of a column read; the short ones are for columns too narrow for an interval's two ends."""

MINUS = "\N{MINUS SIGN}"
EMPTY = "\N{EN DASH}"


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
        return short_difference(cell) if kind == "difference_short" else difference(cell)
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


def money(value: float, decimals: int = 1) -> str:
    """£m, with one decimal unless more are asked for, e.g. ``−9.7`` and never ``−0.0``."""
    return f"{round(value, decimals) + 0.0:,.{decimals}f}".replace("-", MINUS)


def pounds(value: float, decimals: int = 1) -> str:
    """An amount within a sentence, e.g. ``−£9.7m``."""
    text = money(value, decimals)
    return f"{MINUS}£{text[1:]}m" if text.startswith(MINUS) else f"£{text}m"


def part_of(part: float, whole: float) -> tuple[str, str, str]:
    """An amount, a part of it, and the part in per cent as the two read, e.g. ``£82.3m``, ``£66.9m``, `` (81 %)``."""
    decimals = 1 if abs(whole) >= 10 else 2 if abs(whole) >= 1 else 3
    whole, part = round(whole, decimals), round(part, decimals)
    share = f" ({100 * part / whole:.0f} %)" if whole > 0 else ""
    return pounds(whole, decimals), pounds(part, decimals), share


def signed(value: float, decimals: int) -> str:
    """A number that always shows its sign, e.g. ``+0.42``; a plain ``0.00`` where it rounds to none."""
    if round(value, decimals) == 0.0:
        return f"{0:.{decimals}f}"
    return f"{value:+.{decimals}f}".replace("-", MINUS)


def chance(probability: Probability) -> str:
    """A probability with its interval, rounded outward, e.g. ``31 % (30–32)``; never a flat 0 or 100.

    Where the interval reaches 0 or 100 only its other end is shown; near them, a decimal.
    """
    if bound := _bound(probability):
        word, end = bound
        return f"{word} {end:g} %"
    decimals = 1 if _is_near_an_end(probability) else 0
    low, high = _floor(100 * probability.low, decimals), _ceil(100 * probability.high, decimals)
    return f"{100 * probability.estimate:.{decimals}f} % ({low:.{decimals}f}–{high:.{decimals}f})"


def of_interval(probability: Probability) -> str:
    """The two ends of a probability's interval in percent, rounded outward, always with a decimal."""
    return f"{_floor(100 * probability.low, 1):.1f}–{_ceil(100 * probability.high, 1):.1f}"


def short_chance(probability: Probability) -> str:
    """The same in five characters (six above 99), e.g. ``31±1``, ``0.4±1``, ``<0.4`` or ``>99.6`` (percent)."""
    if bound := _bound(probability):
        word, end = bound
        return f"{'<' if word == 'under' else '>'}{end:g}"
    estimate = 100 * probability.estimate
    decimals = 1 if estimate < 1 or estimate > 99 else 0
    return f"{estimate:.{decimals}f}±{half_width(probability)}"


def _bound(probability: Probability) -> tuple[str, float] | None:
    """`under` or `over` and the other end, percent, of an interval that reaches 0 or 100 to the decimal shown."""
    low, high = _floor(100 * probability.low, 1), _ceil(100 * probability.high, 1)
    if low <= 0:
        return "under", high
    return ("over", low) if high >= 100 else None


def _is_near_an_end(probability: Probability) -> bool:
    """Whether whole percent would show an end of the interval, or the estimate, as a flat 0 or 100."""
    return probability.low < 0.01 or probability.high > 0.99


def beside(a: float, difference: Difference) -> tuple[str, str]:
    """Two figures, the second ``difference`` more than the first: as shown, the difference is that between them.

    In percent or £m, with the decimals of the difference. The second is the first and the difference, each rounded,
    and so may miss its own rounding by one in the last decimal.
    """
    more, decimals = _shown(difference)
    first = round(100 * a if difference.unit == "share" else a, decimals)
    second = first if difference.changed == 0.0 else first + round(more, decimals)
    if difference.unit == "share":
        second = min(max(second, 0.0), 100.0)
    return money(first, decimals), money(second, decimals)


def difference(one: Difference) -> str:
    """A difference with its interval, rounded outward, e.g. ``+7.3 (6.5–8.1)``: in points or in £m.

    A plain ``0`` stands where no future of either world differs; the interval of that is in the files.
    """
    if one.changed == 0.0:
        return "0"
    estimate, decimals = _shown(one)
    text = signed(estimate, decimals) if round(estimate, decimals) else f"{0:.{decimals}f}"
    return f"{text} ({ends(one)})"


def short_difference(one: Difference) -> str:
    """A difference in five characters: ``0`` in every future, ``~0`` if it could be none, else ``+7.3``."""
    if one.changed == 0.0:
        return "0"
    estimate, decimals = _shown(one)
    if one.low <= 0.0 <= one.high or round(estimate, decimals) == 0.0:
        return "~0"
    return signed(estimate, decimals)


def ends(one: Difference, *, is_turned: bool = False) -> str:
    """The two ends of a difference's interval, e.g. ``6.5–8.1``, or ``−0.4 to +0.3`` if any is negative."""
    decimals = _shown(one)[1]
    factor = (100 if one.unit == "share" else 1) * (-1 if is_turned else 1)
    low, high = sorted((one.low * factor, one.high * factor))
    scale = 10.0**decimals
    low, high = math.floor(low * scale + 1e-9) / scale + 0.0, math.ceil(high * scale - 1e-9) / scale + 0.0
    if low >= 0.0:
        return f"{low:.{decimals}f}–{high:.{decimals}f}"
    return " to ".join(signed(end, decimals) if end else "0" for end in (low, high))


def _shown(one: Difference) -> tuple[float, int]:
    """A difference in the unit that is read, points or £m, and its decimals: as many as five characters hold."""
    if one.unit == "share":
        return 100 * one.estimate, 1
    return one.estimate, 2 if abs(one.estimate) < 9.995 else 1


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

"""How estimates are read: a probability, or a difference of two worlds, each with its interval."""

from __future__ import annotations

import math
from typing import Literal, Protocol, TypeAlias

from simulator.words.figures import EMPTY, money, signed

Room: TypeAlias = Literal["sentence", "column", "cell", "line", "alone"]
"""Where an estimate stands: a sentence or a wide column has its two ends, a narrow column has five characters, a cell
of a picture the figure alone; a line is what an object says of itself in Python; alone it is read aloud."""


class Interval(Protocol):
    """An estimate and the two ends of its interval; of a probability a share, of amounts £m."""

    @property
    def estimate(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


class Share(Interval, Protocol):
    """A probability: see `simulator.statistics.intervals.Probability`."""

    @property
    def half_width(self) -> float: ...


class Change(Interval, Protocol):
    """A difference: see `simulator.statistics.intervals.Difference`."""

    @property
    def unit(self) -> Literal["share", "gbp_m"]: ...
    @property
    def is_nothing(self) -> bool: ...
    @property
    def is_clear(self) -> bool: ...


def probability_shown(one: Share, room: Room = "sentence") -> str:
    """A probability in per cent, never as a flat 0 or 100; a dash where it is not known.

    In a sentence with its interval, rounded outward, e.g. ``31 % (30–32)``: where it reaches 0 or 100 only its other
    end is shown (``under 0.1 %``), near them a decimal. In a column half of it, in five characters (six above 99),
    e.g. ``31±1``, ``0.4±1``, ``<0.4`` or ``>99.6``. In a cell, and alone, without it.
    """
    if math.isnan(one.estimate):
        return EMPTY
    match room:
        case "line":
            return f"{100 * one.estimate:.0f} % ({100 * one.low:.0f}–{100 * one.high:.0f})"
        case "cell":
            if one.estimate < 0.01:
                return "<1"
            return ">99" if one.estimate > 0.99 else f"{100 * one.estimate:.0f}"
        case "alone":
            return share_shown(one.estimate)
        case "column":
            return _in_a_column(one)
        case "sentence":
            return _in_a_sentence(one)


def share_shown(share: float) -> str:
    """A share of the futures read aloud, e.g. ``31 %``, and never as a flat 0 or 100."""
    if share < 0.01:
        return "under 1 %"
    return "over 99 %" if share > 0.99 else f"{100 * share:.0f} %"


def _in_a_sentence(one: Share) -> str:
    if bound := _bound(one):
        word, end = bound
        return f"{word} {end:g} %"
    # Whole per cent would show an end, or the estimate, as a flat 0 or 100.
    decimals = 1 if one.low < 0.01 or one.high > 0.99 else 0
    low, high = _floor(100 * one.low, decimals), _ceil(100 * one.high, decimals)
    return f"{100 * one.estimate:.{decimals}f} % ({low:.{decimals}f}–{high:.{decimals}f})"


def _in_a_column(one: Share) -> str:
    if bound := _bound(one):
        word, end = bound
        return f"{'<' if word == 'under' else '>'}{end:g}"
    estimate = 100 * one.estimate
    decimals = 1 if estimate < 1 or estimate > 99 else 0
    return f"{estimate:.{decimals}f}±{half_width(one)}"


def _bound(one: Share) -> tuple[str, float] | None:
    """`under` or `over` and the other end, percent, of an interval that reaches 0 or 100 to the decimal shown."""
    low, high = _floor(100 * one.low, 1), _ceil(100 * one.high, 1)
    if low <= 0:
        return "under", high
    return ("over", low) if high >= 100 else None


def probability_ends(one: Share) -> str:
    """The two ends of a probability's interval in percent, rounded outward, always with a decimal."""
    return f"{_floor(100 * one.low, 1):.1f}–{_ceil(100 * one.high, 1):.1f}"


def half_width(one: Share) -> int:
    """The longer arm of a probability's interval, in whole percentage points, rounded up."""
    return max(1, math.ceil(100 * one.half_width - 1e-9))


def difference_shown(one: Change, room: Room = "sentence") -> str:
    """A difference in points or in £m; a plain ``0`` where no replication of either world differs.

    In a sentence with its interval, rounded outward, e.g. ``+7.3 (6.5–8.1)``. In a column in five characters: ``~0``
    if it could be none, else ``+7.3``.
    """
    if room == "line":
        return f"{100 * one.estimate:+.0f} points more often ({100 * one.low:+.0f} to {100 * one.high:+.0f})"
    if one.is_nothing:
        return "0"
    estimate, decimals = _as_read(one)
    is_none = round(estimate, decimals) == 0.0
    if room == "column":
        return signed(estimate, decimals) if one.is_clear and not is_none else "~0"
    return f"{signed(estimate, decimals)} ({difference_ends(one)})"


def difference_ends(one: Change, *, is_turned: bool = False) -> str:
    """The two ends of a difference's interval, e.g. ``6.5–8.1``, or ``−0.4 to +0.3`` if any is negative."""
    decimals = _as_read(one)[1]
    factor = (100 if one.unit == "share" else 1) * (-1 if is_turned else 1)
    low, high = sorted((one.low * factor, one.high * factor))
    scale = 10.0**decimals
    low, high = math.floor(low * scale + 1e-9) / scale + 0.0, math.ceil(high * scale - 1e-9) / scale + 0.0
    if low >= 0.0:
        return f"{low:.{decimals}f}–{high:.{decimals}f}"
    return " to ".join(signed(end, decimals) if end else "0" for end in (low, high))


def difference_size(one: Change) -> str:
    """How large a difference is, whichever way, e.g. ``7.3``: in points or in £m."""
    estimate, decimals = _as_read(one)
    return f"{abs(estimate):,.{decimals}f}"


def beside(a: float, difference: Change) -> tuple[str, str]:
    """Two figures, the second ``difference`` more than the first: as shown, the difference is that between them.

    In percent or £m, with the decimals of the difference. The second is the first and the difference, each rounded,
    and so may miss its own rounding by one in the last decimal.
    """
    more, decimals = _as_read(difference)
    first = round(100 * a if difference.unit == "share" else a, decimals)
    second = first if difference.is_nothing else first + round(more, decimals)
    if difference.unit == "share":
        second = min(max(second, 0.0), 100.0)
    return money(first, decimals), money(second, decimals)


def _as_read(one: Change) -> tuple[float, int]:
    """A difference in the unit that is read, points or £m, and its decimals: as many as five characters hold."""
    if one.unit == "share":
        return 100 * one.estimate, 1
    return one.estimate, 2 if abs(one.estimate) < 9.995 else 1


def _floor(value: float, decimals: int) -> float:
    scale = 10.0**decimals
    return max(0.0, math.floor(value * scale + 1e-9) / scale)


def _ceil(value: float, decimals: int) -> float:
    scale = 10.0**decimals
    return min(100.0, math.ceil(value * scale - 1e-9) / scale)

"""The pictures a board looks at: each body's fan of possible surpluses, and the probabilities by body and year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from simulator.reports.style import BLUE, GREEN, GREY, INK, ORANGE, Picture, blank, printed, sign, wrapped
from simulator.statistics.intervals import UNKNOWN, Probability
from simulator.words.estimates import half_width, probability_shown
from simulator.words.figures import MINUS, money

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulator.statistics.arrays import Array

Entry = TypeVar("Entry")

LIKELIHOOD = "cividis"
"""From dark blue to yellow, the lighter the likelier: as dark to every eye and in grey, and white nowhere."""
REACH = 1.2
"""A line that would stretch a fan by more than this many times its height is cut off, with an arrow."""


@dataclass(frozen=True)
class Fan:
    """What the fan chart of a body (or the system) shows, £m a year.

    Attributes
    ----------
    finding : str
        The title: what the picture says, in a sentence.
    percentiles : mapping of int to array
        10, 25, 50, 75 and 90, each of shape ``(years,)``.
    mean : array
        Of the possible futures.
    one_percent : array or None
        The surplus of 1 % of income that is asked for, mean over the replications; None where none is.
    plan_is : str
        What the plan is called.
    submitted : array or None
        The plan that was submitted, nan in years without one; None where no year has one.
    """

    finding: str
    years: tuple[str, ...]
    percentiles: dict[int, Array]
    mean: Array
    plan: Array
    do_nothing: Array
    one_percent: Array | None
    footer: str = ""
    plan_is: str = "plan"
    submitted: Array | None = None


@dataclass(frozen=True)
class Heat:
    """Probabilities by body and year: one panel a question, each a title and its rows.

    Attributes
    ----------
    apart : int
        How many of the last rows stand apart: those of councils.
    """

    names: tuple[str, ...]
    years: tuple[str, ...]
    panels: tuple[tuple[str, tuple[tuple[Probability, ...], ...]], ...]
    apart: int = 0
    footer: str = ""


def draw(fans: dict[str, Fan], heat: Heat) -> Iterator[Picture]:
    """Every chart of a run: `fan-<body>` for each fan, then `chances`. Same numbers, same bytes."""
    for key, fan in fans.items():
        yield printed(f"fan-{key}", partial(fan_chart, fan))
    yield printed("chances", partial(heat_map, heat))


def fan_chart(fan: Fan) -> Figure:
    """The fan of surpluses with their mean, plan, do nothing, break even and 1 % surplus, each labelled at its end."""
    figure = blank(9.6, 5.4)
    axes = figure.add_axes((0.085, 0.12, 0.69, 0.68))
    x = np.arange(len(fan.years), dtype=float)
    p = fan.percentiles
    axes.fill_between(x, p[10], p[90], color="#CFE3F2", linewidth=0)
    axes.fill_between(x, p[25], p[75], color="#8FBFE0", linewidth=0)
    axes.axhline(0.0, color=INK, linewidth=1.0)
    bottom, top = _scale(fan)
    lines = [("break even", np.zeros_like(x), INK)]
    if fan.one_percent is not None:
        lines.append(("1 % surplus", fan.one_percent, GREEN))
        axes.plot(x, fan.one_percent, color=GREEN, linewidth=1.3, linestyle=(0, (1, 1.5)))
    for label, values, colour, dashes in (
        ("do nothing", fan.do_nothing, GREY, (0, (6, 2, 1.5, 2))),
        (fan.plan_is, fan.plan, ORANGE, (0, (5, 2))),
        ("mean", fan.mean, BLUE, "solid"),
    ):
        axes.plot(x, values, color=colour, linewidth=2.0, linestyle=dashes, marker="o", markersize=3.2)
        lines.append((f"{label} {money(values[-1])}", values, colour))
    if fan.submitted is not None:
        known = np.isfinite(fan.submitted)
        axes.plot(x[known], fan.submitted[known], color=INK, linestyle="none", marker="D", markersize=5)
        last = (float(x[known][-1]), float(fan.submitted[known][-1]))
        axes.annotate("submitted", last, (0, 7), textcoords="offset points", ha="center", color=INK)
    axes.set_ylim(bottom, top)
    _label_ends(axes, lines, bottom, top)
    _dress(figure, axes, fan)
    return figure


def _scale(fan: Fan) -> tuple[float, float]:
    """Limits that hold the fan, break even and 1 %; plan and do nothing where they do not crush the fan."""
    needed = [0.0, *fan.percentiles[10], *fan.percentiles[90], *fan.mean]
    needed += [] if fan.one_percent is None else [*fan.one_percent]
    needed += [] if fan.submitted is None else [*fan.submitted[np.isfinite(fan.submitted)]]
    low, high = min(needed), max(needed)
    height = max(high - low, 1.0)
    for line in (fan.plan, fan.do_nothing):
        low = min(low, max(float(line.min()), min(needed) - REACH * height))
        high = max(high, min(float(line.max()), max(needed) + REACH * height))
    margin = 0.05 * max(high - low, 1.0)
    return low - margin, high + margin


def _label_ends(axes: Axes, lines: Sequence[tuple[str, Array, str]], bottom: float, top: float) -> None:
    """Each line's name right of its last point, a thin line back to it where names had to be moved apart."""
    ends = sorted(
        (min(max(float(values[-1]), bottom), top), label, colour) for label, values, colour in lines
    )
    gap = 0.058 * (top - bottom)
    heights = _moved_apart([end for end, _, _ in ends], gap, bottom, top)
    last = float(len(lines[0][1]) - 1)
    away = max(last, 1.0) * 0.045
    for (end, label, colour), height in zip(ends, heights, strict=True):
        is_off_scale = end in (bottom, top)
        axes.plot([last, last + away], [end, height], color=colour, linewidth=0.7, clip_on=False)
        arrow = ("" if not is_off_scale else "↓ " if end == bottom else "↑ ") + label
        axes.text(
            last + 1.2 * away, height, arrow, color=colour, va="center", fontweight="bold", clip_on=False
        )


def _moved_apart(heights: list[float], gap: float, bottom: float, top: float) -> list[float]:
    """Rising heights at least ``gap`` apart and inside the limits, each near where it was."""
    apart = list(heights)
    for index in range(1, len(apart)):
        apart[index] = max(apart[index], apart[index - 1] + gap)
    ceiling = max(top, bottom + gap * (len(apart) - 1))
    for index in range(len(apart) - 1, -1, -1):
        apart[index] = min(apart[index], ceiling)
        ceiling = apart[index] - gap
    pulled = sum(apart) / len(apart) - sum(heights) / len(heights)
    room = min(pulled, apart[0] - bottom) if pulled > 0 else 0.0
    return [height - max(room, 0.0) * 0.5 for height in apart]


def _dress(figure: Figure, axes: Axes, fan: Fan) -> None:
    """Title, axes and what the bands mean."""
    count = len(fan.years)
    step = -(-count // 10)
    axes.set_xlim(-0.15, count - 1 if count > 1 else 0.5)
    axes.set_xticks(range(0, count, step), fan.years[::step])
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.6g}".replace("-", MINUS))
    axes.set_ylabel("surplus (+) or deficit (−) of the year, £m")
    axes.grid(axis="y", color="#E6E6E6", linewidth=0.7)
    axes.set_axisbelow(True)
    width, size = (88, 12.5) if len(fan.finding) < 165 else (105, 10.5)
    figure.text(
        0.02, 0.965, wrapped(fan.finding, width), fontsize=size, fontweight="bold", color=INK, va="top"
    )
    figure.text(
        0.02,
        0.85,
        "Dark band: the middle half of the possible futures. Light band: eight in ten (p10 to p90). "
        "Mean: of all of them.",
        fontsize=9.5,
        color=GREY,
        va="top",
    )
    sign(figure, fan.footer)


def heat_map(heat: Heat) -> Figure:
    """The probabilities of every body (rows) in every year (columns), a number a cell; a panel a question."""
    names = _with_a_gap(heat.names, heat.apart, "")
    rows, columns = len(names), len(heat.years)
    width = 3.0 + len(heat.panels) * max(0.48 * columns, 2.6)
    height = 1.95 + 0.36 * rows
    figure = blank(width, height)
    panel = (1 - 2.55 / width) / len(heat.panels)
    for index, (title, cells) in enumerate(heat.panels):
        left = 2.45 / width + index * panel
        axes = figure.add_axes((left, 0.82 / height, panel - 0.2 / width, 0.36 * rows / height))
        _fill(axes, _with_a_gap(cells, heat.apart, (UNKNOWN,) * columns), columns)
        axes.set_title(title, fontsize=11, fontweight="bold", loc="left", color=INK)
        axes.set_xticks(
            range(columns), [year[2:] for year in heat.years], fontsize=8.5, rotation=45 if columns > 6 else 0
        )
        axes.set_yticks(range(rows), [wrapped(name, 34) for name in names] if index == 0 else [], fontsize=9)
        if heat.apart and index == 0:
            axes.text(-0.5, rows - heat.apart - 1, "Councils, apart", va="center", fontsize=8.5, color=GREY)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.tick_params(length=0)
    left, top = 0.15 / width, 1 - 0.15 / height
    title = "How likely is each body to keep its duties, year by year?"
    figure.text(left, top, title, fontsize=12.5, fontweight="bold", color=INK, va="top")
    figure.text(left, top - 0.28 / height, _note(heat), fontsize=9.5, color=GREY, va="top")
    sign(figure, heat.footer)
    return figure


def _with_a_gap(rows: Sequence[Entry], apart: int, gap: Entry) -> tuple[Entry, ...]:
    """The rows, with ``gap`` before the last ``apart`` of them."""
    return (*rows[:-apart], gap, *rows[-apart:]) if apart else tuple(rows)


def _fill(axes: Axes, cells: Sequence[Sequence[Probability]], columns: int) -> None:
    import matplotlib

    estimates = np.array([[cell.estimate for cell in row] for row in cells])
    colours = matplotlib.colormaps[LIKELIHOOD]
    axes.imshow(estimates, cmap=colours, vmin=0.0, vmax=1.0, aspect="auto", interpolation="nearest")
    axes.set_xticks(np.arange(columns + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(cells) + 1) - 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=1.5)
    axes.tick_params(which="minor", length=0)
    size = 9 if columns <= 12 else 7
    for row, entries in enumerate(cells):
        for column, cell in enumerate(entries):
            if cell.is_known:
                text, ink = probability_shown(cell, "cell"), ink_on(colours(cell.estimate)[:3])
                axes.text(column, row, text, ha="center", va="center", fontsize=size, color=ink)


def ink_on(colour: Sequence[float]) -> str:
    """Black or white, whichever reads better on a colour: the contrast of WCAG 2.1 is then never below 4.5."""
    return "black" if contrast(luminance(colour), 0.0) >= contrast(luminance(colour), 1.0) else "white"


def luminance(colour: Sequence[float]) -> float:
    """The relative luminance of an sRGB colour, 0 to 1, as WCAG 2.1 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: float, other: float) -> float:
    """The contrast ratio of two luminances, 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _note(heat: Heat) -> str:
    known = [cell for _, cells in heat.panels for row in cells for cell in row if cell.is_known]
    widest = max((half_width(cell) for cell in known), default=0)
    return (
        "Share of the possible futures, in %; the lighter, the likelier. "
        f"95 % interval of every number: ±{widest} or less, the scenario taken as right."
    )

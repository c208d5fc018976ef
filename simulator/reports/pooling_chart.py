"""The picture of pooling: how far each member ends from its target, before and after money has moved."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulator.reports.style import BLUE, GREY, INK, ORANGE, Picture, blank, printed, sign, wrapped
from simulator.words.figures import MINUS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulator.statistics.arrays import Array

COLUMNS = 3
TOP, ROW, PANEL = 1.35, 3.1, 2.2
"""Inches: of title and footer, of a row of panels with their own titles and axes, and of a panel."""


@dataclass(frozen=True)
class Shift:
    """What the panel of a member (or the system) shows: £m above (+) or below (−) its target.

    Attributes
    ----------
    before, after : mapping of int to array
        10, 50 and 90: percentiles of the replications, each of shape ``(years,)``.
    """

    name: str
    before: dict[int, Array]
    after: dict[int, Array]


def draw_shifts(finding: str, years: tuple[str, ...], shifts: tuple[Shift, ...], footer: str) -> Picture:
    """One panel a member, each on its own scale. Same numbers, same bytes."""
    return printed("pooling", partial(shift_chart, finding, years, shifts, footer))


def shift_chart(finding: str, years: tuple[str, ...], shifts: tuple[Shift, ...], footer: str) -> Figure:
    """The figure of `draw_shifts`."""
    columns = min(COLUMNS, len(shifts))
    rows = math.ceil(len(shifts) / columns)
    width, height = 9.6 if columns < 3 else 11.6, TOP + ROW * rows
    figure = blank(width, height)
    each = (width - 0.75) / columns
    for index, shift in enumerate(shifts):
        row, column = divmod(index, columns)
        bottom = height - TOP + 0.25 - ROW * row - PANEL - 0.5
        axes = figure.add_axes(
            ((0.75 + column * each) / width, bottom / height, (each - 0.5) / width, PANEL / height)
        )
        _panel(axes, shift, years, is_first=column == 0)
    left = 0.15 / width
    title = wrapped(finding, round(10 * width))
    figure.text(left, 1 - 0.15 / height, title, fontsize=12, fontweight="bold", color=INK, va="top")
    note = (
        "Blue: after pooling, eight futures in ten (p10 to p90) and the median. Orange, dashed: the same before "
        "pooling. The line at 0: the target."
    )
    figure.text(left, 1 - 0.62 / height, note, fontsize=9.5, color=GREY, va="top")
    sign(figure, footer)
    return figure


def _panel(axes: Axes, shift: Shift, years: tuple[str, ...], *, is_first: bool) -> None:
    x = np.arange(len(years), dtype=float)
    axes.fill_between(x, shift.after[10], shift.after[90], color="#CFE3F2", linewidth=0)
    axes.axhline(0.0, color=INK, linewidth=1.0)
    for percent, dashes in ((10, (0, (2, 2))), (50, (0, (5, 2))), (90, (0, (2, 2)))):
        weight = 1.8 if percent == 50 else 1.0
        axes.plot(x, shift.before[percent], color=ORANGE, linewidth=weight, linestyle=dashes)
    axes.plot(x, shift.after[50], color=BLUE, linewidth=2.0, marker="o", markersize=3.0)
    axes.set_title(wrapped(shift.name, 38), fontsize=9.5, loc="left", color=INK)
    step = -(-len(years) // 5)
    axes.set_xticks(range(0, len(years), step), [year[2:] for year in years[::step]], fontsize=9)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.6g}".replace("-", MINUS))
    axes.grid(axis="y", color="#E6E6E6", linewidth=0.7)
    axes.set_axisbelow(True)
    if is_first:
        axes.set_ylabel("£m above (+) or below (−) target")

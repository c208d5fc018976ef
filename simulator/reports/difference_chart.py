"""The picture of a comparison: each body's fan of differences, replication by replication, year by year."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulator.reports.style import BLUE, GREY, INK, ORANGE, Picture, blank, printed, sign, wrapped
from simulator.words.figures import MINUS, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulator.statistics.arrays import Array

COLUMNS = 3
TOP, ROW, PANEL = 1.25, 3.3, 2.35
"""Inches: of the title, of a row of panels with their own titles and axes, and of a panel."""
LIGHT, DARK = "#CFE3F2", "#8FBFE0"


@dataclass(frozen=True)
class DifferenceFan:
    """What the panel of a body (or the system) shows: £m of the surplus, a scenario less the first one.

    Attributes
    ----------
    percentiles : mapping of int to array
        10, 25, 50, 75 and 90 of the differences in the same replication, each of shape ``(years,)``.
    mean : array
    """

    name: str
    percentiles: dict[int, Array]
    mean: Array


def draw_differences(
    name: str, finding: str, years: tuple[str, ...], fans: tuple[DifferenceFan, ...], footer: str = ""
) -> Picture:
    """One panel a body, all on one scale. Same numbers, same bytes."""
    return printed(name, partial(differences, finding, years, fans, footer))


def differences(
    finding: str, years: tuple[str, ...], fans: tuple[DifferenceFan, ...], footer: str = ""
) -> Figure:
    """The figure of `draw_differences`."""
    columns = min(COLUMNS, len(fans))
    rows = math.ceil(len(fans) / columns)
    width, height = 9.6 if columns < 3 else 11.6, TOP + ROW * rows
    figure = blank(width, height)
    bottom, top = _scale(fans)
    for index, fan in enumerate(fans):
        row, column = divmod(index, columns)
        each = (width - 0.75) / columns
        axes = figure.add_axes(
            (
                (0.75 + column * each) / width,
                (height - TOP + 0.2 - ROW * row - PANEL - 0.55) / height,
                (each - 0.25) / width,
                PANEL / height,
            )
        )
        _panel(axes, fan, years, is_first=column == 0)
        axes.set_ylim(bottom, top)
    left = 0.15 / width
    figure.text(
        left,
        1 - 0.15 / height,
        wrapped(finding, round(10 * width)),
        fontsize=12,
        fontweight="bold",
        color=INK,
        va="top",
    )
    note = (
        "Dark band: the middle half of the possible futures. Light band: eight in ten (p10 to p90). "
        "Solid line: median; dashed: mean."
    )
    figure.text(left, 1 - 0.68 / height, note, fontsize=9.5, color=GREY, va="top")
    sign(figure, footer)
    return figure


def _scale(fans: tuple[DifferenceFan, ...]) -> tuple[float, float]:
    low = min(0.0, *(float(min(fan.percentiles[10].min(), fan.mean.min())) for fan in fans))
    high = max(0.0, *(float(max(fan.percentiles[90].max(), fan.mean.max())) for fan in fans))
    margin = 0.08 * max(high - low, 0.1)
    return low - margin, high + margin


def _panel(axes: Axes, fan: DifferenceFan, years: tuple[str, ...], *, is_first: bool) -> None:
    x = np.arange(len(years), dtype=float)
    p = fan.percentiles
    axes.fill_between(x, p[10], p[90], color=LIGHT, linewidth=0)
    axes.fill_between(x, p[25], p[75], color=DARK, linewidth=0)
    axes.axhline(0.0, color=INK, linewidth=1.0)
    axes.plot(x, p[50], color=BLUE, linewidth=2.0, marker="o", markersize=3.0)
    axes.plot(x, fan.mean, color=ORANGE, linewidth=1.5, linestyle=(0, (5, 2)))
    title = f"{wrapped(fan.name, 38)}\nmean {_reach(fan.mean)}"
    axes.set_title(title, fontsize=9.5, loc="left", color=INK)
    step = -(-len(years) // 5)
    axes.set_xticks(range(0, len(years), step), [year[2:] for year in years[::step]], fontsize=9)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.6g}".replace("-", MINUS))
    axes.grid(axis="y", color="#E6E6E6", linewidth=0.7)
    axes.set_axisbelow(True)
    if is_first:
        axes.set_ylabel("£m better (+) or worse (−)")
    else:
        axes.tick_params(labelleft=False)


def _reach(mean: Array) -> str:
    """The least and the greatest mean of a year, in £m."""
    ends = [signed(float(end), 2) for end in (mean.min(), mean.max())]
    return f"{ends[0]} in every year" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]} a year, £m"

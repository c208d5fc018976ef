"""A tornado: one line a stress or an assumption, one panel a figure, each bar with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from simulator.reports.style import BLUE, INK, ORANGE, Picture, blank, printed, sign, wrapped
from simulator.words.figures import MINUS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulator.statistics.intervals import Difference

WIDTH, LABELS, LINE = 11.6, 4.4, 0.36
"""Inches: of the chart, of the names, of a bar with its distance."""
ABOVE, BELOW = 1.0, 0.75
LETTERS = 58


@dataclass(frozen=True)
class Bar:
    """A name, and a difference for each panel in the unit of its axis."""

    name: str
    values: tuple[Difference, ...]


def in_points(one: Difference) -> Difference:
    """A difference of shares in percentage points, for an axis."""
    return replace(one, estimate=100 * one.estimate, low=100 * one.low, high=100 * one.high)


def draw_tornado(
    name: str, finding: str, panels: tuple[str, ...], bars: Sequence[Bar], footer: str = ""
) -> Picture:
    """Bars from the top down in the order given, all panels side by side. Same numbers, same bytes."""
    return printed(name, partial(tornado, finding, panels, tuple(bars), footer))


def tornado(finding: str, panels: tuple[str, ...], bars: tuple[Bar, ...], footer: str = "") -> Figure:
    """The figure of `draw_tornado`."""
    height = ABOVE + BELOW + LINE * max(len(bars), 1)
    figure = blank(WIDTH, height)
    each = (WIDTH - LABELS - 0.2) / len(panels)
    for number, title in enumerate(panels):
        axes = figure.add_axes(
            (
                (LABELS + number * each) / WIDTH,
                BELOW / height,
                (each - 0.25) / WIDTH,
                LINE * max(len(bars), 1) / height,
            )
        )
        _panel(axes, title, bars, number)
    figure.text(
        0.15 / WIDTH,
        1 - 0.15 / height,
        wrapped(finding, round(9.6 * WIDTH)),
        fontsize=12,
        fontweight="bold",
        color=INK,
        va="top",
    )
    sign(figure, footer)
    return figure


def _panel(axes: Axes, title: str, bars: tuple[Bar, ...], number: int) -> None:
    places = range(len(bars))
    values = [bar.values[number] for bar in bars]
    estimates = [one.estimate for one in values]
    errors = [[one.estimate - one.low for one in values], [one.high - one.estimate for one in values]]
    colours = [ORANGE if estimate < 0 else BLUE for estimate in estimates]
    axes.barh(places, estimates, color=colours, height=0.62)
    axes.errorbar(estimates, places, xerr=errors, fmt="none", ecolor=INK, elinewidth=1.0, capsize=2.0)
    axes.axvline(0.0, color=INK, linewidth=1.0)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_yticks(places, [_short(bar.name) for bar in bars] if number == 0 else [], fontsize=9)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.6g}".replace("-", MINUS))
    axes.grid(axis="x", color="#E6E6E6", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.set_xlabel(title)


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"

"""A tornado: what a year comes to, in £m and in points of chance, where each assumption is low and where it is high."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulator.reports.style import BLUE, GREY, INK, ORANGE, Picture, blank, printed, sign, wrapped
from simulator.words.figures import MINUS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simulator.statistics.intervals import Difference

WIDTH, TOP, LINE, ROW, BOTTOM = 11.6, 0.75, 0.2, 0.55, 0.95
"""Inches."""
HEIGHT_OF_BAR = 0.36


@dataclass(frozen=True)
class Bar:
    """An assumption in words, how much goes with it, and its two ends in £m and in shares."""

    told: str
    weight: str
    margin_low: Difference
    margin_high: Difference
    chance_low: Difference
    chance_high: Difference


@dataclass(frozen=True)
class Tornado:
    """What is drawn: a finding, what the colours are, the bars from the top down, and what they were drawn from."""

    finding: str
    note: str
    bars: tuple[Bar, ...]
    footer: str


def draw_tornado(name: str, what: Tornado) -> Picture:
    """Bars of £m on the left, of points on the right, each with its 95 % interval. Same numbers, same bytes."""
    return printed(name, partial(tornado, what))


def tornado(what: Tornado) -> Figure:
    """The figure of `draw_tornado`."""
    finding = wrapped(what.finding, 118)
    top = TOP + LINE * len(finding.splitlines())
    height = top + ROW * len(what.bars) + BOTTOM
    figure = blank(WIDTH, height)
    panel = ROW * len(what.bars) / height
    left = figure.add_axes((4.35 / WIDTH, BOTTOM / height, 4.0 / WIDTH, panel))
    right = figure.add_axes((8.65 / WIDTH, BOTTOM / height, 2.75 / WIDTH, panel))
    _panel(left, [(bar.margin_low, bar.margin_high) for bar in what.bars], 1.0)
    _panel(right, [(bar.chance_low, bar.chance_high) for bar in what.bars], 100.0)
    left.set_xlabel("£m better (+) or worse (−)")
    right.set_xlabel("points of chance")
    labels = [f"{wrapped(bar.told, 52)}\n{bar.weight}" for bar in what.bars]
    left.set_yticks(range(len(labels)), labels, fontsize=8.5)
    right.set_yticks(range(len(labels)), [""] * len(labels))
    figure.text(
        0.15 / WIDTH,
        1 - 0.15 / height,
        finding,
        fontsize=11,
        fontweight="bold",
        color=INK,
        va="top",
    )
    figure.text(
        0.15 / WIDTH,
        1 - (top - 0.4) / height,
        what.note,
        fontsize=9.5,
        color=GREY,
        va="top",
    )
    sign(figure, what.footer)
    return figure


def _panel(axes: Axes, ends: list[tuple[Difference, Difference]], factor: float) -> None:
    rows = np.arange(len(ends), dtype=float)
    for place, colour, shift in ((0, BLUE, 0.5), (1, ORANGE, -0.5)):
        some = [pair[place] for pair in ends]
        estimates = factor * np.array([one.estimate for one in some])
        arms = factor * np.array(
            [[one.estimate - one.low for one in some], [one.high - one.estimate for one in some]]
        )
        at = rows + shift * HEIGHT_OF_BAR
        axes.barh(at, estimates, HEIGHT_OF_BAR, color=colour, alpha=0.85)
        axes.errorbar(estimates, at, xerr=arms, fmt="none", ecolor=INK, elinewidth=0.9, capsize=1.5)
    axes.axvline(0.0, color=INK, linewidth=1.0)
    axes.set_ylim(len(ends) - 0.4, -0.6)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:+,.6g}".replace("-", MINUS) if value else "0")
    axes.grid(axis="x", color="#E6E6E6", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)

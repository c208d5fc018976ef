"""How every chart looks, whatever matplotlib was told elsewhere, and how it becomes files; each may fail alone."""

from __future__ import annotations

import io
import logging
import os
import sys
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from textwrap import fill
from typing import TYPE_CHECKING, Any

from simulator.words.texts import visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STYLE: Any = {
    "svg.hashsalt": "recovery-sim",
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.parse_math": False,
    "text.hinting": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
}
BLUE, ORANGE, GREEN, GREY, INK = "#0072B2", "#D55E00", "#00735A", "#5F5F5F", "#1A1A1A"
"""Distinct to colour-blind eyes; the lines differ in their dashes as well."""
MOST_NAMED = 12
"""Signs that are named of those that the charts' font lacks."""


@dataclass(frozen=True)
class Picture:
    """A drawn chart as the bytes of its two files.

    Attributes
    ----------
    lacks : str
        The signs in it that its font does not have.
    problem : str
        Why it could not be drawn; its files are then empty.
    """

    name: str
    png: bytes
    svg: bytes
    lacks: str = ""
    problem: str = ""


def attempted(make: Callable[[], Iterable[Picture]]) -> tuple[list[Picture], list[str]]:
    """The charts that could be drawn, and what is to be said: a line of those that could not, one of missing signs."""
    pictures: list[Picture] = []
    try:
        for picture in make():
            pictures.append(picture)
    except Exception as problem:
        pictures.append(_failed("charts", problem))
    return [picture for picture in pictures if not picture.problem], list(_notes(pictures))


def printed(name: str, draw: Callable[[], Figure]) -> Picture:
    """A chart as the bytes of its two files, which know no date and no program. Same numbers, same bytes."""
    png, svg = io.BytesIO(), io.BytesIO()
    try:
        with _our_style():
            figure = draw()
            figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
            figure.savefig(png, format="png", metadata={"Software": None}, pil_kwargs={"compress_level": 3})
            return Picture(name, png.getvalue(), svg.getvalue(), lacks=_lacking(figure))
    except Exception as problem:
        return _failed(name, problem)


def blank(width: float, height: float) -> Figure:
    """A figure to draw on, in inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=110)


def wrapped(text: str, width: int) -> str:
    """A text for a chart, in lines."""
    return fill(visible(text), width)


def sign(figure: Figure, footer: str) -> None:
    """Put below a chart what it was drawn from."""
    left, bottom = 0.15 / figure.get_figwidth(), 0.08 / figure.get_figheight()
    figure.text(left, bottom, visible(footer), fontsize=8, color=GREY)


@contextmanager
def _our_style() -> Iterator[None]:
    """Draw in the style of the house alone, and without a word of matplotlib's own."""
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            matplotlib = _matplotlib()
            with matplotlib.rc_context():
                matplotlib.rcdefaults()
                matplotlib.rcParams.update(STYLE)
                yield
    finally:
        logger.setLevel(level)


def _matplotlib() -> Any:
    """matplotlib; without the user's settings, where it refuses them."""
    try:
        import matplotlib
    except Exception:
        for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
            del sys.modules[name]
        told = dict(os.environ)
        os.environ.pop("MPLBACKEND", None)
        os.environ["MATPLOTLIBRC"] = os.devnull
        try:
            import matplotlib
        finally:
            os.environ.clear()
            os.environ.update(told)
    return matplotlib


def _lacking(figure: Figure) -> str:
    """The signs of a drawn figure that their font does not have; joiners and the like are not missed."""
    from matplotlib.font_manager import findfont
    from matplotlib.text import Text

    lacking: set[str] = set()
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        known = _signs(findfont(text.get_fontproperties()))
        lacking |= {letter for letter in text.get_text() if ord(letter) not in known}
    return "".join(sorted(c for c in lacking if unicodedata.category(c) not in {"Cc", "Cf", "Mn", "Me"}))


@cache
def _signs(font: str) -> frozenset[int]:
    """Of a font's file: their code points."""
    from matplotlib.font_manager import get_font

    return frozenset(get_font(font).get_charmap())


def _failed(name: str, problem: Exception) -> Picture:
    why = " ".join(f"{type(problem).__name__}: {problem}".split())
    return Picture(name, b"", b"", problem=why if len(why) <= 200 else f"{why[:199]}…")


def _notes(pictures: list[Picture]) -> Iterator[str]:
    failed = [picture for picture in pictures if picture.problem]
    if failed:
        names = ", ".join(picture.name for picture in failed)
        yield f"Not drawn, everything else is there: {names} ({failed[0].problem})."
    lacking = sorted(set("".join(picture.lacks for picture in pictures)))
    if lacking:
        more = f" and {len(lacking) - MOST_NAMED} more" if len(lacking) > MOST_NAMED else ""
        yield f"The charts show boxes for signs that their font lacks: {' '.join(lacking[:MOST_NAMED])}{more}."

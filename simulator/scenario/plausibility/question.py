"""A question about a figure that may be right, but looks like a slip, and what of a scenario such questions look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table
from simulator.scenario.plausibility.scale import Scales
from simulator.scenario.reading.positions import KeyPath, dotted
from simulator.scenario.rules.contradiction import tables


@dataclass(frozen=True)
class Question:
    """What looks like a slip, where it stands, and what may have been meant."""

    path: KeyPath
    found: str
    meant: str = ""
    """What should perhaps stand there; empty where only the author can know."""
    rests_on: tuple[KeyPath, ...] = ()
    """Other figures that it was judged by: where they are in question themselves, this one is not asked."""
    kind: str = ""
    """What questions of its kind are about, in the plural."""

    @property
    def text(self) -> str:
        """The question, without its place."""
        return f"{self.found}: did you mean {self.meant}?" if self.meant else f"{self.found}: is that so?"

    def __str__(self) -> str:
        return f"{dotted(self.path)}: {self.text}"


@dataclass(frozen=True)
class Stated:
    """A number that a file states, and the table it belongs to."""

    path: KeyPath
    key: str
    number: Number
    table: Table

    @cached_property
    def shape(self) -> dict[str, float]:
        """Its figures by name, without bounds that only clip it."""
        given = {
            word: getattr(self.number, word)
            for word in ("value", "plan", "p10", "p50", "p90", "mode", "mean")
        }
        found = {word: figure for word, figure in given.items() if figure is not None}
        if self.number.dist in {"pert", "triangular", "uniform"}:
            found |= {word: getattr(self.number, word) for word in ("low", "high")}
        if self.number.values:
            found["values"] = max(self.number.values, key=abs)
        return found

    @cached_property
    def centres(self) -> dict[str, float]:
        """Those figures that say how large it mostly is."""
        middle = ("value", "plan", "p50", "mode", "mean", "values")
        found = {word: figure for word, figure in self.shape.items() if word in middle}
        return found or {"high": self.shape["high"]}

    def told(self, word: str) -> str:
        """One of its figures as it was typed, with its name where it has several."""
        figure = typed(self.shape[word])
        return figure if word in {"value", "values"} else f"{word} = {figure}"


class Reading:
    """A scenario, walked over once for all questions."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.scales = Scales(scenario)

    @cached_property
    def tables(self) -> list[tuple[KeyPath, Table]]:
        """Every table but numbers, with its path."""
        return [(path, table) for path, table in tables(self.scenario) if not isinstance(table, Number)]

    @cached_property
    def numbers(self) -> list[Stated]:
        """Every number that the files state, rows by year one by one."""
        return [
            Stated(place, key, number, table)
            for path, table in self.tables
            for key in type(table).model_fields
            for place, number in _at((*path, key), getattr(table, key))
            if not number.is_left_out
        ]


def _at(path: KeyPath, value: object) -> Iterator[tuple[KeyPath, Number]]:
    if isinstance(value, Number):
        yield path, value
    elif isinstance(value, dict):
        yield from (((*path, row), number) for row, number in value.items() if isinstance(number, Number))


def typed(figure: float) -> str:
    """A figure as one would type it into the file."""
    return f"{figure:.12g}" if abs(figure) < 1e15 else f"{figure:g}"

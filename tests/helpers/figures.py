"""Every figure that a scenario file may state, as the model's annotations have it: its key, its type, its ends."""

from __future__ import annotations

import datetime
import types
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

import annotated_types

from simulator.modules import modules_of
from simulator.scenario import terms
from simulator.scenario.bounds import Bounds
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.correlations import Correlation

HELD_ELSEWHERE = {(Correlation, "matrix"), (Scenario, "format")}
"""Correlations are held to −1 to 1 by a rule that names the members; the format is one of a choice."""
TABLES = [
    Scenario,
    *(
        kind
        for module in modules_of(terms.__name__)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Table) and kind.__module__ == module.__name__
    ),
]
"""Every kind of table that a scenario file may have."""


def stated(annotation: Any, limits: Sequence[Any] = ()) -> Iterator[tuple[type, list[Any]]]:
    """The plain types that an annotation is made of, each with the limits that it is held to."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        yield from stated(inner, [*limits, *more])
    elif origin in {Union, types.UnionType}:
        for part in get_args(annotation):
            yield from stated(part, limits)
    elif origin is dict:
        yield from stated(get_args(annotation)[1])
    elif origin is list:
        yield from stated(get_args(annotation)[0])
    elif isinstance(annotation, type):
        yield annotation, [part for limit in limits for part in getattr(limit, "metadata", [limit])]


def ends(limits: Sequence[Any]) -> dict[str, float]:
    """The ends that a figure is held to: ``ge``, ``gt``, ``le`` or ``lt``, as far as there are such."""
    found: dict[str, float] = {}
    for limit in limits:
        if isinstance(limit, Bounds):
            found |= {"ge": limit.low, "le": limit.high}
        for word, end in (
            ("ge", annotated_types.Ge),
            ("gt", annotated_types.Gt),
            ("le", annotated_types.Le),
            ("lt", annotated_types.Lt),
        ):
            if isinstance(limit, end):
                found[word] = getattr(limit, word)
    return found


def figures() -> Iterator[tuple[type[Table], str, type, list[Any]]]:
    """Every figure of every table: the table, the key, the plain type, and its limits."""
    for kind in TABLES:
        for key, field in kind.model_fields.items():
            for plain, limits in stated(field.annotation, field.metadata):
                is_figure = plain in {Number, int, float, datetime.date}
                if is_figure and (kind, key) not in HELD_ELSEWHERE:
                    yield kind, key, plain, limits


NUMBERS: dict[tuple[type[Table], str], Bounds] = {
    (kind, key): bounds
    for kind, key, plain, limits in figures()
    if plain is Number
    for bounds in limits
    if isinstance(bounds, Bounds)
}
"""The bounds of every number, by table and key."""

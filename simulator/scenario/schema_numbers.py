"""Numbers in the JSON Schema: one definition for each pair of bounds, with every form in which a number is written."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from simulator.scenario.bounds import (
    AMOUNT,
    CHANGE,
    DELAY,
    EFFECT,
    GROWTH,
    HEADROOM,
    MONTHS,
    MULTIPLE,
    OF_INCOME,
    PER_CENT,
    POSITION,
    PROBABILITY,
    UP_TO_TWICE,
    Bounds,
)
from simulator.scenario.number import FIGURES, PARAMETERS, PERCENTILES

NUMBER = "#/$defs/Number"
"""What begins every reference to a number: whoever overlays one replaces it whole."""

EXAMPLES: dict[Bounds, tuple[float, float, float]] = {
    PROBABILITY: (0.1, 0.2, 0.4),
    CHANGE: (0.1, 0.2, 0.4),
    PER_CENT: (60, 80, 95),
    UP_TO_TWICE: (10, 20, 40),
    OF_INCOME: (0.5, 1, 2),
    MULTIPLE: (0.8, 1, 1.3),
    HEADROOM: (2, 5, 8),
    GROWTH: (0.5, 2, 3.5),
    EFFECT: (0.6, 0.8, 0.95),
    POSITION: (-12, -8, -5),
    AMOUNT: (1.5, 2, 3),
    MONTHS: (1, 2, 4),
    DELAY: (0, 2, 6),
}
"""What somebody might believe of a number within such bounds: its 10th, 50th and 90th percentile."""


def with_bounded_numbers(schema: dict[str, Any]) -> dict[str, Any]:
    """A copy of a schema in which every number is of a definition that holds all that it states within its bounds.

    The model's own schema has least and greatest beside a reference to `Number`, where they hold a bare figure only.
    """
    number = schema["$defs"]["Number"]
    found = {Bounds(entry["minimum"], entry["maximum"]) for entry in _bounded(schema)}
    defined = {_name(bounds): _within(number, bounds) for bounds in sorted(found)}
    bounded: dict[str, Any] = _referring({key: entry for key, entry in schema.items() if key != "$defs"})
    tables = {name: _referring(table) for name, table in schema["$defs"].items() if name != "Number"}
    return {**bounded, "$defs": {**tables, **defined}}


def _bounded(schema: Any) -> Iterator[dict[str, Any]]:
    """Every reference to a number, with its bounds beside it."""
    if isinstance(schema, list):
        for entry in schema:
            yield from _bounded(entry)
    elif isinstance(schema, dict):
        if schema.get("$ref") == NUMBER:
            yield schema
        for entry in schema.values():
            yield from _bounded(entry)


def _referring(schema: Any) -> Any:
    """A copy in which references with bounds beside them are references to the definition for these bounds."""
    if isinstance(schema, list):
        return [_referring(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    copied = {key: _referring(entry) for key, entry in schema.items()}
    if copied.get("$ref") == NUMBER:
        copied["$ref"] = f"#/$defs/{_name(Bounds(copied.pop('minimum'), copied.pop('maximum')))}"
    return copied


def _name(bounds: Bounds) -> str:
    return f"Number_{bounds.low:.0f}_to_{bounds.high:.0f}"


def _within(number: dict[str, Any], bounds: Bounds) -> dict[str, Any]:
    """The definition of a number of which nothing lies beyond the bounds."""
    ends = {"minimum": bounds.low, "maximum": bounds.high}
    table = copy.deepcopy(number["anyOf"][1])
    for key in FIGURES:
        table["properties"][key] |= ends
    table["properties"]["values"]["items"] |= ends
    table["properties"]["sd"]["maximum"] = bounds.high - bounds.low
    table["anyOf"] = [{"required": keys} for keys in _forms()]
    p10, p50, p90 = EXAMPLES[bounds]
    return {
        "description": f"{number['description']}: from {bounds.low:,.0f} to {bounds.high:,.0f}",
        "anyOf": [{"type": "number", **ends}, table],
        "examples": [p50, {"p10": p10, "p50": p50, "p90": p90}],
    }


def _forms() -> list[list[str]]:
    """What a table that is a number must hold: a value, percentiles, or a distribution with all that it needs."""
    named = sorted({("dist", *sorted(needed)) for needed in PARAMETERS.values()})
    return [["value"], sorted(PERCENTILES), *map(list, named)]

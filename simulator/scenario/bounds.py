"""Between what bounds a figure lies: what a file may state, what its schema tells editors, where draws are clipped."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Bounds(NamedTuple):
    """The least and the greatest figure of a field, both allowed; stated in its annotation: ``Annotated[int, COUNT]``.

    A plain figure beyond them does not fit the model. A `Number` states several, and the rule `out_of_bounds` tells
    which of them lies beyond, beside all that is contradictory elsewhere.
    """

    low: float
    high: float

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        held: CoreSchema = self._holding(handler(source))
        return held

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(core_schema), "minimum": _plain(self.low), "maximum": _plain(self.high)}

    def _holding(self, schema: Any) -> Any:
        """A copy of a core schema that is held to these bounds where it is one of figures."""
        match schema["type"]:
            case "float":
                return {**schema, "ge": self.low, "le": self.high}
            case "int":
                return {**schema, "ge": int(self.low), "le": int(self.high)}
            case "function-after":
                return {**schema, "schema": self._holding(schema["schema"])}
        return {**schema}


UNBOUNDED = Bounds(-math.inf, math.inf)

PROBABILITY = Bounds(0.0, 1.0)
SHARE = Bounds(0.0, 1.0)
"""Of a whole that it cannot exceed."""
PERSISTENCE = Bounds(-1.0, 1.0)
LOADING = Bounds(-1.0, 1.0)
"""On a common factor, or a correlation."""
CHANGE = Bounds(-1.0, 1.0)
"""Of what lies between 0 and 1."""
PER_CENT = Bounds(0.0, 100.0)
UP_TO_TWICE = Bounds(0.0, 200.0)
"""Per cent of something that is matched, or paid twice over."""
OF_INCOME = Bounds(-100.0, 100.0)
"""Surplus or deficit, in per cent of income."""
SEVERAL_TIMES = Bounds(0.0, 1000.0)
"""Per cent of something that may be exceeded: ten times it."""
HEADROOM = Bounds(-99.0, 1000.0)
"""Per cent of capacity beyond what is used, below 0 where there is less of it."""
GROWTH = Bounds(-99.0, 100.0)
"""Per cent a year: nothing shrinks by all of it, or more than doubles, year after year."""
POINTS_A_YEAR = Bounds(-100.0, 100.0)
"""Percentage points that are added to a rate of growth."""
POINTS = Bounds(-1000.0, 1000.0)
"""Percentage points by which a per cent moves."""
POSITION = Bounds(-1e10, 1e10)
"""£m: so wide that pounds typed for millions are asked about by what they look like, and so narrow that nothing
overflows."""
AMOUNT = Bounds(0.0, 1e10)
MONTHS = Bounds(0.0, 1200.0)
DELAY = Bounds(-1200.0, 1200.0)
"""Months; below 0 counts as 0, and shifts what is believed."""
EFFECT = Bounds(-1000.0, 1000.0)
"""A share that may be more than all, or turn into its opposite; per cent typed for it are asked about."""
MULTIPLE = Bounds(0.0, 1000.0)
"""Of what is usual, which is 1; per cent typed for it are asked about."""
SEVERITY = Bounds(0.0, 100.0)
"""Of a winter, as a multiple of the one that is stated."""
WEIGHT = Bounds(0.0, 1000.0)
COST_A_HEAD = Bounds(0.0, 1e6)
"""£ a year."""
REPORTED_POSITION = Bounds(-1e6, 1e6)
"""£m of what closed or was published."""
COUNT = Bounds(0, 1200)
POSITIVE_COUNT = Bounds(1, 1200)
FINANCIAL_YEARS = Bounds(1990, 2100)
LAG_YEARS = Bounds(0, 10)
HORIZON_YEARS = Bounds(1, 30)


@cache
def bounds_of(kind: type[BaseModel]) -> Mapping[str, Bounds]:
    """The bounds of every figure of a table, by key; a table by year has the same in every year."""
    return {
        key: bounds
        for key, field in kind.model_fields.items()
        for bounds in _stated(field.annotation, field.metadata)
    }


def _stated(annotation: Any, metadata: Sequence[Any] = ()) -> Iterator[Bounds]:
    """The bounds in an annotation, wherever in it they stand."""
    for part in (*metadata, *get_args(annotation)):
        if isinstance(part, Bounds):
            yield part
        else:
            yield from _stated(part)


def _plain(bound: float) -> float:
    return int(bound) if bound == int(bound) else bound

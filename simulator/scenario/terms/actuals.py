"""Months already closed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.immutable import Entries
from simulator.scenario.number import Table
from simulator.scenario.terms.vocabulary import Position


class Actuals(Table):
    """`[actuals.*]`, by the key of a body: months of the first year that are closed, and what they came to."""

    position_gbp_m: Annotated[Entries[Position], Field(min_length=1, max_length=12)]
    """Income less expenditure of April, May and so on, one figure a closed month, £m."""
    target_gbp_m: Position | None = None
    """What the year is to end at, £m; left out, the year as submitted, or else as planned."""

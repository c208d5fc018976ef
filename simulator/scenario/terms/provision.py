"""Capacity: wards that open and close in steps."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import HEADROOM, SEVERAL_TIMES
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import PositiveCount


class Capacity(Table):
    """`[bodies.*.capacity]`: wards and theatre lists, in steps of base activity."""

    step_pct: Annotated[Number, SEVERAL_TIMES]
    """A step, % of base activity."""
    headroom_pct: Annotated[Number, HEADROOM]
    """Capacity beyond base activity at the start, % of base activity."""
    open_after_months: PositiveCount
    """Months in a row above capacity until a step opens."""
    close_after_months: PositiveCount
    """Months in a row a whole step below capacity until a step closes."""
    premium_pct: Annotated[Number, SEVERAL_TIMES]
    """Cost of work beyond open capacity, in % of the semi-fixed cost it would have had."""

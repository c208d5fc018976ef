"""People by age."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.bounds import GROWTH
from simulator.scenario.immutable import Entries
from simulator.scenario.number import NOT_NEXT_TO_NOTHING, Number, Table
from simulator.scenario.terms.vocabulary import Year, certain

People = Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False), NOT_NEXT_TO_NOTHING]


class Population(Table):
    """`[populations.*]`: people by age band at mid-year, and how wrong the projection may be."""

    people: dict[Year, Entries[People]]
    """Mid-year figures, one list in the order of `age_bands` a year."""
    growth_error_all_ages_pct: Annotated[Number, GROWTH] = certain(0.0)
    """% a year by which the growth of every age band is wrong."""
    growth_error_75_and_over_pct: Annotated[Number, GROWTH] = certain(0.0)
    """% a year, beside that, for bands that begin at 75 or later."""

"""Year-end measures: what a body finds at its close, or spends ahead of time."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import PER_CENT, SEVERAL_TIMES
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import certain


class YearEndMeasures(Table):
    """`[bodies.*.year_end]`: at the close what is behind the target is found, what is ahead is spent ahead of time."""

    found_pct: Annotated[Number, PER_CENT]
    """% of the year's income that can be found, or spent ahead of time, at most; drawn anew each year."""
    brought_forward_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """% of what is beyond the target, and beyond break even, that is spent ahead of time."""
    returns_pct: Annotated[Number, SEVERAL_TIMES] = certain(0.0)
    """% of what was found in a year that has to be spent in the next, or of what was brought forward, spared."""

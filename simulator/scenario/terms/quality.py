"""Quality: special measures into which a provider's care puts it."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import MONTHS, PER_CENT, PROBABILITY
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import certain


class Quality(Table):
    """`[bodies.*.quality]`: quality special measures, and what agency staff and a turnaround cost while they last."""

    in_special_measures: bool = False
    """Whether it is in them at the start."""
    probability: Annotated[Number, PROBABILITY] = certain(0.0)
    """Probability of entering them in a year, where it is in none."""
    lasts_months: Annotated[Number, MONTHS]
    """Months from the April in which they begin; drawn anew each time."""
    cost_pct: Annotated[Number, PER_CENT]
    """What they cost while they last, % of its cost lines that move with `pay`."""

"""The risk register."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import PER_CENT, POSITION, PROBABILITY
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import Count, Day, Key, PositiveCount, certain


class Risk(Table):
    """`[risks.*]`: an entry of the risk register: it happens or not in each future."""

    name: str
    """In words, for tables."""
    owner: Key
    """Key of the body that pays."""
    probability: Annotated[Number, PROBABILITY]
    """Probability that it happens."""
    amount_gbp_m: Annotated[Number, POSITION]
    """What it costs, £m in cash; negative for an opportunity."""
    date: Day
    """The first day it may happen."""
    window_months: Count = 0
    """Months after that day within which it happens."""
    duration_months: PositiveCount
    """Months over which its cost is spread."""
    mitigation_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """% of its cost that is averted."""

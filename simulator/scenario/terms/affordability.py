"""Affordability: a commissioner offers no more than it can pay, and withholds where its own year is short."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import PER_CENT
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import certain


class Affordability(Table):
    """`[bodies.*.affordability]`: each round offers no more growth than the allocation leaves room for."""

    withheld_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """% of the payment for work above what was offered that it withholds at most; left out, none."""
    withheld_in_full_at_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """How far short of its target it forecasts to be, unspent contingency apart, where it withholds that most: % of its
    allocation."""

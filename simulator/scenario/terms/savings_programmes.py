"""Savings programmes that follow need: what a year sets out to save is decided by what it lacks."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import OF_INCOME, PER_CENT, SHARE
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import certain


class FollowsNeed(Table):
    """`[schemes.*.follows_need]`: between what limits a yearly programme follows what its owner lacks."""

    least_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """% of what it acts on that it sets out to save where nothing is lacking."""
    most_pct: Annotated[Number, PER_CENT]
    """% of what it acts on that it sets out to save at most, however much is lacking."""
    target_pct: Annotated[Number, OF_INCOME] | None = None
    """Position aimed at, % of last year's income; left out, the control total or, without one, break even."""
    stretch_from_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """% of what it acts on beyond which a programme delivers less of its effect."""
    stretch_effect: Annotated[Number, SHARE] = certain(0.0)
    """Share of its effect that is not delivered, for each percentage point beyond `stretch_from_pct`."""
    tires_a_year: Annotated[Number, SHARE] = certain(0.0)
    """Share of its effect that is not delivered, for each year in which the programme ran before."""

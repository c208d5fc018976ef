"""Milestones: bids, projects, shared management, mergers."""

from __future__ import annotations

from typing import Annotated, Literal

from simulator.scenario.bounds import AMOUNT, CHANGE, DELAY, PROBABILITY
from simulator.scenario.immutable import Entries
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import Count, Day, Key, PositiveCount, certain


class Milestone(Table):
    """`[milestones.*]`: something that happens at an uncertain date, and perhaps never."""

    name: str
    """In words, for tables."""
    kind: Literal["bid", "project", "shared_management", "merger"]
    """A decision from outside, an integration project, one management for several bodies, or their merger."""
    date: Day
    """When it is planned."""
    delay_months: Annotated[Number, DELAY] = certain(0.0)
    """Months by which it is late; below 0 counts as 0."""
    fails_probability: Annotated[Number, PROBABILITY] = certain(0.0)
    """Probability that it never happens."""
    needs: Entries[Key] = ()
    """Keys of milestones that must be reached before."""
    bodies: Entries[Key] = ()
    """Keys of the bodies concerned."""
    cost_gbp_m: Annotated[Number, AMOUNT] = certain(0.0)
    """What it costs once, £m at March's prices; not of a bid."""
    cost_months: PositiveCount = 1
    """Months from its date over which that is spent."""
    paid_by: Key | None = None
    """Key of the party that pays; left out, `bodies` in equal parts."""
    grip_change: Annotated[Number, CHANGE] = certain(0.0)
    """By how much the grip of `bodies` changes in the end; of shared management and mergers."""
    grip_months: Count = 0
    """Months over which it changes; 0 is at once."""
    disruption: Annotated[Number, PROBABILITY] = certain(0.0)
    """Grip lost while people look for their places; of shared management and mergers."""
    disruption_months: Count = 0
    """How long that lasts."""

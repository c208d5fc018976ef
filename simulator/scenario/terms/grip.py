"""Grip: how firmly a body is managed, and what changes it."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import CHANGE, EFFECT, POINTS, PROBABILITY
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import Count, Day, Key, certain


class GripChange(Table):
    """`[bodies.*.grip.changes.*]`: a new team, a turnaround director: grip moves over months."""

    date: Day
    """When it begins."""
    change: Annotated[Number, CHANGE]
    """By how much grip changes in the end."""
    months: Count
    """Months over which it changes evenly; 0 is at once."""


class Grip(Table):
    """`[bodies.*.grip]`: how firmly a body is managed, 0 to 1, and what that does. Linear, neutral at one half."""

    level: Annotated[Number, PROBABILITY]
    """How firmly; one half is neutral."""
    challenge_effect_pct: Annotated[Number, POINTS] = certain(0.0)
    """Of commissioners: percentage points more of over-performance challenged as grip rises by 1."""
    delivery_effect: Annotated[Number, EFFECT] = certain(0.0)
    """Added to the delivery of the body's schemes as grip rises by 1."""
    forecast_effect: Annotated[Number, EFFECT] = certain(0.0)
    """By which share forecast errors shrink as grip rises by 1."""
    changes: dict[Key, GripChange] = {}
    """What changes grip, each under a key of its own."""

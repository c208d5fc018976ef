"""Pooling: money that moves between members at the year's end."""

from __future__ import annotations

from typing import Annotated, Literal

from simulator.scenario.bounds import PER_CENT, SEVERAL_TIMES
from simulator.scenario.immutable import Entries
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import Day, Key, certain


class Pooling(Table):
    """`[system.pooling]`: at each year's end money moves from members above their target to members below it."""

    start: Day
    """It counts from the first April on or after this date."""
    needs: Entries[Key] = ()
    """Keys of milestones that must be reached before."""
    rule: Literal["smallest_shortfall_first", "proportional"]
    """Fill as many as the pool can fill, or everybody in the same proportion."""
    fills_in_part: bool = True
    """`smallest_shortfall_first` only: whether the last receiver may be filled in part."""
    ring_fenced: Entries[Key] = ()
    """Keys of members that neither give nor receive."""
    administration_pct: Annotated[Number, SEVERAL_TIMES] = certain(0.0)
    """What moving the money costs its givers, % of it."""
    administration_saved_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """% of the running cost of contracts between members that one budget saves."""

"""The system: members who are looked at together, and what they may share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.immutable import Entries
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import Day, Key, certain


class SingleControlTotal(Table):
    """`[system.control_total]`: members reach their control totals together or not at all."""

    start: Day
    """It counts from the first April on or after this date."""
    needs: Entries[Key] = ()
    """Keys of milestones that must be reached before."""


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
    administration_pct: Number = certain(0.0)
    """What moving the money costs its givers, % of it."""
    administration_saved_pct: Number = certain(0.0)
    """% of the running cost of contracts between members that one budget saves."""


class System(Table):
    """`[system]`: the members who are looked at together."""

    name: str
    """In words, for tables."""
    members: Annotated[Entries[Key], Field(min_length=1)]
    """Keys of simulated bodies."""
    control_total: SingleControlTotal | None = None
    """A single control total; left out, each body has its own."""
    pooling: Pooling | None = None
    """Money that moves between members; left out, none does."""

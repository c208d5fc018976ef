"""Control totals, of one body and of members together."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import PER_CENT, POSITION
from simulator.scenario.immutable import Entries
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import Day, Key, certain


class ControlTotal(Table):
    """`[bodies.*.control_total]`: the position that the regulator sets a body each year, from last year's outturn."""

    opening_gbp_m: Annotated[Number, POSITION]
    """The first year's, £m, before sustainability funding; negative for a deficit."""
    share_of_outturn_pct: Annotated[Number, PER_CENT] = certain(100.0)
    """% of last year's miss or gain on the control total that the next one takes over."""


class SingleControlTotal(Table):
    """`[system.control_total]`: members reach their control totals together or not at all."""

    start: Day
    """It counts from the first April on or after this date."""
    needs: Entries[Key] = ()
    """Keys of milestones that must be reached before."""

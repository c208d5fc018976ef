"""Discharge: what patients beyond plan cost a council and a hospital."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.bounds import PER_CENT, SEVERAL_TIMES
from simulator.scenario.immutable import Entries
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import Key, certain


class Discharge(Table):
    """`[bodies.*.discharge]`: social care that a council owes to patients whom hospitals treated beyond plan."""

    contracts: Annotated[Entries[Key], Field(min_length=1)]
    """Keys of the hospital contracts whose patients need care afterwards."""
    care_pct: Annotated[Number, SEVERAL_TIMES]
    """Social care needed, % of the value of hospital care beyond plan."""
    price: Key | None = None
    """Key of the price series of that care; left out, its price does not move."""
    delayed_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """% of those due to leave who have to wait another month for their care."""
    bed_pct: Annotated[Number, SEVERAL_TIMES] = certain(0.0)
    """What a month's waiting costs the hospital, % of the value of the care that they had."""
    charge_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """% of that which the hospital charges to the council."""

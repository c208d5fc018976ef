"""Unit costs that grow back: what providers' years have in common."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import PER_CENT, PERSISTENCE
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import certain


class UnitCosts(Table):
    """`[unit_costs]`: by what a year's growth of unit costs departs, at all providers alike, from their own levels."""

    error_sd_pct: Annotated[Number, PER_CENT]
    """Standard deviation of each year's new departure, in % a year."""
    error_persistence: Annotated[Number, PERSISTENCE] = certain(0.0)
    """What is left of a year's departure in the next."""

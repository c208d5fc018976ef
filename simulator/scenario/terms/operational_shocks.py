"""Operational shocks: what befalls a body in a year that nobody planned."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import OF_INCOME, PER_CENT
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import Share, certain


class OperationalShocks(Table):
    """`[operational_shocks]`: by how much a year turns out otherwise than planned, for reasons named nowhere else."""

    mean_pct: Annotated[Number, OF_INCOME] = certain(0.0)
    """Mean of a year's shock, % of planned income; below 0 it costs."""
    sd_pct: Annotated[Number, PER_CENT]
    """Standard deviation of a year's shock, % of planned income; its tails are heavier than a normal's."""
    recurrent_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """Share of a shock that stays in every later year."""
    commissioners_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """What befalls a commissioner, of what befalls a provider; left out, nothing does."""
    shared: Share = 0.0
    """Correlation of what befalls any two bodies in a year, from 0 to 1."""

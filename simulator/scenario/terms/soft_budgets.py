"""Soft budgets: loans that are written off, and providers that are rescued."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import PER_CENT, PROBABILITY, SEVERAL_TIMES
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import PositiveCount, Year


class WriteOff(Table):
    """`[regime.providers.write_off]`: in the April of some years the nation writes loans of every provider off."""

    probability: dict[Year, Annotated[Number, PROBABILITY]]
    """Probability that it happens in the year's April, by financial year."""
    share_pct: Annotated[Number, PER_CENT]
    """% of what each provider owes that is written off."""


class Rescue(Table):
    """`[regime.providers.rescue]`: who owes too much or fails too often is rescued, and supported for some years."""

    deficit_pct: Annotated[Number, PER_CENT]
    """% of income; a deficit beyond it is a failed year."""
    failed_years: PositiveCount
    """Failed years in a row from which a provider may be rescued."""
    loans_above_pct: Annotated[Number, SEVERAL_TIMES]
    """% of income; who owes more may be rescued."""
    probability: Annotated[Number, PROBABILITY]
    """Probability that it is, in each such year."""
    loans_written_off_pct: Annotated[Number, PER_CENT]
    """% of what it owes that is written off in the April that follows."""
    support_pct: Annotated[Number, PER_CENT]
    """% of its deficit that is paid at each close of the rescue."""
    lasts_years: PositiveCount
    """Years that the rescue lasts, from that April."""

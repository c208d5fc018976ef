"""Prices, and how policy follows inflation."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import EFFECT, GROWTH, LAG_YEARS, PER_CENT, PERSISTENCE, WEIGHT
from simulator.scenario.number import Finite, Number, Table
from simulator.scenario.terms.vocabulary import FinancialYear, Key, Loading, Year, certain

Weight = Annotated[Finite, WEIGHT]


class Price(Table):
    """`[prices.*]`: a price series, stepped each April."""

    planned_pct: dict[Year, Annotated[Number, GROWTH]]
    """% a year, by financial year; the last row stays."""
    errors_from: FinancialYear | None = None
    """First financial year whose rate is not yet known; left out, every year from the start."""
    error_sd_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """Standard deviation of the error in a year's rate, percentage points."""
    error_persistence: Annotated[Number, PERSISTENCE] = certain(0.0)
    """The share of a year's error that is left in the next."""
    inflation_loading: Loading = 0.0
    """How far its errors move with those of other series."""
    inflation_weight: Weight = 0.0
    """Its weight in the surprise inflation that other series follow."""
    follows_inflation: Annotated[Number, EFFECT] = certain(0.0)
    """Share of surprise inflation that the series makes good; policy that follows in part has less than 1."""
    lag_years: Annotated[int, LAG_YEARS] = 1
    """Years after which it follows."""
    less: Key | None = None
    """Another series whose rate is taken off, such as an efficiency factor."""

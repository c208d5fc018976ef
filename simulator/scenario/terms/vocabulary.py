"""The words of the scenario format: keys, years, counts, and the default of a number that is left out."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from simulator.scenario.number import Number

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]

Year = Annotated[str, Field(pattern=r"^(19|20|21)[0-9]{2}$")]
"""A financial year by the calendar year it starts in; TOML keys are texts."""
FinancialYear = Annotated[int, Field(ge=1990, le=2100)]
Count = Annotated[int, Field(ge=0, le=1200)]
PositiveCount = Annotated[int, Field(ge=1, le=1200)]
Share = Annotated[float, Field(ge=0, le=1)]
Loading = Annotated[float, Field(ge=-1, le=1)]
PerCent = Annotated[float, Field(ge=0, le=100)]
Position = Annotated[float, Field(ge=-1e6, le=1e6)]
"""£m, below 0 for a deficit."""


def _of_our_time(day: datetime.date) -> datetime.date:
    if not 1900 <= day.year <= 2200:
        raise ValueError("should be a date between 1900 and 2200")
    return day


Day = Annotated[datetime.date, AfterValidator(_of_our_time)]

ByYear = dict[Year, Number]
"""Rows by the financial year from which each holds; the last row known at `as_of` stays."""


def certain(value: float) -> Number:
    """The default of a number that a file may leave out."""
    return Number.default(value)

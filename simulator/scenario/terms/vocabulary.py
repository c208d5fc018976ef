"""The words of the scenario format: keys, years, counts, and the default of a number that is left out."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from simulator.scenario.bounds import (
    COUNT,
    FINANCIAL_YEARS,
    LOADING,
    PER_CENT,
    POSITIVE_COUNT,
    REPORTED_POSITION,
    SHARE,
)
from simulator.scenario.number import Number

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]

Year = Annotated[str, Field(pattern=r"^(19|20|21)[0-9]{2}$")]
"""A financial year by the calendar year it starts in; TOML keys are texts."""
FinancialYear = Annotated[int, FINANCIAL_YEARS]
Count = Annotated[int, COUNT]
PositiveCount = Annotated[int, POSITIVE_COUNT]
Share = Annotated[float, SHARE]
Loading = Annotated[float, LOADING]
PerCent = Annotated[float, PER_CENT]
Position = Annotated[float, REPORTED_POSITION]
"""£m, below 0 for a deficit."""


def _of_our_time(day: datetime.date) -> datetime.date:
    if not 1900 <= day.year <= 2200:
        raise ValueError("should be a date between 1900 and 2200")
    return day


OF_OUR_TIME = r"^(19|20|21)[0-9]{2}-|^2200-"
"""The same for schemas, to which a date is a text."""
Day = Annotated[
    datetime.date,
    AfterValidator(_of_our_time),
    Field(json_schema_extra={"pattern": OF_OUR_TIME, "examples": ["2018-04-01"]}),
]

ByYear = dict[Year, Number]
"""Rows by the financial year from which each holds; the last row known at `as_of` stays."""


def certain(value: float) -> Number:
    """The default of a number that a file may leave out."""
    return Number.default(value)

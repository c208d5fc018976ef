"""Month-end reports: how a body sees the end of its year."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import AMOUNT, MULTIPLE
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import Day, PositiveCount, certain


class Forecast(Table):
    """`[bodies.*.forecast]`: how the month-end report sees the year's end."""

    run_rate_share: Annotated[Number, MULTIPLE] = certain(1.0)
    """Share of the year's variance so far that the forecast carries on; 1 is all, 0 none."""
    error_sd_gbp_m: Annotated[Number, AMOUNT] = certain(0.0)
    """Standard deviation of a forecast's error at the year's beginning, £m; it shrinks to nothing by March."""
    learning_months: PositiveCount = 12
    """Months until the reports have learnt the whole of a hidden cost."""
    review: Day | None = None
    """Date of a review that finds the whole of a hidden cost at once."""

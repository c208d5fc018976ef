"""How a body is managed: grip, forecasts, and what financial recovery does."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.immutable import Entries
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import Count, Day, Key, PositiveCount, certain


class GripChange(Table):
    """`[bodies.*.grip.changes.*]`: a new team, a turnaround director: grip moves over months."""

    date: Day
    """When it begins."""
    change: Number
    """By how much grip changes in the end, −1 to 1."""
    months: Count
    """Months over which it changes evenly; 0 is at once."""


class Grip(Table):
    """`[bodies.*.grip]`: how firmly a body is managed, 0 to 1, and what that does. Linear, neutral at one half."""

    level: Number
    """0 to 1; one half is neutral."""
    challenge_effect_pct: Number = certain(0.0)
    """Of commissioners: percentage points more of over-performance challenged as grip rises by 1."""
    delivery_effect: Number = certain(0.0)
    """Added to the delivery of the body's schemes as grip rises by 1."""
    forecast_effect: Number = certain(0.0)
    """By which share forecast errors shrink as grip rises by 1."""
    changes: dict[Key, GripChange] = {}
    """What changes grip, each under a key of its own."""


class Forecast(Table):
    """`[bodies.*.forecast]`: how the month-end report sees the year's end."""

    run_rate_share: Number = certain(1.0)
    """Share of the year's variance so far that the forecast carries on; 1 is all, 0 none."""
    error_sd_gbp_m: Number = certain(0.0)
    """Standard deviation of a forecast's error at the year's beginning, £m; it shrinks to nothing by March."""
    learning_months: PositiveCount = 12
    """Months until the reports have learnt the whole of a hidden cost."""
    review: Day | None = None
    """Date of a review that finds the whole of a hidden cost at once."""


class RecoveryAction(Table):
    """`[bodies.*.recovery.actions.*]`: hold vacancies, defer spending."""

    lines: Annotated[Entries[Key], Field(min_length=1)]
    """Keys of the spend or cost lines that are held."""
    share_pct: Number
    """% of those lines that is held while the action is in force."""
    duration_months: PositiveCount
    """Months that it is in force."""
    rebound_pct: Number = certain(0.0)
    """% of what was held in a year that has to be spent in the next."""


class Recovery(Table):
    """`[bodies.*.recovery]`: when a body enters financial recovery, and what it does then."""

    tolerance_pct: Number
    """Of the year's planned income."""
    reports: PositiveCount
    """Bad reports in a row until financial recovery begins."""
    lag_months: Number = certain(0.0)
    """Months until its actions are in force."""
    release_months: Count = 0
    """How long the release of contingency and reserves stands; 0 releases none."""
    actions: dict[Key, RecoveryAction] = {}
    """What the body does then, each under a key of its own."""

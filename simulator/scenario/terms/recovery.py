"""Financial recovery: what a body does after bad forecasts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.bounds import MONTHS, PER_CENT, SEVERAL_TIMES
from simulator.scenario.immutable import Entries
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import Count, Key, PositiveCount, certain


class RecoveryAction(Table):
    """`[bodies.*.recovery.actions.*]`: hold vacancies, defer spending."""

    lines: Annotated[Entries[Key], Field(min_length=1)]
    """Keys of the spend or cost lines that are held."""
    share_pct: Annotated[Number, PER_CENT]
    """% of those lines that is held while the action is in force."""
    duration_months: PositiveCount
    """Months that it is in force."""
    rebound_pct: Annotated[Number, SEVERAL_TIMES] = certain(0.0)
    """% of what was held in a year that has to be spent in the next."""


class Recovery(Table):
    """`[bodies.*.recovery]`: when a body enters financial recovery, and what it does then."""

    tolerance_pct: Annotated[Number, SEVERAL_TIMES]
    """Of the year's planned income."""
    reports: PositiveCount
    """Bad reports in a row until financial recovery begins."""
    lag_months: Annotated[Number, MONTHS] = certain(0.0)
    """Months until its actions are in force."""
    release_months: Count = 0
    """How long the release of contingency and reserves stands; 0 releases none."""
    actions: dict[Key, RecoveryAction] = {}
    """What the body does then, each under a key of its own."""

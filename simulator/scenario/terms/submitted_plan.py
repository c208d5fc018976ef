"""The plan that was submitted: what a body told its board or regulator, which it budgets by."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.number import Table
from simulator.scenario.terms.vocabulary import Position, Year


class SubmittedPlan(Table):
    """`[bodies.*.submitted_plan]`: the positions that a body submitted, where it does not budget for all to deliver."""

    position_gbp_m: Annotated[dict[Year, Position], Field(min_length=1)]
    """By financial year, before support, £m; a year without one has no submitted plan."""

"""Doing nothing as planning templates read it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.number import NOT_NEXT_TO_NOTHING, Table

YearlyGrowth = Annotated[float, Field(ge=-20, le=20, examples=[5.0]), NOT_NEXT_TO_NOTHING]


class PlanningTemplate(Table):
    """`[planning_template]`: how a planning template reads doing nothing: costs that grow by one rate, with no
    productivity and no behaviour. Shown beside the model's doing nothing; the engine never sees it.
    """

    cost_growth_pct: YearlyGrowth
    """Growth of the system's costs, in cash, % a year from the opening year on."""

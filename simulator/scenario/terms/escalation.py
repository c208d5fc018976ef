"""Escalation: what repeated failure leads to."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import AMOUNT, CHANGE, PER_CENT, PROBABILITY
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import FinancialYear, PositiveCount, certain


class Escalation(Table):
    """`[regime.*.escalation]`: what repeated failure leads to, up to administration."""

    deficit_pct: Annotated[Number, PER_CENT]
    """% of income; a deficit beyond it is a failed year."""
    special_measures_years: PositiveCount
    """Failed years in a row until special measures."""
    contingency_planning_years: PositiveCount
    """Failed years in a row until a contingency planning team is sent."""
    contingency_planning_from: FinancialYear | None = None
    """First financial year whose close sends one, by the year it starts in; left out, any."""
    contingency_planning_until: FinancialYear | None = None
    """Last one, which counts too; left out, there is none."""
    administration_years: PositiveCount
    """Failed years in a row from which an administrator may be appointed."""
    administration_from: FinancialYear | None = None
    """First financial year whose close appoints one, by the year it starts in; left out, any."""
    administration_until: FinancialYear | None = None
    """Last one, which counts too; left out, there is none."""
    administration_probability: Annotated[Number, PROBABILITY]
    """Probability that one is, in each such year."""
    turnaround_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """Cost of turnaround in special measures, % of income a year."""
    grip_a_year: Annotated[Number, CHANGE] = certain(0.0)
    """By how much each year of special measures raises grip."""
    contingency_planning_gbp_m: Annotated[Number, AMOUNT] = certain(0.0)
    """What the team costs, £m a year at March's prices."""
    administration_gbp_m: Annotated[Number, AMOUNT] = certain(0.0)
    """What the administrator costs, £m in all, at March's prices."""
    administration_months: PositiveCount = 12
    """Months over which that is spent."""

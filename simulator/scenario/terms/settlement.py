"""Cash and loans of a provider."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import AMOUNT, PER_CENT, POSITION
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import PositiveCount, certain


class Cash(Table):
    """`[bodies.*.cash]`: a provider's bank balance and its loans."""

    opening_gbp_m: Annotated[Number, POSITION]
    """In the bank at the start, £m."""
    minimum_gbp_m: Annotated[Number, POSITION]
    """£m below which the body borrows."""
    opening_loans_gbp_m: Annotated[Number, AMOUNT] = certain(0.0)
    """Owed at the start, £m."""
    capital_gbp_m: Annotated[Number, AMOUNT] = certain(0.0)
    """Capital spending, £m a year at March's prices."""
    loan_rate_pct: Annotated[Number, PER_CENT]
    """Interest, % a year."""
    loan_term_months: PositiveCount
    """Months after which a loan falls due."""

"""Levies: what is taken off every commissioner's allocation for a purpose of others."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import PER_CENT
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import FinancialYear, Key


class Levy(Table):
    """`[levies.*]`: a share of its allocation that every commissioner pays to a party outside."""

    from_year: FinancialYear
    """First financial year in which it is paid, by the year it starts in."""
    to_year: FinancialYear | None = None
    """Last one, which counts too; left out, the horizon's."""
    share_pct: Annotated[Number, PER_CENT]
    """% of the allocation."""
    paid_to: Key | None = None
    """Key of the outside party that is paid; left out, the paymaster."""

"""Lines of a body: what it spends, receives beside contracts, and what care costs."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import AMOUNT, PER_CENT
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import Day, Key, certain


class SpendLine(Table):
    """`[bodies.*.spend.*]`: what a commissioner or a council spends itself."""

    base_gbp_m: Annotated[Number, AMOUNT]
    """£m a year, at March's prices and base demand."""
    service: Key | None = None
    """Key of the service whose demand it follows; left out, it follows none."""
    price: Key | None = None
    """Key of its price series; left out, its price does not move."""


class IncomeLine(Table):
    """`[bodies.*.income.*]`: income of a provider beside its contracts."""

    base_gbp_m: Annotated[Number, AMOUNT]
    """£m a year, at March's prices."""
    price: Key | None = None
    """Key of its price series; left out, its price does not move."""
    payer: Key | None = None
    """Key of the outside party that pays it; left out, nobody in particular."""
    ends: Day | None = None
    """Date from which it is not received any more."""


class CostLine(Table):
    """`[bodies.*.costs.*]`: a cost line of a provider. What is neither fixed nor semi-fixed is variable."""

    base_gbp_m: Annotated[Number, AMOUNT]
    """£m a year, at March's prices and base activity."""
    price: Key | None = None
    """Key of its price series; left out, its price does not move."""
    fixed_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """% of the line that activity does not move."""
    semi_fixed_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """% of the line that moves in steps, with wards that open and close."""
    cash: bool = True
    """False for depreciation: a cost, not a payment."""
    pfi: bool = False
    """True for a unitary payment: fixed by contract, out of reach of every scheme."""
    ends: Day | None = None
    """Of a PFI: the date from which it is not paid any more."""

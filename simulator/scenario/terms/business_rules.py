"""Business rules: what a body carries forward and may spend."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import PER_CENT
from simulator.scenario.number import Number, Table


class BusinessRules(Table):
    """`[bodies.*.business_rules]`: a body keeps the surplus that the regime asks of its kind and spends the rest."""

    development_pct: Annotated[Number, PER_CENT]
    """% of last year's recurrent surplus, beyond what must be kept, that new care is bought with for good."""

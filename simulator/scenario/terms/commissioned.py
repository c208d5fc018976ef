"""More money for more work: what a payer's money buys beyond what prices explain."""

from __future__ import annotations

from typing import Annotated

from simulator.scenario.bounds import SEVERAL_TIMES
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import Key, certain


class Commissioned(Table):
    """`[contracts.*.commissioned]`: money that moves otherwise than the price buys more volume, or less."""

    money: Key
    """Key of the price series by which the money moves; `price` is then the tariff."""
    cost_pct: Annotated[Number, SEVERAL_TIMES] = certain(100.0)
    """What a unit of the added volume costs the provider, % of its price."""

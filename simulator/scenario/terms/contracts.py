"""Contracts: who pays whom for what, and by what form."""

from __future__ import annotations

from typing import Annotated, Literal

from simulator.scenario.bounds import AMOUNT, GROWTH, MULTIPLE, PER_CENT, SEVERAL_TIMES
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.commissioned import Commissioned
from simulator.scenario.terms.vocabulary import Key, Year, certain


class Contract(Table):
    """`[contracts.*]`: one payer, one provider, one service; one's cost is the other's income."""

    payer: Key
    """Key of the commissioner, council or outside party that pays."""
    provider: Key
    """Key of the provider or outside party that is paid."""
    service: Key
    """Key of the service it buys."""
    form: Literal["block", "activity", "marginal_rate", "blended"]
    """What payment follows: nothing, activity, activity at a marginal rate above plan, or a part of it."""
    value_gbp_m: Annotated[Number, AMOUNT]
    """A year, at activity 1 and March's prices."""
    price: Key | None = None
    """Key of its price series; left out, its price does not move."""
    commissioned: Commissioned | None = None
    """What its payer buys with money of its own pace; left out, payments move with `price`."""
    opening_plan: Annotated[Number, MULTIPLE] = certain(1.0)
    """Planned activity before the first round, relative to base activity."""
    planned_growth_pct: Annotated[Number, GROWTH] = certain(0.0)
    """% a year that the plan adds in each April's round."""
    rebase_share_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """% of the gap between last year's activity and plan that each round closes."""
    challenged_pct: Annotated[Number, PER_CENT] | None = None
    """`activity` only: share of over-performance that the payer refuses."""
    marginal_rate_pct: dict[Year, Annotated[Number, SEVERAL_TIMES]] | None = None
    """`marginal_rate` only: share of price paid above plan, by year; left out, that of `[regime.contracts]`."""
    variable_pct: Annotated[Number, SEVERAL_TIMES] | None = None
    """`blended` only, and required there; so are cap and collar."""
    cap_pct: Annotated[Number, SEVERAL_TIMES] | None = None
    """`blended` only: most that activity above plan may add, % of plan."""
    collar_pct: Annotated[Number, SEVERAL_TIMES] | None = None
    """`blended` only: most that activity below plan may take off, % of plan."""
    stopped_pct: Annotated[Number, PER_CENT] | None = None
    """% of the work above the offer whose payment is withheld that is not done, and waits; left out, none."""
    payer_administration_gbp_m: Annotated[Number, AMOUNT] = certain(0.0)
    """What running the contract costs its payer, £m a year at March's prices."""
    provider_administration_gbp_m: Annotated[Number, AMOUNT] = certain(0.0)
    """What running the contract costs its provider, £m a year at March's prices."""

    @property
    def paid_with(self) -> str | None:
        """Key of the series with which payments move: the payer's money's, or the price's."""
        return self.price if self.commissioned is None else self.commissioned.money

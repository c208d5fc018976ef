"""Contracts: who pays whom for what, and by what form."""

from __future__ import annotations

from typing import Literal

from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import ByYear, Key, certain


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
    value_gbp_m: Number
    """A year, at activity 1 and March's prices."""
    price: Key | None = None
    """Key of its price series; left out, its price does not move."""
    opening_plan: Number = certain(1.0)
    """Planned activity before the first round, relative to base activity."""
    planned_growth_pct: Number = certain(0.0)
    """% a year that the plan adds in each April's round."""
    rebase_share_pct: Number = certain(0.0)
    """% of the gap between last year's activity and plan that each round closes."""
    challenged_pct: Number | None = None
    """`activity` only: share of over-performance that the payer refuses."""
    marginal_rate_pct: ByYear | None = None
    """`marginal_rate` only: share of price paid above plan, by year; left out, that of `[regime.contracts]`."""
    variable_pct: Number | None = None
    """`blended` only, and required there; so are cap and collar."""
    cap_pct: Number | None = None
    """`blended` only: most that activity above plan may add, % of plan."""
    collar_pct: Number | None = None
    """`blended` only: most that activity below plan may take off, % of plan."""
    payer_administration_gbp_m: Number = certain(0.0)
    """What running the contract costs its payer, £m a year at March's prices."""
    provider_administration_gbp_m: Number = certain(0.0)
    """What running the contract costs its provider, £m a year at March's prices."""

"""Services: what care costs a head, and how demand for it grows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.bounds import COST_A_HEAD, GROWTH, PER_CENT, PERSISTENCE, SEVERAL_TIMES
from simulator.scenario.immutable import Entries
from simulator.scenario.number import NOT_NEXT_TO_NOTHING, Finite, Number, Table
from simulator.scenario.terms.vocabulary import certain

CostPerHead = Annotated[Finite, COST_A_HEAD]
Season = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False), NOT_NEXT_TO_NOTHING]


class Service(Table):
    """`[services.*]`: a kind of care, and how the demand for it moves."""

    cost_per_head_gbp: Entries[CostPerHead] | None = None
    """By age band. Left out only where growth includes demography."""
    growth_pct: Annotated[Number, GROWTH] = certain(0.0)
    """A year, beyond what it does not include."""
    growth_includes: Entries[Literal["demography", "price"]] = ()
    """What `growth_pct` counts already: demography, price, or both."""
    season: (
        Annotated[Entries[Season], Field(min_length=12, max_length=12, examples=[[1] * 8 + [1.1] * 4])] | None
    ) = None
    """April to March; scaled to mean one."""
    noise_sd_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """Standard deviation of what moves demand from month to month, % of it."""
    noise_persistence: Annotated[Number, PERSISTENCE] = certain(0.0)
    """The share of a month's noise that is left in the next."""
    winter_extra_pct: Annotated[Number, SEVERAL_TIMES] = certain(0.0)
    """More work in a month of winter at severity 1, % of what is due."""
    winter_cancelled_pct: Annotated[Number, SEVERAL_TIMES] = certain(0.0)
    """Work cancelled in a month of winter at severity 1, % of what is due; it waits as a backlog."""

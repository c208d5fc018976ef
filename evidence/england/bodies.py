"""Who is in the made-up England: twelve providers and eight commissioners, by rules stated before any result was seen.

Margins follow the distribution of providers in 2012/13 and of commissioners in 2013/14, one quantile a body. Sizes
go from the least to the greatest, so that quantiles are dealt in steps of seven and of three, lest a small body always
be the worst. With these steps providers' margins, weighted by turnover, come to the +0.9 % that the sector reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["acute", "teaching", "mental_health", "community", "ambulance"]

PROVIDER_MARGINS_PCT = (-4.3, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5, 1.8, 2.1, 2.6, 3.4)
"""One in twelve is in deficit, by the mean of those that were: £297m over 25 of 247 trusts, a tenth of £69bn.

The other eleven have the mean of those in surplus (1.4 % of their turnover); their median, 1.2 %, and their shape are
judgement. Source: National Audit Office, HC 722 (2014), by PharmaTimes; turnover from memory.
"""
COMMISSIONER_MARGINS_PCT = (-0.5, 0.3, 0.5, 0.7, 0.9, 1.0, 1.2, 1.5)
"""One in eight in deficit (19 of 211 were), the others about the 1 % that rules asked for. The shape is judgement."""


@dataclass(frozen=True)
class Commissioner:
    """A commissioner by its allocation of 2012/13 and what its books show at the start, % of it."""

    key: str
    allocation_gbp_m: float
    margin_pct: float

    @property
    def body(self) -> str:
        """Its key in the scenario."""
        return f"{self.key}_commissioner"


@dataclass(frozen=True)
class Provider:
    """A provider by its turnover of 2012/13 and what its books show at the start, % of it."""

    key: str
    kind: Kind
    turnover_gbp_m: float
    margin_pct: float


TOWNS = ("ash", "birch", "cedar", "elm", "hazel", "oak", "rowan", "willow")
ALLOCATIONS_GBP_M = (200.0, 240.0, 280.0, 320.0, 360.0, 400.0, 450.0, 500.0)

_PROVIDERS: tuple[tuple[str, Kind, float], ...] = (
    ("ash_hospital", "acute", 150.0),
    ("birch_hospital", "acute", 170.0),
    ("cedar_hospital", "acute", 200.0),
    ("elm_hospital", "acute", 230.0),
    ("hazel_hospital", "acute", 260.0),
    ("oak_hospital", "acute", 290.0),
    ("rowan_hospital", "acute", 330.0),
    ("willow_hospital", "teaching", 600.0),
    ("north_mental_health", "mental_health", 120.0),
    ("south_mental_health", "mental_health", 190.0),
    ("north_community", "community", 110.0),
    ("ambulance", "ambulance", 180.0),
)

COMMISSIONERS = tuple(
    Commissioner(town, allocation, COMMISSIONER_MARGINS_PCT[(3 * i + 1) % 8])
    for i, (town, allocation) in enumerate(zip(TOWNS, ALLOCATIONS_GBP_M, strict=True))
)
PROVIDERS = tuple(
    Provider(key, kind, turnover, PROVIDER_MARGINS_PCT[7 * i % 12])
    for i, (key, kind, turnover) in enumerate(_PROVIDERS)
)
ACUTE = tuple(provider.key for provider in PROVIDERS if provider.kind in ("acute", "teaching"))


def hospital_of(town: str) -> str:
    """The hospital of a commissioner's town."""
    return f"{town}_hospital"

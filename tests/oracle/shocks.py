"""Years that strike bodies, alike and each by its own (`docs/model.md` §25)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from scipy import special

from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Council, Provider
from tests.oracle.future import MONTHS, Fate, Future
from tests.oracle.parties import Party

LARGEST = 0.5
"""Of planned income: no year strikes harder, or brings more."""
TOLD = 0.02
"""Of planned income: an event tells of as much."""
LEAST_SHARE, GREATEST_SHARE = 1e-100, 1 - 2**-53
"""Between them the normal's share is held (§14)."""

CLOSE = 1e-6
"""To the median."""


@dataclass(slots=True, eq=False)
class Shocks:
    """What years bring one body."""

    shares: list[float]
    """Of planned income, by year, before they are clipped; below 0 where the year costs."""
    recurrent: float
    brought: list[float] = field(default_factory=list)
    """£m, by year so far; below 0 where the year cost."""
    cost: float = 0.0
    """A month of this year."""
    for_once: float = 0.0
    """A month of this year: what of it does not recur, with its sign in the position."""


def shocks_of(scenario: Scenario, name: str, fate: Fate) -> Shocks | None:
    """What the years will bring a body; nothing to councils, and nothing in the plan."""
    terms, body = scenario.operational_shocks, scenario.bodies[name]
    if terms is None or fate.is_plan or isinstance(body, Council):
        return None
    normals = fate.path(f"bodies.{name}.shock.innovation")
    if normals is None:
        if fate.pct(terms.sd_pct) != 0:
            return None
        normals = [0.0] * scenario.years  # of no spread nothing is drawn
    strength = 1.0 if isinstance(body, Provider) else fate.pct(terms.commissioners_pct)
    mean, sd = fate.pct(terms.mean_pct), fate.pct(terms.sd_pct)
    return Shocks(
        shares=[strength * (mean + sd * _heavy_tailed(normal) / math.sqrt(2)) for normal in normals],
        recurrent=fate.pct(terms.recurrent_pct),
    )


def _heavy_tailed(normal: float) -> float:
    """Student's t of 4 degrees of freedom, as far out as the normal is."""
    share = min(max(float(special.ndtr(normal)), LEAST_SHARE), GREATEST_SHARE)
    if abs(share - 0.5) > CLOSE:
        return float(special.stdtrit(4, share))
    # Near the median scipy's is good to eight digits only; the density there is 3/8.
    return float(special.erf(normal / math.sqrt(2))) / 2 / (3 / 8)


def strike(party: Party, year: int, other: list[float], future: Future) -> None:
    """April: what the year brings, and what comes back of the years before, at this year's prices."""
    shocks = party.shocks
    if shocks is None:
        return
    share = shocks.shares[year]
    brought = min(max(share, -LARGEST), LARGEST) * party.planned_income
    comes_back = sum(earlier * other[year] / other[y] for y, earlier in enumerate(shocks.brought))
    shocks.brought.append(brought)
    shocks.cost = (-brought - shocks.recurrent * comes_back) / MONTHS
    shocks.for_once = (1 - shocks.recurrent) * brought / MONTHS
    future.events["shock_struck"] += abs(share) >= TOLD


def bear_shock(party: Party) -> None:
    """A twelfth of the year's cost; a gain is expenditure avoided."""
    shocks = party.shocks
    if shocks is None:
        return
    party.spend(shocks.cost)
    party.year.shock += shocks.cost
    party.year.non_recurrent += shocks.for_once

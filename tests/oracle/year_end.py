"""What a body finds at the close or brings forward, and what of it comes back (`docs/model.md` §29)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.scenario.terms.bodies import AnyBody, Council
from tests.oracle.future import LEAST_MONEY, MONTHS, Fate, Future

if TYPE_CHECKING:
    from tests.oracle.parties import Party


@dataclass(slots=True, eq=False)
class YearEnd:
    """How far a body goes at its closes."""

    found: list[float]
    """By year: most that is found or brought forward, as a share of income."""
    brought_forward: float
    """Share of what it is ahead."""
    returns: float
    """Share of a year's measures."""
    measures: float = 0.0
    """Of the last closed year."""


def year_end_of(body: AnyBody, years: int, fate: Fate) -> YearEnd | None:
    """How a body meets its first close; the plan knows of no measures."""
    table = None if isinstance(body, Council) else body.year_end
    if table is None or fate.is_plan:
        return None
    return YearEnd(
        found=[share / 100 for share in fate.by_year(table.found_pct, years)],
        brought_forward=fate.pct(table.brought_forward_pct),
        returns=fate.pct(table.returns_pct),
    )


def make_good(party: Party) -> None:
    """A twelfth of what last year's measures ask of this one, for once; below 0 where it was brought forward."""
    if party.year_end is None:
        return
    returns = party.year_end.returns * party.year_end.measures / MONTHS
    party.spend(returns)
    party.year.non_recurrent -= returns
    party.year.year_end_returns += returns


def take_measures(party: Party, year: int, future: Future) -> None:
    """The close, before anything else: find what is missing, or spend what would be left, as far as it goes."""
    year_end = party.year_end
    if year_end is None:
        return
    position, target = sum(party.positions), _target(party)
    most = year_end.found[year] * party.duty_income_so_far
    found = min(most, max(target - position, 0.0))
    forward = min(most, year_end.brought_forward * max(position - max(target, 0.0), 0.0))
    if party.incentive > 0:  # each pound spent would cost another
        forward = 0.0
    party.receive(found)
    party.give(forward)
    year_end.measures = found - forward
    party.year.year_end_measures = year_end.measures
    is_closed = position + found >= target - LEAST_MONEY
    future.events["gap_closed"] += found > LEAST_MONEY and is_closed
    future.events["gap_narrowed"] += found > LEAST_MONEY and not is_closed
    future.events["spending_brought_forward"] += forward > LEAST_MONEY


def _target(party: Party) -> float:
    """Its control total, or without one its budget, if that is a deficit, and else to break even."""
    if math.isnan(party.control_total):
        return min(party.budget_of_year, 0.0)
    return party.control_total

"""Providers in quality special measures, and what these cost (`docs/model.md` §26)."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Provider
from tests.oracle.future import MONTHS, Fate, Future
from tests.oracle.parties import Party
from tests.oracle.surroundings import overlap

PAY = "pay"
"""The series with which the cost of measures moves, and by which it knows its lines."""


@dataclass(slots=True, eq=False)
class Quality:
    """When one provider may enter special measures, and what a month of them costs."""

    enters: list[bool]
    """By year, whether it enters them in April if it is in none."""
    lasts: list[float]
    """Months, by the year in which they begin."""
    is_in_from_start: bool
    cost: float
    """Of a whole month, before prices."""
    begins: float = 0.0
    ends: float = 0.0
    """Of the latest."""


def quality_of(scenario: Scenario, name: str, body: Provider, fate: Fate) -> Quality | None:
    """How a provider stands; where nothing was drawn, as in the plan, it never enters measures anew."""
    terms = body.quality
    if terms is None:
        return None
    enters = fate.path(f"bodies.{name}.quality.enters") or [0.0] * scenario.years
    lasts = None if terms.lasts_months.value is not None else fate.path(terms.lasts_months.name)
    pay_bill = sum(fate.value(line.base_gbp_m) for line in body.costs.values() if line.price == PAY)
    return Quality(
        enters=[said > 0.5 for said in enters],
        lasts=[fate.value(terms.lasts_months)] * scenario.years if lasts is None else lasts,
        is_in_from_start=terms.in_special_measures,
        cost=fate.pct(terms.cost_pct) * pay_bill / MONTHS,
    )


def enter_measures(party: Party, year: int, future: Future) -> None:
    """April: those of the start, or new ones where the latest are over."""
    quality, april = party.quality, float(MONTHS * year)
    if quality is None:
        return
    stands = year == 0 and quality.is_in_from_start
    if quality.lasts[year] > 0 and (stands or (quality.enters[year] and quality.ends <= april)):
        quality.begins, quality.ends = april, april + quality.lasts[year]
        future.events["quality_measures_entered"] += 1


def pay_for_quality(party: Party, month: int, pay_price: float) -> None:
    """Agency staff and a turnaround, for the part of the month in which measures last, for once."""
    quality = party.quality
    if quality is None:
        return
    cost = quality.cost * pay_price * overlap(quality.begins, quality.ends, month)
    party.spend(cost)
    party.year.quality_cost += cost
    party.year.non_recurrent -= cost

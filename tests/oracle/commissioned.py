"""Volume that a payer decides: money beyond prices, and what it costs the provider (`docs/model.md` §27)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.scenario.terms.contracts import Contract
from tests.oracle.future import Fate, Future

if TYPE_CHECKING:
    from tests.oracle.parties import Deal

WORTH_TELLING = 0.01
"""Least volume, bought or not bought any more, of which an event tells."""


@dataclass(frozen=True, slots=True)
class Bought:
    """What the money of a contract buys beyond its tariff."""

    volume: list[float]
    """By year: money relative to prices, 1 before the start."""
    cost: float
    """Of a unit of the added volume, as a share of its price."""


def bought_of(contract: Contract, money: list[float], tariff: list[float], fate: Fate) -> Bought | None:
    """What a contract buys whose money moves by ``money`` and its tariff by ``tariff``."""
    if contract.commissioned is None:
        return None
    volume = [paid / price for paid, price in zip(money, tariff, strict=True)]
    return Bought(volume, fate.pct(contract.commissioned.cost_pct))


def work_for_it(deal: Deal, year: int, payment: float) -> None:
    """What the added volume costs a simulated provider this month; what is not bought any more costs nothing."""
    if deal.bought is None or deal.provider is None:
        return
    cost = deal.bought.cost * (1 - 1 / deal.bought.volume[year]) * payment
    deal.provider.spend(cost)
    deal.provider.year.commissioned_cost += cost


def tell_of_volume(deal: Deal, year: int, future: Future) -> None:
    """March: whether a contract bought noticeably more, or less, than prices alone explain."""
    if deal.bought is not None:
        future.events["volume_bought"] += abs(deal.bought.volume[year] - 1) >= WORTH_TELLING

"""Loans that are written off, and providers that are rescued (`docs/model.md` §31)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Provider
from tests.oracle.future import MONTHS, Fate, Future

if TYPE_CHECKING:
    from tests.oracle.parties import Party

WORTH_TELLING = 0.005
"""£m of loans written off, or of deficit support, of which an event tells."""


@dataclass(slots=True, eq=False)
class Rescue:
    """When a provider is rescued, and how it stands."""

    loans_above: float
    """Share of income."""
    deficit: float
    """Beyond which a year has failed, as a share of income."""
    enough_failed_years: int
    comes: list[bool]
    """By the year that is closed, whether it is rescued if it may be."""
    lasts_years: int
    support: float
    loans_written_off: float
    failed_years: int = 0
    """In a row, none of them in a rescue."""
    decided: int = -1
    ends: int = -1
    """The year whose close decided the latest rescue, and the last year of it."""

    def lasts_in(self, year: int) -> bool:
        """Whether the provider is in rescue in a year."""
        return self.decided < year <= self.ends

    def writes_off(self, year: int) -> float:
        """The share of its loans that is written off this April."""
        begins = self.lasts_in(year) and year == self.decided + 1
        return self.loans_written_off if begins else 0.0


def rescue_of(scenario: Scenario, name: str, body: Provider, fate: Fate) -> Rescue | None:
    """How a provider with a bank account stands at the start; in the plan nobody is rescued."""
    table = scenario.regime.providers.rescue
    if table is None or body.cash is None or fate.is_plan:
        return None
    drawn = fate.path(f"bodies.{name}.rescue.comes") or [0.0] * scenario.years
    return Rescue(
        loans_above=fate.pct(table.loans_above_pct),
        deficit=fate.pct(table.deficit_pct),
        enough_failed_years=table.failed_years,
        comes=[said > 0.5 for said in drawn],
        lasts_years=table.lasts_years,
        support=fate.pct(table.support_pct),
        loans_written_off=fate.pct(table.loans_written_off_pct),
    )


def national_write_offs(scenario: Scenario, fate: Fate) -> list[float]:
    """By year, the share of all loans that is written off in April for everybody."""
    table = scenario.regime.providers.write_off
    happens = fate.path("regime.write_off.happens")
    if table is None or happens is None:  # the plan knows of none
        return [0.0] * scenario.years
    return [fate.pct(table.share_pct) if said > 0.5 else 0.0 for said in happens]


def write_off_loans(party: Party, year: int, shares: Iterable[float], future: Future) -> None:
    """April, before anything else: one after the other the shares of its loans that become capital."""
    written_off = 0.0
    if party.bank is not None:
        own = 0.0 if party.rescue is None else party.rescue.writes_off(year)
        for share in (*shares, own):
            written_off += share * party.bank.owed
            party.bank.forgive(share)
    future.by_year["written_off", party.name, year] = written_off
    is_rescued = party.rescue is not None and party.rescue.lasts_in(year)
    future.by_year["in_rescue", party.name, year] = float(is_rescued)
    future.events["loans_written_off"] += written_off >= WORTH_TELLING


def support_deficit(party: Party, year: int, future: Future) -> None:
    """The close of a year of a rescue, after all other support: a part of what is still lacking."""
    rescue = party.rescue
    if rescue is None or not rescue.lasts_in(year):
        return
    amount = rescue.support * party.deficit
    party.receive(amount)
    party.year.deficit_support = amount
    future.events["deficit_support_paid"] += amount >= WORTH_TELLING


def consider_rescue(party: Party, year: int, surplus: float, future: Future) -> None:
    """The close, after escalation: whether a provider in no rescue is deep enough in debt, or has failed enough."""
    rescue, bank = party.rescue, party.bank
    if rescue is None or bank is None:
        return
    if rescue.lasts_in(year):
        rescue.failed_years = 0
        return
    march = MONTHS * year + MONTHS - 1
    ahead = surplus + rescue.deficit * party.duty_income
    future.decided(march, ahead)
    rescue.failed_years = rescue.failed_years + 1 if ahead < 0 else 0
    if not rescue.comes[year]:
        return
    is_eligible = rescue.failed_years >= rescue.enough_failed_years
    if not is_eligible:
        beyond = bank.owed - rescue.loans_above * party.duty_income
        future.decided(march, beyond)
        is_eligible = beyond > 0
    if is_eligible:
        rescue.decided, rescue.ends = year, year + rescue.lasts_years
        future.events["rescue_begins"] += 1

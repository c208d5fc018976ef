"""What is taken from every commissioner's allocation (`docs/model.md` §28)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simulator.scenario.model import Scenario
from tests.oracle.future import MONTHS, Fate, Future
from tests.oracle.parties import Party


@dataclass(frozen=True, slots=True)
class Levy:
    """A share of allocations, from one year to another."""

    first: int
    """Of the years in which it is taken, those within the horizon; none where this is after ``last``."""
    last: int
    share: float

    def of_month(self, party: Party, year: int) -> float:
        """What a commissioner pays a month of a year."""
        if not party.is_commissioner or not self.first <= year <= self.last:
            return 0.0
        return self.share * party.allocation * party.allocation_price[year]


def levies_of(scenario: Scenario, fate: Fate) -> list[Levy]:
    """Every levy of the scenario, by years from the start."""
    start, final = scenario.start.year, scenario.years - 1
    return [
        Levy(
            first=max(levy.from_year - start, 0),
            last=final if levy.to_year is None else min(levy.to_year - start, final),
            share=fate.pct(levy.share_pct),
        )
        for levy in scenario.levies.values()
    ]


def begin_levies(levies: list[Levy], parties: Iterable[Party], year: int, future: Future) -> None:
    """April: tell each commissioner of a levy that begins."""
    for party in parties:
        amounts = [MONTHS * levy.of_month(party, year) for levy in levies if levy.first == year]
        future.events["levy_begins"] += sum(amount != 0 for amount in amounts)


def pay_levies(levies: list[Levy], party: Party, year: int) -> None:
    """A month of all of them."""
    for levy in levies:
        amount = levy.of_month(party, year)
        party.spend(amount)
        party.year.levies += amount

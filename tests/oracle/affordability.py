"""What a commissioner offers of the growth it is asked for, and what it holds back above it (`docs/model.md` §24)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Commissioner
from tests.oracle.future import LEAST_MONEY, MONTHS, Fate, Future
from tests.oracle.means import Affordability
from tests.oracle.parties import Deal, Party


@dataclass(slots=True, eq=False)
class ContractRound:
    """April's round of contracts: what was asked becomes the plan as far as the payer can afford it."""

    scenario: Scenario
    fate: Fate
    plan: Future | None
    deals: list[Deal] = field(default_factory=list)

    def agree(self, parties: Iterable[Party], year: int, future: Future) -> None:
        """The planned activity of the new year's contracts, after control totals are known."""
        for deal in self.deals:
            _ask(deal, year)
        for party in parties:
            offered = math.nan
            if party.affordability is not None:
                party.affordability.target = self._target(party, year)
                bought = [deal for deal in self.deals if deal.payer is party]
                offered = self._offer(party, bought, year, future)
                party.affordability.offered = offered
            future.by_year["offered_growth_pct", party.name, year] = 100 * offered
        for deal in self.deals:
            table = None if deal.payer is None else deal.payer.affordability
            offered = 1.0 if table is None else table.offered
            deal.plan = deal.asked if offered == 1 else deal.plan + offered * (deal.asked - deal.plan)

    def _target(self, party: Party, year: int) -> float:
        """What the commissioner wants the year to end with."""
        if not math.isnan(party.control_total):
            return party.control_total
        if year == 0:
            if self.plan is None:
                return 0.0
            return sum(self.plan.by_month["position", party.name, t] for t in range(MONTHS))
        if party.rules is None:
            return 0.0
        rows = self.scenario.regime.commissioners.surplus_pct
        kept = self.fate.pct(self.scenario.row(rows, self.scenario.start.year + year))
        return kept * party.duty_income

    def _offer(self, party: Party, bought: list[Deal], year: int, future: Future) -> float:
        """The share of the growth asked for that there is room for; all of it in the plan."""
        if year == 0 or self.fate.is_plan:
            return 1.0
        assert self.plan is not None
        assert party.affordability is not None
        old = MONTHS * sum(deal.value * deal.price[year] * deal.plan for deal in bought)
        growth = MONTHS * sum(deal.value * deal.price[year] * (deal.asked - deal.plan) for deal in bought)
        if growth != 0:
            future.decided(MONTHS * year, growth)
        if growth <= 0:
            return 1.0
        last = party.duty_income
        now = MONTHS * party.allocation * party.allocation_price[year]
        elsewhere = last - party.paid_on_contracts - party.recurrent_surplus
        room = party.recurrent_surplus + (now - last) - (old - party.paid_on_contracts)
        room -= (_planned_growth(self.plan, party, year) - 1) * elsewhere + party.affordability.target
        future.decided(MONTHS * year, room - growth)
        future.events["growth_not_offered"] += room < growth
        return min(max(room / growth, 0.0), 1.0)


def affordability_of(body: Commissioner, fate: Fate) -> Affordability | None:
    """What it holds back at most, and when; in the plan nothing."""
    if body.affordability is None:
        return None
    return Affordability(
        withheld=0.0 if fate.is_plan else fate.pct(body.affordability.withheld_pct),
        in_full_at=fate.pct(body.affordability.withheld_in_full_at_pct),
    )


def _ask(deal: Deal, year: int) -> None:
    """The plan of the new year, if all of it is offered."""
    if year == 0:
        deal.asked = deal.plan = deal.plan * (1 + deal.growth)
    else:
        seen = deal.activity_of_year / MONTHS
        deal.asked = deal.plan * (1 + deal.growth) + deal.rebase * (seen - deal.plan)
    deal.activity_of_year = 0.0


LEAST_ELSEWHERE = 1e-6
"""£m that a commissioner must have planned for everything else, for its growth to mean anything."""


def _planned_growth(plan: Future, party: Party, year: int) -> float:
    """By what factor everything else than contracts is planned to grow."""
    now, before = (_planned_elsewhere(plan, party.name, y) for y in (year, year - 1))
    return now / before if before >= LEAST_ELSEWHERE else 1.0


def _planned_elsewhere(plan: Future, name: str, year: int) -> float:
    measures = ("duty_income", "paid_on_contracts", "surplus", "non_recurrent")
    funds, contracts, surplus, non_recurrent = (plan.by_year[measure, name, year] for measure in measures)
    return funds - contracts - (surplus - non_recurrent)


def hold_back(party: Party, t: int, future: Future) -> None:
    """The share of the pay above the offer that is withheld this month, from last month's forecast."""
    table = party.affordability
    if table is None:
        return
    table.holds_back = 0.0
    if t % MONTHS == 0 or table.withheld == 0:
        return
    short = table.target - (party.forecast + party.unspent)
    enough = table.in_full_at * MONTHS * party.allocation * party.allocation_price[t // MONTHS]
    if enough == 0:
        future.decided(t, short)
        table.holds_back = table.withheld if short > LEAST_MONEY else 0.0
    else:
        table.holds_back = table.withheld * min(max(short / enough, 0.0), 1.0)

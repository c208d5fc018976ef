"""Control totals, and the sustainability funding that reaching them earns (`docs/model.md` §21)."""

from __future__ import annotations

import math

from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Commissioner, Provider
from simulator.scenario.terms.vocabulary import ByYear
from simulator.timeline import months_from
from tests.oracle.future import LEAST_MONEY, MONTHS, Fate, Future
from tests.oracle.milestones import Milestone, counts_in
from tests.oracle.parties import Party
from tests.oracle.policy import Policy

PENNY = 1e-6


class Regulator:
    """Sets control totals, and pays for the quarters in which they were kept."""

    def __init__(
        self,
        scenario: Scenario,
        fate: Fate,
        parties: dict[str, Party],
        milestones: dict[str, Milestone],
        plan: Future | None,
        single_from: float,
        policy: Policy,
    ) -> None:
        self._scenario, self._fate, self._parties = scenario, fate, parties
        self._milestones, self._plan, self._single_from = milestones, plan, single_from
        self._policy = policy
        shares = scenario.regime.quarters_pct or [0.0] * 4
        self._held = [sum(shares[:quarter]) / 100 for quarter in range(5)]
        # by quarter: what it and the earlier ones hold of a year's funding

    def set_totals(self, year: int, future: Future) -> None:
        """April: the control totals of the year, and what is offered for reaching them."""
        fate, regime = self._fate, self._scenario.regime
        for party in self._held_to_totals():
            table = self._body(party).control_total
            assert table is not None
            if year == 0:
                party.control_total = fate.value(table.opening_gbp_m)
            else:
                kind = regime.commissioners if party.is_commissioner else regime.providers
                last, share = party.control_total, fate.pct(table.share_of_outturn_pct)
                better = self._pct(kind.improvement_pct, year) * party.duty_income
                better += last + share * (party.outturn - last)
                party.control_total = min(better, self._pct(kind.ceiling_pct, year) * party.duty_income)
            future.events["control_total_set"] += 1
        for merger in self._milestones.values():
            if merger.kind == "merger" and year > 0 and merger.counts_in(year):
                _share_total([self._parties[name] for name in merger.bodies])
        for name, party in self._parties.items():
            party.offer = self._offer(party, year)
            party.incentive = self._reward(party, self._scenario.regime.providers.incentive_pct, year)
            future.by_year["control_total", name, year] = party.control_total

    def _body(self, party: Party) -> Commissioner | Provider:
        body = self._scenario.bodies[party.name]
        assert isinstance(body, Commissioner | Provider)
        return body

    def _held_to_totals(self) -> list[Party]:
        parties = [party for party in self._parties.values() if party.kind != "council"]
        return [party for party in parties if self._body(party).control_total is not None]

    def _pct(self, rows: ByYear, year: int) -> float:
        return self._fate.pct(self._scenario.row(rows, self._scenario.start.year + year))

    def _offer(self, party: Party, year: int) -> float:
        if party.kind == "council" or self._body(party).sustainability_funding is None:
            return 0.0
        table = self._body(party).sustainability_funding
        assert table is not None
        offer = 0.0
        if table.offer_gbp_m:
            offer += self._fate.value(self._scenario.row(table.offer_gbp_m, self._scenario.start.year + year))
        if table.fills_deficit_pct:
            offer += self._pct(table.fills_deficit_pct, year) * max(-party.control_total, 0.0)
        return 0.0 if self._policy.breaks[year] else self._policy.support[year] * offer

    def close_quarter(self, t: int, future: Future) -> None:
        """Pay the quarter that ends with month ``t``: the fourth at the year's close, after all else moved."""
        year, quarter = t // MONTHS, t % MONTHS // 3 + 1
        for party in self._held_to_totals():
            finance = self._finance_share(party, year)
            if quarter == 4 or not self._fate.is_plan:
                met = self._is_finance_met(party, t, quarter, future)
                _pay_finance(party, met, finance * party.offer * self._held[quarter], future)
            if quarter == 4 and not self._fate.is_plan and met:
                self._pay_bonus(party, t, future)
            if finance < 1:
                weight = self._held[quarter] - self._held[quarter - 1]
                self._pay_performance(party, t, weight * (1 - finance) * party.offer, future)
            party.care_due = party.care_cancelled = 0.0

    def _reward(self, party: Party, rows: ByYear, year: int) -> float:
        return self._pct(rows, year) if rows and party.offer > 0 and not party.is_commissioner else 0.0

    def _pay_bonus(self, party: Party, t: int, future: Future) -> None:
        """What others did not earn, to who met its total: for how far it is ahead by itself, and by its offer."""
        share = self._reward(party, self._scenario.regime.providers.bonus_pct, t // MONTHS)
        ahead = max(self._margin(party, t, 4) - PENNY, 0.0)
        bonus = party.incentive * ahead + share * party.offer
        party.receive(bonus)
        party.year.funding += bonus
        future.events["bonus_earned"] += bonus > LEAST_MONEY

    def _finance_share(self, party: Party, year: int) -> float:
        if party.offer == 0 or party.is_commissioner:
            return 1.0
        return self._pct(self._scenario.regime.providers.finance_pct, year)

    def _is_finance_met(self, party: Party, t: int, quarter: int, future: Future) -> bool:
        together = [party]
        if party.is_member and counts_in(self._single_from, t // MONTHS):
            together = [other for other in self._held_to_totals() if other.is_member]
        margin = sum(self._margin(other, t, quarter) for other in together)
        if party.offer > 0:
            future.decided(t, margin)
        return margin >= 0

    def _margin(self, party: Party, t: int, quarter: int) -> float:
        """How far a body is beyond what a quarter asks of it."""
        done = sum(party.positions)
        if quarter == 4:
            return done + party.year.moved - party.control_total + PENNY
        assert self._plan is not None
        april = t - t % MONTHS
        planned = [self._plan.by_month["position", party.name, april + m] for m in range(MONTHS)]
        asked = sum(planned[: 3 * quarter]) + (party.control_total - sum(planned)) * quarter / 4
        return done - asked + PENNY

    def _pay_performance(self, party: Party, t: int, amount: float, future: Future) -> None:
        limit = self._pct(self._scenario.regime.providers.performance_limit_pct, t // MONTHS)
        margin = limit * party.care_due - party.care_cancelled
        if party.care_cancelled > 0:
            future.decided(t, margin)
        if margin >= 0:
            _pay(party, amount, future)


def _share_total(parties: list[Party]) -> None:
    """One control total for a merged body, shared by income."""
    merged = [party for party in parties if not math.isnan(party.control_total)]
    total, income = sum(party.control_total for party in merged), sum(party.duty_income for party in merged)
    for party in merged:
        party.control_total = total * party.duty_income / income


def _pay_finance(party: Party, met: bool, earned: float, future: Future) -> None:
    """Pay all that the year has earned so far, or nothing; nothing is taken back."""
    books = party.year
    if not met:
        books.has_missed = books.has_missed or party.offer > 0
        future.events["funding_missed"] += party.offer > 0
        return
    amount = earned - books.finance_paid
    books.finance_paid += amount
    _pay(party, amount, future)
    future.events["funding_earned_again"] += books.has_missed and amount > 0
    books.has_missed = False


def _pay(party: Party, amount: float, future: Future) -> None:
    party.receive(amount)
    party.year.funding += amount
    future.events["funding_earned"] += amount > 0


def single_total_from(scenario: Scenario, milestones: dict[str, Milestone]) -> float:
    """Time from which members keep their control totals together; infinite where they never do."""
    single = scenario.system.control_total
    if single is None:
        return math.inf
    start = months_from(scenario.start, single.start)
    return max([start, *(milestones[need].time for need in single.needs)])

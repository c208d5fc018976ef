"""Sustainability funding: each quarter, all or nothing, for the control total and performance; a bonus in March."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import MEAN_AND_RANGE, Event, Measure, Support, Told
from simulator.engine.event_log import LEAST_TOLD_GBP_M, Mask
from simulator.engine.ledger import PAYMASTER, Line
from simulator.engine.milestone_times import counts_by_year, time_of
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.scope import funded
from simulator.scenario.terms.bodies import Provider
from simulator.scenario.terms.sustainability_funding import SustainabilityFunding
from simulator.scenario.terms.vocabulary import ByYear
from simulator.statistics.arrays import Array

EARNED = Event("funding_earned", "{subject} earns {amount:£} of sustainability funding.", Told.AT_MONTH_END)
MISSED = Event(
    "funding_missed",
    "{subject} misses its control total at the quarter's end; {amount:£} for the year so far is not paid.",
    Told.AT_MONTH_END,
)
EARNED_AGAIN = Event(
    "funding_earned_again",
    "{subject} is back on its control total: {amount:£}, earlier quarters' funding included.",
    Told.AT_MONTH_END,
)
BONUS_EARNED = Event(
    "bonus_earned",
    "{subject} meets its control total and is paid {amount:£} besides, as incentive and bonus.",
    Told.AT_MONTH_END,
)
EVENTS = (EARNED, MISSED, EARNED_AGAIN, BONUS_EARNED)

FUNDING_OF_YEAR = Measure(
    "funding",
    "sustainability funding",
    adds_up=True,
    in_surplus=1,
    support=Support.PAID,
    is_for_some=True,
    in_summary=MEAN_AND_RANGE,
    concerns=funded,
)
OFFERED = Measure("funding_offered", "sustainability funding offered")
MEASURES = (FUNDING_OF_YEAR, OFFERED)

FUNDING = Line("sustainability funding", is_recurrent=False)
LAST_QUARTER = 4


def start(world: World) -> None:
    """Offer funding each April, and decide on it each quarter."""
    offered = funded(world.scenario)
    if offered:
        funding = _Funding(world, offered)
        world.calendar.every_month(Phase.OPEN_YEAR, funding.offer, step="funding offer")
        world.calendar.every_month(Phase.SETTLE, funding.settle, step="quarter's funding")
        world.calendar.every_month(Phase.CLOSE_YEAR, funding.close_year, step="last quarter's funding")


class _Funding:
    """The funding of every body that is offered any."""

    def __init__(self, world: World, offered: dict[str, SustainabilityFunding]) -> None:
        self.world = world
        self.bodies = {key: _Offer(world, key, terms) for key, terms in sorted(offered.items())}
        quarters = world.scenario.regime.quarters_pct
        assert quarters is not None
        self.weights = [share / 100 for share in quarters]
        self.single = world.scenario.system.control_total
        self.single_from = (
            time_of(world.scenario, world.milestones, self.single.start, self.single.needs)
            if self.single
            else np.inf
        )

    def offer(self, month: int) -> None:
        """April: what each body may earn this year."""
        for body in self.bodies.values():
            body.open_year(month)

    def settle(self, month: int) -> None:
        """Count the month's care; at the end of the first three quarters pay what is earned."""
        for body in self.bodies.values():
            body.count_care()
        if month % 12 in (2, 5, 8):
            self._decide(month, (month % 12 + 1) // 3)

    def close_year(self, month: int) -> None:
        """The last quarter is decided after pooling."""
        self._decide(month, LAST_QUARTER)

    def _decide(self, month: int, quarter: int) -> None:
        is_plan = self.world.plan is None
        ahead = {} if is_plan and quarter < LAST_QUARTER else self._all_ahead(month, quarter)
        met = self._finance_met(ahead, month // 12) if ahead else {}
        for key, body in self.bodies.items():
            if key in met:
                body.pay_for_finance(month, quarter, met[key], sum(self.weights[:quarter]))
            body.pay_for_performance(month, self.weights[quarter - 1])
            if quarter == LAST_QUARTER and not is_plan:
                body.pay_bonus(month, met[key], ahead[key])

    def _all_ahead(self, month: int, quarter: int) -> dict[str, Array]:
        """What each body that is tested, alone or with others, is ahead of its control total: £m."""
        members, totals = self.world.scenario.system.members, self.world.state.control_total
        tested = sorted({*self.bodies, *(m for m in members if m in totals)})
        return {body: self._ahead(body, month, quarter) for body in tested}

    def _finance_met(self, ahead: dict[str, Array], y: int) -> dict[str, Mask]:
        """Whether each body is where its control total wants it, or all of them together."""
        members = self.world.scenario.system.members
        met = {body: ahead[body] >= -1e-6 for body in self.bodies}
        together = counts_by_year(self.single_from, y)
        if together.any():
            system_met = sum(ahead[m] for m in ahead if m in members) >= -1e-6
            for body in self.bodies:
                if body in members:
                    met[body] = np.where(together, system_met, met[body])
        return met

    def _ahead(self, body: str, month: int, quarter: int) -> Array:
        """Year to date less what the control total asks for by now: £m."""
        total = self.world.state.control_total[body]
        if quarter == LAST_QUARTER:
            recorder, y = self.world.recorder, month // 12
            moved = recorder.year("transfers", body, y) + recorder.year("pooled", body, y)
            moved = moved - recorder.year("pooling_administration", body, y)
            return np.asarray(self.world.with_year_end_measures(body) + moved - total)
        assert self.world.plan is not None
        row = self.world.row_index.bodies.index(body)
        year = self.world.plan.by_month["position"][row, month - month % 12 : month - month % 12 + 12, 0]
        asked = year[: month % 12 + 1].sum() + (total - year.sum()) * quarter / 4
        return np.asarray(self.world.before_support(body) - asked)


class _Offer:
    """What one body is offered in a year, and has earned of it."""

    def __init__(self, world: World, body: str, terms: SustainabilityFunding) -> None:
        self.world, self.body, self.terms = world, body, terms
        self.is_provider = isinstance(world.scenario.bodies[body], Provider)
        n = world.replications
        self.amount, self.for_finance = np.zeros(n), np.ones(n)
        self.limit: Array | float = 0.0
        self.incentive: Array | float = 0.0
        self.bonus: Array | float = 0.0
        self.paid_for_finance, self.was_missed = np.zeros(n), np.zeros(n, dtype=np.bool_)
        self.due, self.cancelled = np.zeros(n), np.zeros(n)

    def open_year(self, month: int) -> None:
        """The offer of the year, and how it may be earned."""
        total = self.world.state.control_total[self.body]
        self.amount = self._row(self.terms.offer_gbp_m, month) + np.maximum(-total, 0.0) * (
            self._row(self.terms.fills_deficit_pct, month) / 100
        )
        self.amount = self.amount * self.world.state.funding_share
        self.world.recorder.year(OFFERED.key, self.body, month // 12)[:] = self.amount
        self.paid_for_finance[:], self.was_missed[:] = 0.0, False
        if self.is_provider:
            regime = self.world.scenario.regime.providers
            self.for_finance = self._row(regime.finance_pct, month) / 100 + np.zeros_like(self.due)
            self.limit = self._row(regime.performance_limit_pct, month) / 100
            self.incentive = self._row(regime.incentive_pct, month) / 100
            self.bonus = self._row(regime.bonus_pct, month) / 100
            if regime.incentive_pct:
                is_rewarded = (self.incentive > 0) & (self.amount > 0)
                self.world.state.rewarded_when_ahead[self.body] = is_rewarded.astype(np.float64)

    def count_care(self) -> None:
        """Add the month's care due and care cancelled, £m at base price."""
        if self.is_provider:
            self.due += self.world.state.care_due.get(self.body, 0.0)
            self.cancelled += self.world.state.care_cancelled.get(self.body, 0.0)

    def pay_for_finance(self, month: int, quarter: int, met: Mask, weight: float) -> None:
        """Pay up to this quarter where it is met: what was missed before is earned again."""
        earned = self.for_finance * self.amount * weight
        due = np.where(met, earned - self.paid_for_finance, 0.0)
        self.paid_for_finance += due
        self._pay(month, due)
        if self.world.event_log:
            when, is_offered = float(month + 1), self.for_finance * self.amount > 0
            note = self.world.event_log.note
            note(MISSED, self.body, when=when, where=~met & is_offered, amount=earned - self.paid_for_finance)
            note(
                EARNED_AGAIN,
                self.body,
                when=when,
                where=met & self.was_missed & (due > 0),
                amount=due,
            )
        self.was_missed = np.where(met, False, True)

    def pay_for_performance(self, month: int, weight: float) -> None:
        """Pay the quarter's share where little enough care was cancelled; a missed quarter is lost."""
        if not self.is_provider:
            return
        met = self.cancelled <= self.limit * self.due
        due = np.where(met, weight * (1.0 - self.for_finance) * self.amount, 0.0)
        self._pay(month, due)
        self.due[:], self.cancelled[:] = 0.0, 0.0

    def pay_bonus(self, month: int, met: Mask, ahead: Array) -> None:
        """Pay a provider that met its total for what it is ahead of it, and on what it was offered."""
        more = self.incentive * np.maximum(ahead, 0.0) + self.bonus * self.amount
        due = np.where(met & (self.amount > 0), more, 0.0)
        self._pay(month, due, BONUS_EARNED, told_above=LEAST_TOLD_GBP_M)

    def _pay(self, month: int, amount: Array, event: Event = EARNED, told_above: float = 0.0) -> None:
        if not amount.any():
            return
        world = self.world
        world.ledger.post(month, payer=PAYMASTER, payee=self.body, line=FUNDING, amount=amount)
        world.state.support[self.body] += amount
        world.recorder.year("funding", self.body, month // 12)[:] += amount
        if world.event_log:
            where = amount > told_above
            world.event_log.note(event, self.body, when=float(month + 1), where=where, amount=amount)

    def _row(self, rows: ByYear, month: int) -> Array | float:
        scenario = self.world.scenario
        return self.world.inputs[scenario.row(rows, scenario.start.year + month // 12)] if rows else 0.0

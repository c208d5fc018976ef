"""The independent model: one future at a time, scalars and conditions, in continuous time."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any

import simpy

from simulator.sampling.inputs import Inputs
from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Council
from simulator.scenario.terms.schemes import Scheme
from simulator.timeline import months_from
from tests.oracle.affordability import ContractRound, hold_back
from tests.oracle.closing import close_books, open_books, report, settle
from tests.oracle.commissioned import tell_of_volume
from tests.oracle.council import discharge_of, discharge_patients, push_care
from tests.oracle.escalation import pay_for_escalation, turn_around
from tests.oracle.future import MONTHS, Fate, Future, drawn_fate, planned_fate
from tests.oracle.levies import begin_levies, levies_of, pay_levies
from tests.oracle.milestones import Milestone, find_milestones, record_milestones
from tests.oracle.office import Calendar, Office, live
from tests.oracle.opening import Opening
from tests.oracle.parties import Deal, Party
from tests.oracle.policy import begin_year, fill_deficit, policy_of
from tests.oracle.pooling import equalise, pool_of, save_administration, share_out
from tests.oracle.programmes import programmes_of
from tests.oracle.quality import enter_measures, pay_for_quality
from tests.oracle.rules import allow_spending, spend_by_the_rules
from tests.oracle.schemes import acted_on, close_scheme_year, find_instances, record_life
from tests.oracle.shocks import bear_shock, strike
from tests.oracle.soft_budgets import national_write_offs, support_deficit, write_off_loans
from tests.oracle.surroundings import Statics, find_statics, surround, winters_of
from tests.oracle.targets import Regulator, single_total_from
from tests.oracle.trading import (
    Month,
    close_capacity,
    fulfil_contract,
    invest,
    keep_to_actuals,
    move_wards,
    pay_for_milestone,
    receive_one_off,
    trade,
)
from tests.oracle.year_end import make_good, take_measures

Process = Generator[simpy.Event, Any, None]


class Oracle:
    """A scenario that can be lived through again and again, each time with another fate."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._statics = find_statics(scenario)
        self._by_itself = self._live_unaided()
        self.plan = self._planned_run(is_do_nothing=False)
        self.do_nothing = self._planned_run(is_do_nothing=True)

    def _planned_run(self, *, is_do_nothing: bool) -> Future:
        """A run without chance, time and again.

        Only the second time its reports know its own budget. Where programmes follow need, the second time it
        knows when they go live and sets them by it, and its reports know of that the third time.
        """
        run: Future | None = None
        for _ in range(3 if self._by_itself else 2):
            run = self._run(planned_fate(), run, is_do_nothing=is_do_nothing).live_through()
        assert run is not None
        return run

    def _run(self, fate: Fate, plan: Future | None, *, is_do_nothing: bool = False) -> _Run:
        included = {
            key: scheme
            for key, scheme in self.scenario.instances.items()
            if not is_do_nothing or scheme.in_do_nothing
        }
        return _Run(self.scenario, self._statics, fate, plan, included, self._by_itself, is_do_nothing)

    def _live_unaided(self) -> dict[tuple[str, int], float]:
        """By body and year: what a year brings by itself, of the plan run without programmes that follow need."""
        schemes = self.scenario.instances
        unaided = {key: scheme for key, scheme in schemes.items() if scheme.follows_need is None}
        if len(unaided) == len(schemes):
            return {}
        run = _Run(self.scenario, self._statics, planned_fate(), None, unaided, {}).live_through()
        return {
            (name, year): sum(run.by_month["position", name, MONTHS * year + m] for m in range(MONTHS))
            - run.by_year["underlying", name, year - 1]
            for name in self.scenario.bodies
            for year in range(1, self.scenario.years)
        }

    def future(self, inputs: Inputs, replication: int) -> Future:
        """One future of a block of sampled inputs."""
        fate = drawn_fate(inputs, replication)
        return self._run(fate, self.plan).live_through()


class _Run:
    """One future while it happens."""

    def __init__(
        self,
        scenario: Scenario,
        statics: Statics,
        fate: Fate,
        plan: Future | None,
        included: dict[str, Scheme],
        by_itself: dict[tuple[str, int], float],
        is_do_nothing: bool = False,
    ) -> None:
        self._scenario, self._fate, self._plan = scenario, fate, plan
        self._env = Calendar()
        self._future = Future(closest=dict.fromkeys(range(scenario.months), math.inf))
        self._policy = policy_of(scenario, fate)
        self._around = surround(scenario, statics, fate, self._policy.rates)
        opening = Opening(scenario, statics, self._around, fate)
        self._parties: dict[str, Party] = opening.parties
        self._deals: dict[str, Deal] = opening.deals
        self._instances = find_instances(scenario, included, opening, fate)
        acted = {
            name: [opening.spends[key] for key in acted_on(scenario, scheme)]
            for name, scheme in included.items()
        }
        self._programmes = programmes_of(scenario, self._instances, acted, by_itself, plan, fate)
        self._milestones: dict[str, Milestone] = {}
        self._pool, single_from = None, math.inf
        if not is_do_nothing:  # nobody merges and nobody pools there
            self._milestones = find_milestones(scenario, fate)
            self._pool = pool_of(scenario, self._parties, self._milestones, fate)
            single_from = single_total_from(scenario, self._milestones)
        self._regulator = Regulator(
            scenario, fate, self._parties, self._milestones, plan, single_from, self._policy
        )
        self._write_offs = national_write_offs(scenario, fate)
        self._round = ContractRound(scenario, fate, plan, list(self._deals.values()))
        self._concern_parties(opening)
        self._levies = levies_of(scenario, fate)
        self._spends = [spend for spend in opening.spends.values() if spend.instances]
        self._other, self._pay = opening.price("other"), opening.price("pay")
        winter = scenario.winter
        self._backlog_share = 0.0 if winter is None else fate.pct(winter.backlog_share_pct)

    def _concern_parties(self, opening: Opening) -> None:
        """Tell managers of milestones, and councils of the patients they will have to care for."""
        for milestone in self._milestones.values():
            if milestone.kind in ("shared_management", "merger"):
                for name in milestone.bodies:
                    self._parties[name].manager.milestones.append(milestone)
        for name, body in self._scenario.bodies.items():
            if isinstance(body, Council) and body.discharge is not None:
                price = opening.price(body.discharge.price)
                discharge = discharge_of(body.discharge, self._deals, price, self._fate)
                self._parties[name].discharge = discharge

    def live_through(self) -> Future:
        """Start every life, let time pass, and tell what happened."""
        env, scenario, fate = self._env, self._scenario, self._fate
        office = None
        if scenario.office is not None and not fate.is_plan:
            office = Office(env, scenario.office.places)
        went_live = {instance.name: env.event() for instance in self._instances}
        for instance in self._instances:
            life = live(env, instance, went_live, self._milestones, office, scenario.months, self._future)
            env.process(life)
        for winter in winters_of(scenario.winter, scenario.years, fate):
            env.process(self._strike(winter))
        for name in scenario.risks:
            env.process(self._happen(name))
        env.process(self._keep_books())
        env.run()
        for instance in self._instances:
            record_life(instance, scenario.months, self._future)
        record_milestones(self._milestones, scenario.years, self._future)
        return self._future

    def _strike(self, winter: tuple[float, float, float]) -> Process:
        yield self._env.until(winter[0])
        self._around.winters.append(winter)
        self._future.events["winter_struck"] += winter[1] > winter[0]

    def _happen(self, name: str) -> Process:
        """A risk happens on its day, or never."""
        risk, fate = self._scenario.risks[name], self._fate
        if fate.is_plan or fate.at(f"risks.{name}.happens") < 0.5:
            return
        date = months_from(self._scenario.start, risk.date)
        date += fate.at(f"risks.{name}.day") * risk.window_months
        yield self._env.until(date)
        cost = fate.value(risk.amount_gbp_m) * (1 - fate.pct(risk.mitigation_pct))
        owner = self._parties[risk.owner]
        owner.risks.append((date, date + risk.duration_months, cost / risk.duration_months))
        self._future.events["risk_happened"] += date < self._scenario.months

    def _keep_books(self) -> Process:
        """Open each year, and close each month when it is over: what happened in it is then known."""
        for t in range(self._scenario.months):
            if t % MONTHS == 0:
                self._open_year(t // MONTHS)
            yield self._env.timeout(1)
            self._close_month(t)
            if t % MONTHS == MONTHS - 1:
                self._close_year(t // MONTHS)

    def _open_year(self, year: int) -> None:
        for party in self._parties.values():
            write_off_loans(
                party, year, (self._policy.writes_off(year), self._write_offs[year]), self._future
            )
        begin_year(self._policy, self._scenario, self._deals, year, self._future)
        self._regulator.set_totals(year, self._future)
        save_administration(self._pool, self._deals, year)
        for party in self._parties.values():
            allow_spending(party, self._scenario, year, self._other, self._fate, self._future)
            turn_around(party)
        self._round.agree(self._parties.values(), year, self._future)
        for deal in self._deals.values():
            deal.cancelled_of_year = 0.0
        for party in self._parties.values():
            self._programmes.follow_need(party, year, self._future)
            open_books(party, year, self._plan)
            strike(party, year, self._other, self._future)
            enter_measures(party, year, self._future)
        begin_levies(self._levies, self._parties.values(), year, self._future)
        for instance in self._instances:
            instance.open_year()

    def _close_month(self, t: int) -> None:
        winter = self._around.winter(t)
        year = t // MONTHS
        month = Month(t, winter, self._other[year], self._pay[year], self._backlog_share)
        parties, future = self._parties.values(), self._future
        for party in parties:
            party.open_month(t)
            hold_back(party, t, future)
        for instance in self._instances:
            instance.deliver(t, instance.owner.manager.grip)
            close_capacity(instance, future)
        for spend in self._spends:
            spend.take()
        for deal in self._deals.values():
            fulfil_contract(deal, month, future)
        for party in parties:
            trade(party, month, future)
            pay_levies(self._levies, party, year)
            spend_by_the_rules(party)
            make_good(party)
            pay_for_escalation(party, t, month.other_price)
            bear_shock(party)
            pay_for_quality(party, t, month.pay_price)
            discharge_patients(party, month.of_year, year, month.other_price, future)
        for milestone in self._milestones.values():
            pay_for_milestone(milestone, self._parties, month)
        for instance in self._instances:
            invest(instance, month, future)
            push_care(instance, year, future)
            if instance.kind == "one_off":
                receive_one_off(instance, month, future)
        if not self._fate.is_plan:
            for body, actuals in self._scenario.actuals.items():
                keep_to_actuals(self._parties[body], t, actuals.position_gbp_m, future)
        for party in parties:
            report(self._env, party, t, future)
        if t % MONTHS in (2, 5, 8):
            self._regulator.close_quarter(t, future)
        for party in parties:
            settle(party, t, month.other_price, future)
            move_wards(party, t, future)

    def _close_year(self, year: int) -> None:
        march, future = MONTHS * year + MONTHS - 1, self._future
        for instance in self._instances:
            instance.settle_full_year(march, instance.owner.manager.grip)
        for spend in self._spends:
            spend.close_year()
        for instance in self._instances:
            close_scheme_year(instance, year, self._other[year], future)
        for party in self._parties.values():
            take_measures(party, year, future)
        for milestone in self._milestones.values():
            equalise(milestone, self._parties, year, future)
        share_out(self._pool, year, future)
        self._regulator.close_quarter(march, future)
        for party in self._parties.values():
            fill_deficit(party, self._policy, year)
            support_deficit(party, year, future)
            close_books(party, year, self._plan, future)
            future.events["unit_costs_grew"] += bool(party.unit_cost) and party.unit_cost[march] != 1
            future.by_year["care_cancelled", party.name, year] = 0.0
            future.by_year["backlog", party.name, year] = 0.0
        for deal in self._deals.values():
            tell_of_volume(deal, year, future)
            teller = deal.teller.name
            future.by_year["care_cancelled", teller, year] += deal.value * deal.cancelled_of_year
            future.by_year["backlog", teller, year] += deal.value * deal.backlog

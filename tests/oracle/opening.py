"""How the bodies stand when a future begins: the scenario's tables as plain numbers of that future."""

from __future__ import annotations

import datetime

from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.terms.bodies import AnyBody, Buyer, Commissioner, Council, Provider
from simulator.scenario.terms.contracts import Contract
from simulator.scenario.terms.lines import CostLine, IncomeLine, SpendLine
from simulator.timeline import months_from
from tests.oracle.affordability import affordability_of
from tests.oracle.commissioned import bought_of
from tests.oracle.escalation import escalation_of
from tests.oracle.future import MONTHS, Fate
from tests.oracle.management import Action, Manager, RecoveryPlan
from tests.oracle.means import Bank, Rules, Wards
from tests.oracle.parties import NEVER, Acted, Deal, Line, Party
from tests.oracle.quality import quality_of
from tests.oracle.shocks import shocks_of
from tests.oracle.soft_budgets import rescue_of
from tests.oracle.surroundings import Pair, Statics, Surroundings, population_of
from tests.oracle.unit_costs import unit_cost_by_month
from tests.oracle.year_end import year_end_of

Spends = dict[tuple[str, ...], Acted]


class Opening:
    """One future's bodies, contracts and spends, as they stand on 1 April of the first year."""

    def __init__(self, scenario: Scenario, statics: Statics, around: Surroundings, fate: Fate) -> None:
        self._scenario, self._statics, self._around, self._fate = scenario, statics, around, fate
        self.spends: Spends = {}
        """By body, section and line, or by contract and what is acted on."""
        self.parties = {name: self._party(name) for name in scenario.bodies}
        self.deals = {name: self._deal(name, scenario.contracts[name]) for name in scenario.contracts}

    def price(self, series: str | None) -> list[float]:
        """Index of a series by year; 1 where none is named."""
        if series is None or series not in self._around.prices:
            return [1.0] * self._scenario.years
        return self._around.prices[series]

    def _party(self, name: str) -> Party:
        scenario, fate = self._scenario, self._fate
        body = scenario.bodies[name]
        hidden = self._statics.planned[name, "opening"] - fate.value(body.opening_underlying_gbp_m)
        party = Party(
            name=name,
            kind=body.kind,
            is_member=name in scenario.system.members,
            hidden=0.0 if fate.is_plan else hidden / MONTHS,
            hidden_price=self.price(body.hidden_cost_price),
            cumulative=fate.value(body.opening_cumulative_gbp_m),
            contingency=fate.pct(body.contingency_pct),
            catch_up=fate.pct(body.budget_catch_up_pct),
            surpluses=self._history(body),
            manager=self._manager(body),
            run_rate_share=fate.value(body.forecast.run_rate_share),
            error_sd=0.0 if fate.is_plan else fate.value(body.forecast.error_sd_gbp_m),
            errors=fate.path(f"bodies.{name}.forecast.innovation"),
            learning_months=body.forecast.learning_months,
            review=self._date(body.forecast.review),
            recovery=self._recovery(body),
            escalation=escalation_of(scenario, name, body, fate),
            shocks=shocks_of(scenario, name, fate),
            year_end=year_end_of(body, scenario.years, fate),
            submitted=self._submitted(body),
        )
        if isinstance(body, Provider):
            self._equip(party, body)
        else:
            self._fund(party, body)
        if not isinstance(body, Council) and body.business_rules is not None:
            party.rules = Rules(share=self._fate.pct(body.business_rules.development_pct))
        return party

    def _fund(self, party: Party, body: Buyer) -> None:
        """The allocation of a commissioner or the funding of a council, and what it spends itself."""
        party.allocation = self._fate.value(body.funds) / MONTHS
        party.allocation_price = self.price(body.funds_price)
        if isinstance(body, Commissioner):
            party.repayment_years = body.repayment_years
            party.affordability = affordability_of(body, self._fate)
        for key, spend in body.spend.items():
            line = self._line(party, "spend", key, spend)
            if spend.service is not None:
                line.demand = self._seasonal((spend.service, body.population))
            party.lines.append(line)

    def _equip(self, party: Party, body: Provider) -> None:
        """A provider's costs, other income, wards and bank."""
        fate = self._fate
        party.real_growth = fate.pct(body.fixed_real_growth_pct)
        party.unit_cost = unit_cost_by_month(self._scenario, body, fate)
        party.winter_premium = fate.value(body.winter_premium_gbp_m)
        party.wards, party.bank = self._wards(body), self._bank(body)
        party.quality = quality_of(self._scenario, party.name, body, fate)
        party.rescue = rescue_of(self._scenario, party.name, body, fate)
        for key, cost in body.costs.items():
            line = self._line(party, "costs", key, cost)
            line.fixed, line.semi_fixed = fate.pct(cost.fixed_pct), fate.pct(cost.semi_fixed_pct)
            line.is_cash, line.is_pfi = cost.cash, cost.pfi
            line.ends = self._date(cost.ends)
            party.lines.append(line)
        for key, income in body.income.items():
            line = self._line(party, "income", key, income)
            line.ends = self._date(income.ends)
            party.incomes.append(line)

    def _date(self, day: datetime.date | None) -> float:
        return NEVER if day is None else months_from(self._scenario.start, day)

    def _history(self, body: AnyBody) -> dict[int, float]:
        first = self._scenario.start.year
        known = {int(year) - first: surplus for year, surplus in body.history.items()}
        return {year: self._fate.value(known[year]) for year in (-2, -1) if year in known}

    def _submitted(self, body: AnyBody) -> dict[int, float]:
        if body.submitted_plan is None or self._fate.is_plan:  # the plan's budget is its own
            return {}
        first = self._scenario.start.year
        return {int(year) - first: position for year, position in body.submitted_plan.position_gbp_m.items()}

    def _manager(self, body: AnyBody) -> Manager:
        grip, fate = body.grip, self._fate
        if grip is None:
            return Manager()
        return Manager(
            level=fate.value(grip.level),
            changes=[
                (self._date(change.date), fate.value(change.change), float(change.months))
                for change in grip.changes.values()
            ],
            challenge_effect=0.0 if fate.is_plan else fate.pct(grip.challenge_effect_pct),
            forecast_effect=0.0 if fate.is_plan else fate.value(grip.forecast_effect),
            has_table=True,
        )

    def _recovery(self, body: AnyBody) -> RecoveryPlan | None:
        recovery, fate = body.recovery, self._fate
        if recovery is None or fate.is_plan:  # nobody enters recovery in the plan
            return None
        return RecoveryPlan(
            tolerance=fate.pct(recovery.tolerance_pct),
            reports=recovery.reports,
            lag=max(0, round(fate.value(recovery.lag_months))),
            release_months=recovery.release_months,
            actions=[
                Action(
                    lines=action.lines,
                    share=min(1.0, max(0.0, fate.pct(action.share_pct))),
                    months=action.duration_months,
                    rebound=fate.pct(action.rebound_pct),
                )
                for action in recovery.actions.values()
            ],
        )

    def _wards(self, body: Provider) -> Wards | None:
        if body.capacity is None:
            return None
        return Wards(
            step=self._fate.pct(body.capacity.step_pct),
            headroom=self._fate.pct(body.capacity.headroom_pct),
            open_after=body.capacity.open_after_months,
            close_after=body.capacity.close_after_months,
            premium=self._fate.pct(body.capacity.premium_pct),
        )

    def _bank(self, body: Provider) -> Bank | None:
        if body.cash is None:
            return None
        owed = self._fate.value(body.cash.opening_loans_gbp_m)
        return Bank(
            cash=self._fate.value(body.cash.opening_gbp_m),
            minimum=self._fate.value(body.cash.minimum_gbp_m),
            capital=self._fate.value(body.cash.capital_gbp_m) / MONTHS,
            monthly_rate=self._fate.pct(body.cash.loan_rate_pct) / MONTHS,
            term=body.cash.loan_term_months,
            owed=owed,
            borrowed={-1: owed},
        )

    def _line(self, party: Party, section: str, key: str, table: SpendLine | CostLine | IncomeLine) -> Line:
        acted = Acted(planned_base=self._statics.planned[party.name, section, key], gains=party)
        self.spends[party.name, section, key] = acted
        return Line(key, self._fate.value(table.base_gbp_m) / MONTHS, self.price(table.price), acted)

    def _seasonal(self, pair: Pair) -> list[float]:
        """Demand with the season, by month."""
        season = self._around.season[pair[0]]
        return [demand * season[t % MONTHS] for t, demand in enumerate(self._around.demand[pair])]

    def _deal(self, name: str, contract: Contract) -> Deal:
        fate, service = self._fate, self._scenario.services[contract.service]
        provider = self.parties.get(contract.provider)
        tariff = money = self.price(contract.price)
        if contract.commissioned is not None:
            money = self.price(contract.commissioned.money)
        deal = Deal(
            payer=self.parties.get(contract.payer),
            provider=provider,
            form=contract.form,
            value=fate.value(contract.value_gbp_m) / MONTHS,
            planned_value=self._statics.planned["contracts", name],
            price=money,
            demand=self._seasonal((contract.service, population_of(self._scenario, contract))),
            season=self._around.season[contract.service],
            plan=fate.value(contract.opening_plan),
            growth=fate.pct(contract.planned_growth_pct),
            rebase=fate.pct(contract.rebase_share_pct),
            challenged=self._pct_or(contract.challenged_pct, 0.0),
            marginal_rates=[fate.pct(row) for row in self._statics.marginal_rows.get(name, [])],
            variable=self._pct_or(contract.variable_pct, 0.0),
            cap=self._pct_or(contract.cap_pct, NEVER),
            collar=self._pct_or(contract.collar_pct, NEVER),
            payer_administration=fate.value(contract.payer_administration_gbp_m) / MONTHS,
            provider_administration=fate.value(contract.provider_administration_gbp_m) / MONTHS,
            winter_extra=fate.pct(service.winter_extra_pct),
            winter_cancelled=fate.pct(service.winter_cancelled_pct),
            stopped=self._pct_or(contract.stopped_pct, 0.0),
            activity_saving=self._contract_spend(name, "activity"),
            price_saving=self._contract_spend(name, "price"),
            bought=bought_of(contract, money, tariff, fate),
        )
        if provider is not None:
            provider.sales.append(deal)
        return deal

    def _pct_or(self, number: Number | None, otherwise: float) -> float:
        return otherwise if number is None else self._fate.pct(number)

    def _contract_spend(self, name: str, part: str) -> Acted:
        contract = self._scenario.contracts[name]
        acted = Acted(
            planned_base=self._statics.planned["contracts", name],
            gains=self.parties.get(contract.payer),
            loses=self.parties.get(contract.provider),
        )
        self.spends["contracts", name, part] = acted
        return acted

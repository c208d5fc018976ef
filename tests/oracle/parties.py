"""The bodies of one future and what they keep: lines, contracts, wards, loans, the year's running totals."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.oracle.commissioned import Bought
from tests.oracle.management import Escalation, Manager, RecoveryPlan
from tests.oracle.means import Affordability, Bank, Rules, Wards
from tests.oracle.soft_budgets import Rescue
from tests.oracle.year_end import YearEnd

if TYPE_CHECKING:
    from tests.oracle.council import Discharge
    from tests.oracle.quality import Quality
    from tests.oracle.schemes import Instance
    from tests.oracle.shocks import Shocks


@dataclass(slots=True, eq=False)
class Acted:
    """A spend on which schemes may act: a line, a contract's activity, a contract's price."""

    planned_base: float
    gains: Party | None
    """Who is better off by a saving."""
    loses: Party | None = None
    """The provider of a contract, who is worse off by it."""
    instances: list[Instance] = field(default_factory=list)
    k: float = 1.0
    k_recurrent: float = 1.0
    before: float = 0.0
    """Of the year so far."""
    recurrent: float = 0.0
    cost: float = 0.0
    """Of the year so far: what was paid, or received, after schemes and recovery."""
    of_last_year: float = 0.0
    """The cost of the last closed year."""

    def take(self) -> None:
        """What the schemes leave of the spend this month."""
        k = k_recurrent = 1.0
        for instance in self.instances:
            k *= 1 - instance.x
            k_recurrent *= 1 - instance.x_recurrent
        self.k, self.k_recurrent = k, k_recurrent

    def deliver(self, before: float) -> None:
        """Share this month's saving out among the schemes, in the order of their names."""
        if not self.instances:
            return
        left = before
        for instance in self.instances:
            if instance.x == 0.0:  # then nothing of it is recurrent either
                continue
            saved = left * instance.x
            instance.delivered += saved
            instance.owner.year.savings += saved
            instance.delivered_recurrent += saved * instance.recurrent_part
            left *= 1 - instance.x
        self.before += before
        self.recurrent += before * (1 - self.k_recurrent)
        self._favour(before * (self.k_recurrent - self.k), 0.0)

    def close_year(self) -> None:
        """Add what a full year of the schemes live on 31 March would save beyond the recurrent part."""
        left = self.before
        for instance in self.instances:
            instance.delivered_full += left * instance.x_full
            left *= 1 - instance.x_full
        self._favour(0.0, self.before - left - self.recurrent)
        self.before = self.recurrent = 0.0
        self.of_last_year, self.cost = self.cost, 0.0

    def _favour(self, non_recurrent: float, full_year_gap: float) -> None:
        if self.gains is not None:
            self.gains.year.non_recurrent += non_recurrent
            self.gains.year.full_year_gap += full_year_gap
        if self.loses is not None:
            self.loses.year.non_recurrent -= non_recurrent
            self.loses.year.full_year_gap -= full_year_gap


@dataclass(slots=True, eq=False)
class Line:
    """A spend, cost or income line."""

    key: str
    monthly_base: float
    price: list[float]
    saving: Acted
    demand: list[float] | None = None
    """By month, with the season, where a service drives a commissioner's line."""
    fixed: float = 0.0
    semi_fixed: float = 0.0
    is_cash: bool = True
    is_pfi: bool = False
    ends: float = math.inf

    def part_of(self, month: int) -> float:
        """How much of a month passes before the line ends."""
        return min(max(self.ends - month, 0.0), 1.0)


@dataclass(slots=True, eq=False)
class Deal:
    """A contract."""

    payer: Party | None
    provider: Party | None
    form: str
    """As it was agreed."""
    value: float
    planned_value: float
    price: list[float]
    """By which its money moves, prices alone or more."""
    demand: list[float]
    season: list[float]
    plan: float
    """Planned activity, relative to base activity."""
    growth: float
    rebase: float
    challenged: float
    marginal_rates: list[float]
    variable: float
    cap: float
    collar: float
    payer_administration: float
    provider_administration: float
    winter_extra: float
    winter_cancelled: float
    stopped: float
    """Share of care above plan that is not given, so far as its pay is withheld."""
    activity_saving: Acted
    price_saving: Acted
    asked: float = 0.0
    """Planned activity of the year if all growth were offered."""
    bought: Bought | None = None
    activity: float = 0.0
    activity_of_year: float = 0.0
    backlog: float = 0.0
    cancelled_of_year: float = 0.0
    pooling_saves: float = 0.0
    """Share of its administration that is not needed this year."""
    is_suspended: bool = False
    """Whether it is paid as a block this year, whatever was agreed."""

    @property
    def paid_as(self) -> str:
        """The form by which it is paid this year."""
        return "block" if self.is_suspended else self.form

    @property
    def teller(self) -> Party:
        """Whose care it is in the reports: the provider's, or the payer's where the provider is outside."""
        party = self.provider or self.payer
        assert party is not None  # one of the two is simulated
        return party


@dataclass(slots=True, eq=False)
class Booked:
    """Running totals of a financial year that are told as they stand, each by its name."""

    income: float = 0.0
    expenditure: float = 0.0
    non_recurrent: float = 0.0
    investment: float = 0.0
    recovery_months: int = 0
    funding: float = 0.0
    transfers: float = 0.0
    pooled: float = 0.0
    pooling_administration: float = 0.0
    escalation_cost: float = 0.0
    interest: float = 0.0
    rebound: float = 0.0
    contract_administration: float = 0.0
    unit_cost_growth: float = 0.0
    paid_on_contracts: float = 0.0
    """By the payer."""
    care_stopped: float = 0.0
    withheld: float = 0.0

    shock: float = 0.0
    quality_cost: float = 0.0
    commissioned_cost: float = 0.0
    levies: float = 0.0
    year_end_measures: float = 0.0
    year_end_returns: float = 0.0
    break_funding: float = 0.0
    deficit_support: float = 0.0
    pushed_by_schemes: float = 0.0
    pushed_by_discharge: float = 0.0


@dataclass(slots=True, eq=False)
class Books(Booked):
    """All running totals of a financial year."""

    allocation: float = 0.0
    member_trade: float = 0.0
    """Contract payments from other members."""
    full_year_gap: float = 0.0
    """What a full year of the schemes live on 31 March would add to the position."""
    savings: float = 0.0
    finance_paid: float = 0.0
    """By the finance quarters, of the sustainability funding of the year."""
    has_missed: bool = False
    """A finance quarter of the year."""

    @property
    def brought(self) -> float:
        """What transfers and pooling brought; only members are merged or pool."""
        return max(self.transfers, 0.0) + max(self.pooled, 0.0)

    @property
    def moved(self) -> float:
        """What year-end measures, transfers and pooling come to, with what the moving costs."""
        return self.year_end_measures + self.transfers + self.pooled - self.pooling_administration

    @property
    def support(self) -> float:
        """All that is received and given beside the months' positions, so far."""
        return self.funding + self.moved + self.break_funding + self.deficit_support


@dataclass(slots=True, eq=False)
class Party:
    """A simulated body."""

    name: str
    kind: str
    is_member: bool
    hidden: float
    """Hidden cost a month, before prices."""
    hidden_price: list[float]
    cumulative: float
    contingency: float
    catch_up: float
    surpluses: dict[int, float]
    """By year; earlier years than the first are history."""
    manager: Manager
    run_rate_share: float
    error_sd: float
    errors: list[float] | None
    learning_months: int
    review: float
    recovery: RecoveryPlan | None
    allocation: float = 0.0
    """A month; of a council, its funding."""
    allocation_price: list[float] = field(default_factory=list)
    repayment_years: int = 1
    real_growth: float = 0.0
    unit_cost: list[float] = field(default_factory=list)
    """Of a provider, by month: what a unit of care costs beyond prices, 1 at the start."""
    winter_premium: float = 0.0
    wards: Wards | None = None
    bank: Bank | None = None
    lines: list[Line] = field(default_factory=list)
    incomes: list[Line] = field(default_factory=list)
    sales: list[Deal] = field(default_factory=list)
    """Contracts under which it provides."""
    risks: list[tuple[float, float, float]] = field(default_factory=list)
    """First and last moment of those that have happened, and their cost a month."""
    rules: Rules | None = None
    affordability: Affordability | None = None
    year_end: YearEnd | None = None
    escalation: Escalation | None = None
    rescue: Rescue | None = None
    discharge: Discharge | None = None
    shocks: Shocks | None = None
    quality: Quality | None = None
    control_total: float = math.nan
    """Of the year; none is set where it is no number."""
    offer: float = 0.0
    """Of sustainability funding, this year."""
    incentive: float = 0.0
    """Of what it is ahead of its control total, the share that it is paid besides this year."""
    outturn: float = 0.0
    """Of the last closed year, before support."""
    recurrent_surplus: float = 0.0
    """Of the last closed year: surplus less what does not recur."""
    underlying: float = 0.0
    """Of the last closed year."""
    duty_income: float = 0.0
    """Of the last closed year."""
    paid_on_contracts: float = 0.0
    """Of the last closed year."""
    forecast: float = 0.0
    """Of the last month-end report."""
    unspent: float = 0.0
    """Contingency that this report took off."""
    care_due: float = 0.0
    """Of the quarter so far, at base price."""
    care_cancelled: float = 0.0
    month_support: float = 0.0
    """Paid out by the month's settlement; at a year's end kept for April."""
    month_income: float = 0.0
    month_expenditure: float = 0.0
    month_not_cash: float = 0.0
    seasonal_activity: float = 1.0
    year: Books = field(default_factory=Books)
    rebound: float = 0.0
    """A month of this year."""
    budget: list[float] = field(default_factory=list)
    planned_income: float = 0.0
    submitted: dict[int, float] = field(default_factory=dict)
    """By year: the position that it told others it would reach."""
    programme: list[float] = field(default_factory=lambda: [0.0] * 12)
    """By month of the year: what its programmes were set to save beyond the plan's."""
    carried: float = 0.0
    """Last year's recurrent position beyond the plan's."""
    positions: list[float] = field(default_factory=list)
    """Of the year's closed months."""

    @property
    def is_commissioner(self) -> bool:
        """Whether it buys health care out of an allocation."""
        return self.kind == "commissioner"

    @property
    def is_buyer(self) -> bool:
        """Whether it has funds and spend of its own: a commissioner or a council."""
        return self.kind != "provider"

    @property
    def development(self) -> float:
        """What it may spend this year of last year's surplus."""
        return 0.0 if self.rules is None else self.rules.committed + self.rules.headroom

    @property
    def budget_of_year(self) -> float:
        """What the year's budget ends with, contingency spent."""
        return sum(self.budget) - self.contingency * self.planned_income

    @property
    def duty_income_so_far(self) -> float:
        """Income of this year, as far as it is booked, on which the 1 % is measured."""
        return self.year.allocation if self.is_buyer else self.year.income - self.year.brought

    @property
    def deficit(self) -> float:
        """What the closed year lacks with all the support it has had so far."""
        return max(-(sum(self.positions) + self.year.support), 0.0)

    @property
    def before_transfers(self) -> float:
        """The year's position with what was found at its close, or brought forward."""
        return sum(self.positions) + self.year.year_end_measures

    def open_month(self, month: int) -> None:
        """Start the month's totals anew, under the grip of the day."""
        self.month_income = self.month_expenditure = self.month_not_cash = 0.0
        if self.wards is not None:
            self.wards.closed = 0.0
        self.manager.manage(month)

    def earn(self, amount: float) -> None:
        """Receive income."""
        self.month_income += amount

    def spend(self, amount: float) -> None:
        """Bear expenditure."""
        self.month_expenditure += amount

    def receive(self, amount: float) -> None:
        """Receive support: beside the months' positions, and for once."""
        self.year.income += amount
        self._settle_later(amount)

    def give(self, amount: float) -> None:
        """Give to others, or pay for the giving."""
        self.year.expenditure += amount
        self._settle_later(-amount)

    def _settle_later(self, amount: float) -> None:
        self.year.non_recurrent += amount
        self.month_support += amount


def pay(payer: Party | None, payee: Party | None, amount: float) -> None:
    """Money from one to the other; None is outside."""
    if payer is not None:
        payer.month_expenditure += amount
    if payee is not None:
        payee.month_income += amount


NEVER = math.inf

"""The bodies of one future and what they keep: lines, contracts, wards, loans, the year's running totals."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.schemes import Instance


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


@dataclass(slots=True, eq=False)
class Deal:
    """A contract."""

    payer: Party | None
    provider: Party | None
    form: str
    value: float
    planned_value: float
    price: list[float]
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
    activity_saving: Acted
    price_saving: Acted
    activity: float = 0.0
    activity_of_year: float = 0.0
    backlog: float = 0.0
    cancelled_of_year: float = 0.0


@dataclass(slots=True, eq=False)
class Wards:
    """Capacity in steps beyond the opening ones."""

    step: float
    headroom: float
    open_after: int
    close_after: int
    premium: float
    steps: int = 0
    above: int = 0
    below: int = 0


@dataclass(slots=True, eq=False)
class Bank:
    """Cash and loans of a provider."""

    cash: float
    minimum: float
    capital: float
    """A month."""
    monthly_rate: float
    term: int
    owed: float
    borrowed: dict[int, float]
    """By month; what was owed at the start counts as borrowed at month -1."""


@dataclass(slots=True, eq=False)
class Manager:
    """How firmly a body is managed."""

    level: float = 0.5
    changes: list[tuple[float, float, float]] = field(default_factory=list)
    """Date, change, months."""
    challenge_effect: float = 0.0
    forecast_effect: float = 0.0
    grip: float = 0.5

    def manage(self, month: int) -> None:
        """Set the grip of the month."""
        grip = self.level
        for date, change, months in self.changes:
            if months == 0:
                grip += change if month >= date else 0.0
            else:
                grip += change * min(max((month - date) / months, 0.0), 1.0)
        self.grip = min(max(grip, 0.0), 1.0)


@dataclass(slots=True, eq=False)
class Action:
    """Something held back in financial recovery."""

    lines: list[str]
    share: float
    months: int
    rebound: float
    in_force: tuple[int, int] = (0, -1)
    """First and last month."""
    held: float = 0.0
    """In the year so far."""


@dataclass(slots=True, eq=False)
class RecoveryPlan:
    """When a body enters financial recovery, and how it stands."""

    tolerance: float
    reports: int
    lag: int
    release_months: int
    actions: list[Action]
    count: int = 0
    entered: int = -1
    ends: int = -1
    """The last month of the latest recovery."""
    release: tuple[int, int] = (0, -1)


@dataclass(slots=True, eq=False)
class Books:
    """Running totals of a financial year."""

    income: float = 0.0
    expenditure: float = 0.0
    allocation: float = 0.0
    member_trade: float = 0.0
    non_recurrent: float = 0.0
    full_year_gap: float = 0.0
    """What a full year of the schemes live on 31 March would add to the position."""
    savings: float = 0.0
    investment: float = 0.0
    recovery_months: int = 0


@dataclass(slots=True, eq=False)
class Party:
    """A simulated body."""

    name: str
    is_commissioner: bool
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
    """A month."""
    allocation_price: list[float] = field(default_factory=list)
    repayment_years: int = 1
    real_growth: float = 0.0
    winter_premium: float = 0.0
    wards: Wards | None = None
    bank: Bank | None = None
    lines: list[Line] = field(default_factory=list)
    incomes: list[Line] = field(default_factory=list)
    sales: list[Deal] = field(default_factory=list)
    """Contracts under which it provides."""
    risks: list[tuple[float, float, float]] = field(default_factory=list)
    """First and last moment of those that have happened, and their cost a month."""
    month_income: float = 0.0
    month_expenditure: float = 0.0
    month_not_cash: float = 0.0
    seasonal_activity: float = 1.0
    year: Books = field(default_factory=Books)
    rebound: float = 0.0
    """A month of this year."""
    budget: list[float] = field(default_factory=list)
    planned_income: float = 0.0
    carried: float = 0.0
    """Last year's recurrent position beyond the plan's."""
    positions: list[float] = field(default_factory=list)
    """Of the year's closed months."""

    def open_month(self, month: int) -> None:
        """Start the month's totals anew, under the grip of the day."""
        self.month_income = self.month_expenditure = self.month_not_cash = 0.0
        self.manager.manage(month)

    def earn(self, amount: float) -> None:
        """Receive income."""
        self.month_income += amount

    def spend(self, amount: float) -> None:
        """Bear expenditure."""
        self.month_expenditure += amount


def pay(payer: Party | None, payee: Party | None, amount: float) -> None:
    """Money from one to the other; None is outside."""
    if payer is not None:
        payer.month_expenditure += amount
    if payee is not None:
        payee.month_income += amount


NEVER = math.inf

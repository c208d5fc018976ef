"""What is true of the economy this month, apart from money: each field with its unit, its one writer and its phase."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulator.engine.row_index import RowIndex
from simulator.statistics.arrays import Array


@dataclass
class State:
    """Arrays over the replications of a block, the replication last."""

    row_index: RowIndex
    replications: int

    price: dict[str, Array | float] = field(default_factory=dict)
    """Index by series, 1 in March before the start. Writer: prices, OPEN_YEAR."""
    policy_break: Array = field(init=False)
    """1 where a break in policy lasts this year, 0 elsewhere. Writer: policy regimes, OPEN_YEAR."""
    funding_share: Array | float = 1.0
    """What policy leaves of this year's offers of sustainability funding. Writer: policy regimes, OPEN_YEAR."""
    rewarded_when_ahead: dict[str, Array] = field(default_factory=dict)
    """1 where what a provider is ahead of this year's control total brings it more funding; no entry where it never
    does. Writer: sustainability funding, OPEN_YEAR."""
    grip: dict[str, Array | float] = field(default_factory=dict)
    """0 to 1 by body. Writer: grip, MANAGE."""
    unit_cost: dict[str, Array] = field(default_factory=dict)
    """Cost of a unit beyond prices, 1 in March before the start, by provider whose unit costs grow.
    Writer: unit costs, MANAGE."""
    unit_cost_paid: dict[str, Array] = field(init=False)
    """What this year has cost by its being more than 1, £m by body. Writer: provision, TRADE."""
    demand: Array = field(init=False)
    """B of each (population, service), index, season not in it. Writer: demand, DEMAND."""
    winter_share: Array = field(init=False)
    """Share of the month that is winter. Writer: winter, DEMAND."""
    winter_pressure: Array = field(init=False)
    """The same weighted with severity. Writer: winter, DEMAND."""
    activity: Array = field(init=False)
    """A of each contract, index. Writer: contracts, DEMAND."""
    activity_adjusted: Array = field(init=False)
    """A over the season. Writer: contracts, DEMAND."""
    kept: Array = field(init=False)
    """What schemes leave of each spend, share. Writer: schemes, DELIVER."""
    kept_by_recurrent: Array = field(init=False)
    """What the recurrent part of schemes alone would leave. Writer: schemes, DELIVER."""
    before_schemes: Array = field(init=False)
    """What each spend would be this month without schemes, £m. Writers: whoever owns the spend, TRADE."""
    effect: Array = field(init=False)
    """x of each scheme instance, share of what it acts on. Writer: schemes, DELIVER."""
    effect_recurrent: Array = field(init=False)
    """Its recurrent part. Writer: schemes, DELIVER."""
    is_begun: set[int] = field(default_factory=set)
    """Rows of the instances that are live in some replication. Writer: schemes, DELIVER."""
    not_recurrent: dict[int, Array] = field(default_factory=dict)
    """Share of an instance's delivery that will not recur, by row, where some will not. Writer: schemes, DELIVER."""
    set_share: dict[int, Array] = field(default_factory=dict)
    """Share of what it acts on that an instance of a programme that follows need is set to save, by row.
    Writer: savings programmes, OPEN_YEAR."""
    set_delivery: dict[int, Array] = field(default_factory=dict)
    """What such an instance delivers of its effect, as large and as late as it is, by row; grip comes on top.
    Writer: savings programmes, OPEN_YEAR."""
    set_beyond_plan: dict[str, Array] = field(default_factory=dict)
    """£m by month of the year that programmes of a body are set above the plan's, shape ``(12, replications)``.
    Writer: savings programmes, OPEN_YEAR of later years."""
    part_in_force: dict[int, Array] = field(default_factory=dict)
    """How far a closure, or a scheme that pushes care, is in force by row: a part of its full planned effect.
    Another array as soon as it moves. Writer: schemes, DELIVER."""
    effect_of_full_year: Array = field(init=False)
    """Recurrent effect of each instance at full ramp, as on 31 March. Writer: schemes, CLOSE_YEAR."""
    investment_to_come: dict[str, Array] = field(init=False)
    """Recurrent investment of a whole year less this year's, £m by body. Writer: schemes, CLOSE_YEAR."""
    savings_not_recurrent: dict[str, Array] = field(init=False)
    """Savings of the year that will not recur, £m by body. Writer: savings, CLOSE_YEAR."""
    savings_to_come: dict[str, Array] = field(init=False)
    """Full-year less part-year effect, £m by body. Writer: savings, CLOSE_YEAR."""
    development: dict[str, Array] = field(default_factory=dict)
    """What commissioners may spend this year of last year's surplus, £m by body. Writer: business rules, OPEN_YEAR."""
    payment: dict[str, Array] = field(default_factory=dict)
    """Payment this month, £m, of the contracts with which a payer buys volume. Writer: contracts, TRADE."""
    paid_of_year: dict[int, Array] = field(default_factory=dict)
    """What was paid this year on a contract on which schemes act, £m by spend; of activity, what such schemes would
    have spared if there had been none of it. Writer: contracts, CLOSE_YEAR."""
    affordable: dict[str, Array] = field(default_factory=dict)
    """What this year's offers of a commissioner may cost, £m. Writer: affordability, OPEN_YEAR of later years."""
    withheld_share: dict[str, Array] = field(default_factory=dict)
    """Share of payments above its offers that a commissioner withholds this month. Writer: affordability, MANAGE."""
    care_beyond_plan: dict[str, Array] = field(default_factory=dict)
    """Hospital care beyond plan this month, £m at base price, of contracts that a council cares after.
    Writer: contracts, DEMAND."""
    care_due: dict[str, Array] = field(default_factory=dict)
    """Care due this month, £m at base price, by provider that is offered sustainability funding.
    Writer: contracts, DEMAND."""
    care_cancelled: dict[str, Array] = field(default_factory=dict)
    """Care that winter cancels this month, likewise. Writer: contracts, DEMAND."""
    in_force: dict[tuple[str, str], Array] = field(default_factory=dict)
    """1 where a recovery action (body, action) is in force, 0 elsewhere. Writer: recovery, REPORT."""
    in_recovery: dict[str, Array] = field(default_factory=dict)
    """1 where a body is in financial recovery. Writer: recovery, REPORT and SETTLE."""
    released: dict[str, Array] = field(default_factory=dict)
    """1 where contingency and reserves stand released. Writer: recovery, REPORT."""
    held: dict[tuple[str, str], Array] = field(default_factory=dict)
    """£m that a recovery action (body, action) has held this year. Writer: spending, TRADE; recovery sets it back."""
    hidden_cost: dict[str, Array | float] = field(default_factory=dict)
    """£m this month that the opening books did not show. Writer: hidden costs, TRADE."""
    budget: dict[str, Array] = field(default_factory=dict)
    """This year's budget, contingency and reserves taken off, £m by body. Writer: reporting, OPEN_YEAR."""
    forecast: dict[str, Array] = field(default_factory=dict)
    """Forecast outturn of the month-end report, £m by body. Writer: reporting, REPORT."""
    unspent: dict[str, Array | float] = field(default_factory=dict)
    """Contingency that this forecast counts as spent, £m by body. Writer: reporting, REPORT."""
    support: dict[str, Array] = field(init=False)
    """Sustainability funding, year-end measures, transfers, pooling and what fills deficits (in a break of policy, or a
    rescue) of the year so far, £m by body, which no report counts. Writers: sustainability funding, SETTLE; year-end
    measures, mergers, pooling, sustainability funding, policy regimes and soft budgets, CLOSE_YEAR."""
    control_total: dict[str, Array] = field(default_factory=dict)
    """This year's control total by body, £m. Writer: control totals, OPEN_YEAR."""
    pooling_counts: Array | float = 0.0
    """1 where pooling counts this year. Writer: pooling, OPEN_YEAR."""
    grip_gained: dict[str, Array] = field(default_factory=dict)
    """Grip that years of special measures have added, by body. Writer: escalation, OPEN_YEAR."""
    loans: dict[str, Array] = field(default_factory=dict)
    """Loans outstanding, £m. Writer: settlement, OPEN_YEAR and SETTLE."""
    loans_kept: dict[str, Array | float] = field(default_factory=dict)
    """Share of a provider's loans that this April's write-offs leave; no entry where nobody asked for one.
    Writers: whoever writes loans off, by `write_off`, and settlement, which takes the entry away; OPEN_YEAR."""
    cash: dict[str, Array] = field(default_factory=dict)
    """Money in the bank, £m. Writer: settlement, SETTLE."""

    def __post_init__(self) -> None:
        row_index, n = self.row_index, self.replications
        self.demand = np.ones((len(row_index.demands), n))
        self.policy_break = np.zeros(n)
        self.winter_share = np.zeros(n)
        self.winter_pressure = np.zeros(n)
        self.activity = np.ones((len(row_index.contracts), n))
        self.activity_adjusted = np.ones((len(row_index.contracts), n))
        self.kept = np.ones((len(row_index.spends), n))
        self.kept_by_recurrent = np.ones((len(row_index.spends), n))
        self.before_schemes = np.zeros((len(row_index.spends), n))
        self.effect = np.zeros((len(row_index.instances), n))
        self.effect_recurrent = np.zeros_like(self.effect)
        self.effect_of_full_year = np.zeros_like(self.effect)
        self.clear_year()

    def write_off(self, body: str, share: Array | float) -> None:
        """Ask settlement to write a share of what a provider owes off this April, of what others who asked leave.

        To be asked in OPEN_YEAR, before the step "loans written off".
        """
        self.loans_kept[body] = self.loans_kept.get(body, 1.0) * (1.0 - share)

    def clear_year(self) -> None:
        """Set back what is told of one year."""
        self.unit_cost_paid = {body: np.zeros(self.replications) for body in self.row_index.bodies}
        self.support = {body: np.zeros(self.replications) for body in self.row_index.bodies}
        self.investment_to_come = {body: np.zeros(self.replications) for body in self.row_index.bodies}
        self.savings_not_recurrent = {body: np.zeros(self.replications) for body in self.row_index.bodies}
        self.savings_to_come = {body: np.zeros(self.replications) for body in self.row_index.bodies}

"""The regime: rules that hold for every body of a kind, by the financial year from which each holds."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.immutable import Entries
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import ByYear, PerCent, PositiveCount, certain


class Escalation(Table):
    """`[regime.*.escalation]`: what repeated failure leads to, up to administration."""

    deficit_pct: Number
    """% of income; a deficit beyond it is a failed year."""
    special_measures_years: PositiveCount
    """Failed years in a row until special measures."""
    contingency_planning_years: PositiveCount
    """Failed years in a row until a contingency planning team is sent."""
    administration_years: PositiveCount
    """Failed years in a row from which an administrator may be appointed."""
    administration_probability: Number
    """0 to 1: that one is, in each such year."""
    turnaround_pct: Number = certain(0.0)
    """Cost of turnaround in special measures, % of income a year."""
    grip_a_year: Number = certain(0.0)
    """By how much each year of special measures raises grip."""
    contingency_planning_gbp_m: Number = certain(0.0)
    """What the team costs, £m a year at March's prices."""
    administration_gbp_m: Number = certain(0.0)
    """What the administrator costs, £m in all, at March's prices."""
    administration_months: PositiveCount = 12
    """Months over which that is spent."""


class CommissionerRegime(Table):
    """`[regime.commissioners]`: what holds for every commissioner."""

    surplus_pct: ByYear = {}
    """% of allocation that is to be carried forward."""
    headroom_pct: ByYear = {}
    """% of allocation that may be spent once only."""
    headroom_spent_pct: ByYear = {}
    """% of that headroom that may be spent at all; the rest is a risk reserve."""
    drawdown_pct: ByYear = {}
    """% of what was brought forward beyond the surplus asked for that may be drawn and spent in a year."""
    improvement_pct: ByYear = {}
    """% of income by which a control total improves on last year's."""
    ceiling_pct: ByYear = {}
    """% of income; no control total asks for more."""
    escalation: Escalation | None = None
    """What failure leads to; left out, nothing."""


class ProviderRegime(Table):
    """`[regime.providers]`: what holds for every provider."""

    surplus_pct: ByYear = {}
    """% of income that a provider with business rules keeps as the year's surplus."""
    improvement_pct: ByYear = {}
    """% of income by which a control total improves on last year's."""
    ceiling_pct: ByYear = {}
    """% of income; no control total asks for more."""
    finance_pct: ByYear = {}
    """% of sustainability funding that the control total decides; performance decides the rest."""
    performance_limit_pct: ByYear = {}
    """Care cancelled in a quarter, % of care due, up to which performance is met."""
    escalation: Escalation | None = None
    """What failure leads to; left out, nothing."""


class ContractRegime(Table):
    """`[regime.contracts]`: national terms of contracts."""

    marginal_rate_pct: ByYear = {}
    """Share of price paid above plan, for contracts of that form that do not say their own."""


class Regime(Table):
    """`[regime]`: national rules by year, for bodies and contracts that use them."""

    quarters_pct: Annotated[Entries[PerCent], Field(min_length=4, max_length=4)] | None = None
    """% of a year's sustainability funding that each quarter holds; together 100."""
    commissioners: CommissionerRegime = CommissionerRegime()
    """What holds for every commissioner."""
    providers: ProviderRegime = ProviderRegime()
    """What holds for every provider."""
    contracts: ContractRegime = ContractRegime()
    """National terms of contracts."""

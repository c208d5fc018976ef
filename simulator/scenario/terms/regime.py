"""The regime: rules that hold for every body of a kind, by the financial year from which each holds."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.bounds import OF_INCOME, PER_CENT, SEVERAL_TIMES, UP_TO_TWICE
from simulator.scenario.immutable import Entries
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.escalation import Escalation
from simulator.scenario.terms.soft_budgets import Rescue, WriteOff
from simulator.scenario.terms.vocabulary import PerCent, Year


class CommissionerRegime(Table):
    """`[regime.commissioners]`: what holds for every commissioner."""

    surplus_pct: dict[Year, Annotated[Number, PER_CENT]] = {}
    """% of allocation that is to be carried forward."""
    headroom_pct: dict[Year, Annotated[Number, PER_CENT]] = {}
    """% of allocation that may be spent once only."""
    headroom_spent_pct: dict[Year, Annotated[Number, PER_CENT]] = {}
    """% of that headroom that may be spent at all; the rest is a risk reserve."""
    drawdown_pct: dict[Year, Annotated[Number, PER_CENT]] = {}
    """% of what was brought forward beyond the surplus asked for that may be drawn and spent in a year."""
    improvement_pct: dict[Year, Annotated[Number, OF_INCOME]] = {}
    """% of income by which a control total improves on last year's."""
    ceiling_pct: dict[Year, Annotated[Number, OF_INCOME]] = {}
    """% of income; no control total asks for more."""
    escalation: Escalation | None = None
    """What failure leads to; left out, nothing."""


class ProviderRegime(Table):
    """`[regime.providers]`: what holds for every provider."""

    surplus_pct: dict[Year, Annotated[Number, PER_CENT]] = {}
    """% of income that a provider with business rules keeps as the year's surplus."""
    improvement_pct: dict[Year, Annotated[Number, OF_INCOME]] = {}
    """% of income by which a control total improves on last year's."""
    ceiling_pct: dict[Year, Annotated[Number, OF_INCOME]] = {}
    """% of income; no control total asks for more."""
    finance_pct: dict[Year, Annotated[Number, PER_CENT]] = {}
    """% of sustainability funding that the control total decides; performance decides the rest."""
    performance_limit_pct: dict[Year, Annotated[Number, PER_CENT]] = {}
    """Care cancelled in a quarter, % of care due, up to which performance is met."""
    incentive_pct: dict[Year, Annotated[Number, UP_TO_TWICE]] = {}
    """% of what it is ahead of its control total that a provider with sustainability funding is paid besides, where it
    meets it; such a provider brings no spending forward at the close. Left out, nothing."""
    bonus_pct: dict[Year, Annotated[Number, UP_TO_TWICE]] = {}
    """% of its offer that it is paid besides, where it meets its control total. Left out, nothing."""
    escalation: Escalation | None = None
    """What failure leads to; left out, nothing."""
    write_off: WriteOff | None = None
    """Loans that the nation writes off; left out, none."""
    rescue: Rescue | None = None
    """Who is rescued, and how; left out, nobody."""


class ContractRegime(Table):
    """`[regime.contracts]`: national terms of contracts."""

    marginal_rate_pct: dict[Year, Annotated[Number, SEVERAL_TIMES]] = {}
    """Share of price paid above plan, for contracts of that form that do not say their own."""


class Regime(Table):
    """`[regime]`: national rules by year, for bodies and contracts that use them."""

    quarters_pct: (
        Annotated[Entries[PerCent], Field(min_length=4, max_length=4, examples=[[20, 20, 30, 30]])] | None
    ) = None
    """% of a year's sustainability funding that each quarter holds; together 100."""
    commissioners: CommissionerRegime = CommissionerRegime()
    """What holds for every commissioner."""
    providers: ProviderRegime = ProviderRegime()
    """What holds for every provider."""
    contracts: ContractRegime = ContractRegime()
    """National terms of contracts."""

"""Policy regimes: what a parliament's policy does to prices and funding, and breaks in which all rules are off."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.bounds import PER_CENT, POINTS_A_YEAR, PROBABILITY, SEVERAL_TIMES
from simulator.scenario.immutable import Entries
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.vocabulary import FinancialYear, Key, PositiveCount, Share, certain


class Policy(Table):
    """`[policy_regimes.regimes.*]`: what policy is while this regime holds."""

    probability: Share
    """Probability that a parliament has it; those of all regimes add up to 1."""
    rates_pct: dict[Key, Annotated[Number, POINTS_A_YEAR]] = {}
    """By key of a price series: points that it adds to the rate of each year; of others none."""
    support_pct: Annotated[Number, SEVERAL_TIMES] = certain(100.0)
    """% of sustainability funding that is offered, of what bodies are offered without policy regimes."""


class Interruption(Table):
    """`[policy_regimes.interruption]`: years in which the rules of contracts and funding are off, as in a pandemic."""

    probability: Annotated[Number, PROBABILITY]
    """Probability that one begins in an April in which none lasts."""
    lasts_years: PositiveCount
    """How many years it lasts."""
    fills_deficit_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """% of a deficit that is filled at the close of each of its years."""
    loans_written_off_pct: Annotated[Number, PER_CENT] = certain(0.0)
    """% of what each provider owes that is written off in its first April."""


class PolicyRegimes(Table):
    """`[policy_regimes]`: policy for the whole economy, drawn for each parliament."""

    begins: Annotated[Entries[FinancialYear], Field(min_length=1)]
    """Financial years in whose April a parliament's policy begins, in order, by the year each starts in."""
    plan: Key
    """Key of the regime that the plan reckons with in every parliament."""
    regimes: Annotated[dict[Key, Policy], Field(min_length=1)]
    """What policy may be, each regime under a key of its own."""

    interruption: Interruption | None = None
    """Years in which the rules are off; left out, there are none."""

"""What the policy of each parliament is, and the years in which policy breaks (`docs/model.md` §32)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from simulator.scenario.model import Scenario
from simulator.scenario.terms.policy_regimes import Interruption, PolicyRegimes
from simulator.scenario.terms.policy_regimes import Policy as Regime
from tests.oracle.future import Fate, Future
from tests.oracle.parties import Deal, Party

NONE_HOLDS = -1


@dataclass(slots=True)
class Policy:
    """One future's policy, by year."""

    regime: list[int]
    """The place of its key among all, in their order."""
    support: list[float]
    """What is paid of sustainability funding as offered."""
    breaks: list[bool]
    """Whether a break lasts."""
    break_begins: list[bool]
    rates: dict[str, list[float]] = field(default_factory=dict)
    """What it adds to the rate of a price series."""
    fills_deficit: float = 0.0
    loans_written_off: float = 0.0
    """Both of a break."""

    def writes_off(self, year: int) -> float:
        """The share of every provider's loans that policy writes off this April."""
        return self.loans_written_off if self.break_begins[year] else 0.0


def policy_of(scenario: Scenario, fate: Fate) -> Policy:
    """The regime and the breaks of each year; without a table there are none."""
    table, years = scenario.policy_regimes, scenario.years
    never = [False] * years
    policy = Policy([NONE_HOLDS] * years, [1.0] * years, list(never), list(never))
    if table is None:
        return policy
    keys = sorted(table.regimes)
    for year in range(years):
        chosen = _regime_in(table, scenario.start.year + year, fate)
        if chosen is None:
            continue
        regime = table.regimes[chosen]
        policy.regime[year] = keys.index(chosen)
        policy.support[year] = fate.pct(regime.support_pct)
        for series, rate in regime.rates_pct.items():
            policy.rates.setdefault(series, [0.0] * years)[year] = fate.pct(rate)
    if table.interruption is not None:
        _break(policy, table.interruption, fate)
    return policy


def _regime_in(table: PolicyRegimes, calendar_year: int, fate: Fate) -> str | None:
    """The regime of the parliament that the year belongs to; None before the first."""
    begun = [first for first in table.begins if first <= calendar_year]
    if not begun:
        return None
    drawn = fate.path(f"policy_regimes.drawn.{begun[-1]}")
    return table.plan if drawn is None else _chosen(table.regimes, drawn[0])


def _chosen(regimes: Mapping[str, Regime], share: float) -> str:
    """The first at which the probabilities, added up in decimals as they are written, reach ``share``."""
    odds = {key: Decimal(repr(regimes[key].probability)) for key in sorted(regimes)}
    total, reached = sum(odds.values()), Decimal(0)
    for key, probability in odds.items():
        reached += probability
        if float(reached / total) >= share:
            return key
    raise AssertionError("probabilities that are divided by their total reach 1")


def _break(policy: Policy, terms: Interruption, fate: Fate) -> None:
    """Mark the years of every break: none begins while one lasts."""
    policy.fills_deficit = fate.pct(terms.fills_deficit_pct)
    policy.loans_written_off = fate.pct(terms.loans_written_off_pct)
    ends = 0
    for year, said in enumerate(fate.path("policy_regimes.interruption.begins") or []):
        if year >= ends and said > 0.5:
            policy.break_begins[year] = True
            ends = year + terms.lasts_years
        policy.breaks[year] = year < ends


def begin_year(
    policy: Policy, scenario: Scenario, deals: Mapping[str, Deal], year: int, future: Future
) -> None:
    """April: tell of a parliament and of a break that begin or have ended; while one lasts contracts are blocks."""
    table = scenario.policy_regimes
    future.events["policy_regime_begins"] += table is not None and scenario.start.year + year in table.begins
    future.events["policy_break_begins"] += policy.break_begins[year]
    future.events["policy_break_ends"] += _has_ended(policy, year)
    for deal in deals.values():
        deal.is_suspended = policy.breaks[year]
    for name in scenario.bodies:
        future.by_year["policy_regime", name, year] = float(policy.regime[year])
        future.by_year["policy_break", name, year] = float(policy.breaks[year])


def _has_ended(policy: Policy, year: int) -> bool:
    """Whether last year was the last of a break: another may begin at once."""
    return year > 0 and policy.breaks[year - 1] and (not policy.breaks[year] or policy.break_begins[year])


def fill_deficit(party: Party, policy: Policy, year: int) -> None:
    """The close of a year of a break: what a provider or a commissioner lacks is given to it, in part."""
    if not policy.breaks[year] or party.kind == "council":
        return
    amount = policy.fills_deficit * party.deficit
    party.receive(amount)
    party.year.break_funding = amount

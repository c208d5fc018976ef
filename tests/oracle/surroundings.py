"""What no body can change: people, demand, the season, prices, winters (`docs/model.md` §3 to §5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.interpolate import PchipInterpolator

from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.terms.bodies import Provider
from simulator.scenario.terms.contracts import Contract
from simulator.scenario.terms.population import Population
from simulator.scenario.terms.winter import Winter
from tests.oracle.future import MONTHS, Fate, planned

Pair = tuple[str, str]
"""A service and the population that needs it."""


@dataclass(frozen=True)
class Curves:
    """Cost-weighted people by month, the younger and those of 75 and over, relative to all at the start."""

    young: list[float]
    old: list[float]


@dataclass(frozen=True)
class Statics:
    """What is the same in every future of a scenario."""

    curves: dict[Pair, Curves | None]
    """None where the service's growth includes demography."""
    season: dict[str, list[float]]
    planned_rows: dict[str, list[Number]]
    """The planned rate of each price series in force in each year."""
    marginal_rows: dict[str, list[Number]]
    planned: dict[tuple[str, ...], float]
    """Planned base of every line and contract, and planned opening position of every body."""


@dataclass
class Surroundings:
    """What one future brings to everybody."""

    demand: dict[Pair, list[float]]
    """By month, before the season."""
    season: dict[str, list[float]]
    prices: dict[str, list[float]]
    """By year: index of each series."""
    winters: list[tuple[float, float, float]] = field(default_factory=list)
    """Start, end, severity of the winters that have struck so far."""

    def winter(self, month: int) -> tuple[float, float]:
        """Length of the part of ``month`` in a winter, and the same weighted with severity."""
        length = weighted = 0.0
        for start, end, severity in self.winters:
            part = overlap(start, end, month)
            length += part
            weighted += part * severity
        return length, weighted


def overlap(start: float, end: float, month: int) -> float:
    """How much of ``[start, end)`` lies in ``month``."""
    return max(0.0, min(end, month + 1) - max(start, month))


def find_statics(scenario: Scenario) -> Statics:
    """Interpolated populations, scaled seasons and the rows in force, once a scenario."""
    first = scenario.start.year
    years = [first + y for y in range(scenario.years)]
    return Statics(
        curves={pair: _curves(scenario, pair) for pair in set(pairs_of(scenario))},
        season={key: _season(service.season) for key, service in scenario.services.items()},
        planned_rows={
            key: [scenario.row(price.planned_pct, year) for year in years]
            for key, price in scenario.prices.items()
        },
        marginal_rows={
            key: [scenario.row(scenario.marginal_rates(contract), year) for year in years]
            for key, contract in scenario.contracts.items()
            if contract.form == "marginal_rate"
        },
        planned=_planned_amounts(scenario),
    )


def _planned_amounts(scenario: Scenario) -> dict[tuple[str, ...], float]:
    amounts: dict[tuple[str, ...], float] = {}
    for name, body in scenario.bodies.items():
        amounts[name, "opening"] = planned(body.opening_underlying_gbp_m)
        for section in ("spend", "costs", "income"):
            for key, line in getattr(body, section, {}).items():
                amounts[name, section, key] = planned(line.base_gbp_m)
    for key, contract in scenario.contracts.items():
        amounts["contracts", key] = planned(contract.value_gbp_m)
    return amounts


def pairs_of(scenario: Scenario) -> Iterator[Pair]:
    """Every service and population for which care is paid."""
    for contract in scenario.contracts.values():
        yield contract.service, population_of(scenario, contract)
    for body in scenario.bodies.values():
        if not isinstance(body, Provider):
            for line in body.spend.values():
                if line.service is not None:
                    yield line.service, body.population


def population_of(scenario: Scenario, contract: Contract) -> str:
    """Whose need a contract serves: its payer's people, or its provider's where the payer is outside."""
    # A provider that pays another provider is served for its own host population.
    body = scenario.bodies.get(contract.payer) or scenario.bodies[contract.provider]
    return body.host_population if isinstance(body, Provider) else body.population


def _curves(scenario: Scenario, pair: Pair) -> Curves | None:
    service = scenario.services[pair[0]]
    if "demography" in service.growth_includes:
        return None
    weights = service.cost_per_head_gbp or [1.0] * len(scenario.age_bands)
    people = _people_by_month(scenario, scenario.populations[pair[1]])
    is_old = [_first_age(band) >= 75 for band in scenario.age_bands]
    at_start = sum(weight * n for weight, n in zip(weights, people[0], strict=True))

    def share(month: int, old: bool) -> float:
        kept = zip(weights, people[month], is_old, strict=True)
        return sum(weight * n for weight, n, aged in kept if aged is old) / at_start

    months = range(scenario.months)
    return Curves([share(t, old=False) for t in months], [share(t, old=True) for t in months])


def _people_by_month(scenario: Scenario, population: Population) -> list[list[float]]:
    known = sorted(population.people)
    if len(known) == 1:  # one figure only: nobody is born
        return [list(population.people[known[0]])] * scenario.months
    points = [float(MONTHS * (int(year) - scenario.start.year)) for year in known]
    figures = np.array([population.people[year] for year in known])
    months = np.arange(scenario.months, dtype=float)
    # Beyond its figures the curve goes on as its last piece does.
    people: list[list[float]] = PchipInterpolator(points, figures)(months).tolist()
    return people


def _first_age(band: str) -> int:
    return int(band.rstrip("+").split("-")[0])


def _season(season: list[float] | None) -> list[float]:
    if season is None:
        return [1.0] * MONTHS
    mean = sum(season) / MONTHS
    return [month / mean for month in season]


def surround(
    scenario: Scenario, statics: Statics, fate: Fate, policy_rates: Mapping[str, list[float]]
) -> Surroundings:
    """Demand and prices of one future; its winters come when their time has come.

    ``policy_rates`` is what policy adds to the rate of some price series, by year.
    """
    return Surroundings(
        demand={pair: _demand(scenario, pair, curves, fate) for pair, curves in statics.curves.items()},
        season=statics.season,
        prices=_price_indices(scenario, statics, fate, policy_rates),
    )


def _demand(scenario: Scenario, pair: Pair, curves: Curves | None, fate: Fate) -> list[float]:
    service, population = scenario.services[pair[0]], scenario.populations[pair[1]]
    all_ages = 1 + fate.pct(population.growth_error_all_ages_pct)
    over_75 = 1 + fate.pct(population.growth_error_75_and_over_pct)
    growth = 1 + fate.pct(service.growth_pct)
    noise_sd, persistence = fate.pct(service.noise_sd_pct), fate.value(service.noise_persistence)
    shocks = fate.path(f"noise.{pair[1]}.{pair[0]}") or [0.0] * scenario.months
    noise, demand = 0.0, []
    for t in range(scenario.months):
        years = t / MONTHS
        noise = persistence * noise + noise_sd * shocks[t]
        people = 1.0
        if curves is not None:
            people = (curves.young[t] + curves.old[t] * over_75**years) * all_ages**years
        demand.append(people * growth**years * max(1 + noise, 0.0))
    return demand


def _price_indices(
    scenario: Scenario, statics: Statics, fate: Fate, policy_rates: Mapping[str, list[float]]
) -> dict[str, list[float]]:
    errors = {key: _price_errors(scenario, key, fate) for key in scenario.prices}
    surprise = _inflation_surprise(scenario, errors)
    rates: dict[str, list[float]] = {}
    for key, price in scenario.prices.items():
        follows = fate.value(price.follows_inflation)
        added = policy_rates.get(key, [0.0] * scenario.years)
        rates[key] = []
        for y, row in enumerate(statics.planned_rows[key]):
            rate = fate.pct(row) + errors[key][y] + added[y]
            if _errs(scenario, key, y) and y >= price.lag_years:
                rate += follows * surprise[y - price.lag_years]
            rates[key].append(rate)
    indices: dict[str, list[float]] = {}
    for key, price in scenario.prices.items():
        taken_off = rates[price.less] if price.less is not None else [0.0] * scenario.years
        index = 1.0
        indices[key] = []
        for rate, less in zip(rates[key], taken_off, strict=True):
            index *= max(1 + rate - less, 0.01)
            indices[key].append(index)
    return indices


def _price_errors(scenario: Scenario, key: str, fate: Fate) -> list[float]:
    price = scenario.prices[key]
    shocks = fate.path(f"prices.{key}.innovation") or [0.0] * scenario.years
    sd, persistence = fate.pct(price.error_sd_pct), fate.value(price.error_persistence)
    error, errors = 0.0, []
    for y in range(scenario.years):
        error = persistence * error + sd * shocks[y] if _errs(scenario, key, y) else 0.0
        errors.append(error)
    return errors


def _errs(scenario: Scenario, key: str, year: int) -> bool:
    since = scenario.prices[key].errors_from
    return since is None or scenario.start.year + year >= since


def _inflation_surprise(scenario: Scenario, errors: dict[str, list[float]]) -> list[float]:
    weights = {key: price.inflation_weight for key, price in scenario.prices.items()}
    total = sum(weights.values())
    if total == 0:
        return [0.0] * scenario.years
    return [
        sum(weight * errors[key][y] for key, weight in weights.items()) / total for y in range(scenario.years)
    ]


def winters_of(winter: Winter | None, years: int, fate: Fate) -> list[tuple[float, float, float]]:
    """Start, end and severity of every winter that is to strike."""
    strikes = fate.path("winter.strikes")
    if winter is None or strikes is None:  # the plan knows no winter
        return []
    days = fate.path("winter.start") or [0.0] * years
    lengths, severities = fate.by_year(winter.length_months, years), fate.by_year(winter.severity, years)
    starts = [MONTHS * y + 8 + 3 * days[y] for y in range(years)]
    return [
        (starts[y], starts[y] + max(0.0, lengths[y]), severities[y]) for y in range(years) if strikes[y] > 0.5
    ]

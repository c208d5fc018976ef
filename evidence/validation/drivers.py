"""What moves money while nobody does anything: each driver, and the scenario without it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.programmes import with_names
from simulator.scenario.terms.bodies import Body, Commissioner, Provider
from simulator.scenario.terms.demand import Service
from simulator.scenario.terms.prices import Price
from simulator.scenario.terms.vocabulary import ByYear

ZERO = Number(value=0.0)
COUNCIL_PRICES = frozenset({"care", "council_funding"})
POLICY = frozenset({"tariff", "efficiency", "allocation"})
"""Price series that are decided; all others are prices of what bodies buy."""


@dataclass(frozen=True)
class Driver:
    """One cause, and the scenario in which it stands still."""

    name: str
    without: Callable[[Scenario], Scenario]
    is_consequence: bool = False
    """Whether it follows from positions that other drivers make, and so comes after them in any order."""


def standing_still(scenario: Scenario, drivers: Collection[Driver]) -> Scenario:
    """The scenario without some drivers; the order in which they are taken out makes no difference."""
    for driver in drivers:
        scenario = driver.without(scenario)
    return with_names(scenario)


def drivers_of(scenario: Scenario) -> tuple[Driver, ...]:
    """Every driver of a scenario in which nothing is done, in the order in which a planner would tell them."""
    prices = [key for key in scenario.prices if key not in POLICY | COUNCIL_PRICES]
    return (
        Driver("more people", _without_more_people),
        Driver("ageing", _without_ageing),
        Driver(
            "growth of care beyond people", lambda s: _with_growth(s, lambda service: not _is_cash(service))
        ),
        Driver("growth agreed in contracts", _without_growth_of_contracts),
        Driver("prescribing and continuing care, all causes", lambda s: _with_growth(s, _is_cash)),
        Driver("fixed costs beyond prices", _without_growth_of_fixed_costs),
        Driver("pay", lambda s: _without_prices(s, {"pay"})),
        Driver("other prices", lambda s: _without_prices(s, set(prices) - {"pay"})),
        Driver("tariff, cost uplift", lambda s: _without_prices(s, {"tariff"})),
        Driver("tariff, efficiency factor", lambda s: _without_prices(s, {"efficiency"})),
        Driver("growth of allocations", lambda s: _without_prices(s, {"allocation"})),
        Driver("care and funding of the council", lambda s: _without_prices(s, COUNCIL_PRICES)),
        Driver("what bodies that are ahead spend", without_business_rules, is_consequence=True),
        Driver("sustainability funding", _without_sustainability_funding, is_consequence=True),
        Driver("interest", _without_interest, is_consequence=True),
    )


def reverse_order(drivers: Sequence[Driver]) -> tuple[Driver, ...]:
    """The causes from the last to the first, then what follows from them in the order that it has."""
    causes = [driver for driver in drivers if not driver.is_consequence]
    return (*causes[::-1], *(driver for driver in drivers if driver.is_consequence))


def _without_more_people(scenario: Scenario) -> Scenario:
    """As many people in all as at the start; of what ages, stays as projected."""

    def people(year: list[float], first: list[float]) -> list[float]:
        return [n * sum(first) / sum(year) for n in year]

    return _with_people(scenario, people)


def _without_ageing(scenario: Scenario) -> Scenario:
    """As many people in all as projected, of the ages of the start."""

    def people(year: list[float], first: list[float]) -> list[float]:
        return [n * sum(year) / sum(first) for n in first]

    return _with_people(scenario, people)


def _with_people(scenario: Scenario, people: Callable[[list[float], list[float]], list[float]]) -> Scenario:
    start = str(scenario.start.year)
    populations = {
        key: replaced(
            population,
            {"people": {y: people(n, population.people[start]) for y, n in population.people.items()}},
        )
        for key, population in scenario.populations.items()
    }
    return replaced(scenario, {"populations": populations})


def _is_cash(service: Service) -> bool:
    """Whether growth is that of spending, price and people included."""
    return "price" in service.growth_includes


def _with_growth(scenario: Scenario, is_silent: Callable[[Service], bool]) -> Scenario:
    services = {
        key: replaced(service, {"growth_pct": ZERO}) if is_silent(service) else service
        for key, service in scenario.services.items()
    }
    return replaced(scenario, {"services": services})


def _without_growth_of_contracts(scenario: Scenario) -> Scenario:
    contracts = {
        key: replaced(contract, {"planned_growth_pct": ZERO}) for key, contract in scenario.contracts.items()
    }
    return replaced(scenario, {"contracts": contracts})


def _without_prices(scenario: Scenario, silent: Collection[str]) -> Scenario:
    prices = {
        key: replaced(price, {"planned_pct": _zeros(price)}) if key in silent else price
        for key, price in scenario.prices.items()
    }
    return replaced(scenario, {"prices": prices})


def _zeros(price: Price) -> ByYear:
    return dict.fromkeys(price.planned_pct, ZERO)


def _without_growth_of_fixed_costs(scenario: Scenario) -> Scenario:
    return _with_bodies(scenario, Provider, lambda _: {"fixed_real_growth_pct": ZERO})


def without_business_rules(
    scenario: Scenario, kind: type[Body] | tuple[type[Body], ...] = (Commissioner, Provider)
) -> Scenario:
    """The scenario in which no body of a kind spends because it is ahead."""
    return _with_bodies(scenario, kind, lambda _: {"business_rules": None})


def _without_sustainability_funding(scenario: Scenario) -> Scenario:
    return _with_bodies(scenario, (Commissioner, Provider), lambda _: {"sustainability_funding": None})


def _without_interest(scenario: Scenario) -> Scenario:
    def interest_free(body: Body) -> Mapping[str, object]:
        cash = body.cash if isinstance(body, Provider) else None
        return {"cash": replaced(cash, {"loan_rate_pct": ZERO})} if cash else {}

    return _with_bodies(scenario, Provider, interest_free)


def _with_bodies(
    scenario: Scenario,
    kind: type[Body] | tuple[type[Body], ...],
    entries: Callable[[Body], Mapping[str, object]],
) -> Scenario:
    bodies = {
        key: replaced(body, dict(entries(body))) if isinstance(body, kind) else body
        for key, body in scenario.bodies.items()
    }
    return replaced(scenario, {"bodies": bodies})

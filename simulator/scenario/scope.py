"""Whom a mechanism concerns: councils, and bodies with funding, rules, escalation, loans, shocks, offers,
programmes that follow need, or a pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.scenario.terms.bodies import Buyer, Commissioner, Provider

if TYPE_CHECKING:
    from simulator.scenario.model import Scenario
    from simulator.scenario.number import Number
    from simulator.scenario.terms.affordability import Affordability
    from simulator.scenario.terms.quality import Quality
    from simulator.scenario.terms.settlement import Cash
    from simulator.scenario.terms.sustainability_funding import SustainabilityFunding
    from simulator.scenario.terms.year_end_measures import YearEndMeasures


def councils(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the councils."""
    return tuple(key for key, body in sorted(scenario.bodies.items()) if body.kind == "council")


def funded(scenario: Scenario) -> dict[str, SustainabilityFunding]:
    """The bodies that are offered sustainability funding, each with its terms."""
    return {
        key: body.sustainability_funding
        for key, body in sorted(scenario.bodies.items())
        if body.kind != "council" and body.sustainability_funding is not None
    }


def escalated(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the bodies that repeated failure leads to special measures."""
    return tuple(
        key for key, body in sorted(scenario.bodies.items()) if scenario.escalation_of(body) is not None
    )


def ruled(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the bodies that live by business rules."""
    return tuple(
        key
        for key, body in sorted(scenario.bodies.items())
        if body.kind != "council" and body.business_rules is not None
    )


def with_unit_costs(scenario: Scenario) -> dict[str, Number]:
    """The providers whose unit costs grow beyond prices, each with its growth in % a year."""
    return {
        key: body.unit_cost_growth_pct
        for key, body in sorted(scenario.bodies.items())
        if isinstance(body, Provider) and body.unit_cost_growth_pct is not None
    }


def with_year_end_measures(scenario: Scenario) -> dict[str, YearEndMeasures]:
    """The bodies that find money at their close or spend ahead of time, each with its terms."""
    return {
        key: body.year_end
        for key, body in sorted(scenario.bodies.items())
        if body.kind != "council" and body.year_end is not None
    }


def with_quality(scenario: Scenario) -> dict[str, Quality]:
    """The providers that are in quality special measures or may enter them, each with its terms."""
    return {
        key: body.quality
        for key, body in sorted(scenario.bodies.items())
        if isinstance(body, Provider) and body.quality is not None
    }


def with_programmes(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """The owners of programmes that follow need, each with the instances of them, in the order of their names."""
    owned: dict[str, list[str]] = {}
    for name, scheme in scenario.instances.items():
        if scheme.follows_need is not None:
            owned.setdefault(scheme.owner, []).append(name)
    return {body: tuple(names) for body, names in sorted(owned.items())}


def owing(scenario: Scenario) -> dict[str, Cash]:
    """The providers that may owe, each with the terms of its cash and loans."""
    return {
        key: body.cash
        for key, body in sorted(scenario.bodies.items())
        if isinstance(body, Provider) and body.cash is not None
    }


def rescued(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the providers that may be rescued."""
    return tuple(owing(scenario)) if scenario.regime.providers.rescue is not None else ()


def written_off(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the providers whose loans may be written off: by the nation, in a rescue, or as policy breaks off."""
    providers, policy = scenario.regime.providers, scenario.policy_regimes
    is_soft = providers.write_off is not None or providers.rescue is not None
    is_soft = is_soft or (policy is not None and policy.interruption is not None)
    return tuple(owing(scenario)) if is_soft else ()


def struck(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the bodies that operational shocks befall: providers, and commissioners where they reach them."""
    shocks = scenario.operational_shocks
    if shocks is None:
        return ()
    kinds = (Provider,) if shocks.commissioners_pct.value == 0 else (Provider, Commissioner)
    return tuple(key for key, body in sorted(scenario.bodies.items()) if isinstance(body, kinds))


def parliaments(scenario: Scenario) -> dict[int, list[int]]:
    """By the financial year in which a parliament's policy begins, the years of the horizon, from 0, that have it."""
    held: dict[int, list[int]] = {}
    begins = scenario.policy_regimes.begins if scenario.policy_regimes is not None else ()
    for y in range(scenario.years):
        begun = [year for year in begins if year <= scenario.start.year + y]
        if begun:
            held.setdefault(max(begun), []).append(y)
    return held


def filled_in_a_break(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the bodies whose deficits are filled while a break in policy lasts."""
    terms = scenario.policy_regimes.interruption if scenario.policy_regimes is not None else None
    if terms is None or terms.fills_deficit_pct.value == 0:
        return ()
    return tuple(
        key for key, body in sorted(scenario.bodies.items()) if isinstance(body, (Provider, Commissioner))
    )


def affording(scenario: Scenario) -> dict[str, Affordability]:
    """The commissioners that offer and pay by what they can afford, each with its terms."""
    return {
        key: body.affordability
        for key, body in sorted(scenario.bodies.items())
        if isinstance(body, Commissioner) and body.affordability is not None
    }


def left_unpaid(scenario: Scenario) -> tuple[str, ...]:
    """Who tells of work that such commissioners may withhold the payment of: its providers, or who pays outsiders."""
    payers = affording(scenario)
    contracts = [c for c in scenario.contracts.values() if c.payer in payers and c.form != "block"]
    return tuple(sorted({c.provider if c.provider in scenario.bodies else c.payer for c in contracts}))


def moves_money(scenario: Scenario) -> bool:
    """Whether members help each other at a year's end: by pooling, or inside a merged body."""
    return scenario.system.pooling is not None or bool(scenario.mergers)


def helped(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the members, where they help each other at a year's end."""
    return tuple(scenario.system.members) if moves_money(scenario) else ()


def population_of(scenario: Scenario, contract_key: str) -> str:
    """The population whose demand a contract follows: its payer's, or the host of a provider that outsiders pay."""
    contract = scenario.contracts[contract_key]
    payer = scenario.bodies.get(contract.payer)
    if isinstance(payer, Buyer):
        return payer.population
    provider = scenario.bodies[contract.provider]
    assert isinstance(provider, Provider)
    return provider.host_population

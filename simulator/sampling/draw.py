"""All the chance of a block of replications, drawn before it starts: numbers, events, paths, each by its name."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from simulator.sampling.factors import inflation_loadings, loadings_of_numbers, shock_loadings
from simulator.sampling.futures import Block, Futures, Plan
from simulator.sampling.inputs import Inputs
from simulator.sampling.policy import name_of_draw
from simulator.sampling.streams import Points, net
from simulator.scenario.model import Scenario
from simulator.scenario.scope import owing, parliaments, population_of, rescued, struck, with_quality
from simulator.scenario.terms.bodies import Buyer
from simulator.scenario.terms.prices import Price
from simulator.scenario.uncertain import (
    financial_years,
    may_differ_from_zero,
    uncertain_numbers,
    yearly_numbers,
)
from simulator.statistics.arrays import Array

Draw = tuple[str, Array]


def draw(scenario: Scenario, seed: int, block: int, *, points: Points = net) -> Inputs:
    """The inputs of 1,024 replications, the same bytes whenever they are drawn.

    Parameters
    ----------
    scenario : Scenario
        Its numbers named, its seed not looked at.
    seed : int
        Of the run.
    block : int
        Number of the block, from 0: replications ``1024 · block`` to ``1024 · block + 1023``.
    points : function, optional
        `streams.plain` lays the points out independently, to measure what nets gain; every run uses nets.

    Returns
    -------
    Inputs
        Read-only arrays, by the names in `docs/model.md` §14. Only what is uncertain and in use is drawn; no
        draw depends on what else is.

    Raises
    ------
    ValueError
        If the squares of the loadings of a number add up to more than 1; loading refuses such a scenario.
    """
    return inputs_from(scenario, Block(seed, block, points))


def planned(scenario: Scenario) -> Inputs:
    """The inputs of one replication in which every number is as planned, nothing happens and chance is zero.

    What else the plan run leaves out (`docs/model.md` §2: delays, the effects of grip, the queue for the
    delivery office, recovery) is no matter of inputs: those numbers have their planned values here.
    """
    return inputs_from(scenario, Plan())


def inputs_from(scenario: Scenario, futures: Futures) -> Inputs:
    """The inputs of such replications, read-only."""
    numbers = Inputs(futures.replications, dict(_numbers(scenario, futures)))
    draws = dict(numbers.draws)
    draws.update(_winters(scenario, futures, numbers))
    draws.update(yearly_values(scenario, futures))
    draws.update(_price_innovations(scenario, futures))
    draws.update(_unit_cost_innovations(scenario, futures))
    draws.update(_shock_innovations(scenario, futures))
    draws.update(_demand_noise(scenario, futures))
    draws.update(_forecast_innovations(scenario, futures))
    draws.update(_gateways(scenario, futures, numbers))
    draws.update(_milestones(scenario, futures, numbers))
    draws.update(_risks(scenario, futures, numbers))
    draws.update(_administrations(scenario, futures, numbers))
    draws.update(_quality_measures(scenario, futures, numbers))
    draws.update(_write_offs(scenario, futures, numbers))
    draws.update(_rescues(scenario, futures, numbers))
    draws.update(_policy(scenario, futures, numbers))
    for array in draws.values():
        array.flags.writeable = False
    return Inputs(futures.replications, draws)


def _numbers(scenario: Scenario, futures: Futures) -> Iterator[Draw]:
    loadings = loadings_of_numbers(scenario)
    for number in uncertain_numbers(scenario):
        yield number.name, futures.value(number, number.name, loadings.get(number.name, {}))


def _winters(scenario: Scenario, futures: Futures, numbers: Inputs) -> Iterator[Draw]:
    """Each year its own winter; years are told apart by name, so that a later start changes no winter."""
    if scenario.winter is None:
        return
    years = financial_years(scenario)
    probability = numbers[scenario.winter.probability]
    yield "winter.strikes", np.stack([futures.happens(f"winter.strikes.{y}", probability) for y in years])
    yield "winter.start", np.stack([futures.share(f"winter.start.{y}") for y in years])


def yearly_values(scenario: Scenario, futures: Futures) -> Iterator[Draw]:
    """The numbers that are drawn anew each year, shape (years, replications)."""
    years = financial_years(scenario)
    for number in yearly_numbers(scenario):
        yield number.name, np.stack([futures.value(number, f"{number.name}.{y}", {}) for y in years])


def _price_innovations(scenario: Scenario, futures: Futures) -> Iterator[Draw]:
    for key, price in scenario.prices.items():
        if may_differ_from_zero(price.error_sd_pct):
            name = f"prices.{key}.innovation"
            rows = [_innovation(price, f"{name}.{y}", y, futures) for y in financial_years(scenario)]
            yield name, np.stack(rows)


def _innovation(price: Price, name: str, year: int, futures: Futures) -> Array:
    if price.errors_from is not None and year < price.errors_from:
        return np.zeros(futures.replications)
    return futures.innovation(name, inflation_loadings(price.inflation_loading, year))


def _unit_cost_innovations(scenario: Scenario, futures: Futures) -> Iterator[Draw]:
    """By what each year's growth of unit costs departs, at all providers alike."""
    if scenario.unit_costs is not None and may_differ_from_zero(scenario.unit_costs.error_sd_pct):
        name = "unit_costs.innovation"
        yield name, np.stack([futures.innovation(f"{name}.{y}", {}) for y in financial_years(scenario)])


def _shock_innovations(scenario: Scenario, futures: Futures) -> Iterator[Draw]:
    """What befalls each body in each year; part of it all that are struck share."""
    shocks = scenario.operational_shocks
    if shocks is None or not may_differ_from_zero(shocks.sd_pct):
        return
    for key in struck(scenario):
        name = f"bodies.{key}.shock.innovation"
        rows = [
            futures.innovation(f"{name}.{y}", shock_loadings(shocks.shared, y))
            for y in financial_years(scenario)
        ]
        yield name, np.stack(rows)


def _demand_noise(scenario: Scenario, futures: Futures) -> Iterator[Draw]:
    """A path for each service of each population; part of it all of them share."""
    common = scenario.dependence.shared_noise
    pairs = _noisy_pairs(scenario)
    if not pairs:
        return
    shared = futures.path("noise.shared", scenario.months) if common > 0 else None
    for population, service in pairs:
        name = f"noise.{population}.{service}"
        if shared is None:
            yield name, futures.path(name, scenario.months)
        elif common == 1:
            yield name, shared
        else:
            noise = math.sqrt(1 - common) * futures.path(name, scenario.months)
            noise += math.sqrt(common) * shared
            yield name, noise


def _noisy_pairs(scenario: Scenario) -> list[tuple[str, str]]:
    """Populations and services, in order, whose demand somebody pays for and noise moves."""
    used = {(population_of(scenario, key), contract.service) for key, contract in scenario.contracts.items()}
    for body in scenario.bodies.values():
        if isinstance(body, Buyer):
            used |= {(body.population, line.service) for line in body.spend.values() if line.service}
    return sorted(pair for pair in used if may_differ_from_zero(scenario.services[pair[1]].noise_sd_pct))


def _forecast_innovations(scenario: Scenario, futures: Futures) -> Iterator[Draw]:
    for key, body in scenario.bodies.items():
        if may_differ_from_zero(body.forecast.error_sd_gbp_m):
            name = f"bodies.{key}.forecast.innovation"
            yield name, futures.path(name, scenario.months)


def _gateways(scenario: Scenario, futures: Futures, numbers: Inputs) -> Iterator[Draw]:
    for instance, scheme in scenario.instances.items():
        for key, gateway in scheme.gateways.items():
            name = f"schemes.{instance}.gateways.{key}.stops"
            yield name, futures.happens(name, numbers[gateway.stop_probability])


def _milestones(scenario: Scenario, futures: Futures, numbers: Inputs) -> Iterator[Draw]:
    for key, milestone in scenario.milestones.items():
        name = f"milestones.{key}.fails"
        yield name, futures.happens(name, numbers[milestone.fails_probability])


def _administrations(scenario: Scenario, futures: Futures, numbers: Inputs) -> Iterator[Draw]:
    """Each year anew, whether a body that could be put into administration is."""
    for key, body in scenario.bodies.items():
        escalation = scenario.escalation_of(body)
        if escalation is not None:
            name, odds = (
                f"bodies.{key}.escalation.administered",
                numbers[escalation.administration_probability],
            )
            years = financial_years(scenario)
            yield name, np.stack([futures.happens(f"{name}.{year}", odds) for year in years])


def _quality_measures(scenario: Scenario, futures: Futures, numbers: Inputs) -> Iterator[Draw]:
    """Each year anew, whether a provider that is in no quality special measures enters them."""
    for key, terms in with_quality(scenario).items():
        name, odds = f"bodies.{key}.quality.enters", numbers[terms.probability]
        years = financial_years(scenario)
        yield name, np.stack([futures.happens(f"{name}.{year}", odds) for year in years])


def _write_offs(scenario: Scenario, futures: Futures, numbers: Inputs) -> Iterator[Draw]:
    """Each year anew, whether the nation writes loans off."""
    terms, name = scenario.regime.providers.write_off, "regime.write_off.happens"
    if terms is not None and owing(scenario):
        years = financial_years(scenario)
        odds = {year: numbers[scenario.row(terms.probability, year)] for year in years}
        yield name, np.stack([futures.happens(f"{name}.{year}", odds[year]) for year in years])


def _rescues(scenario: Scenario, futures: Futures, numbers: Inputs) -> Iterator[Draw]:
    """Each year anew, whether a provider that could be rescued is."""
    terms = scenario.regime.providers.rescue
    if terms is None:
        return
    for key in rescued(scenario):
        name, odds = f"bodies.{key}.rescue.comes", numbers[terms.probability]
        years = financial_years(scenario)
        yield name, np.stack([futures.happens(f"{name}.{year}", odds) for year in years])


def _policy(scenario: Scenario, futures: Futures, numbers: Inputs) -> Iterator[Draw]:
    """By which a parliament has one of the regimes; and each year anew, whether a break in policy would begin."""
    if scenario.policy_regimes is None:
        return
    for year in parliaments(scenario):
        yield name_of_draw(year), futures.share(name_of_draw(year))
    if (terms := scenario.policy_regimes.interruption) is not None:
        name, odds = "policy_regimes.interruption.begins", numbers[terms.probability]
        years = financial_years(scenario)
        yield name, np.stack([futures.happens(f"{name}.{year}", odds) for year in years])


def _risks(scenario: Scenario, futures: Futures, numbers: Inputs) -> Iterator[Draw]:
    for key, risk in scenario.risks.items():
        name = f"risks.{key}"
        yield f"{name}.happens", futures.happens(f"{name}.happens", numbers[risk.probability])
        yield f"{name}.day", futures.share(f"{name}.day")

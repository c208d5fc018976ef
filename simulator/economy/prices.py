"""Prices and policy step each April; what was not announced errs, and policy follows inflation with a lag."""

from __future__ import annotations

import numpy as np

from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.sampling.inputs import Inputs
from simulator.sampling.policy import by_regime, regimes_held, regimes_in_order
from simulator.scenario.model import Scenario
from simulator.scenario.terms.prices import Price
from simulator.statistics.arrays import Array

Rate = Array | float

LEAST_STEP = 0.01
"""No price falls by more than 99 % in a year: it stays above nothing."""


def start(world: World) -> None:
    """Step every price series in April."""
    rates = yearly_rates(world.scenario, world.inputs, is_plan=world.plan is None)
    state = world.state
    state.price.update(dict.fromkeys(world.scenario.prices, 1.0))

    def step(month: int) -> None:
        for name, by_year in rates.items():
            state.price[name] = state.price[name] * np.maximum(1.0 + by_year[month // 12], LEAST_STEP)

    world.calendar.every_month(Phase.OPEN_YEAR, step, step="prices")


def yearly_rates(scenario: Scenario, inputs: Inputs, *, is_plan: bool) -> dict[str, list[Rate]]:
    """Rate of each series in each year, as a share: planned, in error, following inflation, with what policy adds,
    less another's.
    """
    added = _added_by_policy(scenario, inputs, is_plan=is_plan)
    errors = {name: _errors(scenario, inputs, name) for name in scenario.prices}
    surprises = _inflation_surprises(scenario, errors)
    own: dict[str, list[Rate]] = {}
    for name, series in scenario.prices.items():
        own[name] = []
        for y in range(scenario.years):
            rate: Rate = inputs[scenario.row(series.planned_pct, scenario.start.year + y)]
            rate = rate + errors[name][y]
            if _is_open(series, scenario, y) and y >= series.lag_years:
                rate = rate + inputs[series.follows_inflation] * surprises[y - series.lag_years]
            if name in added:
                rate = rate + added[name][y]
            own[name].append(rate / 100.0)
    return {
        name: [rate - own[series.less][y] if series.less else rate for y, rate in enumerate(own[name])]
        for name, series in scenario.prices.items()
    }


def _added_by_policy(scenario: Scenario, inputs: Inputs, *, is_plan: bool) -> dict[str, list[Array]]:
    """Points that the policy regime adds to the rate of each series of which some regime says any, by year."""
    if scenario.policy_regimes is None:
        return {}
    regimes = [policy for _, policy in regimes_in_order(scenario.policy_regimes)]
    held = regimes_held(scenario, inputs, is_plan=is_plan)
    added: dict[str, list[Array]] = {}
    for name in sorted({name for policy in regimes for name in policy.rates_pct}):
        rates = [inputs[policy.rates_pct[name]] if name in policy.rates_pct else 0.0 for policy in regimes]
        added[name] = [by_regime(places, rates) for places in held]
    return added


def _is_open(series: Price, scenario: Scenario, y: int) -> bool:
    """Whether the rate of year ``y`` was not yet known."""
    return series.errors_from is None or scenario.start.year + y >= series.errors_from


def _errors(scenario: Scenario, inputs: Inputs, name: str) -> list[Rate]:
    series = scenario.prices[name]
    spread, persistence = inputs[series.error_sd_pct], inputs[series.error_persistence]
    has_errors = f"prices.{name}.innovation" in inputs.draws
    errors: list[Rate] = []
    last: Rate = 0.0
    for y in range(scenario.years):
        if has_errors and _is_open(series, scenario, y):
            last = persistence * last + spread * inputs.path(f"prices.{name}.innovation")[y]
        else:
            last = 0.0
        errors.append(last)
    return errors


def _inflation_surprises(scenario: Scenario, errors: dict[str, list[Rate]]) -> list[Rate]:
    """Each year's weighted mean error of the series that make up inflation."""
    weights = {name: s.inflation_weight for name, s in sorted(scenario.prices.items()) if s.inflation_weight}
    total = sum(weights.values())
    surprises: list[Rate] = []
    for y in range(scenario.years):
        surprise: Rate = 0.0
        for name, weight in weights.items():
            surprise = surprise + weight / total * errors[name][y]
        surprises.append(surprise)
    return surprises

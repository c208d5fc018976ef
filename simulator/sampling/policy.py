"""Which policy regime holds in each year: in the plan the one that it reckons with, otherwise by the draw."""

from __future__ import annotations

import numpy as np

from simulator.sampling.inputs import Inputs
from simulator.scenario.model import Scenario
from simulator.scenario.scope import parliaments
from simulator.scenario.terms.policy_regimes import Policy, PolicyRegimes
from simulator.statistics.arrays import Array
from simulator.statistics.distributions import Discrete

NONE_HOLDS = -1
"""Place of the regime in a year in which none holds."""


def name_of_draw(year: int) -> str:
    """Of the parliament whose policy begins in April of ``year``."""
    return f"policy_regimes.drawn.{year}"


def regimes_in_order(terms: PolicyRegimes) -> list[tuple[str, Policy]]:
    """The regimes by their places: in the order of their keys."""
    return sorted(terms.regimes.items())


def regimes_held(scenario: Scenario, inputs: Inputs, *, is_plan: bool) -> Array:
    """Place of the regime that holds, −1 where none does: shape ``(years, replications)``."""
    held = np.full((scenario.years, inputs.replications), float(NONE_HOLDS))
    terms = scenario.policy_regimes
    if terms is None:
        return held
    order = regimes_in_order(terms)
    drawn = Discrete(tuple(map(float, range(len(order)))), tuple(policy.probability for _, policy in order))
    for begins, years in parliaments(scenario).items():
        if is_plan:
            held[years] = [key for key, _ in order].index(terms.plan)
        else:
            held[years] = drawn.ppf(inputs.path(name_of_draw(begins)))
    return held


def by_regime(places: Array, values: list[Array | float]) -> Array:
    """What regimes say, one value each, as it is where each holds; 0 where none does: ``(replications,)``."""
    found = np.zeros_like(places)
    for place, value in enumerate(values):
        found = np.where(places == place, value, found)
    return found

"""What moves together: common factors, and how strongly each number loads on them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np

from simulator.sampling.correlation import loadings_in_groups
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.statistics.arrays import Array

Loadings = Mapping[str, float]
"""By the name of a factor, which is also the name of its stream."""

DEMAND = "factors.demand"
DELIVERY = "factors.delivery"
INFLATION = "factors.inflation"
SHOCKS = "shocks"

_ROUNDING = 1e-9
"""Loadings such as 0.6 and 0.8 are meant to have squares that add up to 1."""


def own_loading(loadings: Loadings) -> float:
    """What a number loads on chance of its own, ``√(1 − Σλ²)``, so that its variance is 1.

    Raises
    ------
    ValueError
        If the squares of the loadings add up to more than 1.
    """
    common = math.fsum(loading**2 for loading in loadings.values())
    if common > 1 + _ROUNDING:
        raise ValueError(
            f"the squares of the loadings on {', '.join(loadings)} add up to {common:g}, above 1"
        )
    return math.sqrt(1 - common) if common < 1 - _ROUNDING else 0.0


def combine(loadings: Loadings, factors: Mapping[str, Array], own: Array | float) -> Array:
    """Standard normals that share factors: ``Σ λ F + √(1 − Σλ²) e``.

    Parameters
    ----------
    loadings : mapping of str to float
        On each factor; at least one.
    factors : mapping of str to array
        Standard normals, by name.
    own : array or float
        Standard normals of the number's own; not looked at where the factors leave nothing to it.
    """
    share = own_loading(loadings)
    common = sum(loading * factors[name] for name, loading in loadings.items())
    return np.asarray(common + share * own if share else common)


def loadings_of_numbers(scenario: Scenario) -> dict[str, Loadings]:
    """The loadings of each number that has any: growth of demand, the delivery of schemes, members of groups.

    A member of a declared group loads on the normals of its group and on no common factor.
    """
    common = {number.name: loadings for number, loadings in _loaded(scenario) if loadings}
    return {**common, **loadings_in_groups(scenario)}


def inflation_loadings(loading: float, year: int) -> Loadings:
    """The loadings of a price series' innovation in a financial year, on that year's inflation."""
    return _without_zeros({f"{INFLATION}.{year}": loading})


def shock_loadings(shared: float, year: int) -> Loadings:
    """The loadings of what befalls a body in a financial year, on what befalls everybody: squared, what they share."""
    return _without_zeros({f"{SHOCKS}.{year}": math.sqrt(shared)})


def _loaded(scenario: Scenario) -> Iterator[tuple[Number, Loadings]]:
    return chain(_growth(scenario), _delivery(scenario))


def _growth(scenario: Scenario) -> Iterator[tuple[Number, Loadings]]:
    loadings = _without_zeros({DEMAND: scenario.dependence.growth_on_demand})
    for service in scenario.services.values():
        yield service.growth_pct, loadings


def _delivery(scenario: Scenario) -> Iterator[tuple[Number, Loadings]]:
    dependence = scenario.dependence
    for scheme in scenario.instances.values():
        yield (
            scheme.delivery,
            _without_zeros(
                {
                    DELIVERY: dependence.delivery_on_system,
                    f"{DELIVERY}.{scheme.owner}": dependence.delivery_on_owner,
                }
            ),
        )


def _without_zeros(loadings: Loadings) -> Loadings:
    """A factor that nothing loads on is not drawn."""
    return {name: loading for name, loading in loadings.items() if loading}

"""How much demand people explain: growth by more people and by older people."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.economy.demand import people_by_month, weights_by_age
from simulator.engine.row_index import index_rows
from simulator.scenario.model import Scenario


@dataclass(frozen=True)
class DemographicGrowth:
    """Growth of a population's demand for a service, in % a year over the horizon, before growth errors."""

    population: str
    service: str
    index_pct: float
    people_pct: float
    """From there being more people."""
    ageing_pct: float
    """From their being of other ages: what is left, so that the two factors multiply to the index."""


def demographic_growth(scenario: Scenario) -> list[DemographicGrowth]:
    """Growth of every demand that follows people; services whose growth includes demography are left out."""
    return [
        _growth(scenario, population, service)
        for population, service in index_rows(scenario).demands
        if weights_by_age(scenario, service) is not None
    ]


def _growth(scenario: Scenario, population: str, service: str) -> DemographicGrowth:
    people = people_by_month(scenario, scenario.populations[population])
    weights = weights_by_age(scenario, service)
    assert weights is not None
    cost = people * weights
    a_year = 12.0 / (scenario.months - 1)
    index = float(cost[-1].sum() / cost[0].sum()) ** a_year
    headcount = float(people[-1].sum() / people[0].sum()) ** a_year
    return DemographicGrowth(
        population=population,
        service=service,
        index_pct=100 * (index - 1),
        people_pct=100 * (headcount - 1),
        ageing_pct=100 * (index / headcount - 1),
    )

"""Services: whose demand grows by what, and who has work."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import (
    Contradiction,
    is_left_out,
    planned,
    unknown,
    without_effect,
)
from simulator.scenario.terms.bodies import Buyer, Provider
from simulator.scenario.terms.contracts import Contract


def populations_and_services(scenario: Scenario) -> Iterator[Contradiction]:
    """Every population and every service that is named exists."""
    for key, body in scenario.bodies.items():
        word = "population" if isinstance(body, Buyer) else "host_population"
        population = body.population if isinstance(body, Buyer) else body.host_population
        if population not in scenario.populations:
            yield unknown(("bodies", key, word), "population", population, scenario.populations)
    for path, service in _service_references(scenario):
        if service not in scenario.services:
            yield unknown(path, "service", service, scenario.services)


def demography(scenario: Scenario) -> Iterator[Contradiction]:
    """A service follows people by its cost a head, unless its growth includes them."""
    for key, service in scenario.services.items():
        path: KeyPath = ("services", key, "cost_per_head_gbp")
        costs, bands = service.cost_per_head_gbp, len(scenario.age_bands)
        if len(set(service.growth_includes)) < len(service.growth_includes):
            yield Contradiction(("services", key, "growth_includes"), "names something twice")
        if "demography" in service.growth_includes:
            if costs is not None:
                yield Contradiction(
                    path, "has no effect: growth_includes demography; leave one of the two out"
                )
        elif costs is None:
            yield Contradiction(path, f"is missing: a cost a head for each of the {bands} age bands")
        elif len(costs) != bands:
            yield Contradiction(path, f"has {len(costs)} figures, but there are {bands} age bands")
        elif not any(costs):
            yield Contradiction(path, "is zero in every age band")


def priced_services(scenario: Scenario) -> Iterator[Contradiction]:
    """A service whose growth includes its price has no price beside it, and no contract."""
    priced = {key for key, service in scenario.services.items() if "price" in service.growth_includes}
    for key, contract in scenario.contracts.items():
        if contract.service in priced:
            yield Contradiction(
                ("contracts", key, "service"),
                f'growth of "{contract.service}" includes price: no contract may use it',
            )
    for body_key, body in scenario.bodies.items():
        for key, line in (body.spend if isinstance(body, Buyer) else {}).items():
            if line.service in priced and line.price is not None:
                yield Contradiction(
                    ("bodies", body_key, "spend", key, "price"),
                    f'growth of "{line.service}" includes price already: leave the price out',
                )


def providers_without_work(scenario: Scenario) -> Iterator[Contradiction]:
    """A provider's activity is that of its contracts: it needs one of some value."""
    for key, body in scenario.bodies.items():
        if isinstance(body, Provider):
            values = [planned(contract.value_gbp_m) for contract in _contracts_of(scenario, key)]
            if not sum(values) > 0:
                found = "all have the planned value 0" if values else "there is none"
                yield Contradiction(
                    ("bodies", key), f"needs a contract of some value as its provider: {found}"
                )


def noise(scenario: Scenario) -> Iterator[Contradiction]:
    """Persistence and common parts of noise need noise."""
    for key, service in scenario.services.items():
        if is_left_out(service.noise_sd_pct) and not is_left_out(service.noise_persistence):
            yield without_effect(("services", key, "noise_persistence"), "there is no noise_sd_pct")
    if scenario.dependence.shared_noise and all(
        is_left_out(service.noise_sd_pct) for service in scenario.services.values()
    ):
        yield without_effect(("dependence", "shared_noise"), "no service has noise_sd_pct")


def _service_references(scenario: Scenario) -> Iterator[tuple[KeyPath, str]]:
    for key, body in scenario.bodies.items():
        for line_key, line in (body.spend if isinstance(body, Buyer) else {}).items():
            if line.service is not None:
                yield ("bodies", key, "spend", line_key, "service"), line.service
    for key, contract in scenario.contracts.items():
        yield ("contracts", key, "service"), contract.service


def _contracts_of(scenario: Scenario, provider: str) -> list[Contract]:
    return [contract for contract in scenario.contracts.values() if contract.provider == provider]


NAMES = (populations_and_services,)
"""Names that must be somebody's: asked before anything else."""
RULES = (
    demography,
    priced_services,
    providers_without_work,
)
EFFECTS = (noise,)
"""Asked of whole files: what they miss may be what is wrong."""

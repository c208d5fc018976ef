"""Nothing is read and then ignored: a key that could change nothing in this scenario is refused."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, is_left_out, without_effect
from simulator.scenario.rules.prices import prices_used
from simulator.scenario.terms.bodies import Buyer, Provider


def dependence(scenario: Scenario) -> Iterator[Contradiction]:
    """Loadings need numbers that are uncertain, and members of correlation groups load on no common factor."""
    loadings = scenario.dependence
    grouped = {member for group in scenario.correlations.values() for member in group.members}
    why = "is certain, or in a correlation group" if grouped else "is certain"
    if loadings.growth_on_demand and all(
        service.growth_pct.is_certain or f"services.{key}.growth_pct" in grouped
        for key, service in scenario.services.items()
    ):
        yield without_effect(("dependence", "growth_on_demand"), f"every service's growth_pct {why}")
    if all(
        scheme.delivery.is_certain or f"schemes.{name}.delivery" in grouped
        for name, scheme in scenario.instances.items()
    ):
        for word in ("delivery_on_system", "delivery_on_owner"):
            if getattr(loadings, word):
                yield without_effect(("dependence", word), f"every scheme's delivery {why}")


def unused(scenario: Scenario) -> Iterator[Contradiction]:
    """Populations, services and price series that nothing moves with."""
    bodies = scenario.bodies.values()
    populations = {body.population if isinstance(body, Buyer) else body.host_population for body in bodies}
    services = {contract.service for contract in scenario.contracts.values()} | {
        line.service for body in bodies if isinstance(body, Buyer) for line in body.spend.values()
    }
    for section, known, used in (
        ("populations", scenario.populations, populations),
        ("services", scenario.services, services),
        ("prices", scenario.prices, prices_used(scenario)),
    ):
        for key in known:
            if key not in used:
                yield without_effect((section, key), "nothing in the scenario uses it")


def opening(scenario: Scenario) -> Iterator[Contradiction]:
    """A hidden cost, and learning of it, need an opening position that is uncertain."""
    for key, body in scenario.bodies.items():
        if not body.opening_underlying_gbp_m.is_certain:
            review = body.forecast.review
            last = datetime.date(scenario.start.year + 1, 3, 1)
            if review is not None and not scenario.start <= review <= last:
                yield Contradiction(
                    ("bodies", key, "forecast", "review"),
                    f"is {review.isoformat()}; only the first year's forecast learns the hidden cost: "
                    f"allowed is {scenario.start.isoformat()} to {last.isoformat()}",
                )
            continue
        why = "opening_underlying_gbp_m is certain, so that no cost is hidden"
        if body.hidden_cost_price is not None:
            yield without_effect(("bodies", key, "hidden_cost_price"), why)
        for word in ("learning_months", "review"):
            if word in body.forecast.model_fields_set:
                yield without_effect(("bodies", key, "forecast", word), why)


def body_parts(scenario: Scenario) -> Iterator[Contradiction]:
    """Parts of a body that act on other parts which are not there."""
    if scenario.office is not None and not any(scheme.team for scheme in scenario.schemes.values()):
        yield without_effect(("office",), "no scheme has a team")
    for key, body in scenario.bodies.items():
        path: KeyPath = ("bodies", key)
        if body.recovery and body.recovery.release_months and is_left_out(body.contingency_pct):
            yield without_effect(
                (*path, "recovery", "release_months"), "there is no contingency_pct to release"
            )
        if isinstance(body, Provider):
            yield from _provider_parts(body, path)


def _provider_parts(body: Provider, path: KeyPath) -> Iterator[Contradiction]:
    if not is_left_out(body.fixed_real_growth_pct) and all(
        is_left_out(line.fixed_pct) for line in body.costs.values()
    ):
        yield without_effect((*path, "fixed_real_growth_pct"), "no cost line has a fixed_pct")
    if body.capacity and all(is_left_out(line.semi_fixed_pct) for line in body.costs.values()):
        yield without_effect((*path, "capacity"), "no cost line has a semi_fixed_pct")
    for key, line in body.costs.items():
        if not line.cash and body.cash is None:
            yield without_effect((*path, "costs", key, "cash"), "the body has no [cash] table")


EFFECTS = (
    dependence,
    unused,
    opening,
    body_parts,
)
"""Asked of whole files: what they miss may be what is wrong."""

"""Services and contracts: whose demand grows by what, and which terms go with which form."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.model import Buyer, Contract, Provider, Scenario
from simulator.scenario.reading.positions import KeyPath
from simulator.scenario.rules.contradiction import Contradiction, is_zero, planned

TERMS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "block": (frozenset(), frozenset()),
    "activity": (frozenset(), frozenset({"challenged_pct"})),
    "marginal_rate": (frozenset(), frozenset({"marginal_rate_pct"})),
    "blended": (frozenset({"variable_pct", "cap_pct", "collar_pct"}), frozenset()),
}
"""By form of contract: the terms it needs, and those it may have beside them."""

ALL_TERMS = frozenset().union(*(needed | possible for needed, possible in TERMS.values()))


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


def terms(scenario: Scenario) -> Iterator[Contradiction]:
    """Each form of contract has its own terms, all it needs and no other."""
    for key, contract in scenario.contracts.items():
        needed, possible = TERMS[contract.form]
        given = {term for term in ALL_TERMS if getattr(contract, term) is not None}
        for term in sorted(needed - given):
            yield Contradiction(("contracts", key, term), f'is missing: form = "{contract.form}" needs it')
        for term in sorted(given - needed - possible):
            forms = " and ".join(f'"{form}"' for form, both in TERMS.items() if term in both[0] | both[1])
            yield Contradiction(
                ("contracts", key, term), f'does not go with form = "{contract.form}"; it is for {forms} only'
            )


def administration(scenario: Scenario) -> Iterator[Contradiction]:
    """Only simulated bodies pay for administering contracts."""
    for key, contract in scenario.contracts.items():
        for role, party in (("payer", contract.payer), ("provider", contract.provider)):
            term = f"{role}_administration_gbp_m"
            if term in contract.model_fields_set and party not in scenario.bodies:
                yield Contradiction(("contracts", key, term), f'"{party}" is not simulated: leave it out')


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


def challenges(scenario: Scenario) -> Iterator[Contradiction]:
    """Whoever challenges over-performance pays for activity."""
    for key, body in scenario.bodies.items():
        if body.grip is None or is_zero(body.grip.challenge_effect_pct):
            continue
        path: KeyPath = ("bodies", key, "grip", "challenge_effect_pct")
        if isinstance(body, Provider):
            yield Contradiction(path, "is for commissioners only: a provider pays no contract")
        elif not any(c.payer == key and c.form == "activity" for c in scenario.contracts.values()):
            yield Contradiction(
                path, f'has no effect: {key} pays no contract with form = "activity"; leave it out'
            )


def _contracts_of(scenario: Scenario, provider: str) -> list[Contract]:
    return [contract for contract in scenario.contracts.values() if contract.provider == provider]


RULES = (demography, priced_services, terms, administration, providers_without_work, challenges)

"""Contracts: between whom, and which terms go with which form."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, is_zero, unknown
from simulator.scenario.terms.bodies import Commissioner, Council, Provider

TERMS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "block": (frozenset(), frozenset()),
    "activity": (frozenset(), frozenset({"challenged_pct"})),
    "marginal_rate": (frozenset(), frozenset({"marginal_rate_pct"})),
    "blended": (frozenset({"variable_pct", "cap_pct", "collar_pct"}), frozenset()),
}
"""By form of contract: the terms it needs, and those it may have beside them."""
ALL_TERMS = frozenset().union(*(needed | possible for needed, possible in TERMS.values()))
ALWAYS_OUTSIDE = ("paymaster", "staff_and_suppliers")
"""Parties that exist in every scenario without being declared."""


def contract_parties(scenario: Scenario) -> Iterator[Contradiction]:
    """A commissioner, council or outsider pays, a provider or outsider provides; one of the two is simulated."""
    outside = {*scenario.outside, *ALWAYS_OUTSIDE}
    for key, contract in scenario.contracts.items():
        for role, kind, party in (
            ("payer", (Commissioner, Council), contract.payer),
            ("provider", Provider, contract.provider),
        ):
            allowed = [name for name, body in scenario.bodies.items() if isinstance(body, kind)]
            if party in scenario.bodies and party not in allowed:
                rule = "a provider or an outside party provides"
                if role == "payer":
                    rule = "a commissioner, a council or an outside party pays"
                kind_found = scenario.bodies[party].kind
                yield Contradiction(("contracts", key, role), f'"{party}" is a {kind_found}: {rule}')
            elif party not in allowed and party not in outside:
                yield unknown(("contracts", key, role), "party", party, [*allowed, *scenario.outside])
        if contract.payer == contract.provider:
            yield Contradiction(("contracts", key), "payer and provider are the same party")
        elif contract.payer in outside and contract.provider in outside:
            yield Contradiction(("contracts", key), "neither payer nor provider is simulated")


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


NAMES = (contract_parties,)
"""Names that must be somebody's: asked before anything else."""
RULES = (
    terms,
    administration,
    challenges,
)

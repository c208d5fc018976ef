"""What a scheme does beside saving: it is consulted on, and closes something."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, is_left_out, without_effect
from simulator.scenario.terms.bodies import Provider

OF_CONSULTATIONS = ("delay_months", "kept_pct")


def consultations(scenario: Scenario) -> Iterator[Contradiction]:
    """Only a public consultation delays a decision or waters a scheme down."""
    for key, scheme in scenario.schemes.items():
        for name, gateway in scheme.gateways.items():
            for word in OF_CONSULTATIONS:
                if gateway.kind == "decision" and word in gateway.model_fields_set:
                    yield Contradiction(
                        ("schemes", key, "gateways", name, word),
                        'does not go with kind = "decision"; it is for "consultation" only',
                    )


def closures(scenario: Scenario) -> Iterator[Contradiction]:
    """A provider closes what it runs, after it has asked the public; capacity goes with nothing else."""
    for key, scheme in scenario.schemes.items():
        path: KeyPath = ("schemes", key)
        owner = scenario.bodies.get(scheme.owner)
        if scheme.kind != "closure":
            if "capacity_lost_pct" in scheme.model_fields_set:
                yield Contradiction(
                    (*path, "capacity_lost_pct"),
                    f'does not go with kind = "{scheme.kind}"; it is for "closure" only',
                )
            continue
        if not any(gateway.kind == "consultation" for gateway in scheme.gateways.values()):
            yield Contradiction(
                (*path, "gateways"),
                'is missing a public consultation: a closure needs one, kind = "consultation"',
            )
        if owner is not None and not isinstance(owner, Provider):
            yield Contradiction(
                (*path, "owner"), f'"{scheme.owner}" is a {owner.kind}: a provider closes what it runs'
            )


def capacities(scenario: Scenario) -> Iterator[Contradiction]:
    """Capacity can be lost where it is told."""
    for key, scheme in scenario.schemes.items():
        owner = scenario.bodies[scheme.owner]
        if is_left_out(scheme.capacity_lost_pct) or not isinstance(owner, Provider):
            continue
        if owner.capacity is None:
            yield without_effect(
                ("schemes", key, "capacity_lost_pct"), f"{scheme.owner} has no [capacity] table"
            )


RULES = (
    consultations,
    closures,
)
EFFECTS = (capacities,)
"""Asked of whole files: what they miss may be what is wrong."""

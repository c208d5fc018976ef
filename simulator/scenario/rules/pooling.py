"""Pooling: who is in it, by which rule, and with whom."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import (
    Contradiction,
    is_left_out,
    repeated,
    unknown,
    without_effect,
)


def ring_fenced(scenario: Scenario) -> Iterator[Contradiction]:
    """Only members could give to the pool and receive from it: only they can be kept out."""
    pooling, members = scenario.system.pooling, scenario.system.members
    path: KeyPath = ("system", "pooling", "ring_fenced")
    names = pooling.ring_fenced if pooling else []
    yield from repeated(path, names)
    for place, name in enumerate(names):
        if name in scenario.bodies and name not in members:
            yield Contradiction((*path, place), f'"{name}" is no member of the system, and never in its pool')
        elif name not in members:
            yield unknown((*path, place), "member of the system", name, members)


def rules_of_pooling(scenario: Scenario) -> Iterator[Contradiction]:
    """Only whoever is filled last can be filled in part."""
    pooling = scenario.system.pooling
    if pooling is None:
        return
    if pooling.rule == "proportional" and "fills_in_part" in pooling.model_fields_set:
        yield Contradiction(
            ("system", "pooling", "fills_in_part"),
            'does not go with rule = "proportional"; it is for "smallest_shortfall_first" only',
        )


def pools(scenario: Scenario) -> Iterator[Contradiction]:
    """Money moves between two members or more, and one budget saves what running their contracts costs."""
    pooling = scenario.system.pooling
    if pooling is None:
        return
    sharing = set(scenario.system.members) - set(pooling.ring_fenced)
    if len(sharing) < 2:
        yield Contradiction(
            ("system", "pooling"),
            "needs two members or more that are not ring-fenced: there is nobody to share with",
        )
    if not is_left_out(pooling.administration_saved_pct) and not _administer(scenario):
        yield without_effect(
            ("system", "pooling", "administration_saved_pct"),
            "no contract between two members says what its administration costs",
        )


def _administer(scenario: Scenario) -> bool:
    """Whether running a contract between two members costs one of them something."""
    members = scenario.system.members
    return any(
        not (
            is_left_out(contract.payer_administration_gbp_m)
            and is_left_out(contract.provider_administration_gbp_m)
        )
        for contract in scenario.contracts.values()
        if contract.payer in members and contract.provider in members
    )


NAMES = (ring_fenced,)
"""Names that must be somebody's: asked before anything else."""
RULES = (rules_of_pooling,)
EFFECTS = (pools,)
"""Asked of whole files: what they miss may be what is wrong."""

"""Parties and owners: keys that are nobody else's, and somebody's."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, unknown

ALWAYS_OUTSIDE = ("paymaster", "staff_and_suppliers")
"""Parties that exist in every scenario without being declared."""
RESERVED = (*ALWAYS_OUTSIDE, "system", "every_body", "contracts")
"""Names that already mean something where parties are named."""


def party_names(scenario: Scenario) -> Iterator[Contradiction]:
    """Each party has a name of its own."""
    for section, keys in (("bodies", scenario.bodies), ("outside", scenario.outside)):
        for key in keys:
            if key in RESERVED:
                yield Contradiction(
                    (section, key), f'"{key}" already has a meaning in every scenario: take another key'
                )
    for key in scenario.outside:
        if key in scenario.bodies:
            yield Contradiction(("outside", key), "is a simulated body as well: a party is either or")


def owners(scenario: Scenario) -> Iterator[Contradiction]:
    """Schemes, risks and reported facts belong to bodies; others may pay for a scheme."""
    for key, scheme in scenario.schemes.items():
        if scheme.owner not in scenario.bodies:
            yield unknown(("schemes", key, "owner"), "simulated body", scheme.owner, scenario.bodies)
        payers = {*scenario.bodies, *scenario.outside, "paymaster"}
        if scheme.paid_by is not None and scheme.paid_by not in payers:
            yield unknown(("schemes", key, "paid_by"), "party", scheme.paid_by, payers)
        elif scheme.paid_by == scheme.owner:
            yield Contradiction(("schemes", key, "paid_by"), "is the owner, who pays anyway; leave it out")
    for key, risk in scenario.risks.items():
        if risk.owner not in scenario.bodies:
            yield unknown(("risks", key, "owner"), "simulated body", risk.owner, scenario.bodies)
    for key, fact in scenario.reported.items():
        if fact.body not in {*scenario.bodies, "system"}:
            yield unknown(
                ("reported", key, "body"), "simulated body", fact.body, [*scenario.bodies, "system"]
            )


NAMES = (
    party_names,
    owners,
)
"""Names that must be somebody's: asked before anything else."""

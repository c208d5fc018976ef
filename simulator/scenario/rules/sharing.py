"""What members of the system share: a single control total, and a pool."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from simulator.scenario.model import Council, Scenario
from simulator.scenario.reading.positions import KeyPath
from simulator.scenario.rules.contradiction import Contradiction, end_year, is_left_out, without_effect


def starts(scenario: Scenario) -> Iterator[Contradiction]:
    """A reform counts from the first April on or after its start, and there is one within the horizon."""
    last_april = datetime.date(end_year(scenario) - 1, 4, 1)
    for word in ("pooling", "control_total"):
        reform = getattr(scenario.system, word)
        if reform is not None and reform.start > last_april:
            yield Contradiction(
                ("system", word, "start"),
                f"is {reform.start.isoformat()}: it would count from the first April on or after that day, and "
                f"the last one of the horizon is {last_april.isoformat()}",
            )


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


def single_control_total(scenario: Scenario) -> Iterator[Contradiction]:
    """Two members or more reach their control totals together, and are paid for it."""
    if scenario.system.control_total is None:
        return
    path: KeyPath = ("system", "control_total")
    members = [scenario.bodies[key] for key in scenario.system.members]
    having = [body for body in members if not isinstance(body, Council) and body.control_total is not None]
    if len(having) < 2:
        found = "only one has one" if having else "none has one"
        yield Contradiction(path, f"needs two members or more with a control total: {found}")
    elif all(body.sustainability_funding is None for body in having):
        yield without_effect(path, "no member has sustainability funding, which is all that it decides")


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


RULES = (starts, rules_of_pooling)
EFFECTS = (pools, single_control_total)
"""Asked of whole files: what they miss may be what is wrong."""

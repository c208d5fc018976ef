"""Care that a scheme pushes onto a council: onto which of its lines, and how much."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction
from simulator.scenario.terms.bodies import Buyer, Council
from simulator.words.spelling import advice

PUSHES_NOTHING = ("one_off", "income", "unidentified")
"""Kinds of scheme that move no care."""


def pushed(scenario: Scenario) -> Iterator[Contradiction]:
    """Care is pushed onto a spend line of a council."""
    councils = {key: body for key, body in scenario.bodies.items() if isinstance(body, Council)}
    lines = {f"{key}.{line}" for key, body in councils.items() for line in body.spend}
    for key, scheme in scenario.schemes.items():
        target = scheme.pushed_onto
        if target is not None and target not in lines:
            place, _, line = target.partition(".")
            known = scenario.bodies.get(place)
            found = f'there is no council\'s spend line "{target}"{advice(target, lines)}'
            if isinstance(known, Buyer) and not isinstance(known, Council) and line in known.spend:
                found = f'"{target}" is a line of a commissioner: care is pushed onto a council{advice(target, lines)}'
            yield Contradiction(("schemes", key, "pushed_onto"), found)


def pushed_care(scenario: Scenario) -> Iterator[Contradiction]:
    """A scheme that pushes care says where to and how much."""
    for key, scheme in scenario.schemes.items():
        path: KeyPath = ("schemes", key)
        given = [word for word in ("pushed_onto", "pushed_gbp_m") if word in scheme.model_fields_set]
        if given and scheme.kind in PUSHES_NOTHING:
            yield Contradiction(
                (*path, given[0]), f'does not go with kind = "{scheme.kind}": it moves no care'
            )
        elif given == ["pushed_onto"]:
            yield Contradiction(
                (*path, "pushed_gbp_m"), "is missing: what is pushed onto that line, £m a year"
            )
        elif given == ["pushed_gbp_m"]:
            yield Contradiction(
                (*path, "pushed_onto"), 'is missing: a council\'s spend line, "council.home_care"'
            )


NAMES = (pushed,)
"""Names that must be somebody's: asked before anything else."""
RULES = (pushed_care,)

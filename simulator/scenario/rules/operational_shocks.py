"""Operational shocks need somebody whom they befall, and two of them to have anything in common."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, is_left_out, without_effect
from simulator.scenario.scope import struck
from simulator.scenario.terms.bodies import Commissioner


def operational_shocks(scenario: Scenario) -> Iterator[Contradiction]:
    """A body that is struck; a commissioner for what befalls commissioners; two bodies for what they share."""
    shocks = scenario.operational_shocks
    if shocks is None:
        return
    path = ("operational_shocks",)
    has_commissioner = any(isinstance(body, Commissioner) for body in scenario.bodies.values())
    if not is_left_out(shocks.commissioners_pct) and not has_commissioner:
        yield without_effect((*path, "commissioners_pct"), "there is no commissioner")
    elif not struck(scenario):
        yield without_effect(path, "there is no provider, and no commissioners_pct")
    elif shocks.shared and len(struck(scenario)) == 1:
        yield without_effect((*path, "shared"), f"only {struck(scenario)[0]} is struck")


EFFECTS = (operational_shocks,)
"""Asked of whole files: what they miss may be what is wrong."""

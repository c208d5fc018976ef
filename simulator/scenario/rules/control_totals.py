"""A single control total: members to reach it, and funding that hangs on it."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, without_effect
from simulator.scenario.terms.bodies import Council


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


EFFECTS = (single_control_total,)
"""Asked of whole files: what they miss may be what is wrong."""

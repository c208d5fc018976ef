"""Financial recovery: it acts on lines that there are."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, repeated, unknown
from simulator.scenario.rules.targets import own_lines
from simulator.scenario.terms.bodies import Provider


def recovery_lines(scenario: Scenario) -> Iterator[Contradiction]:
    """Financial recovery holds lines of the body's own spend or costs, each once an action, and no PFI."""
    for key, body in scenario.bodies.items():
        for action_key, action in (body.recovery.actions if body.recovery else {}).items():
            path: KeyPath = ("bodies", key, "recovery", "actions", action_key, "lines")
            yield from repeated(path, action.lines)
            for place, line in enumerate(action.lines):
                if isinstance(body, Provider) and line in body.costs and body.costs[line].pfi:
                    yield Contradiction(
                        (*path, place),
                        f'"{line}" is a PFI: the payment is fixed by contract, nobody can hold it; take it out',
                    )
                elif line not in own_lines(body):
                    yield unknown((*path, place), f"spend or cost line of {key}", line, own_lines(body))


NAMES = (recovery_lines,)
"""Names that must be somebody's: asked before anything else."""

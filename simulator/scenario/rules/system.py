"""The system: its members, and from when they share anything."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, end_year, repeated, unknown
from simulator.scenario.terms.bodies import Council


def members(scenario: Scenario) -> Iterator[Contradiction]:
    """The system consists of simulated commissioners and providers, each once."""
    yield from repeated(("system", "members"), scenario.system.members)
    for place, member in enumerate(scenario.system.members):
        if member not in scenario.bodies:
            yield unknown(("system", "members", place), "simulated body", member, scenario.bodies)
        elif isinstance(scenario.bodies[member], Council):
            yield Contradiction(
                ("system", "members", place),
                f'"{member}" is a council: its money is ring-fenced, so that it is simulated and shown beside '
                "the system, never in it; take it out",
            )


def starts(scenario: Scenario) -> Iterator[Contradiction]:
    """What members share counts from the first April on or after its start, and there is one within the horizon."""
    last_april = datetime.date(end_year(scenario) - 1, 4, 1)
    for word in ("pooling", "control_total"):
        shared = getattr(scenario.system, word)
        if shared is not None and shared.start > last_april:
            yield Contradiction(
                ("system", word, "start"),
                f"is {shared.start.isoformat()}: it would count from the first April on or after that day, and "
                f"the last one of the horizon is {last_april.isoformat()}",
            )


NAMES = (members,)
"""Names that must be somebody's: asked before anything else."""
RULES = (starts,)

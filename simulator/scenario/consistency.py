"""Whether a scenario holds together: rules between its tables, all of them asked, all that they find told."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.model import Scenario
from simulator.scenario.rules import (
    actuals,
    bounds,
    care,
    correlations,
    effects,
    programme,
    references,
    reported,
    time,
)
from simulator.scenario.rules.contradiction import Contradiction


def contradictions(
    scenario: Scenario, *, is_whole: bool = True, is_patched: bool = False
) -> Iterator[Contradiction]:
    """Everything in a scenario that cannot be as it is.

    The scenario must be as validated, before its numbers are named: only then is known what the file states
    and what is a default, and a stated key that would have no effect is refused.

    Parameters
    ----------
    is_whole : bool
        False where parts of the file were left out because they are wrong in themselves.
    is_patched : bool
        True where something else stands in for such parts: only names and bounds are asked then.
    """
    dangling = [found for rule in references.RULES for found in rule(scenario)]
    yield from dangling
    topics = (bounds,) if is_patched else (time, bounds, care, programme, correlations, reported, actuals)
    for topic in topics:
        for rule in topic.RULES:
            yield from rule(scenario)
    if is_whole and not is_patched:
        yield from correlations.members(scenario)
    # What a misspelt name should have reached would seem unused: effects are asked when all names are right.
    if is_whole and not dangling:
        for rule in (*effects.RULES, correlations.in_use):
            yield from rule(scenario)

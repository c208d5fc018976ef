"""Whether a scenario holds together: rules between its tables, all of them asked, all that they find told."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.model import Scenario
from simulator.scenario.rules import (
    actuals,
    bounds,
    care,
    closures,
    correlations,
    councils,
    effects,
    lines,
    milestones,
    names,
    programme,
    references,
    reform_names,
    regime,
    reported,
    sharing,
    time,
)
from simulator.scenario.rules.contradiction import Contradiction

TOPICS = (
    *(time, bounds, care, lines, programme, closures, milestones, councils, regime, sharing),
    *(correlations, reported, actuals, names),
)
"""Rules that may be asked beside entries that are wrong in themselves."""

EFFECTS = (
    *(*effects.RULES, *closures.EFFECTS, *milestones.EFFECTS, *regime.EFFECTS, *sharing.EFFECTS),
    correlations.in_use,
)
"""Rules about what other entries do with one: only a whole file, with all its names right, can be asked them."""


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
    dangling = [found for rule in (*references.RULES, *reform_names.RULES) for found in rule(scenario)]
    yield from dangling
    for topic in (bounds,) if is_patched else TOPICS:
        for rule in topic.RULES:
            yield from rule(scenario)
    if is_whole and not is_patched:
        yield from correlations.members(scenario)
    # What a misspelt name should have reached would seem unused: effects are asked when all names are right.
    if is_whole and not dangling:
        for rule in EFFECTS:
            yield from rule(scenario)

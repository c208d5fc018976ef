"""Whether a scenario holds together: rules between its tables, all of them asked, all that they find told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import ModuleType

from simulator.scenario.model import Scenario
from simulator.scenario.rules import (
    actuals,
    bounds,
    closures,
    contracts,
    control_totals,
    correlations,
    demand,
    discharge,
    effects,
    escalation,
    grip,
    lines,
    milestones,
    names,
    parties,
    pooling,
    population,
    prices,
    pushed_care,
    recovery,
    regime,
    reported,
    schemes,
    sources,
    sustainability_funding,
    system,
    time,
    unit_costs,
    winter,
)
from simulator.scenario.rules.contradiction import Contradiction

Rule = Callable[[Scenario], Iterator[Contradiction]]

TOPICS: tuple[ModuleType, ...] = (
    time,
    population,
    bounds,
    demand,
    prices,
    contracts,
    lines,
    schemes,
    closures,
    pushed_care,
    milestones,
    discharge,
    sustainability_funding,
    escalation,
    regime,
    system,
    pooling,
    control_totals,
    recovery,
    grip,
    unit_costs,
    winter,
    parties,
    sources,
    correlations,
    reported,
    actuals,
    names,
    effects,
)
"""Each with as many of three tuples as it needs. NAMES must be somebody's; RULES may be asked beside entries that are
wrong in themselves; EFFECTS are about what other entries do with one: only a whole file, with all its names right, can
be asked them."""


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
    dangling = [found for rule in _asked("NAMES", TOPICS) for found in rule(scenario)]
    yield from dangling
    for rule in _asked("RULES", (bounds,) if is_patched else TOPICS):
        yield from rule(scenario)
    if is_whole and not is_patched:
        yield from correlations.members(scenario)
    # What a misspelt name should have reached would seem unused: effects are asked when all names are right.
    if is_whole and not dangling:
        for rule in _asked("EFFECTS", TOPICS):
            yield from rule(scenario)


def _asked(kind: str, topics: Sequence[ModuleType]) -> Iterator[Rule]:
    for topic in topics:
        yield from getattr(topic, kind, ())

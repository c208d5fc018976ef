"""Quality special measures need a way into them, and pay that their cost is counted in."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, is_left_out, without_effect
from simulator.scenario.scope import with_quality
from simulator.scenario.terms.bodies import Provider


def quality_measures(scenario: Scenario) -> Iterator[Contradiction]:
    """A provider is in measures at the start or may enter them, in some April, and has lines that move with pay."""
    last_april = 12 * (scenario.years - 1)
    for key, terms in with_quality(scenario).items():
        path: KeyPath = ("bodies", key, "quality")
        may_enter = not is_left_out(terms.probability)
        lasts = terms.lasts_months.value
        if not terms.in_special_measures and not may_enter:
            yield without_effect(path, "it is in no special measures at the start, and has no probability")
        elif terms.in_special_measures and may_enter and lasts is not None and lasts > last_april:
            yield without_effect((*path, "probability"), "those of the start last beyond the last April")
        body = scenario.bodies[key]
        assert isinstance(body, Provider)
        if not any(line.price == "pay" for line in body.costs.values()):
            yield without_effect((*path, "cost_pct"), 'no cost line has the price "pay"')


EFFECTS = (quality_measures,)
"""Asked of whole files: what they miss may be what is wrong."""

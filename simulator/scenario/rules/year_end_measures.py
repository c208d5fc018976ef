"""Year-end measures return within the horizon, or it does not matter by how much."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, is_left_out, without_effect
from simulator.scenario.scope import with_year_end_measures


def returns(scenario: Scenario) -> Iterator[Contradiction]:
    """What is found in a year returns in the next, which there must be."""
    if scenario.years > 1:
        return
    for key, terms in with_year_end_measures(scenario).items():
        if not is_left_out(terms.returns_pct):
            yield without_effect(
                ("bodies", key, "year_end", "returns_pct"),
                "the horizon is one year, and it returns in the next",
            )


EFFECTS = (returns,)
"""Asked of whole files: what they miss may be what is wrong."""

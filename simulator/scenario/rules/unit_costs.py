"""Unit costs that grow back need lines that they are the cost of."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, without_effect
from simulator.scenario.terms.bodies import Provider


def unit_costs(scenario: Scenario) -> Iterator[Contradiction]:
    """Growth needs a line that is no PFI; what years have in common needs a provider whose unit costs grow."""
    growing = False
    for key, body in scenario.bodies.items():
        if isinstance(body, Provider) and body.unit_cost_growth_pct is not None:
            growing = True
            if all(line.pfi for line in body.costs.values()):
                yield without_effect(("bodies", key, "unit_cost_growth_pct"), "its only cost is PFI")
    if scenario.unit_costs is not None and not growing:
        yield without_effect(("unit_costs",), "no provider has a unit_cost_growth_pct")


EFFECTS = (unit_costs,)
"""Asked of whole files: what they miss may be what is wrong."""

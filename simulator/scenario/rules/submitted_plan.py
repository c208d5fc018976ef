"""The plan that was submitted is one of years that are simulated, in £m."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, end_year, without_effect


def years(scenario: Scenario) -> Iterator[Contradiction]:
    """No year before the start or after the horizon has a budget."""
    start, end = scenario.start.year, end_year(scenario)
    for key, body in scenario.bodies.items():
        for year in body.submitted_plan.position_gbp_m if body.submitted_plan else ():
            if not start <= int(year) < end:
                yield without_effect(
                    ("bodies", key, "submitted_plan", "position_gbp_m", year),
                    f"the years simulated are {start} to {end - 1}",
                )


EFFECTS = (years,)
"""Asked of whole files: what they miss may be what is wrong."""

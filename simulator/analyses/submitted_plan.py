"""What bodies told their boards or regulators, beside the plan run, in which everything delivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.results.arrays import Results
    from simulator.scenario.model import Scenario
    from simulator.statistics.arrays import Array


def has_submitted(scenario: Scenario) -> bool:
    """Whether any body has submitted a plan."""
    return any(body.submitted_plan is not None for body in scenario.bodies.values())


def surplus_as_submitted(scenario: Scenario, plan: Results) -> Array:
    """What was submitted, with the support that the plan run receives: £m, shape ``(bodies and system, years)``.

    nan where nothing was. The system's is what its members submitted, and of the others what the plan run says.
    """
    import numpy as np

    from simulator.results.outcomes import member_rows

    planned = plan.by_year["surplus"][..., 0]
    before = plan.by_month["position"][..., 0].reshape(*planned.shape, 12).sum(axis=-1)
    submitted = np.full_like(planned, np.nan)
    for i, key in enumerate(plan.bodies):
        terms = scenario.bodies[key].submitted_plan
        stated = {} if terms is None else terms.position_gbp_m
        for j, year in enumerate(plan.years):
            submitted[i, j] = stated.get(str(year), np.nan) + planned[i, j] - before[i, j]
    members = member_rows(plan)
    is_stated = ~np.isnan(submitted)
    together = np.where(is_stated, submitted, planned)[members].sum(axis=0)
    system = np.where(is_stated[members].any(axis=0), together, np.nan)
    return np.concatenate([submitted, system[None]])


def surplus_as_told(scenario: Scenario, plan: Results) -> Array:
    """The plan that outturns are held to: what was submitted, or else what the plan run says. The same shape."""
    import numpy as np

    from simulator.results.outcomes import with_system

    submitted = surplus_as_submitted(scenario, plan)
    told: Array = np.where(np.isnan(submitted), with_system(plan, "surplus")[..., 0], submitted)
    return told

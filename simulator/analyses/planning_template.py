"""Doing nothing as planning templates read it, beside the model's."""

from __future__ import annotations

import numpy as np

from simulator.analyses.envelope import received_from_outside
from simulator.engine.opening import opening_walks
from simulator.results.arrays import Results
from simulator.results.outcomes import with_system
from simulator.scenario.model import Scenario
from simulator.statistics.arrays import Array


def template_surplus(scenario: Scenario, do_nothing: Results) -> Array | None:
    """The system's surplus by year where its costs grow by the template's one rate; None without a template.

    Income is that of the model's doing nothing. Costs start from what the members spend outside the system in the
    opening year, and grow from then on: with no productivity, no behaviour and no shift between members.

    Parameters
    ----------
    scenario : Scenario
    do_nothing : Results
        Its run of doing nothing.

    Returns
    -------
    array, shape (years,), or None
        £m.
    """
    template = scenario.planning_template
    if template is None:
        return None
    income = with_system(do_nothing, "income")[len(do_nothing.bodies), :, 0]
    years = np.arange(1, len(do_nothing.years) + 1)
    return np.asarray(income - _opening_cost(scenario) * (1.0 + template.cost_growth_pct / 100.0) ** years)


def _opening_cost(scenario: Scenario) -> float:
    """What the members together spend in the opening year, trade between them apart, £m."""
    members = scenario.system.members
    income = sum(
        line.amount_gbp_m
        for key in members
        for line in received_from_outside(scenario, key, scenario.bodies[key], inside=members)
    )
    return income - sum(walk.stated_gbp_m for walk in opening_walks(scenario) if walk.body in members)

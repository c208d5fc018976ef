"""Doing nothing as a planning template reads it: one rate of growth of cost, worked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.analyses.planning_template import template_surplus
from simulator.errors import ScenarioError
from simulator.scenario import load
from simulator.simulation import do_nothing_run
from simulator.statistics.arrays import Array

BASE = Path(__file__).parents[1] / "cases" / "base.toml"
TEMPLATE = {"planning_template": {"cost_growth_pct": 5.0}}


def read(changes: Mapping[str, Any]) -> Array | None:
    scenario = load(BASE).with_(changes)
    return template_surplus(scenario, do_nothing_run(scenario))


def test_without_a_template_there_is_no_second_reading() -> None:
    assert read({}) is None


def test_costs_of_the_opening_year_grow_by_the_rate_against_income_that_stands_still() -> None:
    """£200m comes in and £200m is spent, the £120m between the members counted once: 210, 220.5, 231.525."""
    np.testing.assert_allclose(read(TEMPLATE), [-10.0, -20.5, -31.525], rtol=1e-12)


def test_an_opening_deficit_grows_too() -> None:
    """With £130m of staff the hospital opens at −£10m: of £210m the years make 220.5, 231.525 and 243.10125."""
    deficit = {
        "bodies.hospital.costs.staff.base_gbp_m": 130.0,
        "bodies.hospital.opening_underlying_gbp_m": -10.0,
    }
    np.testing.assert_allclose(read(TEMPLATE | deficit), [-20.5, -31.525, -43.10125], rtol=1e-12)


def test_a_payer_outside_the_system_is_income_of_it() -> None:
    """£120m from its commissioner is all that a system of the hospital alone receives and spends."""
    alone = {"system.members": ["hospital"]}
    np.testing.assert_allclose(read(TEMPLATE | alone), 120.0 - 120.0 * 1.05 ** np.arange(1, 4), rtol=1e-12)


def test_the_model_never_sees_it() -> None:
    plain, with_template = (
        simulate(load(BASE).with_(changes), replications=8, seed=1) for changes in ({}, TEMPLATE)
    )
    for measure, figures in plain.results.by_year.items():
        np.testing.assert_array_equal(figures, with_template.results.by_year[measure])


def test_growth_beyond_bounds_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"planning_template\.cost_growth_pct"):
        read({"planning_template.cost_growth_pct": 50.0})

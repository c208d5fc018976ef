"""Processes declare the figures that they leave: each once, with a title and a unit, in the surplus by its sign."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import numpy as np
import pytest

from simulator import economy
from simulator.economy.catalogue import BY_MONTH, BY_YEAR, MEASURES, SCHEMES, SCHEMES_BY_YEAR
from simulator.engine.declarations import Measure
from simulator.results.arrays import Results
from simulator.sampling import draw
from simulator.simulation import plan_run, simulate_block
from tests.property.worlds import EVENTFUL_MECHANISMS, as_written, shortened

YEARS = 4


@pytest.fixture(scope="module")
def results() -> Results:
    """One block of an economy in which everything happens."""
    scenario = shortened(as_written(EVENTFUL_MECHANISMS), YEARS)
    return simulate_block(scenario, draw(scenario, 1, 0), plan_run(scenario))


def test_every_measure_that_a_module_makes_is_declared_by_a_process() -> None:
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(economy.__path__, f"{economy.__name__}.")
    ]
    made = {entry for module in modules for entry in vars(module).values() if isinstance(entry, Measure)}
    assert made == set(MEASURES)


def test_every_measure_has_a_title_of_its_own_and_a_unit() -> None:
    for kind in (BY_YEAR, BY_MONTH, SCHEMES_BY_YEAR, SCHEMES):
        assert len({measure.title for measure in kind.values()}) == len(kind)
        assert all(measure.title and measure.unit for measure in kind.values())
    assert len(MEASURES) == sum(map(len, (BY_YEAR, BY_MONTH, SCHEMES_BY_YEAR, SCHEMES)))


def test_money_has_its_unit_in_its_column_and_nothing_else_has() -> None:
    assert {measure.column.endswith("_gbp_m") for measure in MEASURES if measure.unit == "£m"} == {True}
    assert {measure.column.endswith("_gbp_m") for measure in MEASURES if measure.unit != "£m"} == {False}


def test_what_is_received_or_saved_adds_to_the_surplus_and_what_is_spent_takes_from_it() -> None:
    adds = {"funding", "transfers", "pooled", "held_by_recovery", "savings_delivered"}
    takes = {
        "interest",
        "rebound",
        "investment",
        "developments",
        "contract_administration",
        "escalation_cost",
    }
    takes |= {"pooling_administration", "pushed_by_schemes", "pushed_by_discharge", "unit_cost_growth"}
    signs = {measure.key: measure.in_surplus for measure in MEASURES if measure.in_surplus}
    assert signs == dict.fromkeys(adds, 1) | dict.fromkeys(takes, -1)


def test_every_figure_of_a_year_stands_on_the_page_of_the_model() -> None:
    page = (Path(__file__).parents[2] / "docs" / "model.md").read_text(encoding="utf-8")
    assert [key for key in BY_YEAR if f"`{key}`" not in page] == []


def test_results_hold_what_is_declared_in_its_order(results: Results) -> None:
    assert list(results.by_year) == list(BY_YEAR)
    assert list(results.by_month) == list(BY_MONTH)
    assert list(results.schemes_by_year) == list(SCHEMES_BY_YEAR)
    assert list(results.schemes) == list(SCHEMES)


def test_a_measure_is_empty_only_where_it_may_be_and_whole_where_it_counts(results: Results) -> None:
    for key, measure in BY_YEAR.items():
        values = results.by_year[key]
        assert measure.may_be_empty or np.isfinite(values).all(), key
        if measure.is_count:
            assert np.array_equal(values, np.round(values)), key


def test_labelled_arrays_tell_units_and_titles(results: Results) -> None:
    labelled = results.to_xarray()
    for key, measure in BY_YEAR.items():
        assert labelled[key].attrs == {"units": measure.unit, "long_name": measure.title}
    assert labelled.scheme_stopped.attrs["units"] == "0 or 1"

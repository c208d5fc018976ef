"""A submitted plan moves the budget and no money of its own; who forecasts balance is in no recovery."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.results.arrays import Results
from simulator.sampling.inputs import Inputs
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.terms.submitted_plan import SubmittedPlan
from simulator.scenario.uncertainty import planned
from simulator.simulation import do_nothing_run, plan_run, simulate_block
from simulator.statistics.arrays import Array
from tests.property.worlds import (
    EVENTFUL,
    FILES,
    SEEDS,
    as_written,
    changed,
    differing,
    every_file,
    few_futures,
    few_inputs,
    shortened,
)

ROUNDING_GBP_M = 1e-9


@given(file=st.sampled_from(FILES), position=st.floats(-20.0, 100.0), seed=SEEDS)
def test_in_recovery_is_only_who_forecast_a_deficit_within_the_months_that_its_actions_last(
    file: Path, position: float, seed: int
) -> None:
    """So nobody is in it who forecasts balance every month, and once forecasts are back to balance it runs out."""
    scenario = submitting(shortened(as_written(file), 3), position)
    inputs = few_inputs(scenario, seed)
    results = simulate_block(scenario, inputs, plan_run(scenario))
    for i, body in enumerate(results.bodies):
        months = results.by_year["recovery_months"][i]
        most = months_that_deficits_explain(scenario, inputs, results, body)
        assert (months <= most).all(), body


@every_file
def test_bold_budgets_are_missed_by_bodies_in_balance(file: Path) -> None:
    """Without such futures the test above would hold of any rule."""
    scenario = submitting(shortened(as_written(file), 3), 100.0)
    results = few_futures(scenario)
    recovers = [scenario.bodies[body].recovery is not None for body in results.bodies]
    forecast = results.by_month["forecast_outturn"].reshape(len(results.bodies), 3, 12, -1)
    in_balance, below = forecast >= 0, forecast < results.by_year["budget"][:, :, None] - 50.0
    assert (in_balance & below)[recovers].any()


@given(
    file=st.sampled_from(FILES),
    ends=st.tuples(st.floats(-50.0, 0.0), st.floats(-50.0, 0.0)).map(sorted),
    seed=SEEDS,
)
def test_who_submits_a_larger_deficit_enters_no_recovery_that_it_would_not_enter_else(
    file: Path, ends: list[float], seed: int
) -> None:
    """In the first year. Between surpluses it need not be so: a lower budget lowers the forecast that is held to 0."""
    low, high = (
        few_futures(submitting(shortened(as_written(file), 1), position), seed).by_year["recovery_months"]
        for position in ends
    )
    assert not ((low > 0) & (high == 0)).any()


@every_file
def test_where_nobody_reacts_it_moves_budgets_and_forecasts_alone(file: Path) -> None:
    """And the budget of a year by just as much as what was submitted differs."""
    scenario = without_reaction(shortened(as_written(file), 3))
    one, other = (few_futures(submitting(scenario, position)) for position in (-3.0, 4.0))
    assert set(differing(one, other)) == {"by_year.budget", "by_month.forecast_outturn"}
    difference = other.by_year["budget"] - one.by_year["budget"]
    np.testing.assert_allclose(difference, 7.0, rtol=0, atol=ROUNDING_GBP_M)


@every_file
def test_who_submits_what_the_plan_run_says_budgets_by_it(file: Path) -> None:
    scenario = shortened(as_written(file), 3)
    plan = plan_run(scenario)
    before_support = plan.by_month["position"][..., 0].reshape(len(plan.bodies), 3, 12).sum(axis=-1)
    bodies = {
        key: with_plan(scenario, key, {y: float(before_support[i, j]) for j, y in enumerate(plan.years)})
        for i, key in enumerate(plan.bodies)
    }
    same, none = (few_futures(each) for each in (changed(scenario, bodies=bodies), scenario))
    for name, values in none.by_year.items():
        np.testing.assert_allclose(same.by_year[name], values, rtol=0, atol=1e-6, err_msg=name)


@every_file
def test_plans_in_which_everything_delivers_know_nothing_of_it(file: Path) -> None:
    none = shortened(as_written(file), 3)
    some = submitting(none, 5.0)
    for run in (plan_run, do_nothing_run):
        assert differing(run(none), run(some)) == []


def test_a_plan_runs_budget_is_its_position_less_contingency() -> None:
    scenario = shortened(as_written(EVENTFUL), 2)
    for run in (plan_run(scenario), do_nothing_run(scenario)):
        share = np.array([planned(scenario.bodies[body].contingency_pct) for body in run.bodies]) / 100
        position = run.by_month["position"].reshape(len(run.bodies), 2, 12, 1).sum(axis=2)
        expected = position - share[:, None, None] * run.by_year["income"]
        np.testing.assert_allclose(run.by_year["budget"], expected, rtol=0, atol=ROUNDING_GBP_M)


def months_that_deficits_explain(scenario: Scenario, inputs: Inputs, results: Results, body: str) -> Array:
    """Months of each year that lie within lag and duration after a month whose report forecast a deficit."""
    forecast = results.by_month["forecast_outturn"][results.bodies.index(body)]
    terms = scenario.bodies[body].recovery
    if terms is None:
        return np.zeros((len(results.years), results.replications))
    lasts = max([terms.release_months, *(action.duration_months for action in terms.actions.values())])
    lag = np.maximum(np.round(np.full(results.replications, inputs[terms.lag_months])), 0.0)
    since = np.full(results.replications, np.inf)
    explained = np.zeros_like(forecast)
    for month, report in enumerate(forecast):
        since = since + 1
        explained[month] = since <= lag + lasts
        since = np.where(report < 0, 0.0, since)
    return explained.reshape(len(results.years), 12, -1).sum(axis=1)


def submitting(scenario: Scenario, position: float) -> Scenario:
    """The scenario in which every body has submitted the same position in every year."""
    years = range(scenario.start.year, scenario.start.year + scenario.years)
    bodies = {key: with_plan(scenario, key, dict.fromkeys(years, position)) for key in scenario.bodies}
    return changed(scenario, bodies=bodies)


def with_plan(scenario: Scenario, key: str, positions: dict[int, float]) -> object:
    plan = SubmittedPlan(position_gbp_m={str(year): position for year, position in positions.items()})
    return replaced(scenario.bodies[key], {"submitted_plan": plan})


def without_reaction(scenario: Scenario) -> Scenario:
    """Nobody recovers, withholds payment by its forecast, or finds or spends money to reach its budget."""
    bodies = {
        key: replaced(
            body,
            {
                word: None
                for word in ("recovery", "year_end", "affordability")
                if word in type(body).model_fields
            },
        )
        for key, body in scenario.bodies.items()
    }
    return changed(scenario, bodies=bodies)

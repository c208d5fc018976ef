"""Year-end measures draw outturns to the target, take nobody off it, and come back."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analyses.mechanisms.pooling import positions
from simulator.results.arrays import Results
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.number import LEAST
from simulator.scenario.scope import with_year_end_measures
from simulator.scenario.terms.bodies import Council
from simulator.scenario.terms.vocabulary import certain
from simulator.scenario.terms.year_end_measures import YearEndMeasures
from simulator.simulation import plan_run, simulate_block
from simulator.statistics.arrays import Array
from tests.property.worlds import (
    EVENTFUL_MECHANISMS,
    FILES,
    SEEDS,
    WEST_NORFOLK,
    as_written,
    changed,
    differing,
    every_file,
    few_futures,
    few_inputs,
    shortened,
)

ROUNDING_GBP_M = 1e-9
REACHED_GBP_M = 1e-6
NEAR_GBP_M = 0.05
SHARES = st.floats(0.0, 100.0).map(lambda share: share if share >= LEAST else 0.0)
TARGETED = (EVENTFUL_MECHANISMS, WEST_NORFOLK)
"""With control totals, and without."""
every_target = pytest.mark.parametrize("file", TARGETED, ids=lambda file: file.stem)


@every_target
def test_outturns_bunch_at_the_target(file: Path) -> None:
    """What can be found and spent ahead of time is a few per cent of income: much more than most years depart."""
    without, with_them = first_year(file, None, 1), first_year(file, terms(3.0, 100.0), 1)
    near = [np.abs(from_target(file, results)) <= NEAR_GBP_M for _, results in (without, with_them)]
    before, after = (hits[is_taking(*without)].mean() for hits in near)
    assert before < 0.1
    assert after > before + 0.3


@given(file=st.sampled_from(TARGETED), shares=st.tuples(SHARES, SHARES), seed=SEEDS)
def test_in_the_first_year_nobody_is_taken_off_its_target_in_any_replication(
    file: Path, shares: tuple[float, float], seed: int
) -> None:
    without, with_them = first_year(file, None, seed), first_year(file, terms(*shares), seed)
    before, after = from_target(file, without[1]), from_target(file, with_them[1])
    took = is_taking(*with_them)
    assert not (took & (before >= -REACHED_GBP_M) & (after < -REACHED_GBP_M - ROUNDING_GBP_M)).any()


@given(file=st.sampled_from(TARGETED), shares=st.tuples(SHARES, SHARES), seed=SEEDS)
def test_year_end_measures_never_push_a_body_from_break_even_into_deficit(
    file: Path, shares: tuple[float, float], seed: int
) -> None:
    """Whatever deficit the target allows; and who is in deficit brings nothing forward."""
    without, with_them = first_year(file, None, seed)[1], first_year(file, terms(*shares), seed)[1]
    before, after = (
        results.by_year["surplus"][:, 0] - results.by_year["funding"][:, 0]
        for results in (without, with_them)
    )
    assert (after[before >= 0] >= -ROUNDING_GBP_M).all()
    assert (after[before < 0] >= before[before < 0] - ROUNDING_GBP_M).all()


@given(file=st.sampled_from(TARGETED), shares=st.tuples(SHARES, SHARES), seed=SEEDS)
def test_measures_move_towards_the_target_and_never_beyond_it_nor_more_than_can_be_found(
    file: Path, shares: tuple[float, float], seed: int
) -> None:
    """In particular nobody spends ahead of time, or gives, more than it is ahead."""
    without, with_them = first_year(file, None, seed), first_year(file, terms(*shares), seed)
    before, took = from_target(file, without[1]), is_taking(*with_them)
    measures = with_them[1].by_year["year_end_measures"][:, 0]
    assert (measures * before <= ROUNDING_GBP_M).all()
    assert (np.abs(measures) <= np.where(took, np.abs(before), 0.0) + ROUNDING_GBP_M).all()
    limit = shares[0] / 100 * without[1].by_year["duty_income"][:, 0]
    assert (np.abs(measures) <= limit + ROUNDING_GBP_M).all()


def test_who_gives_to_the_pool_after_its_measures_keeps_its_target() -> None:
    scenario = with_terms(as_written(EVENTFUL_MECHANISMS), terms(1.0, 50.0))
    results = few_futures(scenario)
    gives = results.by_year["pooled"] < -ROUNDING_GBP_M
    assert gives.any()
    assert (positions(results).after[:-1][gives] >= -1e-8).all()


@given(file=st.sampled_from(FILES), shares=st.tuples(SHARES, SHARES), seed=SEEDS)
def test_all_that_is_found_returns(file: Path, shares: tuple[float, float], seed: int) -> None:
    """With all of it returning, a year's measures and the next year's return come to nothing."""
    scenario = with_terms(shortened(as_written(file), 3), terms(*shares, 100.0))
    results = few_futures(scenario, seed)
    measures, returns = (results.by_year[name] for name in ("year_end_measures", "year_end_returns"))
    np.testing.assert_allclose(returns[:, 1:], measures[:, :-1], rtol=0, atol=ROUNDING_GBP_M)
    assert not returns[:, 0].any()


@every_target
def test_measures_change_no_month_of_the_first_year_and_nothing_that_recurs(file: Path) -> None:
    (_, without), (_, with_them) = first_year(file, None, 1), first_year(file, terms(2.0, 50.0), 1)
    assert without.by_month.keys() == with_them.by_month.keys()
    for months, others in zip(without.by_month.values(), with_them.by_month.values(), strict=True):
        np.testing.assert_array_equal(months, others)
    np.testing.assert_allclose(
        without.by_year["underlying"], with_them.by_year["underlying"], rtol=0, atol=ROUNDING_GBP_M
    )


@every_file
def test_what_can_be_found_if_it_is_nothing_is_the_same_to_the_last_bit_as_no_table(file: Path) -> None:
    scenario = shortened(as_written(file), 3)
    none, nothing = (with_terms(scenario, some) for some in (None, terms(0.0, 100.0, 100.0)))
    assert differing(few_futures(none), few_futures(nothing)) == []


@every_file
def test_the_plan_and_doing_nothing_know_of_no_measures(file: Path) -> None:
    scenario = shortened(as_written(file), 3)
    none, some = (with_terms(scenario, given) for given in (None, terms(3.0, 100.0, 100.0)))
    assert differing(plan_run(none), plan_run(some)) == []
    assert not with_year_end_measures(some.doing_nothing())


@every_file
def test_what_can_be_found_is_drawn_anew_each_year_and_moves_no_other_draw(file: Path) -> None:
    scenario = shortened(as_written(file), 3)
    uncertain = YearEndMeasures.model_validate({"found_pct": {"p10": 0.5, "p50": 1.0, "p90": 2.0}})
    without = few_inputs(with_terms(scenario, None), 1).draws
    with_them = few_inputs(with_terms(scenario, uncertain), 1).draws
    bodies = with_year_end_measures(with_terms(scenario, uncertain))
    names = {f"bodies.{body}.year_end.found_pct" for body in bodies}
    assert with_them.keys() - without.keys() == names
    assert all(with_them[name].shape[0] == 3 for name in names)
    assert all((with_them[name][0] != with_them[name][1]).any() for name in names)
    assert [name for name, values in without.items() if not np.array_equal(values, with_them[name])] == []


def terms(found: float, brought_forward: float, returns: float = 0.0) -> YearEndMeasures:
    return YearEndMeasures(
        found_pct=certain(found), brought_forward_pct=certain(brought_forward), returns_pct=certain(returns)
    )


def with_terms(scenario: Scenario, given: YearEndMeasures | None) -> Scenario:
    """The scenario in which every body but councils takes such measures."""
    bodies = {
        key: body if isinstance(body, Council) else replaced(body, {"year_end": given})
        for key, body in scenario.bodies.items()
    }
    return changed(scenario, bodies=bodies)


def first_year(file: Path, given: YearEndMeasures | None, seed: int) -> tuple[Scenario, Results]:
    """A year in which nobody helps anybody, so that what is left of support is sustainability funding."""
    scenario = with_terms(alone(file), given)
    return scenario, simulate_block(scenario, few_inputs(scenario, seed), planned(file))


def alone(file: Path) -> Scenario:
    """One year without pooling, a single control total or a break that fills deficits."""
    scenario = shortened(as_written(file), 1)
    system = replaced(scenario.system, {"pooling": None, "control_total": None})
    return changed(scenario, system=system, policy_regimes=None)


@cache
def planned(file: Path) -> Results:
    return plan_run(alone(file))


def from_target(file: Path, results: Results) -> Array:
    """Position with the measures less the target: £m, shape ``(bodies, replications)``."""
    total = results.by_year["control_total"][:, 0]
    target = np.where(np.isnan(total), np.minimum(budgets(file), 0.0), total)
    return np.asarray(results.by_year["surplus"][:, 0] - results.by_year["funding"][:, 0] - target)


def budgets(file: Path) -> Array:
    """The first year's budget of each body, the plan less contingency and reserves: shape ``(bodies, 1)``."""
    plan, bodies = planned(file), alone(file).bodies
    contingency = (
        np.array([bodies[body].contingency_pct.value for body in plan.bodies], dtype=np.float64) / 100
    )
    return np.asarray(
        plan.by_month["position"].sum(axis=1) - contingency[:, None] * plan.by_year["income"][:, 0]
    )


def is_taking(scenario: Scenario, results: Results) -> Array:
    """Bodies that can take measures: shape ``(bodies, replications)``."""
    is_one = [not isinstance(scenario.bodies[body], Council) for body in results.bodies]
    return np.broadcast_to(np.array(is_one)[:, None], results.by_year["surplus"][:, 0].shape)

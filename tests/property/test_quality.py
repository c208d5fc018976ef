"""Quality special measures never raise a surplus, are chance of their own, and only those of the start are planned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.event_log import EventLog
from simulator.sampling import draw
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.terms.bodies import Provider
from simulator.scenario.terms.quality import Quality
from simulator.scenario.terms.vocabulary import certain
from simulator.simulation import do_nothing_run, plan_run, simulate_block
from tests.property.test_more_is_never_less import ROUNDING_GBP_M, without_reaction
from tests.property.worlds import (
    EVENTFUL,
    SEEDS,
    WEST_NORFOLK,
    as_written,
    changed,
    differing,
    every_file,
    few_futures,
    shortened,
)

LASTS = Number(p10=1.0, p50=7.0, p90=20.0, low=0.5)
CENTS = st.integers(0, 1000).map(lambda hundredths: hundredths / 100)


def with_quality_of_all(
    scenario: Scenario, cost_pct: float, *, is_in: bool, probability: float = 0.5
) -> Scenario:
    """The scenario in which every provider may enter measures, or is in them at the start."""
    quality = Quality(
        in_special_measures=is_in,
        probability=certain(probability),
        lasts_months=LASTS,
        cost_pct=certain(cost_pct),
    )
    bodies = {
        key: replaced(body, {"quality": quality}) if isinstance(body, Provider) else body
        for key, body in scenario.bodies.items()
    }
    return changed(scenario, bodies=bodies)


def without_quality(scenario: Scenario) -> Scenario:
    bodies = {
        key: replaced(body, {"quality": None}) if isinstance(body, Provider) else body
        for key, body in scenario.bodies.items()
    }
    return changed(scenario, bodies=bodies)


@given(
    file=st.sampled_from((EVENTFUL, WEST_NORFOLK)),
    costs=st.tuples(CENTS, CENTS),
    is_in=st.booleans(),
    seed=SEEDS,
)
def test_measures_raise_no_surplus_and_dearer_ones_lower_it(
    file: Path, costs: tuple[float, float], is_in: bool, seed: int
) -> None:
    """Where nobody reacts a surplus is lower by what they cost, and by the interest on what is owed for it."""
    scenario = without_reaction(file)
    none = few_futures(without_quality(scenario), seed)
    less, more = (
        few_futures(with_quality_of_all(scenario, cost, is_in=is_in), seed) for cost in sorted(costs)
    )
    for better, worse in ((none, less), (less, more)):
        change = worse.by_year["surplus"] - better.by_year["surplus"]
        assert change.max() <= ROUNDING_GBP_M
        cost, interest = (worse.by_year[name] - better.by_year[name] for name in ("quality_cost", "interest"))
        np.testing.assert_allclose(change, -(cost + interest), rtol=0, atol=ROUNDING_GBP_M)
    providers = [less.bodies.index(key) for key, b in scenario.bodies.items() if isinstance(b, Provider)]
    if is_in and min(costs) > 0:
        assert (more.by_year["quality_cost"][providers, 0] > 0).all()
    np.testing.assert_allclose(
        more.by_year["underlying"] - none.by_year["underlying"],
        none.by_year["interest"] - more.by_year["interest"],
        rtol=0,
        atol=ROUNDING_GBP_M,
    )


@every_file
def test_the_plan_knows_those_of_the_start_alone_and_no_other_draw_moves(file: Path) -> None:
    scenario = without_quality(shortened(as_written(file), 3))
    may_enter = with_quality_of_all(scenario, 2.0, is_in=False)
    for run in (plan_run, do_nothing_run):
        assert differing(run(scenario), run(may_enter)) == []
        started = run(with_quality_of_all(scenario, 2.0, is_in=True)).by_year["quality_cost"]
        assert started[:, 0].any()
        assert not started[:, 1:].any()
    before, after = (draw(one, 1, 0).draws for one in (scenario, may_enter))
    providers = [key for key, body in scenario.bodies.items() if isinstance(body, Provider)]
    new = {f"bodies.{key}.quality.{what}" for key in providers for what in ("enters", "lasts_months")}
    assert after.keys() - before.keys() == new
    assert [name for name, values in before.items() if not np.array_equal(values, after[name])] == []


def test_measures_that_cannot_be_entered_change_no_bit() -> None:
    scenario = without_quality(shortened(as_written(WEST_NORFOLK), 3))
    never = with_quality_of_all(scenario, 2.0, is_in=False, probability=0.0)
    assert differing(few_futures(scenario), few_futures(never)) == []


def test_a_provider_is_in_measures_as_often_as_its_chance_says() -> None:
    """Certain months: of futures in none in April half enter, for 18 months, so that whoever enters waits two years."""
    scenario = shortened(as_written(WEST_NORFOLK), 3)
    every = with_quality_of_all(scenario, 1.0, is_in=False)
    bodies = {
        key: replaced(body, {"quality": replaced(body.quality, {"lasts_months": certain(18.0)})})
        if isinstance(body, Provider) and body.quality is not None
        else body
        for key, body in every.bodies.items()
    }
    results = few_futures(changed(every, bodies=bodies), 4)
    hospital = next(key for key, body in every.bodies.items() if isinstance(body, Provider))
    enters = draw(every, 4, 0).path(f"bodies.{hospital}.quality.enters")[:, : results.replications] > 0
    cost = results.by_year["quality_cost"][results.bodies.index(hospital)] > 0
    first, second, third = enters
    assert np.array_equal(cost[0], first)
    assert np.array_equal(cost[1], first | second)
    assert np.array_equal(cost[2], (second & ~first) | (third & ~(second & ~first)))
    assert abs(enters.mean() - 0.5) < 3 * 0.5 / np.sqrt(enters.size)


@pytest.mark.parametrize("is_in", [True, False])
def test_measures_that_last_no_time_are_neither_entered_nor_told(is_in: bool) -> None:
    scenario = shortened(as_written(WEST_NORFOLK), 3)
    every = with_quality_of_all(scenario, 2.0, is_in=is_in, probability=1.0)
    bodies = {
        key: replaced(body, {"quality": replaced(body.quality, {"lasts_months": certain(0.0)})})
        if isinstance(body, Provider) and body.quality is not None
        else body
        for key, body in every.bodies.items()
    }
    none, event_log = changed(every, bodies=bodies), EventLog(slice(0, 1024))
    results = simulate_block(none, draw(none, 1, 0), plan_run(none), event_log=event_log)
    assert not results.by_year["quality_cost"].any()
    assert event_log.counts["quality_measures_entered"] == 0

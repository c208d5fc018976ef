"""Policy is chance of its own: what it adds to money helps, what says nothing changes nothing, breaks fill deficits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.sampling import draw
from simulator.sampling.policy import regimes_held
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Commissioner
from simulator.scenario.terms.policy_regimes import PolicyRegimes
from simulator.scenario.terms.prices import Price
from simulator.simulation import do_nothing_run, plan_run
from tests.property.test_more_is_never_less import ROUNDING_GBP_M, without_reaction
from tests.property.worlds import (
    EVENTFUL,
    FILES,
    SEEDS,
    WEST_NORFOLK,
    as_written,
    changed,
    differing,
    every_file,
    few_futures,
    shortened,
)

POINTS = st.integers(0, 300).map(lambda hundredths: hundredths / 100)


def with_policy(scenario: Scenario, regimes: dict[str, dict[str, Any]], **terms: Any) -> Scenario:
    """The scenario with such regimes, of which the plan has the first; policy begins with the start and in its third
    year.
    """
    first = scenario.start.year
    table = {"begins": [first, first + 2], "plan": next(iter(regimes)), "regimes": regimes, **terms}
    return changed(scenario, policy_regimes=PolicyRegimes.model_validate(table, strict=False))


def with_money_apart(scenario: Scenario) -> Scenario:
    """The scenario in which commissioners' allocations move with a series of their own."""
    bodies = {
        key: replaced(body, {"allocation_price": "money"}) if isinstance(body, Commissioner) else body
        for key, body in scenario.bodies.items()
    }
    money = Price.model_validate({"planned_pct": {str(scenario.start.year): 1.0}})
    return changed(scenario, bodies=bodies, prices={**scenario.prices, "money": money})


@given(file=st.sampled_from((EVENTFUL, WEST_NORFOLK)), points=st.tuples(POINTS, POINTS), seed=SEEDS)
def test_policy_that_adds_to_allocations_leaves_no_commissioner_worse_off(
    file: Path, points: tuple[float, float], seed: int
) -> None:
    scenario = with_money_apart(shortened(without_reaction(file), 3))
    less, more = (
        few_futures(
            with_policy(
                scenario,
                {
                    "as_planned": {"probability": 0.5},
                    "kind": {"probability": 0.5, "rates_pct": {"money": p}},
                },
            ),
            seed,
        )
        for p in sorted(points)
    )
    change = more.by_year["surplus"] - less.by_year["surplus"]
    assert change.min() >= -ROUNDING_GBP_M
    payers = [less.bodies.index(key) for key, b in scenario.bodies.items() if isinstance(b, Commissioner)]
    is_kind = less.by_year["policy_regime"][payers, 0] == 1
    assert (change[payers, 0] > 0)[is_kind].all() == (points[0] != points[1])
    assert not change[payers, 0][~is_kind].any()


@every_file
def test_the_plan_knows_its_own_regime_alone_and_no_other_draw_moves(file: Path) -> None:
    scenario = changed(shortened(as_written(file), 3), policy_regimes=None)
    regimes = {
        "as_planned": {"probability": 0.4},
        "dear": {"probability": 0.6, "rates_pct": {"other": {"p10": 0.5, "p50": 1.0, "p90": 2.0}}},
    }
    whole = with_policy(
        scenario,
        regimes,
        interruption={"probability": 0.5, "lasts_years": 1, "fills_deficit_pct": 50.0},
    )
    for run in (plan_run, do_nothing_run):
        told = ["by_year.policy_regime"]
        assert [name for name in differing(run(scenario), run(whole)) if name not in told] == []
    before, after = (draw(one, 1, 0).draws for one in (scenario, whole))
    first = scenario.start.year
    assert after.keys() - before.keys() == {
        f"policy_regimes.drawn.{first}",
        f"policy_regimes.drawn.{first + 2}",
        "policy_regimes.interruption.begins",
        "policy_regimes.regimes.dear.rates_pct.other",
    }
    assert [name for name, values in before.items() if not np.array_equal(values, after[name])] == []


def test_policy_that_says_nothing_changes_no_money() -> None:
    scenario = changed(shortened(as_written(WEST_NORFOLK), 3), policy_regimes=None)
    regimes = {key: {"probability": 0.5, "rates_pct": {"other": 0.0}} for key in ("one", "other")}
    silent = with_policy(scenario, regimes, interruption={"probability": 0.0, "lasts_years": 2})
    assert differing(few_futures(scenario), few_futures(silent)) == ["by_year.policy_regime"]


def test_a_regime_is_drawn_as_often_as_its_probability_says_and_for_a_whole_parliament() -> None:
    regimes = {"c": {"probability": 0.25}, "a": {"probability": 0.15}, "b": {"probability": 0.6}}
    scenario = with_policy(shortened(as_written(WEST_NORFOLK), 4), regimes)
    places = regimes_held(scenario, draw(scenario, 3, 0), is_plan=False)
    assert [round(float((places == place).mean()), 2) for place in range(3)] == [0.15, 0.6, 0.25]
    assert np.array_equal(places[0], places[1])
    assert np.array_equal(places[2], places[3])
    assert not np.array_equal(places[1], places[2])
    assert (regimes_held(scenario, draw(scenario, 3, 0), is_plan=True) == 2).all()


@given(file=st.sampled_from(FILES), seed=SEEDS)
def test_a_break_that_fills_all_leaves_nobody_a_deficit_and_offers_nothing(file: Path, seed: int) -> None:
    """Of commissioners and providers; in years of a break no contract is challenged, and nothing is withheld."""
    scenario = with_policy(
        shortened(as_written(file), 3),
        {"as_planned": {"probability": 1.0}},
        interruption={"probability": 0.5, "lasts_years": 1, "fills_deficit_pct": 100.0},
    )
    results = few_futures(scenario, seed)
    rows = [i for i, body in enumerate(results.bodies) if body not in results.councils]
    broken = results.by_year["policy_break"][rows] > 0
    assert broken.any()
    assert (results.by_year["surplus"][rows][broken] >= -1e-6).all()
    for name in ("funding", "funding_offered", "withheld", "care_stopped"):
        assert not results.by_year[name][rows][broken].any()
    assert not results.by_year["break_funding"][rows][~broken].any()

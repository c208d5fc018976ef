"""Fixing an assumption, all else alike: an opening position of which every pound is a pound of every year."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator import load, sensitivity, simulate
from simulator.review.argued import Assumption
from simulator.review.common_futures import futures_of
from simulator.review.fixed_tornado import Fixed, fixable, fixed_tornado
from simulator.review.question import asked
from simulator.scenario.uncertainty import distribution, planned

BASE = Path(__file__).parents[1] / "cases" / "base.toml"


@pytest.fixture(scope="module")
def found() -> tuple[Fixed, ...]:
    scenario = load(BASE).with_(
        {"bodies.hospital.opening_underlying_gbp_m": {"dist": "normal", "mean": 0.0, "sd": 2.0, "plan": 0.0}}
    )
    futures = futures_of(scenario, replications=1024, seed=1, workers=1)
    carried = sensitivity(simulate(scenario, 1024, 1), body="hospital")
    assert [one.assumption.key for one in carried.told] == ["bodies.hospital.opening_underlying_gbp_m"]
    assert carried.told[0].first_order.estimate > 0.98
    told = [one.assumption for one in carried.told]
    return fixed_tornado(scenario, asked(scenario, body="hospital"), told, futures)


def test_the_ends_are_the_percentiles_of_the_number(found: tuple[Fixed, ...]) -> None:
    (only,) = found
    assert (only.low.value, only.high.value) == pytest.approx((-2.563, 2.563), abs=0.001)


def test_a_pound_more_of_an_opening_position_is_a_pound_more_of_a_year(found: tuple[Fixed, ...]) -> None:
    (only,) = found
    assert only.low.margin.estimate == pytest.approx(-2.563, abs=0.01)
    assert only.high.margin.estimate == pytest.approx(2.563, abs=0.01)


def test_a_duty_that_hangs_on_it_alone_is_missed_at_one_end_and_reached_at_the_other(
    found: tuple[Fixed, ...],
) -> None:
    (only,) = found
    assert only.low.chance.estimate == pytest.approx(-0.5, abs=0.01)
    assert only.high.chance.estimate == pytest.approx(0.5, abs=0.01)


@pytest.mark.slow
def test_a_member_of_a_declared_group_may_be_fixed_at_what_is_planned_for_it() -> None:
    scenario = load(BASE.parents[1] / "scenarios" / "eventful.toml")
    key = "schemes.south_urgent_hub.delivery"
    one = Assumption(key, "", key, (key,))
    (number,) = fixable(scenario, [one]).values()
    assert distribution(number).ppf(np.array([0.9]))[0] == planned(number)
    futures = futures_of(scenario, replications=1, seed=1, workers=1)
    (found,) = fixed_tornado(scenario, asked(scenario), [one], futures)
    assert found.high.value == planned(number)

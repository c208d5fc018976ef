"""Numbers stated otherwise: every quantile moves as told, the plan stays, and bounds of the key hold."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.review.restated import EQUALLY_LIKELY, fixed, number_at, scaled, shifted
from simulator.scenario import load, new_scenario
from simulator.scenario.bounds import AMOUNT, UNBOUNDED
from simulator.scenario.number import Number
from simulator.scenario.uncertainty import distribution, planned

SHARES = np.array([0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98])
FORMS = (
    {"p10": 1.0, "p50": 2.0, "p90": 4.0},
    {"p10": 1.0, "p50": 2.0, "p90": 4.0, "low": 0.5, "high": 5.0},
    {"dist": "normal", "mean": 2.0, "sd": 0.5},
    {"dist": "pert", "low": 1.0, "mode": 2.0, "high": 5.0},
    {"dist": "triangular", "low": 1.0, "mode": 2.0, "high": 5.0},
    {"dist": "uniform", "low": 1.0, "high": 3.0},
    {"dist": "beta", "mean": 2.0, "sd": 0.3, "low": 1.0, "high": 4.0},
)


def number(**form: object) -> Number:
    return Number.model_validate(form).named("a.number", UNBOUNDED)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: str(form.get("dist", "percentiles")))
def test_every_quantile_moves_by_as_much_and_the_plan_stays(form: dict[str, object]) -> None:
    one = number(**form)
    moved = Number.model_validate(shifted(one, 0.5))
    np.testing.assert_allclose(
        distribution(moved).ppf(SHARES), distribution(one).ppf(SHARES) + 0.5, rtol=1e-9
    )
    assert planned(moved) == planned(one)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: str(form.get("dist", "percentiles")))
def test_every_quantile_is_scaled_and_the_plan_with_it_where_asked(form: dict[str, object]) -> None:
    one = number(**form)
    moved = Number.model_validate(scaled(one, 0.9, replan=True))
    np.testing.assert_allclose(
        distribution(moved).ppf(SHARES), 0.9 * distribution(one).ppf(SHARES), rtol=1e-9
    )
    assert planned(moved) == pytest.approx(0.9 * planned(one))


@pytest.mark.parametrize("form", [{"dist": "lognormal", "p50": 2.0, "p90": 4.0}, FORMS[3] | {"plan": 4.5}])
def test_what_no_other_form_can_state_becomes_as_many_values_equally_likely(form: dict[str, object]) -> None:
    """A lognormal is no lognormal once it is moved; and the plan 4.5 is beyond 0.6 times the highest value, 3."""
    one = number(**form)
    by = shifted(one, 1.0) if form["dist"] == "lognormal" else scaled(one, 0.6)
    assert (by["dist"], len(by["values"])) == ("discrete", EQUALLY_LIKELY)
    moved = Number.model_validate(by)
    expected = distribution(one).ppf(SHARES)
    expected = expected + 1.0 if form["dist"] == "lognormal" else 0.6 * expected
    np.testing.assert_allclose(distribution(moved).ppf(SHARES), expected, rtol=0.01)
    assert planned(moved) == planned(one)


def test_possible_values_move_one_by_one() -> None:
    one = number(dist="discrete", values=[1.0, 3.0], probabilities=[0.25, 0.75])
    assert shifted(one, 1.0)["values"] == [2.0, 4.0]
    assert shifted(one, 1.0)["probabilities"] == [0.25, 0.75]


def test_values_stay_within_the_bounds_of_the_key() -> None:
    one = number(p10=1.0, p50=2.0, p90=4.0).named("a.gbp_m", AMOUNT)
    moved = Number.model_validate(shifted(one, -1.5))
    assert (moved.p10, moved.p50, moved.p90) == (0.0, 0.5, 2.5)


def test_a_certain_number_moves_and_its_plan_stays() -> None:
    one = number(value=2.0)
    moved = Number.model_validate(shifted(one, 1.0))
    assert distribution(moved).ppf(SHARES).tolist() == [3.0] * len(SHARES)
    assert planned(moved) == 2.0
    assert shifted(one, 1.0, replan=True) == {"value": 3.0}


def test_a_fixed_number_is_the_same_everywhere_and_still_stated_as_uncertain() -> None:
    moved = Number.model_validate(fixed(number(p10=1.0, p50=2.0, p90=4.0), 2.0))
    assert distribution(moved).ppf(SHARES).tolist() == [2.0] * len(SHARES)
    assert not moved.is_certain


def test_where_a_number_comes_from_is_still_said() -> None:
    one = number(value=2.0, source="budget", reason="As decided.")
    assert shifted(one, 1.0)["source"] == "budget"
    assert shifted(one, 1.0)["reason"] == "As decided."


def test_a_key_leads_to_its_number(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("plan") / "plan.toml"
    file.write_text(new_scenario("A plan"), encoding="utf-8")
    scenario = load(file)
    found = number_at(scenario, "schemes.care_at_home.delivery")
    assert found is scenario.schemes["care_at_home"].delivery
    assert number_at(scenario, "schemes.care_at_home.name") is None
    assert number_at(scenario, "schemes.nothing.delivery") is None

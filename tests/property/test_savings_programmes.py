"""Programmes that follow need ask for no more and no less than their limits, and help who is short."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.results.arrays import Results
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.programmes import financial_year
from simulator.scenario.scope import with_programmes
from simulator.scenario.terms.savings_programmes import FollowsNeed
from simulator.scenario.terms.schemes import Scheme
from simulator.simulation import do_nothing_run, plan_run
from tests.property.test_more_is_never_less import without_reaction
from tests.property.worlds import (
    WEST_NORFOLK,
    differing,
    every_file,
    few_futures,
    own_line,
    with_scheme,
    without_schemes,
)

ROUNDING_GBP_M = 1e-8
SHORT = {"target_pct": 20.0}
"""A position that nobody reaches."""
AHEAD = {"target_pct": -90.0}
"""A position from which nobody is short."""


def with_programme(scenario: Scenario, owner: str, **terms: float) -> Scenario:
    """The scenario with a programme of one body that follows need, and no other programme that does."""
    programme = Scheme.model_validate(
        {
            "name": "A programme",
            "owner": owner,
            "kind": "cash_releasing",
            "on": [own_line(scenario, owner)],
            "share_pct": 1.0,
            "start": scenario.start,
            "ramp": "immediate",
            "repeats_yearly": True,
            "follows_need": terms,
        }
    )
    return with_scheme(unaided(scenario), "programme", programme)


def unaided(scenario: Scenario) -> Scenario:
    return without_schemes(scenario, {key for key, s in scenario.schemes.items() if s.follows_need})


def owner_of(scenario: Scenario) -> str:
    return min(key for key, body in scenario.bodies.items() if body.kind == "commissioner")


def of_owner(
    results: Results, measure: str, scenario: Scenario
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.asarray(results.by_year[measure][results.bodies.index(owner_of(scenario))])


@every_file
def test_a_commissioner_that_is_short_is_helped_by_twice_as_much_at_most(file: Path) -> None:
    scenario = without_reaction(file)
    owner = owner_of(scenario)
    one, two = (few_futures(with_programme(scenario, owner, most_pct=most, **SHORT)) for most in (1.5, 3.0))
    for measure in ("savings_set", "savings_delivered"):
        less, more = (of_owner(results, measure, scenario)[1] for results in (one, two))
        assert (more > less).all(), measure
    i = one.bodies.index(owner)
    less, more = (results.by_month["position"][i, 12:].sum(axis=0) for results in (one, two))
    assert (more > less).all(), "position before support"
    np.testing.assert_array_equal(one.schemes["set_share"][one.instances.index(later(scenario))], 1.5)
    np.testing.assert_array_equal(two.schemes["set_share"][two.instances.index(later(scenario))], 3.0)


@every_file
def test_a_body_with_nothing_lacking_sets_its_least(file: Path) -> None:
    scenario = without_reaction(file)
    results = few_futures(with_programme(scenario, owner_of(scenario), least_pct=0.7, most_pct=4.0, **AHEAD))
    assert (of_owner(results, "savings_needed", scenario)[1:] < 0).all()
    np.testing.assert_array_equal(results.schemes["set_share"][results.instances.index(later(scenario))], 0.7)


@every_file
def test_what_is_set_is_what_is_lacking_between_the_limits(file: Path) -> None:
    scenario = without_reaction(file)
    programme = with_programme(scenario, owner_of(scenario), most_pct=100.0)
    results = few_futures(programme)
    needed, asked = (of_owner(results, measure, scenario) for measure in ("savings_needed", "savings_set"))
    assert np.isnan(needed[0]).all()
    assert np.isnan(asked[0]).all()
    share = np.stack(
        [
            results.schemes["set_share"][results.instances.index(name)]
            for name in with_programmes(programme)[owner_of(scenario)]
        ]
    )
    within = share[1:] < 100.0
    np.testing.assert_allclose(
        asked[1:][within], np.maximum(needed[1:], 0.0)[within], rtol=0, atol=ROUNDING_GBP_M
    )
    others = [i for i, body in enumerate(results.bodies) if body != owner_of(scenario)]
    assert np.isnan(results.by_year["savings_needed"][others]).all()


@every_file
def test_a_fixed_share_is_the_programme_that_follows_nothing(file: Path) -> None:
    """Where the least is the most, and the first year's share, it is the same as a share that is stated."""
    scenario = without_reaction(file)
    follows = with_programme(scenario, owner_of(scenario), least_pct=1.0, most_pct=1.0)
    fixed = with_scheme(follows, "programme", replaced(follows.schemes["programme"], {"follows_need": None}))
    one, other = few_futures(follows), few_futures(fixed)
    new = {"by_year.by_itself", "by_year.savings_needed", "by_year.savings_set", "schemes.set_share"}
    assert set(differing(one, other, tolerance=ROUNDING_GBP_M)) == new


@every_file
@pytest.mark.parametrize(
    "hindered_by", [{"stretch_effect": 0.2}, {"tires_a_year": 0.2}], ids=lambda terms: min(terms)
)
def test_large_and_late_programmes_deliver_less_in_futures_and_not_in_the_plan(
    file: Path, hindered_by: dict[str, float]
) -> None:
    scenario = without_reaction(file)
    owner = owner_of(scenario)
    free = with_programme(scenario, owner, most_pct=3.0, **SHORT)
    hindered = with_programme(scenario, owner, most_pct=3.0, **SHORT, **hindered_by)
    assert differing(plan_run(free), plan_run(hindered)) == []
    name = later(scenario)
    year = financial_year(free.instances[name].start) - scenario.start.year
    more, less = (
        results.schemes_by_year["delivered"][results.instances.index(name), year]
        for results in (few_futures(free), few_futures(hindered))
    )
    assert (less <= more).all()
    assert (less < more).any()


@every_file
def test_doing_nothing_has_no_such_programme(file: Path) -> None:
    scenario = without_reaction(file)
    follows = with_programme(scenario, owner_of(scenario), most_pct=3.0)
    assert differing(do_nothing_run(scenario), do_nothing_run(follows)) == []


def test_the_unaided_run_is_the_plan_without_the_programme() -> None:
    scenario = without_reaction(WEST_NORFOLK)
    owner = owner_of(scenario)
    plan, without = plan_run(with_programme(scenario, owner, most_pct=3.0)), plan_run(unaided(scenario))
    i = plan.bodies.index(owner)
    position = without.by_month["position"][i].reshape(-1, 12).sum(axis=1)
    by_itself = position[1:] - without.by_year["underlying"][i, :-1, 0]
    np.testing.assert_allclose(plan.by_year["by_itself"][i, 1:, 0], by_itself, rtol=0, atol=ROUNDING_GBP_M)


def test_terms_are_what_they_are_called() -> None:
    terms = FollowsNeed.model_validate({"most_pct": 3.0})
    assert terms.least_pct.value == terms.stretch_effect.value == terms.tires_a_year.value == 0.0
    assert terms.target_pct is None


def later(scenario: Scenario) -> str:
    """The instance of the second year."""
    return f"programme@{scenario.start.year + 1}"

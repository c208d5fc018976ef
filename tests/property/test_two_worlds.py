"""Two worlds that differ in one scheme: what it does not touch stays the same."""

from __future__ import annotations

import datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.results.arrays import Results
from simulator.sampling import draw
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.terms.schemes import Office, Scheme
from simulator.scenario.terms.vocabulary import certain
from tests.property.worlds import (
    EVENTFUL,
    SEEDS,
    Economy,
    as_written,
    changed,
    differing,
    economies,
    few_futures,
    own_line,
    shortened,
    with_scheme,
)

ROUNDING = 0.0
"""In £m: not a bit may change."""

KEYS = st.sampled_from(("aa_nothing", "mm_nothing", "zz_nothing"))
"""Before, among and after the names of others."""


@given(economies(), SEEDS, KEYS, st.integers(0, 100))
def test_a_scheme_of_no_value_that_needs_no_place_changes_no_figure(
    economy: Economy, seed: int, key: str, pick: int
) -> None:
    scenario = economy.scenario
    richer = with_scheme(scenario, key, nothing(scenario, pick, team=0))
    without, with_it = few_futures(scenario, seed), few_futures(richer, seed)
    assert differing(without, with_it, tolerance=ROUNDING) == []
    assert with_it.instances == tuple(sorted((*without.instances, key)))


@given(economies(), SEEDS, KEYS, st.integers(0, 100), st.integers(0, 3))
def test_adding_a_scheme_changes_no_other_draw(
    economy: Economy, seed: int, key: str, pick: int, team: int
) -> None:
    scenario = economy.scenario
    before = draw(scenario, seed, 0).draws
    after = draw(with_scheme(scenario, key, nothing(scenario, pick, team=team)), seed, 0).draws
    assert {name for name in after if name not in before} == {
        f"schemes.{key}.delivery",
        f"schemes.{key}.delay_months",
    }
    assert [name for name in before if not np.array_equal(before[name], after[name])] == []


@given(economies(), SEEDS, KEYS, st.integers(0, 100))
def test_a_scheme_of_no_value_that_needs_places_changes_no_figure_in_a_large_office(
    economy: Economy, seed: int, key: str, pick: int
) -> None:
    scenario = economy.scenario
    scenario = changed(scenario, office=Office(places=100))
    richer = with_scheme(scenario, key, nothing(scenario, pick, team=3))
    assert differing(few_futures(scenario, seed), few_futures(richer, seed), tolerance=ROUNDING) == []


@given(economies(), SEEDS, KEYS, st.integers(0, 100), st.integers(2, 5))
def test_a_scheme_that_needs_places_makes_no_other_scheme_earlier(
    economy: Economy, seed: int, key: str, pick: int, places: int
) -> None:
    scenario = economy.scenario
    scenario = _in_an_office_of(_whose_schemes_need_no_other(scenario), places)
    richer = with_scheme(scenario, key, nothing(scenario, pick, team=2))
    without, with_it = few_futures(scenario, seed), few_futures(richer, seed)
    rows = [with_it.instances.index(name) for name in without.instances]
    arrival, grant, go_live = (with_it.schemes[name][rows] for name in ("arrival", "grant", "go_live"))
    assert np.array_equal(arrival, without.schemes["arrival"])
    assert (grant >= without.schemes["grant"]).all()
    assert (go_live >= without.schemes["go_live"]).all()
    is_served_before = arrival < with_it.schemes["arrival"][with_it.instances.index(key)]
    assert np.array_equal(grant[is_served_before], without.schemes["grant"][is_served_before])


def test_a_scheme_that_needs_places_delays_others_where_places_are_short() -> None:
    scenario = shortened(as_written(EVENTFUL), 2)
    delayed = {}
    for places in (3, 100):
        office = _in_an_office_of(_whose_schemes_need_no_other(scenario), places)
        with_it = few_futures(with_scheme(office, "zz_nothing", nothing(office, 0, team=3)))
        delayed[places] = _delayed(few_futures(office), with_it)
    assert delayed[3] > 0.5
    assert delayed[100] == 0


def nothing(scenario: Scenario, pick: int, *, team: int) -> Scheme:
    """A scheme of some body that is worth nothing, whatever is delivered of it."""
    body = sorted(scenario.bodies)[pick % len(scenario.bodies)]
    start = scenario.start + datetime.timedelta(days=30 * (pick % 20))
    return Scheme(
        name="A scheme of no value",
        owner=body,
        kind="cash_releasing",
        on=[own_line(scenario, body)],
        full_year_gbp_m=certain(0.0),
        start=start,
        ramp_months=3,
        mobilise_months=4,
        team=team,
        delay_months=Number(dist="lognormal", p50=1.0, p90=4.0),
        delivery=Number(plan=1.0, p10=0.2, p50=0.6, p90=1.1),
        recurrent_pct=certain(60.0),
        erosion_pct=certain(5.0),
    )


def _in_an_office_of(scenario: Scenario, places: int) -> Scenario:
    return changed(scenario, office=Office(places=places))


def _whose_schemes_need_no_other(scenario: Scenario) -> Scenario:
    """A scheme whose need is late arrives later, and lets others pass: then more work can make somebody earlier."""
    schemes = {key: replaced(scheme, {"needs": []}) for key, scheme in scenario.schemes.items()}
    return changed(scenario, schemes=schemes)


def _delayed(without: Results, with_it: Results) -> float:
    """Share of futures in which some scheme is granted its places later."""
    rows = [with_it.instances.index(name) for name in without.instances]
    is_later = with_it.schemes["grant"][rows] > without.schemes["grant"]
    return float(is_later.any(axis=0).mean())

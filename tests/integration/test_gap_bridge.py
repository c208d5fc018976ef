"""The bridge from standing still to doing nothing adds up, and each driver moves what it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.validation.drivers import drivers_of, reverse_order, standing_still
from evidence.validation.gap import bridge, doing_nothing_until, groups, needs, position
from simulator.scenario import load
from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Provider
from simulator.simulation import plan_run
from tests.property.worlds import differing

ROOT = Path(__file__).parents[2]
YEAR = 2020


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """West Norfolk from 2018 has every driver but those of a council."""
    return load(ROOT / "scenarios" / "west_norfolk.toml")


def test_steps_add_up_to_doing_nothing_in_both_orders(scenario: Scenario) -> None:
    drivers = drivers_of(scenario)
    expected = groups(plan_run(doing_nothing_until(scenario, YEAR)), YEAR)
    for order in (drivers, reverse_order(drivers)):
        start, steps, end = bridge(scenario, order, YEAR)
        assert {step.name for step in steps} == {driver.name for driver in drivers}
        for group in ("commissioners", "providers", "system"):
            added = sum(step.added[group].in_the_year for step in steps)
            assert start[group].in_the_year + added == pytest.approx(end[group].in_the_year, abs=1e-9)
            assert end[group] == expected[group]


def test_groups_are_the_bodies_and_the_system_their_sum(scenario: Scenario) -> None:
    results = plan_run(doing_nothing_until(scenario, YEAR))
    found = groups(results, YEAR)
    by_body = dict(zip(results.bodies, results.by_year["surplus"][:, :, 0].tolist(), strict=True))
    assert found["commissioners"].in_the_year == pytest.approx(by_body["wnccg"][2])
    assert found["providers"].by_then == pytest.approx(sum(by_body["qeh"]))
    assert found["system"].in_the_year == pytest.approx(by_body["wnccg"][2] + by_body["qeh"][2])
    assert found["councils"].in_the_year == 0.0


def test_standing_still_is_the_opening_position_year_after_year(scenario: Scenario) -> None:
    """-9.7 and -19.9 in the books of April 2018, and interest is a driver of its own."""
    nothing = doing_nothing_until(scenario, YEAR)
    still = position(standing_still(nothing, drivers_of(nothing)), YEAR)["system"]
    assert still.in_the_year == pytest.approx(-29.6, abs=0.011)
    assert still.by_then == pytest.approx(3 * -29.6, abs=0.033)


def test_the_order_in_which_drivers_are_taken_out_changes_nothing(scenario: Scenario) -> None:
    nothing = doing_nothing_until(scenario, YEAR)
    drivers = drivers_of(nothing)
    there, back = (plan_run(standing_still(nothing, order)) for order in (drivers[:6], drivers[5::-1]))
    assert differing(there, back) == []


def test_people_who_stand_still_are_as_many_and_as_old_as_at_the_start(scenario: Scenario) -> None:
    people, ageing, *_ = drivers_of(scenario)
    start = scenario.populations["west_norfolk"].people["2018"]
    older = people.without(scenario).populations["west_norfolk"].people["2028"]
    assert sum(older) == pytest.approx(sum(start))
    assert older[-1] > start[-1]
    same = ageing.without(people.without(scenario)).populations["west_norfolk"].people["2028"]
    assert same == pytest.approx(start)


def test_interest_is_a_matter_of_hospitals_alone(scenario: Scenario) -> None:
    interest = bridge(scenario, drivers_of(scenario), YEAR)[1][-1]
    assert interest.name == "interest"
    assert interest.added["providers"].in_the_year < 0
    assert interest.added["commissioners"].in_the_year == 0.0


def test_more_growth_more_pay_and_less_allocation_all_widen_the_gap(scenario: Scenario) -> None:
    assert [need.name for need in needs(scenario, YEAR) if need.added >= 0] == []


def test_without_interest_no_provider_pays_any(scenario: Scenario) -> None:
    free = drivers_of(scenario)[-1].without(scenario).bodies["qeh"]
    assert isinstance(free, Provider)
    assert free.cash is not None
    assert free.cash.loan_rate_pct.value == 0.0

"""A reported fact has its place among the futures, worked out by hand; what was fitted to it proves nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.special import ndtri

from simulator.analyses.reported import Place, crps, places, records, reported_places
from simulator.cli.main import main
from simulator.errors import ScenarioError
from simulator.montecarlo.run import Run
from simulator.sampling import draw
from simulator.scenario import load, new_scenario
from simulator.scenario.immutable import replaced
from simulator.scenario.number import Number
from simulator.scenario.terms.reported import Reported
from simulator.simulation import do_nothing_run, plan_run
from tests.helpers.random_run import random_results, random_run, small_scenario, with_amounts
from tests.property.worlds import differing, few_futures, shortened

ROOT = Path(__file__).parents[2]
EVENTFUL = ROOT / "tests" / "scenarios" / "eventful.toml"
PAST = ROOT / "scenarios" / "west_norfolk_2013.toml"
LEVEL = {"body": "general", "measure": "surplus", "kind": "level", "year": 2019, "basis": "invented"}


def fact(**keys: Any) -> Reported:
    """A fact about the general's surplus, or what is said instead."""
    return Reported.model_validate({key: entry for key, entry in (LEVEL | keys).items() if entry is not None})


def run_from_minus_50_to_50() -> Run:
    """101 futures in which every surplus is −50, −49, … 50 in each of three years, income is 200, the plan 10."""
    run = random_run(
        with_amounts(random_results(101), surplus=np.arange(-50.0, 51.0), income=np.array(200.0))
    )
    return replace(run, plan=with_amounts(run.plan, surplus=np.array(10.0)))


def place_of(reported: Reported, *earlier: Reported) -> Place:
    facts = {"it": reported} | {f"earlier_{number}": other for number, other in enumerate(earlier)}
    scenario = replaced(small_scenario(), {"reported": facts})
    run = run_from_minus_50_to_50()
    return places(scenario, {"expected": run, "do_nothing": run})[0]


def test_crps_of_two_futures_by_hand() -> None:
    """Futures 0 and 2, outcome 1: mean distance 1; of the four pairs two are 2 apart, mean 1: 1 − ½ = ½."""
    assert crps(np.array([2.0, 0.0]), 1.0) == pytest.approx(0.5)


def test_crps_of_a_single_guess_is_its_error() -> None:
    assert crps(np.array([-3.0]), 4.0) == pytest.approx(7.0)


def test_crps_of_a_normal_is_its_closed_form() -> None:
    """Of a standard normal at its mean: 2 φ(0) − 1/√π = 0.2337 (Gneiting and Raftery 2007)."""
    sample = ndtri((np.arange(20_000) + 0.5) / 20_000)
    assert crps(sample, 0.0) == pytest.approx(2 / np.sqrt(2 * np.pi) - 1 / np.sqrt(np.pi), abs=1e-3)


def test_a_level_has_the_share_of_futures_below_it_as_its_place() -> None:
    """−40 has ten futures below it and one at it: (10 + ½) of 101. p10 is −40, p90 is 40: 80 wide, of 200."""
    place = place_of(fact(value_gbp_m=-40.0))
    assert place.share_below_low == pytest.approx(10.5 / 101)
    assert place.quantiles == pytest.approx((-45.0, -40.0, 0.0, 40.0, 45.0))
    assert place.width == pytest.approx(0.4)
    assert place.is_inside_80


@pytest.mark.parametrize(
    ("value", "in_80", "in_90"), [(-39.9, 1, 1), (-40.1, 0, 1), (45.1, 0, 0), (44.9, 0, 1)]
)
def test_a_fact_is_inside_by_its_own_distance(value: float, in_80: int, in_90: int) -> None:
    place = place_of(fact(value_gbp_m=value))
    assert (place.is_inside_80, place.is_inside_90) == (in_80, in_90)


def test_a_range_is_inside_where_its_middle_is() -> None:
    """−60 to −30: middle −45, the 5th percentile."""
    place = place_of(fact(low_gbp_m=-60.0, high_gbp_m=-30.0))
    assert (place.is_inside_80, place.is_inside_90) == (False, True)
    assert place.share_below_low == 0.0
    assert place.share_below_high == pytest.approx(20.5 / 101)


def test_a_sum_adds_up_both_end_years_and_is_measured_on_their_turnover() -> None:
    """Two years of −50 … 50 are −100 … 100: p10 is −80; 160 wide on a turnover of 400."""
    place = place_of(fact(kind="cumulative", year=None, from_year=2018, to_year=2019, value_gbp_m=0.0))
    assert place.quantiles[1] == pytest.approx(-80.0)
    assert place.width == pytest.approx(0.4)


def test_a_change_is_the_later_year_less_the_earlier() -> None:
    place = place_of(fact(kind="change", year=None, from_year=2018, to_year=2020, value_gbp_m=1.0))
    assert place.quantiles == pytest.approx((0.0,) * 5)
    assert (place.crps, place.crps_as_at_start) == pytest.approx((1.0, 1.0))


def test_a_variance_is_measured_from_the_plan() -> None:
    """The plan is 10: the futures are −60 … 40 against it, and as at the start (−1) is −11."""
    place = place_of(fact(kind="variance_to_plan", value_gbp_m=-10.0))
    assert place.quantiles[2] == pytest.approx(-10.0)
    assert (place.crps_plan, place.crps_as_at_start) == pytest.approx((10.0, 1.0))


def test_the_system_is_its_members_together() -> None:
    assert place_of(fact(body="system", value_gbp_m=0.0)).quantiles[3] == pytest.approx(80.0)


def test_guesses_are_the_opening_position_the_last_reported_year_and_the_plan() -> None:
    """Opening −1, plan 10, reported before −20 to −10; the fact is −16: errors 15, 26 and 1."""
    before = fact(year=2018, low_gbp_m=-20.0, high_gbp_m=-10.0)
    place = place_of(fact(value_gbp_m=-16.0), before, fact(body="north_ccg", year=2018, value_gbp_m=7.0))
    assert (place.crps_as_at_start, place.crps_plan, place.crps_as_last_year) == pytest.approx(
        (15.0, 26.0, 1.0)
    )


def test_without_an_earlier_fact_last_year_is_as_at_the_start() -> None:
    place = place_of(fact(value_gbp_m=-16.0), fact(year=2020, value_gbp_m=5.0))
    assert place.crps_as_last_year == place.crps_as_at_start


def test_of_income_there_is_no_guess_but_the_plan() -> None:
    place = place_of(fact(measure="income", value_gbp_m=200.0))
    assert np.isnan([place.crps_as_at_start, place.crps_as_last_year]).all()
    (record,) = records([place])
    assert (record.facts, record.scored) == (1, 0)
    assert np.isnan(record.crps)


def test_a_fact_that_a_figure_was_fitted_to_counts_for_nothing() -> None:
    scenario = small_scenario()
    general = scenario.bodies["general"]
    opening = Number(value=-1.0, calibrated_to="fitted").named("bodies.general.opening_underlying_gbp_m")
    bodies = scenario.bodies | {"general": replaced(general, {"opening_underlying_gbp_m": opening})}
    facts = {"fitted": fact(value_gbp_m=0.0), "free": fact(value_gbp_m=70.0)}
    scenario = replaced(scenario, {"bodies": bodies, "reported": facts})
    fitted, free = places(scenario, {"expected": run_from_minus_50_to_50()})
    assert fitted.fitted_by == ("bodies.general.opening_underlying_gbp_m",)
    assert [(record.facts, record.inside_80) for record in records([fitted, free])] == [(1, 0)]


def test_outturns_forecasts_and_doing_nothing_are_counted_apart() -> None:
    found = [
        place_of(fact(value_gbp_m=0.0)),
        place_of(fact(value_gbp_m=0.0, forecast=True)),
        place_of(fact(value_gbp_m=0.0, forecast=True, run="do_nothing")),
    ]
    kinds = [(record.run, record.forecast, record.facts) for record in records(found)]
    assert kinds == [("expected", False, 1), ("expected", True, 1), ("do_nothing", True, 1)]


def test_doing_nothing_keeps_the_draws_and_takes_recovery_and_plans_away() -> None:
    scenario = shortened(load(EVENTFUL), 2)
    nothing = scenario.doing_nothing()
    assert set(nothing.schemes) == {key for key, s in scenario.schemes.items() if s.in_do_nothing}
    assert nothing.schemes.keys() < scenario.schemes.keys()
    drawn, drawn_doing_nothing = draw(scenario, 1, 0).draws, draw(nothing, 1, 0).draws
    assert drawn_doing_nothing.keys() < drawn.keys()
    assert [
        name for name, values in drawn_doing_nothing.items() if not np.array_equal(values, drawn[name])
    ] == []
    assert few_futures(scenario).by_year["recovery_months"].any()
    assert not few_futures(nothing).by_year["recovery_months"].any()
    assert differing(plan_run(nothing), do_nothing_run(scenario)) == []


def test_a_scheme_of_doing_nothing_cannot_need_one_that_is_not(tmp_path: Path) -> None:
    file = tmp_path / "base.toml"
    file.write_text(new_scenario("A base"), encoding="utf-8")
    scheme = "schemes.care_at_home"
    other = '{ name = "X", owner = "hospital", kind = "one_off", full_year_gbp_m = 1, start = 2026-04-01 }'
    settings = [f"schemes.x={other}", f'{scheme}.needs=["x"]', f"{scheme}.in_do_nothing=true"]
    with pytest.raises(ScenarioError, match='"x" is not in do nothing'):
        load(file, overrides=settings)
    assert do_nothing_run(load(file, overrides=settings[:2])).instances == ()


def test_facts_of_every_kind_change_no_bit_of_any_figure() -> None:
    scenario = shortened(load(PAST), 2)
    without = replaced(scenario, {"reported": {}})
    assert scenario.reported
    assert differing(few_futures(scenario), few_futures(without)) == []
    assert differing(few_futures(scenario.doing_nothing()), few_futures(without.doing_nothing())) == []


def test_nothing_is_fitted_in_the_scenario_of_the_past() -> None:
    assert "calibrated_to" not in PAST.read_text(encoding="utf-8")


MISTAKES = {
    # name: (what is written, key, part of the message)
    "level without year": ('kind = "level"', "reported.a.year", "is missing"),
    "level of years": (
        'kind = "level"\nyear = 2025\nto_year = 2026',
        "reported.a.to_year",
        "does not go with",
    ),
    "sum of a year": ('kind = "cumulative"\nyear = 2025', "reported.a.from_year", "is missing"),
    "change back": (
        'kind = "change"\nfrom_year = 2027\nto_year = 2026',
        "reported.a.to_year",
        "after from_year",
    ),
    "later": ('kind = "cumulative"\nfrom_year = 2025\nto_year = 2031', "reported.a.to_year", "2025 to 2029"),
    "both": (
        'kind = "level"\nyear = 2025\nlow_gbp_m = 1\nhigh_gbp_m = 2',
        "reported.a.value_gbp_m",
        "a range",
    ),
    "other kind": ('kind = "lvel"\nyear = 2025', "reported.a.kind", 'did you mean "level"?'),
    "other run": ('kind = "level"\nyear = 2025\nrun = "plan"', "reported.a.run", "cannot be"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_fact_that_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    written, key, said = MISTAKES[name]
    with pytest.raises(ScenarioError) as caught:
        load(with_fact(tmp_path, f'body = "system"\nmeasure = "surplus"\nvalue_gbp_m = 1\n{written}'))
    messages = {mistake.key: mistake.message for mistake in caught.value.mistakes}
    assert said in messages[key]


def test_a_sum_of_balances_is_refused(tmp_path: Path) -> None:
    text = 'body = "system"\nmeasure = "cumulative"\nkind = "cumulative"\nvalue_gbp_m = 1\n'
    with pytest.raises(ScenarioError, match="a sum already"):
        load(with_fact(tmp_path, f"{text}from_year = 2025\nto_year = 2026"))


def test_check_places_facts_and_a_fact_far_outside_changes_no_exit_code(tmp_path: Path) -> None:
    file = with_fact(
        tmp_path, 'body = "hospital"\nmeasure = "surplus"\nkind = "level"\nyear = 2026\nvalue_gbp_m = -99'
    )
    answer = CliRunner().invoke(main, ["check", str(file), "--replications", "1024"])
    assert answer.exit_code == 0
    assert all(
        words in answer.stdout
        for words in ("among 1,024 futures", "−99.0", "0 of 1", "Every opening position")
    )


def test_facts_are_placed_among_the_scenarios_own_futures(tmp_path: Path) -> None:
    """A surplus of −99 is below all of them, one of 99 above: shares 0 and 1, whatever the seed."""
    text = 'body = "hospital"\nmeasure = "surplus"\nkind = "level"\nyear = 2026\nlow_gbp_m = -99\nhigh_gbp_m = 99'
    (place,) = reported_places(load(with_fact(tmp_path, text)), 1024)
    assert (place.share_below_low, place.share_below_high) == (0.0, 1.0)


def test_a_scenario_without_facts_has_nothing_to_place() -> None:
    assert reported_places(small_scenario()) == []


def with_fact(folder: Path, fact_text: str) -> Path:
    file = folder / "facts.toml"
    file.write_text(
        f'{new_scenario("A base")}\n[reported.a]\nbasis = "invented"\n{fact_text}\n', encoding="utf-8"
    )
    return file

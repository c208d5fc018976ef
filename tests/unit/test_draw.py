"""What is drawn for a block, by which name and in which shape; and that no draw depends on another."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import norm

from simulator.sampling import BLOCK, Inputs, draw, planned
from simulator.sampling.factors import combine, own_loading
from simulator.sampling.futures import inside
from simulator.scenario import load
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.programmes import with_names
from simulator.scenario.rules.contradiction import tables
from simulator.scenario.uncertain import BY_RULE, keys_with_numbers
from simulator.statistics.distributions import Beta

Mapping = dict[str, Any]
Change = Callable[[Mapping], object]

SPREAD = {"p10": 0.6, "p50": 0.8, "p90": 0.95}


def scheme(**more: Any) -> Mapping:
    return {
        "name": "A scheme",
        "owner": "ccg",
        "kind": "cash_releasing",
        "on": ["ccg.prescribing"],
        "full_year_gbp_m": 1.0,
        "start": datetime.date(2019, 4, 1),
        "delivery": {"plan": 1.0, **SPREAD},
    } | more


BASE: Mapping = {
    "format": 1,
    "title": "Small",
    "start": datetime.date(2018, 4, 1),
    "as_of": datetime.date(2018, 6, 30),
    "years": 4,
    "age_bands": ["0-74", "75+"],
    "system": {"name": "All", "members": ["ccg", "trust"]},
    "sources": {
        "early": {"title": "E", "date": datetime.date(2018, 3, 1), "quality": "official"},
        "late": {"title": "L", "date": datetime.date(2019, 3, 1), "quality": "official"},
    },
    "populations": {"west": {"people": {"2018": [90.0, 10.0]}, "growth_error_all_ages_pct": SPREAD}},
    "services": {
        "elective": {"growth_includes": ["demography"], "growth_pct": SPREAD, "noise_sd_pct": 2.0},
        "drugs": {"growth_includes": ["demography"], "growth_pct": SPREAD, "noise_sd_pct": 1.0},
        "quiet": {"growth_includes": ["demography"], "growth_pct": 1.0},
        "unused": {"growth_includes": ["demography"], "noise_sd_pct": 1.0},
    },
    "winter": {
        "probability": 0.3,
        "length_months": {"p10": 1.0, "p50": 2.0, "p90": 4.0, "plan": 1.5},
        "severity": 1.0,
        "backlog_share_pct": 2.0,
    },
    "prices": {
        "pay": {
            "planned_pct": {
                "2016": SPREAD,
                "2018": SPREAD,
                "2020": SPREAD,
                "2021": {**SPREAD, "source": "late"},
                "2030": SPREAD,
            },
            "error_sd_pct": 0.5,
            "errors_from": 2020,
        },
        "other": {"planned_pct": {"2018": 2.0}},
    },
    "outside": {"nhs": {"name": "National"}},
    "bodies": {
        "ccg": {
            "kind": "commissioner",
            "name": "CCG",
            "population": "west",
            "allocation_gbp_m": 100.0,
            "opening_underlying_gbp_m": {"plan": -1.0, "p10": -4.0, "p50": -2.0, "p90": -1.0},
            "history": {"2015": SPREAD, "2016": SPREAD, "2017": SPREAD},
            "forecast": {"error_sd_gbp_m": 1.0},
            "spend": {
                "prescribing": {"base_gbp_m": 40.0, "service": "drugs"},
                "running": {"base_gbp_m": SPREAD},
            },
        },
        "trust": {
            "kind": "provider",
            "name": "Trust",
            "host_population": "west",
            "opening_underlying_gbp_m": 0.0,
            "costs": {"nursing": {"base_gbp_m": 50.0}},
        },
    },
    "contracts": {
        "main": {
            "payer": "ccg",
            "provider": "trust",
            "service": "elective",
            "form": "marginal_rate",
            "value_gbp_m": 50.0,
            "marginal_rate_pct": {"2010": SPREAD, "2018": SPREAD},
        },
        "calm": {
            "payer": "nhs",
            "provider": "trust",
            "service": "quiet",
            "form": "block",
            "value_gbp_m": 5.0,
        },
    },
    "schemes": {
        "care": scheme(gateways={"board": {"date": datetime.date(2018, 9, 1), "stop_probability": SPREAD}}),
        "cip": scheme(repeats_yearly=True),
    },
    "risks": {
        "flood": {
            "name": "Flood",
            "owner": "trust",
            "probability": 0.25,
            "amount_gbp_m": {"dist": "pert", "low": 1.0, "mode": 2.0, "high": 5.0},
            "date": datetime.date(2019, 1, 1),
            "duration_months": 6,
        }
    },
}


def scenario(*changes: Change) -> Scenario:
    raw = deepcopy(BASE)
    for change in changes:
        change(raw)
    return with_names(Scenario.model_validate(raw))


def dependence(**loadings: float) -> Change:
    return lambda raw: raw.update(dependence=loadings)


def same(one: Inputs, other: Inputs) -> set[str]:
    """Names whose draws are the same bytes in both."""
    common = one.draws.keys() & other.draws.keys()
    return {name for name in common if one.draws[name].tobytes() == other.draws[name].tobytes()}


def normal(draws: Inputs, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The standard normals behind the values of a number with the percentiles of SPREAD."""
    values = draws.draws[name]
    slope = np.where(values > 0.8, 0.15, 0.2) / float(norm.ppf(0.9))
    return (values - 0.8) / slope


def test_everything_uncertain_and_in_use_is_drawn_and_nothing_else() -> None:
    """2016 is out of force in 2018, 2021's source is dated after `as_of`, 2030 is beyond the horizon."""
    drawn = draw(scenario(), 0, 0)
    assert sorted(drawn.draws) == sorted(
        [
            "populations.west.growth_error_all_ages_pct",
            "services.elective.growth_pct",
            "services.drugs.growth_pct",
            "winter.strikes",
            "winter.start",
            "winter.length_months",
            "prices.pay.planned_pct.2018",
            "prices.pay.planned_pct.2020",
            "prices.pay.innovation",
            "bodies.ccg.opening_underlying_gbp_m",
            "bodies.ccg.history.2016",
            "bodies.ccg.history.2017",
            "bodies.ccg.spend.running.base_gbp_m",
            "bodies.ccg.forecast.innovation",
            "contracts.main.marginal_rate_pct.2018",
            "noise.west.elective",
            "noise.west.drugs",
            "schemes.care.delivery",
            "schemes.care.gateways.board.stop_probability",
            "schemes.care.gateways.board.stops",
            "schemes.cip@2019.delivery",
            "schemes.cip@2020.delivery",
            "schemes.cip@2021.delivery",
            "risks.flood.amount_gbp_m",
            "risks.flood.happens",
            "risks.flood.day",
        ]
    )


def test_shapes_are_those_of_the_specification() -> None:
    yearly = {"winter.strikes", "winter.start", "winter.length_months", "prices.pay.innovation"}
    monthly = {"noise.west.elective", "noise.west.drugs", "bodies.ccg.forecast.innovation"}
    for inputs, replications in ((draw(scenario(), 0, 0), BLOCK), (planned(scenario()), 1)):
        assert inputs.replications == replications
        for name, array in inputs.draws.items():
            rows = (4,) if name in yearly else (48,) if name in monthly else ()
            assert array.shape == (*rows, replications), name
            assert array.dtype == np.float64, name
            assert array.flags.c_contiguous, name
            assert not array.flags.writeable, name


def test_same_bytes_when_drawn_again_after_other_blocks_and_from_a_file_in_another_order() -> None:
    def turn_round(raw: Mapping) -> None:
        for key in ("services", "bodies", "schemes", "prices", "contracts"):
            raw[key] = dict(reversed(raw[key].items()))

    first = draw(scenario(), 5, 2)
    draw(scenario(), 5, 1)
    assert same(first, draw(scenario(), 5, 2)) == first.draws.keys()
    assert same(first, draw(scenario(turn_round), 5, 2)) == first.draws.keys()


def test_seeds_and_blocks_share_no_draw() -> None:
    zero = draw(scenario(), 0, 0)
    assert not same(zero, draw(scenario(), 1, 0))
    assert not same(zero, draw(scenario(), 0, 1))


@pytest.mark.parametrize(
    "loadings", [{}, {"delivery_on_system": 0.5, "delivery_on_owner": 0.5, "shared_noise": 0.4}]
)
def test_adding_a_scheme_changes_no_other_draw(loadings: Mapping) -> None:
    before = draw(scenario(dependence(**loadings)), 0, 0)
    after = draw(scenario(dependence(**loadings), lambda raw: raw["schemes"].update(another=scheme())), 0, 0)
    assert after.draws.keys() - before.draws.keys() == {"schemes.another.delivery"}
    assert same(before, after) == before.draws.keys()


def test_renaming_a_scheme_changes_only_its_own_draws() -> None:
    before = draw(scenario(dependence(delivery_on_system=0.5)), 0, 0)
    renamed = scenario(
        dependence(delivery_on_system=0.5),
        lambda raw: raw["schemes"].update(renamed=raw["schemes"].pop("care")),
    )
    after = draw(renamed, 0, 0)
    own = {name for name in before.draws if name.startswith("schemes.care.")}
    assert same(before, after) == before.draws.keys() - own
    assert after.draws.keys() - before.draws.keys() == {name.replace("care", "renamed") for name in own}


def test_a_longer_horizon_has_the_same_beginning() -> None:
    short, long = draw(scenario(), 0, 0), draw(scenario(lambda raw: raw.update(years=7)), 0, 0)
    for name, array in short.draws.items():
        beginning = long.draws[name][: len(array)]
        assert array.tobytes() == beginning.tobytes(), name


def test_a_later_start_keeps_the_winters_and_price_innovations_of_its_years() -> None:
    later = scenario(lambda raw: raw.update(start=datetime.date(2019, 4, 1)))
    for name in ("winter.strikes", "winter.length_months", "prices.pay.innovation"):
        assert draw(scenario(), 0, 0).path(name)[1:].tobytes() == draw(later, 0, 0).path(name)[:3].tobytes()


def test_a_number_fixed_in_a_future_has_one_point_in_every_stratum() -> None:
    u = norm.cdf(normal(draw(scenario(), 0, 0), "schemes.care.delivery"))
    assert sorted(np.floor(u * BLOCK)) == list(range(BLOCK))


def test_a_certain_number_is_not_drawn_and_still_has_its_value() -> None:
    small = scenario()
    drawn = draw(small, 0, 0)
    assert drawn[small.contracts["main"].value_gbp_m] == 50.0
    assert "contracts.main.value_gbp_m" not in drawn.draws


def test_events_happen_as_often_as_they_should() -> None:
    """A quarter of 1,024 strata is 256 of them, all below the probability; so for each year's winter."""
    drawn = draw(scenario(), 0, 0)
    assert drawn.path("risks.flood.happens").sum() == 256
    assert np.abs(drawn.path("winter.strikes").sum(axis=1) - 0.3 * BLOCK).max() < 1
    assert set(np.unique(drawn.path("winter.strikes"))) == {0.0, 1.0}
    assert len({year.tobytes() for year in drawn.path("winter.strikes")}) == 4


def test_an_uncertain_probability_is_that_of_its_own_future() -> None:
    """Stops are u < p with u independent of p: where p is above its median, stops come more often."""
    drawn = draw(scenario(), 0, 0)
    p = drawn.path("schemes.care.gateways.board.stop_probability")
    stops = drawn.path("schemes.care.gateways.board.stops")
    assert stops.mean() == pytest.approx(p.mean(), abs=0.03)
    assert stops[p > 0.8].mean() > stops[p < 0.8].mean() + 0.05


def test_price_innovations_begin_with_the_first_year_not_yet_known() -> None:
    innovation = draw(scenario(), 0, 0).path("prices.pay.innovation")
    assert not innovation[:2].any()
    assert innovation[2:].std(axis=1) == pytest.approx([1.0, 1.0], abs=0.01)
    assert abs(np.corrcoef(innovation[2], innovation[3])[0, 1]) < 0.15


@pytest.mark.parametrize("loading", [-0.6, 0.5, 0.9])
def test_series_with_the_same_inflation_loading_correlate_by_its_square(loading: float) -> None:
    def load(raw: Mapping) -> None:
        raw["prices"]["pay"].update(inflation_loading=loading)
        raw["prices"]["other"].update(inflation_loading=0.8, error_sd_pct=SPREAD)

    drawn = draw(scenario(load), 0, 0)
    pay, other = drawn.path("prices.pay.innovation"), drawn.path("prices.other.innovation")
    assert other.std(axis=1) == pytest.approx(1.0, abs=0.06)
    for year in (2, 3):
        assert np.corrcoef(pay[year], other[year])[0, 1] == pytest.approx(0.8 * loading, abs=0.08)
    assert abs(np.corrcoef(pay[2], other[3])[0, 1]) < 0.15


def test_growth_of_services_correlates_by_the_square_of_its_loading() -> None:
    drawn = draw(scenario(dependence(growth_on_demand=0.8)), 0, 0)
    elective, drugs = (normal(drawn, f"services.{key}.growth_pct") for key in ("elective", "drugs"))
    assert np.corrcoef(elective, drugs)[0, 1] == pytest.approx(0.64, abs=0.07)
    assert elective.std() == pytest.approx(1.0, abs=0.06)


def test_schemes_of_one_owner_correlate_by_both_squares_and_others_by_the_system_s() -> None:
    drawn = draw(
        scenario(
            dependence(delivery_on_system=0.6, delivery_on_owner=0.5),
            lambda raw: raw["schemes"].update(theirs=scheme(owner="trust", on=["trust.nursing"])),
        ),
        0,
        0,
    )
    care, cip, theirs = (normal(drawn, f"schemes.{key}.delivery") for key in ("care", "cip@2020", "theirs"))
    assert np.corrcoef(care, cip)[0, 1] == pytest.approx(0.36 + 0.25, abs=0.08)
    assert np.corrcoef(care, theirs)[0, 1] == pytest.approx(0.36, abs=0.08)


@pytest.mark.parametrize("loadings", [(1.0, 0.0), (0.6, 0.8), (0.8, -0.6)])
def test_a_perfect_loading_makes_all_delivery_one(loadings: tuple[float, float]) -> None:
    drawn = draw(scenario(dependence(delivery_on_system=loadings[0], delivery_on_owner=loadings[1])), 0, 0)
    deliveries = {array.tobytes() for name, array in drawn.draws.items() if name.endswith(".delivery")}
    assert len(deliveries) == 1
    assert np.isfinite(drawn.path("schemes.care.delivery")).all()


def test_loadings_whose_squares_exceed_one_are_refused() -> None:
    with pytest.raises(ValueError, match=r"factors\.delivery"):
        draw(scenario(dependence(delivery_on_system=0.9, delivery_on_owner=0.9)), 0, 0)
    assert own_loading({"a": 0.6}) == pytest.approx(0.8)


def test_a_common_factor_leaves_a_standard_normal_by_hand() -> None:
    """0.6 · 2 + 0.8 · (−1) = 0.4."""
    assert combine({"f": 0.6}, {"f": np.array([2.0])}, np.array([-1.0])) == pytest.approx([0.4])


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_noise_is_standard_and_shared_to_its_share(share: float) -> None:
    drawn = draw(scenario(dependence(shared_noise=share)), 0, 0)
    elective, drugs = (drawn.path(f"noise.west.{key}").ravel() for key in ("elective", "drugs"))
    assert elective.std() == pytest.approx(1.0, abs=0.02)
    assert np.corrcoef(elective, drugs)[0, 1] == pytest.approx(share, abs=0.02)


def test_an_outside_payer_s_contract_has_the_noise_of_its_provider_s_population() -> None:
    def noisy(raw: Mapping) -> None:
        raw["services"]["quiet"].update(noise_sd_pct=1.0)
        raw["populations"]["east"] = deepcopy(raw["populations"]["west"])
        raw["bodies"]["trust"].update(host_population="east")

    names = {name for name in draw(scenario(noisy), 0, 0).draws if name.startswith("noise.")}
    assert names == {"noise.west.elective", "noise.west.drugs", "noise.east.quiet"}


def test_the_plan_has_planned_values_no_event_and_no_chance() -> None:
    plan = planned(scenario())
    assert plan.draws.keys() == draw(scenario(), 0, 0).draws.keys()
    assert plan.path("bodies.ccg.opening_underlying_gbp_m") == [-1.0]
    assert plan.path("schemes.cip@2020.delivery") == [1.0]
    assert plan.path("services.elective.growth_pct") == [0.8]
    assert plan.path("winter.length_months").tolist() == [[1.5]] * 4
    chance = ("innovation", "noise.", "stops", "happens", "winter.st")
    assert not any(plan.draws[name].any() for name in plan.draws if any(part in name for part in chance))


def test_a_scenario_without_uncertainty_draws_nothing() -> None:
    def fix(entry: Any) -> Any:
        if isinstance(entry, dict):
            is_spread = "p50" in entry or "dist" in entry
            return 0.5 if is_spread else {key: fix(part) for key, part in entry.items()}
        return entry

    def still(raw: Mapping) -> None:
        raw.update(fix(raw))
        del raw["winter"], raw["risks"], raw["schemes"]["care"]["gateways"]
        raw["bodies"]["ccg"]["forecast"]["error_sd_gbp_m"] = raw["prices"]["pay"]["error_sd_pct"] = 0.0
        for service in raw["services"].values():
            service.pop("noise_sd_pct", None)

    assert not draw(scenario(still), 0, 0).draws


def test_the_sample_mean_of_a_block_is_close_to_that_of_the_distribution() -> None:
    """A split normal's mean: 0.8 + (0.15 − 0.2)/1.28155/√(2π); one point a stratum misses it by little."""
    expected = 0.8 - 0.05 / float(ndtri(0.9)) / math.sqrt(2 * math.pi)
    assert draw(scenario(), 0, 0).path("schemes.care.delivery").mean() == pytest.approx(expected, abs=2e-4)


def test_probabilities_that_rounding_took_to_an_end_have_quantiles() -> None:
    """Of a beta too, whose quantiles much nearer to 0 than 1e-100 are not found."""
    ends = inside(np.array([0.0, 1.0]))
    assert 0.0 < ends[0] <= 1e-100
    assert 1.0 - 1e-15 < ends[1] < 1.0
    found = Beta(0.5, 0.1, 0.0, 1.0).ppf(ends)
    assert np.isfinite(found).all()
    assert found[0] < 0.01
    assert found[1] > 0.9


@pytest.mark.parametrize("name", ["eventful", "eventful_mechanisms", "mechanisms"])
def test_no_key_at_which_a_number_stands_is_passed_over(name: str) -> None:
    scenario = load(Path(__file__).parents[1] / "scenarios" / f"{name}.toml")
    passed_over = {
        (type(table).__name__, key)
        for _, table in tables(scenario)
        if not isinstance(table, Number)
        for key in type(table).model_fields
        if key not in keys_with_numbers(type(table)) and any(tables(getattr(table, key)))
    }
    assert {key for _, key in passed_over} <= set().union(*BY_RULE.values())

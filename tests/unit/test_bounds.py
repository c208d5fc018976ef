"""Every figure that a scenario file may state has bounds, and what is accepted is drawn within them."""

from __future__ import annotations

import datetime
import math
import re
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from pydantic import AfterValidator, ValidationError

from simulator.errors import ScenarioError
from simulator.sampling import Inputs, draw
from simulator.sampling.draw import inputs_from
from simulator.sampling.futures import inside
from simulator.sampling.moved import Moved
from simulator.sampling.streams import net
from simulator.scenario import load
from simulator.scenario.bounds import Bounds, bounds_of
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table
from simulator.scenario.rules.bounds import beyond
from simulator.scenario.terms.bodies import Provider
from simulator.scenario.terms.prices import Price
from simulator.scenario.terms.schemes import Scheme
from simulator.scenario.uncertain import uncertain_numbers, yearly_numbers
from simulator.scenario.uncertainty import clipped_share, distribution, planned
from simulator.simulation import plan_run, simulate_block
from tests.helpers.broken_files import BASE
from tests.helpers.figures import NUMBERS, TABLES, ends, figures


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.__name__)
def test_every_figure_is_held_both_ways_on_its_field(kind: type[Table]) -> None:
    """Of a number by one pair of bounds, where `bounds_of` finds them; of a date by the years that files may name."""
    for table, key, plain, limits in figures():
        if table is not kind:
            continue
        if plain is Number:
            (bounds,) = [limit for limit in limits if isinstance(limit, Bounds)]
            assert -1e10 <= bounds.low < bounds.high <= 1e10
            assert bounds_of(kind)[key] == bounds
        elif plain is datetime.date:
            assert AfterValidator in {type(limit) for limit in limits}, key
        else:
            assert len(ends(limits)) == 2, key


def test_bounds_are_found_on_the_fields_of_a_table_and_of_what_it_extends() -> None:
    """By the annotations as they read: a provider's own, what it has as a body, a table by year, a count."""
    assert bounds_of(Provider)["fixed_real_growth_pct"] == (-99, 100)
    assert bounds_of(Provider)["contingency_pct"] == (0, 100)
    assert bounds_of(Price)["planned_pct"] == (-99, 100)
    assert bounds_of(Scheme)["share_pct"] == (0, 100)
    assert bounds_of(Scheme)["team"] == (0, 1200)
    assert "kind" not in bounds_of(Scheme)


def test_numbers_have_the_bounds_of_their_keys_once_loaded(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    scenario = load(tmp_path / "base.toml")
    assert scenario.schemes["care_at_home"].delivery.bounds == (-1000, 1000)
    assert scenario.prices["pay"].planned_pct["2025"].bounds == (-99, 100)


def test_the_page_of_the_model_has_the_same_bounds() -> None:
    page = (Path(__file__).parents[2] / "docs" / "model.md").read_text(encoding="utf-8")
    told: dict[str, tuple[float, float]] = {}
    for low, high, keys in re.findall(r"(?m)^\| (−?[\d,]+) \| ([\d,]+) \| (`.*`) \|$", page):
        bounds = (float(low.replace("−", "-").replace(",", "")), float(high.replace(",", "")))
        told |= dict.fromkeys(re.findall(r"`([\w.]+)`", keys), bounds)
    used = set()
    for (kind, key), bounds in NUMBERS.items():
        table = "regime" if "Regime" in kind.__name__ else kind.__name__.lower()
        name = key if key in told else f"{table}.{key}"
        assert told[name] == bounds, name
        used.add(name)
    assert used == told.keys()


def test_the_kinds_are_all_there_are() -> None:
    def below(kind: type[Table]) -> set[type[Table]]:
        return {kind} | {inner for child in kind.__subclasses__() for inner in below(child)}

    assert below(Table) - {Table, Number} == set(TABLES)


@st.composite
def forms(make: st.DrawFn) -> tuple[dict[str, Any], tuple[float, float]]:
    """A number as somebody might write it for a key, near its bounds as often as not, and the key's bounds."""
    low, high = make(st.sampled_from(sorted(set(NUMBERS.values()))))
    figure = st.floats(low, high) | st.sampled_from([low, high, 0.0, 1.0])
    width = st.floats(0.0, high - low) | st.sampled_from([1e-9, high - low])
    three = dict(zip(("low", "mode", "high"), sorted(make(figure) for _ in range(3)), strict=True))
    own = {key: make(figure) for key in make(st.sets(st.sampled_from(["low", "high", "plan"])))}
    form: dict[str, Any]
    match make(
        st.sampled_from(["", "normal", "lognormal", "pert", "triangular", "uniform", "beta", "discrete"])
    ):
        case "":
            form = {**own, **dict(zip(("p10", "p50", "p90"), three.values(), strict=True))}
        case "normal":
            form = {**own, "dist": "normal", "mean": three["mode"], "sd": make(width)}
        case "lognormal":
            form = {**own, "dist": "lognormal", "p50": three["mode"], "p90": three["high"]}
        case "pert" | "triangular" as dist:
            form = {**three, "dist": dist}
        case "uniform":
            form = {"low": three["low"], "high": three["high"], "dist": "uniform"}
        case "beta":
            form = {**three, "dist": "beta", "mean": three["mode"], "sd": make(width)}
            del form["mode"]
        case _:
            form = {"dist": "discrete", "values": [*three.values()], "probabilities": [0.2, 0.0, 0.8]}
    return form, (low, high)


@settings(settings.get_profile("default"), max_examples=200, deadline=None)
@given(forms())
def test_draws_of_whatever_is_accepted_lie_within_its_bounds(
    stated_at: tuple[dict[str, Any], tuple[float, float]],
) -> None:
    form, bounds = stated_at
    try:
        number = Number.model_validate(form)
    except ValidationError:
        reject()
    assume(not list(beyond(number, (), Bounds(*bounds))))
    number = number.named("somewhere", bounds)
    low, high = max(bounds[0], form.get("low", -math.inf)), min(bounds[1], form.get("high", math.inf))
    u = inside(np.array([0.0, 2.0**-53, 0.1, 0.3, 0.5, 0.9, 1.0]))
    quantiles = distribution(number).ppf(u)
    assert np.all((low <= quantiles) & (quantiles <= high))
    assert low <= planned(number) <= high
    assert low - 1e-9 * abs(low) <= distribution(number).mean <= high + 1e-9 * abs(high)
    assert 0 <= clipped_share(number) <= 1


WIDE = """extends = "base.toml"
[winter]
severity = { p10 = 0.0, p50 = 0.1, p90 = 3.0 }
length_months = { p10 = 0.0, p50 = 1.0, p90 = 9.0, high = 10.0 }
[services.urgent]
growth_pct = { p10 = -90.0, p50 = 0.0, p90 = 90.0 }
[schemes.care_at_home]
delivery = { p10 = -9.0, p50 = 1.0, p90 = 9.0 }
recurrent_pct = { p10 = 1.0, p50 = 50.0, p90 = 99.0 }
"""
"""Numbers of which many draws would lie beyond: once a future, yearly, with loadings."""


@pytest.fixture
def wide(tmp_path: Path) -> Scenario:
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    (tmp_path / "wide.toml").write_text(WIDE, encoding="utf-8")
    return load(tmp_path / "wide.toml")


def assert_within(scenario: Scenario, inputs: Inputs) -> None:
    for number in (*uncertain_numbers(scenario), *yearly_numbers(scenario)):
        low, high = number.bounds
        assert low <= inputs.draws[number.name].min()
        assert inputs.draws[number.name].max() <= high


def test_a_block_holds_no_value_that_the_loader_would_refuse(wide: Scenario) -> None:
    """By hand: 0.1 and 2.9/1.2816 above it reach 100 never, −0.1/1.2816 below it 0 in Φ(−1.2816) of futures."""
    inputs = draw(wide, 1, 0)
    assert_within(wide, inputs)
    severity = inputs.draws["winter.severity"]
    assert np.mean(severity == 0.0) == pytest.approx(0.1, abs=0.005)
    assert inputs.draws["winter.length_months"].max() == 10.0
    assert inputs.draws["schemes.care_at_home.recurrent_pct"].max() == 100.0
    assert inputs.draws["services.urgent.growth_pct"].min() == -99.0


def test_a_clipped_draw_is_the_clipped_quantile_by_own_arithmetic(wide: Scenario) -> None:
    """50 and 49/1.2816 a deviation either side, held to 0 and 100, from the same uniforms by the standard library."""
    name, normal = "schemes.care_at_home.recurrent_pct", NormalDist()
    uniforms = net(1, 0, name).tolist()
    expected = [min(max(50 + normal.inv_cdf(u) * 49 / normal.inv_cdf(0.9), 0.0), 100.0) for u in uniforms]
    assert draw(wide, 1, 0).draws[name].tolist() == pytest.approx(expected, abs=1e-9)
    assert {0.0, 100.0} < set(expected)


def test_what_closed_months_move_stays_within_its_bounds(wide: Scenario) -> None:
    """Normals moved by 3 either way: where they were beyond 0 before, they are far beyond now."""
    names = [number.name for number in uncertain_numbers(wide)]
    years = [f"{number.name}.{wide.start.year}" for number in yearly_numbers(wide)]
    for by in (-3.0, 3.0):
        moves = {name: np.full((1, 1024), by) for name in (*names, *years)}
        inputs = inputs_from(wide, Moved(seed=1, number=0, moves=moves))
        assert_within(wide, inputs)
    assert inputs.draws["schemes.care_at_home.recurrent_pct"].mean() > 95.0


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("bodies.hospital.opening_underlying_gbp_m", "1e300", "allowed is at most 10,000,000,000"),
        ("schemes.care_at_home.delay_months", "100000", "allowed is at most 1,200"),
        ("schemes.care_at_home.delivery", "-1001", "allowed is at least -1,000"),
        ("schemes.care_at_home.start", "0025-10-01", "should be a date between 1900 and 2200"),
        ("schemes.care_at_home.delivery", "{ p10 = 0.5, p50 = 0.8, p90 = 1e9 }", "has p90 = 1e+09"),
        ("services.urgent.growth_pct", "1000", "allowed is -99 to 100"),
        ("services.urgent.growth_pct", "1e-300", "should be 0, or at least 1e-09 away from it"),
        ("services.urgent.cost_per_head_gbp", "[1e308, 1, 1, 1, 1]", "entry 1 should be at most 1,000,000"),
        ("services.urgent.cost_per_head_gbp", "[5e-324, 0, 0, 0, 0]", "entry 1 should be 0, or at least"),
        ("populations.county.people.2025", "[1e300, 1, 1, 1, 1]", "entry 1 should be at most 1,000,000,000"),
        (
            "winter.severity",
            "{ dist = 'normal', mean = 1, sd = 1e300 }",
            "has sd = 1e+300; allowed is 0 to 100",
        ),
        (
            "contracts.urgent.value_gbp_m",
            "{ dist = 'triangular', low = -1e300, mode = 0, high = 1e9 }",
            "has low = -1e+300; allowed is at least 0",
        ),
        ("bodies.hospital.costs", "{}", "should have at least 1 entry, but has 0"),
        ("start", "9999-04-01", "should be a date between 1900 and 2200"),
        ("start", "0001-04-01", "should be a date between 1900 and 2200"),
        ("schemes.care_at_home.start", "2500-01-01", "should be a date between 1900 and 2200"),
        ("prices.pay.planned_pct.99999", "2", "should be a financial year"),
        ("age_bands", f'["0-{"9" * 5000}", "5+"]', 'should be an age band such as "0-4"'),
        ("prices.pay.inflation_weight", "1e308", "should be at most 1000"),
    ],
)
def test_what_would_overflow_is_refused_in_a_sentence(
    tmp_path: Path, key: str, value: str, said: str
) -> None:
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load(tmp_path / "base.toml", overrides=[f"{key}={value}"])
    (mistake,) = refused.value.mistakes
    assert mistake.key.startswith(key)
    assert said in mistake.message


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("{ dist = 'normal', mean = 1, sd = 0.5, low = 4, high = 5 }", ["mean = 1 is below low = 4"]),
        (
            "{ p10 = 1, p50 = 2, p90 = 3, low = 1.9, high = 2.1 }",
            ["p10 = 1 is below low = 1.9", "p90 = 3 is above high = 2.1"],
        ),
        ("{ p10 = 1, p50 = 2, p90 = 3, plan = 7, high = 5 }", ["plan = 7 is above high = 5"]),
        (
            "{ dist = 'discrete', values = [1, 9], probabilities = [0.5, 0.5], low = 2, high = 8 }",
            ["values = 1 is below low = 2", "values = 9 is above high = 8"],
        ),
        ("{ dist = 'lognormal', p50 = 2, p90 = 5, high = 4 }", ["p90 = 5 is above high = 4"]),
        ("{ dist = 'lognormal', p50 = 0.001, p90 = 5 }", ["p90 should be at most 1,000 times its p50"]),
        ("{ dist = 'pert', low = 1, mode = 2, high = 3, plan = 4 }", ["plan = 4 is above high = 3"]),
        ("{ dist = 'beta', mean = 500000, sd = 1e-3, low = 0, high = 1e6 }", ["`sd` is too small"]),
        ("{ p10 = 1, p50 = 2, p90 = 3, low = 9, high = 0 }", ["`low` must be below `high`"]),
    ],
)
def test_bounds_that_cut_more_than_tails_are_refused_all_at_once(
    tmp_path: Path, number: str, said: list[str]
) -> None:
    """Two such numbers in one file: both are told, each by its line, with everything that is wrong with it."""
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    child = tmp_path / "child.toml"
    child.write_text(
        f'extends = "base.toml"\n[risks.backlog_maintenance]\namount_gbp_m = {number}\n'
        f"[bodies.hospital]\nopening_cumulative_gbp_m = {number}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as refused:
        load(child)
    assert [(mistake.line, mistake.key) for mistake in refused.value.mistakes] == [
        (3, "risks.backlog_maintenance.amount_gbp_m"),
        (5, "bodies.hospital.opening_cumulative_gbp_m"),
    ]
    for mistake in refused.value.mistakes:
        assert all(words in mistake.message for words in said)


def test_prices_and_demand_stay_above_nothing_whatever_errs(tmp_path: Path) -> None:
    """Errors of 100 points a year, and noise as large as demand: income is never negative."""
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    wild = [
        "prices.tariff.error_sd_pct=100",
        "services.urgent.noise_sd_pct=100",
        "prices.allocation.error_sd_pct=90",
    ]
    scenario = load(tmp_path / "base.toml", overrides=wild)
    inputs = draw(scenario, 1, 0)
    few = Inputs(64, {name: values[..., :64] for name, values in inputs.draws.items()})
    assert few.draws["prices.tariff.innovation"].min() < -1
    results = simulate_block(scenario, few, plan_run(scenario))
    assert results.by_year["income"].min() > 0

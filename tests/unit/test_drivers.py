"""What matters most: rank correlations of a run's own inputs with its last year."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import spearmanr

from simulator.analyses.drivers import drivers, multiple_rank_correlations, rank_correlations, threshold
from simulator.analyses.wording import condition
from simulator.montecarlo.run import Run
from simulator.scenario.immutable import replaced
from simulator.scenario.terms.correlations import Correlation
from tests.helpers.random_run import random_results, random_run, small_scenario, with_amounts

FUTURES = 1024
DELIVERY = "schemes.care_at_home.delivery"
PRICE = "prices.other.innovation"


def two_drivers(hospital: str, commissioner: str, *, noises: int = 30) -> Run:
    """The surplus of each body follows one input; thirty others have no influence."""
    random = np.random.default_rng(5)
    names = [DELIVERY, PRICE, *(f"services.s{number}.growth_pct" for number in range(noises))]
    inputs = {name: random.normal(size=FUTURES) for name in names}
    follows = np.array([inputs[hospital], -inputs[commissioner]])[:, None, :]
    surplus = follows + 0.5 * random.normal(size=(2, 1, FUTURES))
    return random_run(with_amounts(random_results(FUTURES), surplus=surplus), inputs)


def test_swapping_two_drivers_swaps_the_list() -> None:
    found = drivers(two_drivers(DELIVERY, PRICE)).set_index("body")
    swapped = drivers(two_drivers(PRICE, DELIVERY)).set_index("body")
    assert (found.input["general"], found.input["north_ccg"]) == (DELIVERY, PRICE)
    assert (swapped.input["general"], swapped.input["north_ccg"]) == (PRICE, DELIVERY)
    assert (found.effect["general"], found.effect["north_ccg"]) == ("raises", "lowers")
    assert found.correlation["general"] > 0.8
    assert found.correlation["north_ccg"] < -0.8
    assert found.phrase["general"] == (
        "Where more of “Care at home” is delivered, the surplus tends to be higher"
    )


def test_noise_is_not_listed() -> None:
    found = drivers(two_drivers(DELIVERY, PRICE), top=30)
    assert set(zip(found.body, found.input, strict=True)) == {
        ("general", DELIVERY),
        ("north_ccg", PRICE),
        ("system", PRICE),
        ("system", DELIVERY),
    }


def test_a_programme_is_one_row_whatever_its_years() -> None:
    """Three yearly instances, each a third of what the surplus follows: one input, their mean, in perfect step."""
    random = np.random.default_rng(8)
    inputs = {f"schemes.cip@{year}.delivery": random.normal(size=FUTURES) for year in (2019, 2020, 2021)}
    mean = np.mean(list(inputs.values()), axis=0)
    surplus = np.broadcast_to(mean, (2, 1, FUTURES))
    found = drivers(random_run(with_amounts(random_results(FUTURES), surplus=surplus), inputs))
    assert list(found.input) == ["schemes.cip.delivery"] * 3
    assert found.correlation.to_numpy() == pytest.approx(np.ones(3))


def test_order_of_the_inputs_does_not_matter() -> None:
    run = two_drivers(DELIVERY, PRICE)
    turned = random_run(run.results, {name: run.inputs[name].to_numpy() for name in run.inputs.columns[::-1]})
    assert drivers(run).equals(drivers(turned))


def test_correlations_are_spearmans_also_with_ties() -> None:
    random = np.random.default_rng(6)
    inputs = np.column_stack([random.normal(size=200), random.integers(0, 3, 200), np.zeros(200)])
    outcome = inputs[:, :1] ** 3 - inputs[:, 1:2] + random.normal(size=(200, 1))
    found = rank_correlations(inputs, outcome)[:, 0]
    expected = [spearmanr(inputs[:, column], outcome[:, 0]).statistic for column in (0, 1)]
    assert found[:2] == pytest.approx(expected, abs=1e-12)
    assert found[2] == 0.0


def test_threshold_grows_with_the_inputs_and_falls_with_the_futures() -> None:
    """One input: z(0.995) = 2.575829, over √1023."""
    assert threshold(1, 1024) == pytest.approx(2.5758293 / np.sqrt(1023), rel=1e-6)
    assert threshold(200, 1024) > threshold(20, 1024) > threshold(20, 10_240)


def test_a_run_without_uncertainty_has_no_drivers() -> None:
    assert drivers(random_run(random_results(8))).empty


@pytest.mark.parametrize(
    ("name", "clause"),
    [
        ("schemes.qip@2019.delivery", "more of “Productivity 2019/20” is delivered"),
        ("prices.other.planned_pct.2019", "the rate of “other” is higher in 2019/20"),
        ("winter.strikes", "more winters are hard"),
        ("bodies.general.opening_underlying_gbp_m", "the true opening position of The General is better"),
        ("bodies.general.costs.pay.base_gbp_m", "costs pay base of The General is higher"),
        (
            "bodies.general.affordability.withheld_pct",
            "The General withholds more of what is above its offers",
        ),
        ("contracts.care.stopped_pct", "more of what “care” does not pay for is not done"),
        ("something.new_pct", "something new is higher"),
    ],
)
def test_names_read_as_words(name: str, clause: str) -> None:
    assert condition(small_scenario(), name) == clause


def test_the_year_may_be_any_by_number_or_name() -> None:
    """In the first year the surplus follows one input, in the last the other."""
    random = np.random.default_rng(11)
    inputs = {name: random.normal(size=FUTURES) for name in (DELIVERY, PRICE)}
    years = len(random_results(1).years)
    surplus = np.stack([inputs[DELIVERY], *[inputs[PRICE]] * (years - 1)])[None].repeat(2, axis=0)
    run = random_run(with_amounts(random_results(FUTURES), surplus=surplus), inputs)
    first = run.results.years[0]
    by_number, by_name = (drivers(run, year=year) for year in (first, f"{first}/{(first + 1) % 100:02d}"))
    assert by_number.equals(by_name)
    assert set(by_number.input) == {DELIVERY}
    assert drivers(run).equals(drivers(run, year=run.results.years[-1]))
    assert set(drivers(run).input) == {PRICE}


def test_a_duty_is_reached_more_often_where_what_it_needs_is_higher() -> None:
    """The general breaks even exactly where its input is above 0, whatever the amounts are."""
    random = np.random.default_rng(12)
    inputs = {name: random.normal(size=FUTURES) for name in (DELIVERY, PRICE)}
    surplus = np.stack([np.sign(inputs[DELIVERY]), -np.sign(inputs[PRICE])])[:, None, :]
    run = random_run(with_amounts(random_results(FUTURES), surplus=surplus), inputs)
    found = drivers(run, outcome="break_even").set_index("body")
    assert list(found.index.unique()) == ["general", "north_ccg", "system", "every_body"]
    assert (found.input["general"], found.effect["general"]) == (DELIVERY, "raises")
    assert (
        found.phrase["general"]
        == "Where more of “Care at home” is delivered, break even is reached more often"
    )
    assert (found.input["north_ccg"], found.effect["north_ccg"]) == (PRICE, "lowers")
    assert found.phrase["north_ccg"].endswith("break even is reached less often")


def test_the_members_of_a_declared_group_are_one_driver() -> None:
    """The surplus is the difference of two members: neither alone explains it, both together do in full."""
    random = np.random.default_rng(13)
    inputs = {name: random.normal(size=FUTURES) for name in (DELIVERY, PRICE, "services.s0.growth_pct")}
    surplus = np.broadcast_to(inputs[DELIVERY] - inputs[PRICE], (2, 1, FUTURES))
    run = random_run(with_amounts(random_results(FUTURES), surplus=surplus), inputs)
    group = Correlation(members=(DELIVERY, PRICE), matrix=((1.0, 0.0), (0.0, 1.0)))
    declared = replace(run, scenario=replaced(run.scenario, {"correlations": {"pair": group}}))
    assert set(drivers(declared).input) == {DELIVERY, PRICE}
    found = drivers(declared, group=True)
    assert list(found.input) == ["correlations.pair"] * 3
    assert list(found.effect) == ["moves"] * 3
    # Of normals, Spearman's is 6/π asin(ρ/2); with ρ = ±√½ each, squared and added, that is √(2 · 0.6902²) = 0.976.
    assert found.correlation.to_numpy() == pytest.approx([0.976] * 3, abs=0.01)


def test_the_multiple_correlation_of_two_orthogonal_inputs_is_worked_out_by_hand() -> None:
    """Ranks 1234 and 2413 are orthogonal; 2143 has 0.6 with the first and −0.8 with the second: 0.36 + 0.64 = 1."""
    inputs = np.array([[1.0, 2.0, 3.0, 4.0], [2.0, 4.0, 1.0, 3.0]]).T
    outcome = np.array([[2.0, 1.0, 4.0, 3.0]]).T
    assert rank_correlations(inputs, outcome).ravel() == pytest.approx([0.6, -0.8])
    assert multiple_rank_correlations(inputs, outcome) == pytest.approx([1.0])
    assert multiple_rank_correlations(inputs[:, [0, 0]], outcome) == pytest.approx([0.6])

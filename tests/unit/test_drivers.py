"""What matters most: rank correlations of a run's own inputs with its last year."""

from __future__ import annotations

import numpy as np
import pytest
from random_run import random_results, random_run, small_scenario, with_amounts
from scipy.stats import spearmanr

from simulator.analyses.drivers import drivers, rank_correlations, threshold
from simulator.analyses.wording import condition
from simulator.montecarlo.run import Run

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
        ("something.new_pct", "something new is higher"),
    ],
)
def test_names_read_as_words(name: str, clause: str) -> None:
    assert condition(small_scenario(), name) == clause

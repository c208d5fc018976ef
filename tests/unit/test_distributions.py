"""Quantiles, means and variances of each distribution agree with each other and with what the file says."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import betainc, ndtr
from scipy.stats import beta as scipy_beta

from simulator.scenario.number import Number
from simulator.scenario.uncertainty import clipped_share, distribution, planned
from simulator.statistics.distributions import Beta, Discrete, Distribution, Pert
from simulator.statistics.normals import Clipped, Normal, SplitNormal

FORMS: dict[str, dict[str, Any]] = {
    "percentiles": {"p10": 0.6, "p50": 0.8, "p90": 0.95},
    "percentiles, clipped above": {"p10": 0.6, "p50": 0.8, "p90": 0.95, "high": 1.0},
    "percentiles, clipped below": {"p10": 0.6, "p50": 0.8, "p90": 0.95, "low": 0.55},
    "percentiles, clipped at the tenths": {"p10": -1.0, "p50": 0.0, "p90": 2.0, "low": -1.0, "high": 2.0},
    "percentiles, one side only": {"p10": 5.0, "p50": 5.0, "p90": 9.0},
    "percentiles, one side only, clipped": {"p10": 5.0, "p50": 5.0, "p90": 9.0, "low": 5.0, "high": 10.0},
    "percentiles, no width": {"p10": 4.0, "p50": 4.0, "p90": 4.0, "low": 3.0},
    "normal": {"dist": "normal", "mean": -2.0, "sd": 3.0},
    "normal, clipped": {"dist": "normal", "mean": -2.0, "sd": 3.0, "low": -4.0, "high": 6.0},
    "normal, far from zero": {"dist": "normal", "mean": 1e6, "sd": 0.5, "low": 1e6 - 0.2},
    "lognormal": {"dist": "lognormal", "p50": 2.0, "p90": 5.0},
    "lognormal, clipped": {"dist": "lognormal", "p50": 2.0, "p90": 5.0, "low": 1.0, "high": 7.0},
    "lognormal, bound at zero": {"dist": "lognormal", "p50": 2.0, "p90": 5.0, "low": 0.0, "high": 7.0},
    "lognormal, bound below zero": {"dist": "lognormal", "p50": 2.0, "p90": 5.0, "low": -3.0},
    "pert": {"dist": "pert", "low": 1.0, "mode": 2.0, "high": 9.0},
    "pert, mode at the end": {"dist": "pert", "low": 1.0, "mode": 9.0, "high": 9.0},
    "triangular": {"dist": "triangular", "low": 1.0, "mode": 2.0, "high": 9.0},
    "triangular, mode at the start": {"dist": "triangular", "low": 1.0, "mode": 1.0, "high": 9.0},
    "triangular, mode at the end": {"dist": "triangular", "low": 1.0, "mode": 9.0, "high": 9.0},
    "uniform": {"dist": "uniform", "low": -1.0, "high": 4.0},
    "beta": {"dist": "beta", "mean": 0.7, "sd": 0.1, "low": 0.5, "high": 1.1},
    "discrete": {"dist": "discrete", "values": [3.0, -1.0, 7.0], "probabilities": [0.5, 0.25, 0.25]},
}
"""As files may state them."""


def number(**form: Any) -> Number:
    return Number.model_validate(form)


def quantile(form: dict[str, Any], u: float) -> float:
    return float(distribution(number(**form)).ppf(np.array([u]))[0])


BELIEVED: dict[str, Distribution] = {
    **{name: distribution(number(**form)) for name, form in FORMS.items()},
    "percentiles, clipped within the tenths": Clipped(SplitNormal(-3.0, 0.0, 1.0), -1.0, 2.0),
    "percentiles, clipped at the median": Clipped(SplitNormal(-3.0, 0.0, 1.0), 0.0, math.inf),
    "percentiles, one side only, clipped within": Clipped(SplitNormal(5.0, 5.0, 9.0), 5.0, 8.0),
    "normal, mostly beyond a bound": Clipped(Normal(-2.0, 3.0), 1.0, math.inf),
    "normal, wholly beyond a bound": Clipped(Normal(0.0, 1.0), 9.0, math.inf),
}
"""What those mean; and what no file may state, because a bound would cut more than tails."""
every_form = pytest.mark.parametrize("believed", BELIEVED.values(), ids=BELIEVED.keys())


@every_form
def test_mean_and_variance_are_those_of_the_quantiles(believed: Distribution) -> None:
    """Against quadrature: E f = ∫ f(ppf(Φ(z))) φ(z) dz, which has no steep ends as an integral over u has."""
    centre = believed.mean

    def moment(power: int) -> float:
        def integrand(z: float) -> float:
            deviation = float(believed.ppf(np.array([ndtr(z)]))[0]) - centre
            return deviation**power * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

        edges = np.linspace(-8.0, 8.0, 33)
        return math.fsum(quad(integrand, a, b, limit=200)[0] for a, b in pairwise(edges))

    size = abs(centre) + math.sqrt(believed.variance)
    assert moment(1) == pytest.approx(0.0, abs=2e-7 * size)
    assert moment(2) == pytest.approx(believed.variance, rel=1e-6, abs=1e-12)


@every_form
def test_quantiles_rise_and_keep_the_shape_asked_for(believed: Distribution) -> None:
    u = np.linspace(1e-6, 1 - 1e-6, 4000)
    quantiles = believed.ppf(u)
    assert quantiles.dtype == np.float64
    assert np.all(np.diff(quantiles) >= 0.0)
    assert np.array_equal(believed.ppf(u.reshape(8, 500)), quantiles.reshape(8, 500))


@every_form
def test_bounds_hold(believed: Distribution) -> None:
    quantiles = believed.ppf(np.array([2.0**-60, 0.5, 1 - 2.0**-53]))
    assert np.all(np.isfinite(quantiles))
    assert quantiles.min() >= getattr(believed, "low", -math.inf)
    assert quantiles.max() <= getattr(believed, "high", math.inf)


@pytest.mark.parametrize(("share", "percentile"), [(0.1, 0.55), (0.5, 0.8), (0.9, 0.95)])
def test_percentiles_are_met_exactly(share: float, percentile: float) -> None:
    assert quantile({"p10": 0.55, "p50": 0.8, "p90": 0.95}, share) == pytest.approx(percentile, rel=1e-15)


def test_lognormal_meets_its_two_percentiles() -> None:
    assert quantile({"dist": "lognormal", "p50": 2.0, "p90": 5.0}, 0.5) == 2.0
    assert quantile({"dist": "lognormal", "p50": 2.0, "p90": 5.0}, 0.9) == pytest.approx(5.0, rel=1e-14)


def test_split_normal_moments_by_hand() -> None:
    """Sides of 2 and 1: mean = (1 − 2)/√(2π) from the median, variance = (4 + 1)/2 − 1/(2π)."""
    z90 = 1.2815515655446004
    believed = SplitNormal(p10=10.0 - 2 * z90, p50=10.0, p90=10.0 + z90)
    assert believed.mean == pytest.approx(10.0 - 1 / math.sqrt(2 * math.pi))
    assert believed.variance == pytest.approx(2.5 - 1 / (2 * math.pi))


def test_bounds_that_never_bind_change_no_moment() -> None:
    plain = SplitNormal(0.6, 0.8, 0.95)
    assert Clipped(plain, -100.0, 100.0).mean == pytest.approx(plain.mean, rel=1e-14)
    assert Clipped(plain, -100.0, math.inf).variance == pytest.approx(plain.variance, rel=1e-13)


def test_pert_has_the_variance_of_its_beta_and_not_a_sixth_of_the_range() -> None:
    """Low 0, mode 2, high 8: a beta of 1 + 4·2/8 = 2 and 1 + 4·6/8 = 4 over 8; mean 16/6."""
    assert Pert(0.0, 2.0, 8.0).mean == pytest.approx(16 / 6)
    assert Pert(0.0, 2.0, 8.0).variance == pytest.approx(64 * scipy_beta(2, 4).var())
    assert Pert(0.0, 2.0, 8.0).variance != pytest.approx((8 / 6) ** 2)


def test_discrete_values_come_as_often_as_they_should() -> None:
    """An even grid of 1,000: −1 a quarter of the time, 3 half of it, 7 a quarter."""
    grid = (np.arange(1000) + 0.5) / 1000
    values, counts = np.unique(distribution(number(**FORMS["discrete"])).ppf(grid), return_counts=True)
    assert dict(zip(values, counts, strict=True)) == {-1.0: 250, 3.0: 500, 7.0: 250}


def test_impossible_discrete_values_never_come() -> None:
    form = {"dist": "discrete", "values": [1.0, 2.0, 3.0], "probabilities": [0.0, 1.0, 0.0]}
    believed = distribution(number(**form))
    assert believed == Discrete((2.0,), (1.0,))
    assert set(believed.ppf(np.array([2.0**-43, 0.5, 1 - 2.0**-53]))) == {2.0}


def test_the_plan_is_the_plan_else_the_value_else_the_median() -> None:
    assert planned(number(plan=1.0, p10=0.6, p50=0.8, p90=0.95)) == 1.0
    assert planned(number(value=274.0)) == 274.0
    assert planned(number(p10=0.6, p50=0.8, p90=0.95)) == 0.8
    assert planned(number(dist="normal", mean=2.0, sd=1.0, low=1.5)) == 2.0
    assert planned(number(dist="triangular", low=0.0, mode=1.0, high=2.0)) == pytest.approx(1.0)


def outcomes(*shares: tuple[float, float]) -> dict[str, Any]:
    """A discrete number, by its values and their probabilities."""
    return {"dist": "discrete", "values": [v for v, _ in shares], "probabilities": [p for _, p in shares]}


@pytest.mark.parametrize(
    ("form", "u", "value"),
    [
        (outcomes((1, 0.3), (2, 0.15), (3, 0.05), (4, 0.35), (5, 0.15)), 0.5, 3.0),
        (outcomes((5, 0.15), (3, 0.05), (1, 0.3), (4, 0.35), (2, 0.15)), 0.5, 3.0),
        (outcomes((1, 0.3), (2, 0.15), (2.5, 0.0), (3, 0.05), (4, 0.0), (5, 0.5)), 0.5, 3.0),
        (outcomes((2, 0.1), (1, 0.2), (2, 0.1), (3, 0.3), (2, 0.1), (9, 0.2)), 0.5, 2.0),
        (outcomes(*((float(face), 0.1) for face in range(1, 11))), 0.1, 1.0),
        (outcomes(*((float(face), 0.1) for face in range(1, 11))), 0.3, 3.0),
        (outcomes(*((float(face), 0.1) for face in range(1, 11))), 0.9, 9.0),
        (outcomes(*((float(face), 1 / 6) for face in range(1, 7))), 0.5, 3.0),
        (outcomes(*((float(face), 0.1666666666) for face in range(1, 7))), 0.5, 3.0),
        (outcomes((1, 0.7), (2, 0.2), (3, 0.1)), 0.9, 2.0),
    ],
)
def test_discrete_quantiles_are_exact(form: dict[str, Any], u: float, value: float) -> None:
    """Where probabilities reach u exactly, in decimals: 0.30 + 0.15 + 0.05 is 0.5, whatever floating sums say."""
    assert quantile(form, u) == value


def within(low: float, high: float, /, **form: Any) -> Number:
    """A number at a key with these bounds."""
    return number(**form).named("somewhere", (low, high))


def test_draws_are_clipped_to_the_tighter_of_own_and_key_bounds() -> None:
    """Of mean 50 and deviation 20: Φ⁻¹(0.9987) = 3.01, so 110.2; own bounds 30 and 120, the key's 0 and 100."""
    form = {"dist": "normal", "mean": 50.0, "sd": 20.0}
    u = np.array([0.001, 0.2, 0.5, 0.9987])
    assert distribution(within(0.0, 100.0, **form)).ppf(u).tolist()[::3] == [0.0, 100.0]
    both = distribution(within(0.0, 100.0, **form, low=30.0, high=120.0)).ppf(u)
    assert both.tolist() == pytest.approx([30.0, 50.0 - 20.0 * 0.8416212335729143, 50.0, 100.0])
    assert within(0.0, 100.0, **form, low=30.0, high=120.0).bounds == (30.0, 100.0)


def test_the_share_clipped_is_what_lies_beyond() -> None:
    """Φ(−1) below 0 and Φ(−2) above 3, of mean 1 and deviation 1."""
    tails = 0.15865525393145707 + 0.022750131948179195
    assert clipped_share(within(0.0, 3.0, dist="normal", mean=1.0, sd=1.0)) == pytest.approx(tails)
    assert clipped_share(within(0.0, 1.0, p10=0.0, p50=0.5, p90=1.0)) == pytest.approx(0.2)
    assert clipped_share(within(0.0, 9.0, dist="lognormal", p50=2.0, p90=9.0)) == pytest.approx(0.1)
    assert clipped_share(within(0.0, 1.0, dist="uniform", low=0.0, high=1.0)) == 0.0


def test_what_lies_on_a_bound_is_not_clipped() -> None:
    """Half of the futures are exactly 0: none of them is moved; of the others Φ(−1.2816) lie above 1."""
    assert clipped_share(within(0.0, 1.0, p10=0.0, p50=0.0, p90=1.0)) == pytest.approx(0.1)
    assert clipped_share(within(0.0, 1.0, p10=0.0, p50=0.0, p90=0.0)) == 0.0


def test_a_certain_number_has_no_distribution() -> None:
    with pytest.raises(ValueError, match="no distribution"):
        distribution(number(value=3.0))


@pytest.mark.parametrize("sd", [1e160, 1e300])
def test_a_beta_far_wider_than_its_bounds_is_refused_in_words(sd: float) -> None:
    with pytest.raises(ValueError, match="too large for a beta"):
        Number(dist="beta", mean=0.5, sd=sd, low=0.0, high=1.0)


def test_a_beta_as_wide_as_its_bounds_allow_is_refused_and_a_narrower_one_is_not() -> None:
    """All at the two ends, half each, has a standard deviation of a half: no beta is as wide."""
    with pytest.raises(ValueError, match="too large for a beta"):
        Number(dist="beta", mean=0.5, sd=0.5, low=0.0, high=1.0)
    assert Number(dist="beta", mean=0.5, sd=0.499, low=0.0, high=1.0).sd == 0.499


@pytest.mark.parametrize(
    ("a", "b"), [(1.000002386317298, 0.3292968247048339), (3.2246, 1.8763), (1.04, 0.02)]
)
def test_the_far_tail_of_a_beta_is_found_where_a_search_would_give_up(a: float, b: float) -> None:
    """The distribution function at the quantile is where it was asked for: down to 21 deviations off."""
    mean = a / (a + b)
    sd = math.sqrt(mean * (1 - mean) / (a + b + 1))
    u = np.array([1e-100, 1e-60, 1e-30, 1e-20, 1e-15, 1e-10])
    found = Beta(mean, sd, 0.0, 1.0).ppf(u)
    assert np.all(np.diff(found) > 0)
    assert np.allclose(np.log(betainc(a, b, found)), np.log(u), rtol=0, atol=1e-8)

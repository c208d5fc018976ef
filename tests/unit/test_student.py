"""Student's t with four degrees of freedom, against its own distribution function and scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import t

from simulator.statistics.student import LEAST_TAIL, VARIANCE, t4_at_normal


def test_quantiles_are_those_of_the_distribution_function_worked_out_by_hand() -> None:
    """F(t) = 1/2 + 3/4 x − 1/4 x³ with x = t/√(4 + t²): 0.896 at t = 1.5 and 0.972 at t = 8/3."""
    z = np.array([-1.911035647549118, 0.0, 1.2590839804270721])
    assert t4_at_normal(z) == pytest.approx([-8 / 3, 0.0, 1.5], rel=1e-14)


def test_quantiles_keep_their_digits_from_the_median_to_far_out() -> None:
    z = np.concatenate([-np.logspace(-12, 1, 400), np.linspace(-21, -10, 50)])
    quantiles = t4_at_normal(z)
    np.testing.assert_allclose(t.cdf(quantiles, 4), ndtr(z), rtol=1e-13)
    assert np.array_equal(t4_at_normal(-z), -quantiles)
    # Near the median it is z times the ratio of the densities there, 1/√(2π) and 3/8.
    slope = t4_at_normal(np.array([1e-12])) / 1e-12
    assert slope == pytest.approx(1 / np.sqrt(2 * np.pi) / 0.375, rel=1e-12)


def test_its_variance_is_two_and_its_tail_ends() -> None:
    assert t.var(4) == VARIANCE
    furthest = t4_at_normal(np.array([-40.0, -30.0]))
    assert np.isfinite(furthest).all()
    assert furthest[0] == furthest[1]
    assert t.cdf(furthest[0], 4) == pytest.approx(LEAST_TAIL, rel=1e-12)

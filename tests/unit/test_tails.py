"""Some futures beside all of them: by hand, and no interval without width."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.statistics.tails import mean_beside, share_beside


def test_the_mean_of_some_is_held_against_that_of_all() -> None:
    amounts, inside = np.array([1.0, 2.0, 3.0, 10.0]), np.array([False, False, False, True])
    assert mean_beside(amounts, inside).estimate == pytest.approx(10.0 - 4.0)
    assert share_beside(amounts > 2.5, inside).estimate == pytest.approx(1.0 - 0.5)


def test_no_interval_has_no_width() -> None:
    inside = np.arange(1000) < 200
    nothing = mean_beside(np.zeros(1000), inside), share_beside(np.zeros(1000, dtype=bool), inside)
    assert all(one.low < 0 < one.high for one in nothing)


def test_intervals_hold_the_truth_nineteen_times_in_twenty() -> None:
    """Of a standard normal the highest fifth has the mean φ(0.8416) / 0.2 = 1.3998."""
    generator = np.random.default_rng(1)
    means, shares = [], []
    for _ in range(200):
        values, noise = generator.standard_normal((2, 1000))
        inside = values >= np.sort(values)[800]
        mean = mean_beside(values + noise, inside)
        means.append(mean.low <= 1.3998 <= mean.high)
        share = share_beside(noise > 1.0, inside)
        shares.append(share.low <= 0.0 <= share.high)
    assert np.mean(means) > 0.91
    assert np.mean(shares) > 0.91

"""Streams belong to names, and nets fill every stratum once."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.sampling.streams import net, stream
from simulator.statistics.arrays import BLOCK

DELIVERY = "schemes.care_at_home.delivery"


def test_a_stream_starts_anew_each_time_it_is_asked_for() -> None:
    first = stream(7, 3, DELIVERY).standard_normal(50)
    stream(7, 3, "another").standard_normal(50)
    assert first.tobytes() == stream(7, 3, DELIVERY).standard_normal(50).tobytes()


def test_seed_block_and_name_each_make_another_stream() -> None:
    streams = [
        (0, 0, DELIVERY),
        (1, 0, DELIVERY),
        (0, 1, DELIVERY),
        (0, 0, "risks.flood.day"),
        (1, 1, DELIVERY),
    ]
    starts = {stream(*of).random() for of in streams}
    assert len(starts) == len(streams)


def test_seed_1_block_23_is_not_seed_12_block_3() -> None:
    assert stream(1, 23, DELIVERY).random() != stream(12, 3, DELIVERY).random()


@pytest.mark.parametrize("block", range(20))
def test_exactly_one_point_falls_into_each_stratum(block: int) -> None:
    points = net(0, block, DELIVERY)
    assert points.shape == (BLOCK,)
    assert points.dtype == np.float64
    assert sorted(np.floor(points * BLOCK)) == list(range(BLOCK))


def test_points_lie_strictly_inside_and_off_the_edges_of_the_strata() -> None:
    points = np.concatenate([net(0, block, DELIVERY) for block in range(50)])
    assert points.min() > 0.0
    assert points.max() < 1.0
    assert np.all(points * BLOCK % 1.0 > 0.0)


class LeastJitter:
    """A stream whose every jitter is nothing, as one in four thousand million is."""

    def permutation(self, size: int) -> np.ndarray:
        return np.arange(size)

    def integers(self, low: int, high: int, size: int, dtype: type) -> np.ndarray:
        return np.full(size, low, dtype=dtype)


def test_the_least_jitter_leaves_a_point_half_a_step_inside_its_stratum(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A jitter has 2^32 steps; a point lies in the middle of its step: 0 and 1/4, and half a step of a quarter."""
    monkeypatch.setattr("simulator.sampling.streams.stream", lambda *of: LeastJitter())
    step = 2.0**-32 / 4
    assert net(0, 0, DELIVERY, 4).tolist() == [stratum / 4 + step / 2 for stratum in range(4)]


def test_the_order_of_a_net_is_its_own() -> None:
    """Two independent permutations of 1,024 correlate by about ±1/32; 0.15 is nearly five times that."""
    names = [f"n{i}" for i in range(12)]
    together = np.corrcoef([net(0, 0, name) for name in names]) - np.eye(len(names))
    assert np.abs(together).max() < 0.15


def test_a_net_misses_a_mean_by_far_less_than_independent_points_would() -> None:
    """Independent points miss the mean of 1/2 by 0.29/32 = 0.009, one a stratum by 0.009/1024."""
    misses = [abs(net(0, block, DELIVERY).mean() - 0.5) for block in range(20)]
    assert max(misses) < 5 * 0.009 / 1024


def test_a_net_may_have_another_size() -> None:
    assert sorted(np.floor(net(0, 0, DELIVERY, size=10) * 10)) == list(range(10))

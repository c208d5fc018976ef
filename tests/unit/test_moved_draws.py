"""What closed months move, and what they leave."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from simulator.sampling.futures import Block
from simulator.sampling.moved import Moved
from simulator.statistics.arrays import BLOCK

NOISE, OTHER = "noise.west_norfolk.emergency", "noise.west_norfolk.elective"


def test_closed_months_of_a_path_move_and_later_ones_do_not() -> None:
    moved = Moved(7, 0, moves={NOISE: np.full((3, BLOCK), 0.5)})
    difference = moved.path(NOISE, 12) - Block(7, 0).path(NOISE, 12)
    np.testing.assert_allclose(difference[:3], 0.5, rtol=0, atol=1e-12)
    assert not difference[3:].any()
    assert np.array_equal(moved.path(OTHER, 12), Block(7, 0).path(OTHER, 12))


def test_a_share_moves_by_its_normal() -> None:
    moved = Moved(7, 0, moves={"schemes.one.delivery": np.full((1, BLOCK), 0.5)})
    name = "schemes.one.delivery"
    np.testing.assert_allclose(ndtri(moved.share(name)), ndtri(Block(7, 0).share(name)) + 0.5, atol=1e-8)
    assert np.array_equal(moved.share("schemes.two.delivery"), Block(7, 0).share("schemes.two.delivery"))

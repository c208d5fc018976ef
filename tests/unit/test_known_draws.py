"""What a sweep draws once is what each of its variants would draw alone."""

from __future__ import annotations

import numpy as np

from simulator.sampling.futures import Block
from simulator.sampling.known import KnownBlock

NOISE = "noise.west_norfolk.emergency"


def test_a_longer_horizon_is_drawn_anew_and_begins_as_the_shorter_one() -> None:
    known, alone = KnownBlock(7, 0), Block(7, 0)
    short, long = known.path(NOISE, 12), known.path(NOISE, 36)
    assert np.array_equal(short, alone.path(NOISE, 12))
    assert np.array_equal(long, alone.path(NOISE, 36))
    assert np.array_equal(long[:12], short)


def test_a_shorter_horizon_is_a_part_of_what_is_known() -> None:
    known = KnownBlock(7, 0)
    long = known.path(NOISE, 36)
    assert np.shares_memory(long, known.path(NOISE, 24))
    assert known.path(NOISE, 24).shape == long[:24].shape


def test_what_is_known_cannot_be_written_over() -> None:
    known = KnownBlock(7, 0)
    assert not known.share(NOISE).flags.writeable
    assert not known.path(NOISE, 12).flags.writeable

"""Every name owns its chance: a stream of random numbers that no other name can disturb."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np

from simulator.statistics.arrays import BLOCK, Array

_JITTER_BITS = 32
"""With 1,024 strata a point then has 43 bits: no rounding can move it into the next stratum, or to 0 or 1."""


def stream(seed: int, block: int, name: str) -> np.random.Generator:
    """The random numbers that belong to ``name`` in one block of a seed, always from their beginning.

    Parameters
    ----------
    seed : int
        Of the whole run; 0 is a seed like others.
    block : int
        Number of the block, from 0.
    name : str
        What is drawn, e.g. ``schemes.care_at_home.delivery``.
    """
    digest = hashlib.blake2b(f"{seed}/{block}/{name}".encode(), digest_size=16).digest()
    entropy = np.random.SeedSequence(int.from_bytes(digest, "little"))
    return np.random.Generator(np.random.SFC64(entropy))


Points = Callable[[int, int, str], Array]
"""How the points of a name in a block are laid out: `net`, or `plain` to measure what the net gains."""


def net(seed: int, block: int, name: str, size: int = BLOCK) -> Array:
    """A stratified net: one point in each of ``size`` equal parts of (0, 1), in an order of its own.

    Returns
    -------
    array
        Shape ``(size,)``, strictly between 0 and 1. Taken alone, each point is uniform; together they miss
        the mean of a smooth function by far less than independent points would.
    """
    own = stream(seed, block, name)
    stratum = own.permutation(size)
    jitter = own.integers(0, 2**_JITTER_BITS, size, dtype=np.uint32)
    points: Array = (stratum + (jitter + 0.5) / 2.0**_JITTER_BITS) / size
    return points


def plain(seed: int, block: int, name: str, size: int = BLOCK) -> Array:
    """Independent points, each uniform on (0, 1): what a net is measured against; no run draws them.

    Returns
    -------
    array
        Shape ``(size,)``, strictly between 0 and 1.
    """
    jitter = stream(seed, block, name).integers(0, 2**_JITTER_BITS, size, dtype=np.uint32)
    return np.asarray((jitter + 0.5) / 2.0**_JITTER_BITS, dtype=np.float64)

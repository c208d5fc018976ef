"""How sure we are of a probability that was counted in a limited number of possible futures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from simulator.sampling.inputs import Array
from simulator.sampling.streams import BLOCK

LEVEL = 0.95
ENOUGH_BLOCKS = 8
"""Below this the spread of the block means is itself too uncertain to be used."""


@dataclass(frozen=True)
class Probability:
    """A share of the futures, and where the share of infinitely many futures lies with confidence ``level``.

    The interval holds the error of sampling alone: it does not know whether the scenario is right.
    """

    estimate: float
    low: float
    high: float
    level: float
    replications: int


@dataclass(frozen=True)
class Probabilities:
    """Many probabilities at once: arrays of one shape."""

    estimate: Array
    low: Array
    high: Array
    level: float
    replications: int

    def at(self, *index: int) -> Probability:
        """One of them."""
        return Probability(
            estimate=float(self.estimate[index]),
            low=float(self.low[index]),
            high=float(self.high[index]),
            level=self.level,
            replications=self.replications,
        )


def probability(hits: NDArray[np.bool_], *, block: int = BLOCK, level: float = LEVEL) -> Probability:
    """Probability of what happened in those futures where ``hits`` is true; shape ``(replications,)``."""
    return probabilities(hits[None, :], block=block, level=level).at(0)


def probabilities(hits: NDArray[np.bool_], *, block: int = BLOCK, level: float = LEVEL) -> Probabilities:
    """Probability for each row of ``hits``, shape ``(…, replications)``; what fills no block is one block."""
    futures = hits.shape[-1]
    size = block if futures % block == 0 else futures
    shares: Array = hits.reshape(*hits.shape[:-1], futures // size, size).mean(axis=-1)
    return from_block_shares(shares, size=size, level=level)


def from_block_shares(shares: Array, *, size: int = BLOCK, level: float = LEVEL) -> Probabilities:
    """Probabilities with their intervals from each block's share of futures; shape ``(…, blocks)``.

    Futures of one block are stratified and so not independent, but the blocks are: from eight blocks on the
    interval is Student's t over the block means. Where there are fewer, or a block has all or none (its
    spread would deceive), it is Wilson's score interval, which treats all futures as independent. No
    interval has zero width.
    """
    blocks = shares.shape[-1]
    estimate: Array = shares.mean(axis=-1)
    low, high = _wilson(estimate, blocks * size, level)
    if blocks >= ENOUGH_BLOCKS:
        error = shares.std(axis=-1, ddof=1) / np.sqrt(blocks)
        half = error * stdtrit(blocks - 1, 0.5 + level / 2)
        is_mixed = ((shares > 0.0) & (shares < 1.0)).all(axis=-1) & (half > 0.0)
        low = np.where(is_mixed, np.maximum(estimate - half, 0.0), low)
        high = np.where(is_mixed, np.minimum(estimate + half, 1.0), high)
    return Probabilities(estimate, low, high, level, blocks * size)


def _wilson(estimate: Array, replications: int, level: float) -> tuple[Array, Array]:
    """Wilson's score interval (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927)."""
    z = ndtri(0.5 + level / 2)
    stretch = 1.0 + z**2 / replications
    centre = (estimate + z**2 / (2 * replications)) / stretch
    half = z / stretch * np.sqrt(estimate * (1 - estimate) / replications + z**2 / (4 * replications**2))
    low = np.where(estimate <= 0.0, 0.0, np.maximum(centre - half, 0.0))
    high = np.where(estimate >= 1.0, 1.0, np.minimum(centre + half, 1.0))
    return low, high

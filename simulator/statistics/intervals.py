"""How sure we are of what was counted in a limited number of replications: probabilities, and differences."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from simulator.statistics.arrays import BLOCK, Array

LEVEL = 0.95
ENOUGH_BLOCKS = 8
"""Below this the spread of the block means is itself too uncertain to be used."""
NARROWEST_GBP_M = 1e-6
"""Half an interval of an amount is never less than a pound, the accuracy to which duties are counted."""


@dataclass(frozen=True)
class Probability:
    """A share of the replications, and where the share of infinitely many replications lies with confidence ``level``.

    The interval holds the error of sampling alone: it does not know whether the scenario is right.
    """

    estimate: float
    low: float
    high: float
    level: float
    replications: int

    @property
    def half_width(self) -> float:
        """The longer arm of the interval."""
        return max(self.high - self.estimate, self.estimate - self.low)

    @property
    def is_known(self) -> bool:
        """Whether there is anything to tell: not of a duty that nobody asks for."""
        return not math.isnan(self.estimate)


UNKNOWN = Probability(math.nan, math.nan, math.nan, level=LEVEL, replications=0)
"""Where there is nothing to tell."""


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

    def where(self, is_known: NDArray[np.bool_]) -> Probabilities:
        """The same, unknown (NaN) where ``is_known``, of their shape, is false."""
        estimate, low, high = (
            np.where(is_known, one, np.nan) for one in (self.estimate, self.low, self.high)
        )
        return Probabilities(estimate, low, high, self.level, self.replications)

    def each(self) -> list[Probability]:
        """All of them, the last axis fastest."""
        return [self.at(*index) for index in np.ndindex(self.estimate.shape)]

    @property
    def half_width(self) -> Array:
        """The longer arm of each interval."""
        return np.maximum(self.high - self.estimate, self.estimate - self.low)


@dataclass(frozen=True)
class Difference:
    """By how much one world lies above another in the same replications, with the paired interval of that difference.

    Attributes
    ----------
    unit : str
        `share` for a difference of probabilities, `gbp_m` for a mean difference of amounts.
    changed : float
        Share of the replications in which the two worlds differ at all.
    """

    estimate: float
    low: float
    high: float
    unit: Literal["share", "gbp_m"]
    changed: float
    level: float
    replications: int

    @property
    def is_nothing(self) -> bool:
        """Whether the two worlds differ in no replication."""
        return self.changed == 0.0

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out no difference at all."""
        return not self.low <= 0.0 <= self.high


@dataclass(frozen=True)
class Differences:
    """Many differences at once: arrays of one shape."""

    estimate: Array
    low: Array
    high: Array
    unit: Literal["share", "gbp_m"]
    changed: Array
    level: float
    replications: int

    def at(self, *index: int) -> Difference:
        """One of them."""
        return Difference(
            estimate=float(self.estimate[index]),
            low=float(self.low[index]),
            high=float(self.high[index]),
            unit=self.unit,
            changed=float(self.changed[index]),
            level=self.level,
            replications=self.replications,
        )


def probability(hits: NDArray[np.bool_], *, block: int = BLOCK, level: float = LEVEL) -> Probability:
    """Probability of what happened in those replications where ``hits`` is true; shape ``(replications,)``."""
    return probabilities(hits[None, :], block=block, level=level).at(0)


def probabilities(hits: NDArray[np.bool_], *, block: int = BLOCK, level: float = LEVEL) -> Probabilities:
    """Probability for each row of ``hits``, shape ``(…, replications)``; those that fill no block count like others.

    How far the estimate may be off is seen from the whole blocks, where there are enough of them.
    """
    replications, shares = hits.shape[-1], _by_block(hits, block)
    estimate: Array = (shares if replications % block == 0 else hits).mean(axis=-1)
    return _with_interval(estimate, shares, replications, level)


def from_block_shares(shares: Array, *, size: int = BLOCK, level: float = LEVEL) -> Probabilities:
    """Probabilities with their intervals from each block's share of replications; shape ``(…, blocks)``.

    Replications of one block are stratified and so not independent, but the blocks are: from eight blocks on the
    interval is Student's t over the block means. Where there are fewer, or a block has all or none (its
    spread would deceive), it is Wilson's score interval, which treats all replications as independent. No
    interval has zero width.
    """
    estimate: Array = shares.mean(axis=-1)
    return _with_interval(estimate, shares, shares.shape[-1] * size, level)


def _with_interval(estimate: Array, shares: Array, replications: int, level: float) -> Probabilities:
    low, high = _wilson(estimate, replications, level)
    if shares.shape[-1] >= ENOUGH_BLOCKS:
        half = _students_half(shares, level)
        is_mixed = ((shares > 0.0) & (shares < 1.0)).all(axis=-1) & (half > 0.0)
        low = np.where(is_mixed, np.maximum(estimate - half, 0.0), low)
        high = np.where(is_mixed, np.minimum(estimate + half, 1.0), high)
    return Probabilities(estimate, low, high, level, replications)


def mean_differences(paired: Array, *, block: int = BLOCK, level: float = LEVEL) -> Differences:
    """Mean of paired differences in £m, ``(…, replications)``: what the second world has beyond the first.

    From eight blocks on the interval is Student's t over the block means; where there are fewer, the normal
    one over the replications, which treats them as independent. It is never narrower than a pound either way.
    """
    replications = paired.shape[-1]
    estimate: Array = paired.mean(axis=-1)
    half: Array = paired.std(axis=-1) / np.sqrt(replications) * ndtri(0.5 + level / 2)
    blocks = _by_block(paired, block)
    if blocks.shape[-1] >= ENOUGH_BLOCKS:
        over_blocks = _students_half(blocks, level)
        half = np.where(over_blocks > 0.0, over_blocks, half)
    half = np.maximum(half, NARROWEST_GBP_M)
    changed: Array = (np.abs(paired) > NARROWEST_GBP_M).mean(axis=-1)
    return Differences(estimate, estimate - half, estimate + half, "gbp_m", changed, level, replications)


def share_differences(
    before: NDArray[np.bool_], after: NDArray[np.bool_], *, block: int = BLOCK, level: float = LEVEL
) -> Differences:
    """By how much more often something happens after than before, each ``(…, replications)``, paired by replication.

    Only the replications that change count: those gained less those lost. From eight blocks on, each with some
    that change, the interval is Student's t over the block means. Otherwise Wilson's intervals of the gained
    and of the lost are squared and added (R. G. Newcombe, Stat. Med. 17, 1998, 2635), with the correlation
    that two shares of one count have. No interval has zero width.
    """
    gained, lost = after & ~before, before & ~after
    net: Array = gained.astype(np.float64) - lost
    estimate: Array = net.mean(axis=-1)
    low, high = _squared_and_added(gained.mean(axis=-1), lost.mean(axis=-1), net.shape[-1], level)
    blocks = _by_block(net, block)
    if blocks.shape[-1] >= ENOUGH_BLOCKS:
        half = _students_half(blocks, level)
        is_mixed = (_by_block(np.abs(net), block) > 0.0).all(axis=-1) & (half > 0.0)
        low = np.where(is_mixed, estimate - half, low)
        high = np.where(is_mixed, estimate + half, high)
    changed: Array = np.abs(net).mean(axis=-1)
    ends = np.maximum(low, -1.0), np.minimum(high, 1.0)
    return Differences(estimate, *ends, "share", changed, level, net.shape[-1])


def binomial_range(trials: int, share: float, *, level: float = LEVEL) -> tuple[int, int]:
    """The least and the greatest count that chance allows where each of ``trials`` comes out with chance ``share``.

    Counts below are together at most half as likely as ``1 − level``, and so are those above; trials are independent.
    """
    tail = (1.0 - level) / 2.0
    chances = [math.comb(trials, k) * share**k * (1.0 - share) ** (trials - k) for k in range(trials + 1)]
    low = next(k for k in range(trials + 1) if math.fsum(chances[: k + 1]) > tail)
    high = next(k for k in range(trials, -1, -1) if math.fsum(chances[k:]) > tail)
    return low, high


def _by_block(values: Array | NDArray[np.bool_], block: int) -> Array:
    """Means of the whole blocks; where there is none, of all that there is."""
    replications = values.shape[-1]
    size = min(block, replications)
    whole = replications // size
    means: Array = values[..., : whole * size].reshape(*values.shape[:-1], whole, size).mean(axis=-1)
    return means


def _students_half(means: Array, level: float) -> Array:
    """Half of Student's interval over block means."""
    blocks = means.shape[-1]
    half: Array = means.std(axis=-1, ddof=1) / np.sqrt(blocks) * stdtrit(blocks - 1, 0.5 + level / 2)
    return half


def _squared_and_added(gained: Array, lost: Array, replications: int, level: float) -> tuple[Array, Array]:
    """Ends of the interval of ``gained − lost``, two shares of one count, from Wilson's interval of each."""
    gained_low, gained_high = _wilson(gained, replications, level)
    lost_low, lost_high = _wilson(lost, replications, level)
    rest = (1.0 - gained) * (1.0 - lost)
    together = np.sqrt(np.divide(gained * lost, rest, out=np.zeros_like(rest), where=rest > 0.0))

    def reach(one: Array, other: Array) -> Array:
        length: Array = np.sqrt(one**2 + other**2 + 2.0 * together * one * other)
        return length

    low = gained - lost - reach(gained - gained_low, lost_high - lost)
    high = gained - lost + reach(gained_high - gained, lost - lost_low)
    return low, high


def _wilson(estimate: Array, replications: int, level: float) -> tuple[Array, Array]:
    """Wilson's score interval (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927)."""
    z = ndtri(0.5 + level / 2)
    stretch = 1.0 + z**2 / replications
    centre = (estimate + z**2 / (2 * replications)) / stretch
    half = z / stretch * np.sqrt(estimate * (1 - estimate) / replications + z**2 / (4 * replications**2))
    low = np.where(estimate <= 0.0, 0.0, np.maximum(centre - half, 0.0))
    high = np.where(estimate >= 1.0, 1.0, np.minimum(centre + half, 1.0))
    return low, high

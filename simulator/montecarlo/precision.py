"""When to stop: as soon as the blocks from the first on leave no probability less certain than was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulator.errors import ArgumentError, RecoverySimError
from simulator.statistics.arrays import BLOCK, Array
from simulator.statistics.intervals import ENOUGH_BLOCKS, from_block_shares

MOST_REPLICATIONS = 102_400
"""Replications after which a run for precision ends all the same, unless another limit is given."""


@dataclass(frozen=True)
class Precision:
    """How certain a run was to be, and how certain it became.

    Attributes
    ----------
    asked : float
        The largest half of a 95 % interval allowed, as a share of one.
    half_width : float
        The largest there was when the run ended: of breaking even and of 1 %, of every body, the system and
        every body at once, in every year.
    """

    asked: float
    half_width: float

    @property
    def is_reached(self) -> bool:
        """Whether the run ended because it was certain enough; otherwise its limit came first."""
        return self.half_width <= self.asked


@dataclass
class Certainty:
    """What the blocks so far say, taken in their order: which of them finished first changes nothing.

    Attributes
    ----------
    asked : float or None
        The largest half of an interval allowed; None stops at no block.
    stop : int or None
        Number of blocks, from the first on, that are enough.
    """

    asked: float | None
    stop: int | None = None
    half_width: float | None = None
    """Of the longest row of blocks, from the first on, that was looked at."""
    _waiting: dict[int, Array] = field(default_factory=dict)
    _in_order: list[Array] = field(default_factory=list)

    def note(self, block: int, shares: Array) -> None:
        """Take in the shares of a block (see `BlockReport.shares`)."""
        if self.asked is None:
            return
        self._waiting[block] = shares
        while self.stop is None and len(self._in_order) in self._waiting:
            self._in_order.append(self._waiting.pop(len(self._in_order)))
            if len(self._in_order) >= ENOUGH_BLOCKS:
                self.half_width = largest_half_width(np.stack(self._in_order, axis=-1))
                if self.half_width <= self.asked:
                    self.stop = len(self._in_order)

    def conclude(self) -> Precision | None:
        """What came of it, once no more blocks are to come."""
        if self.asked is None:
            return None
        if self.half_width is None:
            self.half_width = largest_half_width(np.stack(self._in_order, axis=-1))
        return Precision(self.asked, self.half_width)


def largest_half_width(shares: Array) -> float:
    """The longer arm of the widest interval; shares by anything, the block last."""
    return float(from_block_shares(shares, size=BLOCK).half_width.max())


def refuse_impossible_precision(precision: float | None) -> None:
    """A half-width is more than nothing and less than one half.

    Raises
    ------
    RecoverySimError
        If it is not.
    """
    if precision is not None and (isinstance(precision, bool) or not isinstance(precision, (int, float))):
        raise ArgumentError(f"precision should be a number, e.g. 0.01 for one point, but is {precision!r}.")
    if precision is not None and not 0 < precision < 0.5:
        raise RecoverySimError(
            f"precision {precision:g}: half the width of an interval lies between 0 and 0.5; 0.01 is one point"
        )

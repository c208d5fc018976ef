"""The normal family, behind percentiles, a mean with its spread, and a lognormal; and what bounds do to it.

All are in the unit of their number's key; `distributions` says what ``ppf``, ``mean`` and ``variance`` are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import ndtr, ndtri

from simulator.statistics.arrays import Array

Z90 = 1.2815515655446004
"""Standard normal quantile at 0.9."""

Moments = tuple[float, float, float]
"""Of a part of a distribution: its probability, and the sums of ``x − centre`` and of its square over it."""


class Unbounded(Protocol):
    """A distribution that bounds can be put on."""

    @property
    def centre(self) -> float:
        """Where deviations are counted from, so that a large mean costs the variance no digits."""
        ...

    def moments_between(self, low: float, high: float) -> Moments:
        """The moments of the part from ``low`` to ``high``, either of which may be infinite."""
        ...

    def ppf(self, u: Array) -> Array: ...


@dataclass(frozen=True)
class Normal:
    """The normal distribution, by its mean and standard deviation."""

    mean: float
    sd: float

    @property
    def variance(self) -> float:
        return self.sd**2

    def ppf(self, u: Array) -> Array:
        return self.mean + self.sd * ndtri(u)

    @property
    def centre(self) -> float:
        return self.mean

    def moments_between(self, low: float, high: float) -> Moments:
        mass, first, second = _standard_moments((low - self.mean) / self.sd, (high - self.mean) / self.sd)
        return mass, self.sd * first, self.sd**2 * second


@dataclass(frozen=True)
class SplitNormal:
    """Two half normals that meet at the median; they go through the 10th, 50th and 90th percentile exactly.

    Half of the probability lies on either side, so that the density jumps at the median where the sides
    differ (unlike the two-piece normal of the Bank of England's fan charts, whose mode is the joint).
    """

    p10: float
    p50: float
    p90: float

    @property
    def mean(self) -> float:
        return self.p50 + (self._above - self._below) / math.sqrt(2 * math.pi)

    @property
    def variance(self) -> float:
        return (self._above**2 + self._below**2) / 2 - (self._above - self._below) ** 2 / (2 * math.pi)

    def ppf(self, u: Array) -> Array:
        z = ndtri(u)
        quantiles: Array = self.p50 + z * np.where(z > 0, self._above, self._below)
        return quantiles

    @property
    def centre(self) -> float:
        return self.p50

    def moments_between(self, low: float, high: float) -> Moments:
        mass = first = second = 0.0
        for scale, side_low, side_high in ((self._below, -math.inf, 0.0), (self._above, 0.0, math.inf)):
            from_z = min(max(self._z(low, scale), side_low), side_high)
            to_z = min(max(self._z(high, scale), side_low), side_high)
            part = _standard_moments(from_z, to_z)
            mass, first, second = mass + part[0], first + scale * part[1], second + scale**2 * part[2]
        return mass, first, second

    @property
    def _below(self) -> float:
        return (self.p50 - self.p10) / Z90

    @property
    def _above(self) -> float:
        return (self.p90 - self.p50) / Z90

    def _z(self, x: float, scale: float) -> float:
        """Where ``x`` lies on a side; a side of no width lies wholly at the median, inside any bounds."""
        return (x - self.p50) / scale if scale > 0 else math.inf * (1 if x >= self.p50 else -1)


@dataclass(frozen=True)
class Lognormal:
    """A positive number whose logarithm is normal, by its median and 90th percentile."""

    p50: float
    p90: float

    @property
    def mean(self) -> float:
        return self.p50 * math.exp(self._sigma**2 / 2)

    @property
    def variance(self) -> float:
        return self.mean**2 * math.expm1(self._sigma**2)

    def ppf(self, u: Array) -> Array:
        return self.p50 * np.exp(self._sigma * ndtri(u))

    @property
    def centre(self) -> float:
        return self.mean

    def moments_between(self, low: float, high: float) -> Moments:
        from_z, to_z = self._z(low), self._z(high)
        mass, plain, square = (
            self.p50**k
            * math.exp((k * self._sigma) ** 2 / 2)
            * _probability(from_z - k * self._sigma, to_z - k * self._sigma)
            for k in (0, 1, 2)
        )
        return mass, plain - self.mean * mass, square - 2 * self.mean * plain + self.mean**2 * mass

    @property
    def _sigma(self) -> float:
        return math.log(self.p90 / self.p50) / Z90

    def _z(self, x: float) -> float:
        return math.log(x / self.p50) / self._sigma if x > 0 else -math.inf


@dataclass(frozen=True)
class Clipped:
    """A distribution whose quantiles are clipped: what lies beyond a bound happens at the bound."""

    inner: Unbounded
    low: float
    high: float

    @property
    def mean(self) -> float:
        return self.inner.centre + self._deviations[0]

    @property
    def variance(self) -> float:
        first, second = self._deviations
        return max(second - first**2, 0.0)

    @property
    def share_beyond(self) -> float:
        """Probability of what lies beyond a bound."""
        # Just beyond, because what lies on a bound, as half of a distribution may that has one side only, stays there.
        below = self.inner.moments_between(-math.inf, math.nextafter(self.low, -math.inf))[0]
        return below + self.inner.moments_between(math.nextafter(self.high, math.inf), math.inf)[0]

    def ppf(self, u: Array) -> Array:
        return np.clip(self.inner.ppf(u), self.low, self.high)

    @property
    def _deviations(self) -> tuple[float, float]:
        """Mean deviation from the centre of what is clipped, and mean squared deviation."""
        _, first, second = self.inner.moments_between(self.low, self.high)
        beyond = ((self.low, -math.inf, self.low), (self.high, self.high, math.inf))
        for bound, start, end in beyond:
            if math.isfinite(bound):
                mass = self.inner.moments_between(start, end)[0]
                first += mass * (bound - self.inner.centre)
                second += mass * (bound - self.inner.centre) ** 2
        return first, second


def _standard_moments(from_z: float, to_z: float) -> Moments:
    """Of a part of the standard normal: its probability, and the sums of ``z`` and ``z²`` over it."""
    mass = _probability(from_z, to_z)
    first = _density(from_z) - _density(to_z)
    return mass, first, mass + _tail_term(from_z) - _tail_term(to_z)


def _probability(from_z: float, to_z: float) -> float:
    # Where both lie above, the difference is taken in the lower tail: there it keeps its digits.
    if from_z > 0:
        from_z, to_z = -to_z, -from_z
    return float(ndtr(to_z) - ndtr(from_z))


def _density(z: float) -> float:
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def _tail_term(z: float) -> float:
    return z * _density(z) if math.isfinite(z) else 0.0

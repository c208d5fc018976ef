"""What is believed about a number: its distribution, and the quantiles, mean and variance that this implies.

Every distribution is in the unit of its number's key. ``ppf(u)`` is the quantile function, for an array of
any shape; ``mean`` and ``variance`` are closed forms, bounds included. Definitions and moments are those of
the textbooks (Johnson, Kotz and Balakrishnan, *Continuous Univariate Distributions*); where practice knows
several, the docstring says which one is meant.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Protocol

import numpy as np
from scipy.special import betaincinv, betaln

from simulator.statistics.arrays import Array


class Distribution(Protocol):
    """A distribution of one number, in the number's unit."""

    @property
    def mean(self) -> float: ...

    @property
    def variance(self) -> float: ...

    def ppf(self, u: Array) -> Array:
        """The quantiles at ``u``, each strictly between 0 and 1."""
        ...


@dataclass(frozen=True)
class Beta:
    """The beta distribution between two bounds, by its mean and standard deviation."""

    mean: float
    sd: float
    low: float
    high: float

    @property
    def variance(self) -> float:
        return self.sd**2

    def ppf(self, u: Array) -> Array:
        span = self.high - self.low
        share = (self.mean - self.low) / span
        weight = share * (1 - share) / (self.sd / span) ** 2 - 1
        return _between(
            self.low, self.low + span * _beta_quantile(share * weight, (1 - share) * weight, u), self.high
        )


@dataclass(frozen=True)
class Pert:
    """The beta-PERT (Malcolm et al., 1959), weight 4 on the mode: its mean is ``(low + 4 mode + high) / 6``.

    The variance is that of this beta exactly, ``(mean − low)(high − mean) / 7``. The planner's rule of thumb,
    a standard deviation of a sixth of the range, is an approximation of it and is not used.
    """

    low: float
    mode: float
    high: float

    @property
    def mean(self) -> float:
        return (self.low + 4 * self.mode + self.high) / 6

    @property
    def variance(self) -> float:
        return (self.mean - self.low) * (self.high - self.mean) / 7

    def ppf(self, u: Array) -> Array:
        span = self.high - self.low
        rising = 1 + 4 * (self.mode - self.low) / span
        return _between(self.low, self.low + span * _beta_quantile(rising, 6 - rising, u), self.high)


@dataclass(frozen=True)
class Triangular:
    """The triangular distribution."""

    low: float
    mode: float
    high: float

    @property
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3

    @property
    def variance(self) -> float:
        rise, fall, span = self.mode - self.low, self.high - self.mode, self.high - self.low
        return (rise**2 + fall**2 + span**2) / 36

    def ppf(self, u: Array) -> Array:
        rise, fall, span = self.mode - self.low, self.high - self.mode, self.high - self.low
        rising, falling = self.low + np.sqrt(u * span * rise), self.high - np.sqrt((1 - u) * span * fall)
        return _between(self.low, np.where(u * span < rise, rising, falling), self.high)


@dataclass(frozen=True)
class Uniform:
    """Every value between two bounds alike."""

    low: float
    high: float

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2

    @property
    def variance(self) -> float:
        return (self.high - self.low) ** 2 / 12

    def ppf(self, u: Array) -> Array:
        return _between(self.low, self.low + (self.high - self.low) * u, self.high)


@dataclass(frozen=True)
class Discrete:
    """Some values, ascending, each with its probability."""

    values: tuple[float, ...]
    probabilities: tuple[float, ...]

    @property
    def mean(self) -> float:
        return math.fsum(p * x for x, p in zip(self.values, self.probabilities, strict=True))

    @property
    def variance(self) -> float:
        mean = self.mean
        return math.fsum(p * (x - mean) ** 2 for x, p in zip(self.values, self.probabilities, strict=True))

    def ppf(self, u: Array) -> Array:
        # The least value whose cumulative probability reaches u. Probabilities are added up as they are written:
        # 0.30, 0.15 and 0.05 are a half, of which floating sums fall just short.
        sums = list(accumulate(Fraction(repr(probability)) for probability in self.probabilities))
        steps = np.array([float(reached / sums[-1]) for reached in sums[:-1]])
        return np.asarray(self.values)[np.searchsorted(steps, u, side="left")]


def _beta_quantile(a: float, b: float, u: Array) -> Array:
    """The quantile of the beta distribution on 0 to 1.

    In its far tail scipy's search gives up for some shapes (a just above 1, u below 1e−15). There the first term of the
    series of the distribution function, ``x^a / (a B(a, b))``, holds to a relative error of the order of x.
    """
    found = betaincinv(a, b, u)
    tail = np.exp((np.log(u) + math.log(a) + betaln(a, b)) / a)
    return np.asarray(np.where(np.isnan(found), tail, found))


def _between(low: float, quantiles: Array, high: float) -> Array:
    """Quantiles that rounding has not carried beyond their ends."""
    return np.clip(quantiles, low, high)

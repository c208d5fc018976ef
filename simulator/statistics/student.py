"""Student's t distribution with four degrees of freedom: blows heavier than a normal's, and its quantiles closed."""

from __future__ import annotations

import numpy as np
from scipy.special import erf, ndtr

from simulator.statistics.arrays import Array

VARIANCE = 2.0
"""Of the distribution, ``ν / (ν − 2)``."""
LEAST_TAIL = 1e-100
"""As far into its tail a quantile is taken, as of every other distribution."""


def t4_at_normal(z: Array) -> Array:
    """The quantile of Student's t with four degrees of freedom at ``Φ(z)``, for an array of any shape.

    With ``p = Φ(−|z|)`` and ``cos θ = 2√(p(1 − p))`` it is ``± 2 √(cos(θ/3)/cos θ − 1)`` (W. T. Shaw, *Sampling
    Student's T distribution – use of the inverse cumulative distribution function*, J. Comput. Finance 9(4), 2006).
    The difference is taken as a product of sines, ``sin θ = 1 − 2p`` as an error function, and both sides by the lower
    tail, so that no digit is lost near the median or far out.
    """
    tail = np.maximum(ndtr(-np.abs(z)), LEAST_TAIL)
    cosine = 2.0 * np.sqrt(tail * (1.0 - tail))
    third = np.arctan2(erf(np.abs(z) / np.sqrt(2.0)), cosine) / 3.0
    beyond = 2.0 * np.sin(2.0 * third) * np.sin(third) / cosine
    return np.asarray(np.copysign(2.0 * np.sqrt(beyond), z))

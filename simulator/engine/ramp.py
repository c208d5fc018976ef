"""The ramp of a scheme: how its effect grows from go-live to full, exactly to the day."""

from __future__ import annotations

import numpy as np

from simulator.scenario.terms.schemes import Scheme
from simulator.statistics.arrays import Array


def ramp_months(scheme: Scheme) -> float:
    """Months from go-live to its full effect; none where it is immediate."""
    return 0.0 if scheme.ramp == "immediate" else float(scheme.ramp_months)


def integral(scheme: Scheme, age: Array) -> Array:
    """Integral of the ramp from go-live to ``age`` months after it."""
    length = ramp_months(scheme)
    if length == 0.0:
        return np.maximum(age, 0.0)
    beyond = np.maximum(age - length, 0.0)
    q = age / length
    np.maximum(q, 0.0, out=q)
    np.minimum(q, 1.0, out=q)
    if scheme.ramp == "linear":
        return length / 2 * q * q + beyond
    return length * (q * q * q) * (1.0 - q / 2) + beyond

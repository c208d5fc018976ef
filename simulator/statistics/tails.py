"""By how much some of the futures lie beside all of them, with the interval of that difference."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulator.statistics.arrays import Array
from simulator.statistics.intervals import LEVEL, NARROWEST_GBP_M, Difference


def mean_beside(amounts: Array, inside: NDArray[np.bool_], *, level: float = LEVEL) -> Difference:
    """Mean amount of the futures inside less that of all, in £m; futures count as independent.

    Parameters
    ----------
    amounts : array, shape (futures,)
        £m.
    inside : array of bool, shape (futures,)
        Some of them, and not all.
    """
    some, others = amounts[inside], amounts[~inside]
    rest = len(others) / len(amounts)
    error = rest * np.sqrt(some.var() / len(some) + others.var() / len(others))
    half = max(float(ndtri(0.5 + level / 2) * error), NARROWEST_GBP_M)
    estimate = float(rest * (some.mean() - others.mean()))
    return Difference(estimate, estimate - half, estimate + half, "gbp_m", 1.0, level, len(amounts))


def share_beside(hits: NDArray[np.bool_], inside: NDArray[np.bool_], *, level: float = LEVEL) -> Difference:
    """Share of the futures inside that have something less the share of all, a share; futures count as independent.

    The error is that of two shares with one success and one failure added to each (A. Agresti and B. Caffo, Am. Stat.
    54, 2000, 280), so that no interval has zero width.

    Parameters
    ----------
    hits, inside : array of bool, shape (futures,)
        Some are inside, and not all.
    """
    rest = float((~inside).mean())
    variance = 0.0
    for some in (hits[inside], hits[~inside]):
        share = (some.sum() + 1) / (len(some) + 2)
        variance += share * (1 - share) / (len(some) + 2)
    half = float(ndtri(0.5 + level / 2) * rest * np.sqrt(variance))
    estimate = float(rest * (hits[inside].mean() - hits[~inside].mean()))
    low, high = max(estimate - half, -1.0), min(estimate + half, 1.0)
    return Difference(estimate, low, high, "share", 1.0, level, len(hits))

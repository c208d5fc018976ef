"""What each line of the table is, as formulas on arrays: bodies first, then years, futures last. No run is known here.

Those that `recovery-sim check` uses too are in `simulator/analyses/reference_formulas.py`. Shares, margins and draws
are per cent. What is of no body or pair at all is no number (NaN).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulator.results.outcomes import POUND
from simulator.statistics.arrays import Array


def in_deficit_pct(position: Array) -> Array:
    """By year, of all bodies in all futures: the share with a position below nothing by more than a pound.

    Parameters
    ----------
    position : array, shape (bodies, years, futures)
        £m.
    """
    return np.asarray(100 * np.mean(position < -POUND, axis=(0, 2)))


def margin_pct(amount: Array, income: Array) -> Array:
    """By year: the mean over futures of Σ amount / Σ income, sums over bodies.

    Parameters
    ----------
    amount, income : array, shape (bodies, years, futures)
        £m.
    """
    return np.asarray(100 * np.mean(amount.sum(axis=0) / income.sum(axis=0), axis=-1))


def mean_correlation(values: Array) -> float:
    """The mean over pairs of bodies of the correlation over futures.

    Parameters
    ----------
    values : array, shape (bodies, futures)
    """
    correlations = np.atleast_2d(np.corrcoef(values))
    return float(np.mean(correlations[np.triu_indices(len(values), k=1)]))


def draws_pct(owed: Array, income: Array) -> Array:
    """What was drawn in each year after the first, net of what was repaid, % of the last year's income.

    Parameters
    ----------
    owed : array, shape (bodies, years, futures)
        Loans at the years' ends, £m.
    income : array, shape (bodies, futures)
        Of the last year, as the national panel has it.

    Returns
    -------
    array, shape (bodies, years − 1, futures)
    """
    return 100 * np.diff(owed, axis=1) / income[:, None, :]


BANDS: Mapping[str, tuple[float, float]] = {
    "over 6 %": (6.0, np.inf),
    "3 to 6 %": (3.0, 6.0),
    "under 1 %": (-np.inf, 1.0),
}
"""By what was drawn in a year, % of income: from the first to below the second."""


def persistence(first: Array, then: Array) -> dict[str, float]:
    """How one year's draw goes with the next one's, over bodies and futures that owe anything.

    Parameters
    ----------
    first, then : array, shape (pairs,)
        Draws of two years running, % of income.

    Returns
    -------
    dict
        `correlation` (Pearson's), and for each band of the first draw `mean after …`, the mean of the next, and
        `under 1 % after …`, the share of next draws below 1 %, per cent.
    """
    found = {"correlation": _correlation(first, then)}
    for band, (low, high) in BANDS.items():
        held = then[(first >= low) & (first < high)]
        found[f"mean after {band}"] = float(held.mean()) if held.size else np.nan
        found[f"under 1 % after {band}"] = float(100 * np.mean(held < 1.0)) if held.size else np.nan
    return found


def _correlation(first: Array, then: Array) -> float:
    if first.size < 2 or np.ptp(first) == 0 or np.ptp(then) == 0:
        return np.nan
    return float(np.corrcoef(first, then)[0, 1])

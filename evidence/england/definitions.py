"""What each line of the table is, as formulas on arrays: bodies first, then years, futures last. No run is known here.

Shares, margins and draws are per cent. What is of no body or pair at all is no number (NaN).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import POUND
from simulator.statistics.arrays import Array

Mask = npt.NDArray[np.bool_]

BALANCED_AFTER_YEARS = 3
DEEP_DEFICIT_PCT = 5.0


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


def transition_pct(from_class: Mask, to_class: Mask, *, lag: int = BALANCED_AFTER_YEARS) -> Array:
    """By first year y: of bodies in `from_class` in y, the share that is in `to_class` in y + lag.

    Every body in every future counts once for each y: Σ (from_y and to_y+lag) / Σ from_y, sums over bodies and futures.

    Parameters
    ----------
    from_class, to_class : array of bool, shape (bodies, years, futures)

    Returns
    -------
    array, shape (years − lag,)
    """
    first, last = from_class[:, :-lag], to_class[:, lag:]
    return _share(np.sum(first & last, axis=(0, 2)), np.sum(first, axis=(0, 2)))


def all_transitions_pct(from_class: Mask, to_class: Mask, *, lag: int = BALANCED_AFTER_YEARS) -> float:
    """The same of all first years together: each body, future and first year counts once."""
    first, last = from_class[:, :-lag], to_class[:, lag:]
    return float(_share(np.sum(first & last), np.sum(first)))


def is_in_surplus(surplus: Array) -> Mask:
    """Balance or better: at least minus a pound."""
    return surplus >= -POUND


def is_deep_in_deficit(surplus: Array, income: Array) -> Mask:
    """A deficit beyond 5 % of income."""
    return surplus < -DEEP_DEFICIT_PCT / 100 * income


def miss_pct(surplus: Array, plan: Array, income: Array) -> Array:
    """(surplus − plan) / income: a shortfall is negative.

    Parameters
    ----------
    surplus, income : array, shape (bodies, futures)
        Of one year, £m.
    plan : array, shape (bodies, 1)
        Of the run in which everything is delivered, or the plan that was submitted.
    """
    return 100 * (surplus - plan) / income


def spread(values: Array) -> float:
    """The mean over bodies of p90 − p10 over futures.

    Parameters
    ----------
    values : array, shape (bodies, futures)
    """
    low, high = np.percentile(values, [10, 90], axis=-1)
    return float(np.mean(high - low))


def mean_correlation(values: Array) -> float:
    """The mean over pairs of bodies of the correlation over futures.

    Parameters
    ----------
    values : array, shape (bodies, futures)
    """
    correlations = np.atleast_2d(np.corrcoef(values))
    return float(np.mean(correlations[np.triu_indices(len(values), k=1)]))


def new_savings(of_the_year: Array, recurrent_then: Array, recurrent_now: Array) -> Array:
    """Savings that are new in a year, as national returns count them.

    D_y(y) + max(R_y(y−1) − R_y−1(y−1), 0): what this year's programmes deliver, and the full-year effect of last
    year's: by how much their recurrent part delivers more than then. What does not recur is not taken off again.

    Parameters
    ----------
    of_the_year, recurrent_then, recurrent_now : array, shape (programmes, futures)
        Delivered this year by this year's programmes, and the recurrent part of last year's, last year and now, £m.

    Returns
    -------
    array, shape (futures,)
    """
    return np.asarray(of_the_year.sum(axis=0) + np.maximum(recurrent_now - recurrent_then, 0.0).sum(axis=0))


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


def _share(part: npt.ArrayLike, whole: npt.ArrayLike) -> Array:
    part, whole = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    return np.asarray(np.divide(100 * part, whole, out=np.full_like(part, np.nan), where=whole > 0))

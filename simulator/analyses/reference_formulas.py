"""Formulas by which a run and published records are put side by side: arrays, bodies first, then years, futures last.

Shares and margins are per cent. What is of no body at all is no number (NaN).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import POUND
from simulator.statistics.arrays import Array

Mask = npt.NDArray[np.bool_]

BALANCED_AFTER_YEARS = 3
DEEP_DEFICIT_PCT = 5.0


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


def _share(part: npt.ArrayLike, whole: npt.ArrayLike) -> Array:
    part, whole = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    return np.asarray(np.divide(100 * part, whole, out=np.full_like(part, np.nan), where=whole > 0))

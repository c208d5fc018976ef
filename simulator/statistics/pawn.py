"""PAWN: how far an outcome's distribution moves when an input is known, and how far it would by chance alone."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from simulator.statistics.arrays import Array
from simulator.statistics.given_data import Labels, classes, ranked

SLICES = 10
GRADES = 4096
"""Places at which distributions are compared at most: between two of them lies a 4096th of the futures."""
DUMMIES = 600
ENOUGH = 2048
"""Futures on which dummies are tried: by chance, distances shrink with the root of their number."""
FEWEST = 20
"""Futures that a slice of so few must still have; else dummies are tried on all of them."""


def grades(outcome: Array) -> Labels:
    """Each future's place among the values of an outcome, shape ``(futures,)``, the same for values alike."""
    return classes(ranked(outcome), min(len(outcome), GRADES))


def pawn(slices: Labels, grade: Labels) -> float:
    """Mean over slices of an input of the Kolmogorov–Smirnov distance from the outcome's whole distribution, 0 to 1.

    F. Pianosi and T. Wagener, Environ. Model. Softw. 108 (2018) 33: from a generic sample. The mean is taken of the
    slices, not the median or the largest: it leaves the least to chance.

    Parameters
    ----------
    slices : array of int, shape (futures,)
        The slice that each future's value of the input is in, from 0, none empty.
    grade : array of int, shape (futures,)
        From `grades`.
    """
    count, places = int(slices.max()) + 1, int(grade.max()) + 1
    found = np.bincount(slices * places + grade, minlength=count * places).reshape(count, places)
    sizes = found.sum(axis=1, keepdims=True)
    whole = np.cumsum(found.sum(axis=0)) / len(grade)
    return float(np.abs(np.cumsum(found, axis=1) / sizes - whole).max(axis=1).mean())


def noise_level(slices: Labels, grade: Labels, *, false_alarm: float, seed: int = 0) -> float:
    """The distance that an input without influence exceeds with chance ``false_alarm``, seen from dummy inputs.

    A dummy puts the futures into slices of the same sizes at random (V. Khorashadi Zadeh et al., Environ. Model.
    Softw. 91, 2017, 210). The level lies above their mean by as many of their standard deviations as a normal one
    needs, and by what their skewness adds to that (E. A. Cornish and R. A. Fisher, Rev. Int. Stat. Inst. 5, 1938, 307).

    Parameters
    ----------
    slices, grade : array of int, shape (futures,)
        As `pawn` takes them; only how many are in each matters.
    false_alarm : float
        Of one input; of many, what is allowed for all of them divided by their number.
    """
    futures = len(grade)
    tried = min(futures, ENOUGH)
    if int(np.bincount(slices).min()) * tried < FEWEST * futures:
        tried = futures
    chosen = np.linspace(0, futures - 1, tried).round().astype(np.int64)
    labels, places = np.sort(slices)[chosen], np.sort(grade)[chosen]
    generator = np.random.default_rng(seed)
    dummies = np.array([pawn(generator.permutation(labels), places) for _ in range(DUMMIES)])
    z, spread = -ndtri(false_alarm), dummies.std(ddof=1)
    skewness = ((dummies - dummies.mean()) ** 3).mean() / spread**3 if spread > 0 else 0.0
    level = dummies.mean() + (z + (z**2 - 1) * max(skewness, 0.0) / 6) * spread
    return float(min(level * np.sqrt(tried / futures), 1.0))

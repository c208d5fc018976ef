"""First-order (Sobol) indices from futures that are already there: classes of an input, and the spread between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulator.statistics.arrays import Array

Labels = NDArray[np.int64]

LEVEL = 0.95
BATCHES = RESAMPLES = 256
"""Random batches of futures, and how often as many of them are drawn; smaller samples have fewer."""


@dataclass(frozen=True)
class Ranked:
    """An input's values in order.

    Attributes
    ----------
    middle : array, shape (futures,)
        Rank of each value from 0, values alike sharing their mean rank.
    """

    middle: Array

    @property
    def size(self) -> int:
        """How many values there are."""
        return len(self.middle)

    @property
    def normal_scores(self) -> Array:
        """What a standard normal would be at each value's rank."""
        scores: Array = ndtri((self.middle + 0.5) / self.size)
        return scores


def ranked(values: Array) -> Ranked:
    """The mid-ranks of values, shape ``(futures,)``."""
    order = np.argsort(values)
    ordered = values[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    sizes = np.diff(np.append(starts, len(values)))
    middle = np.empty(len(values))
    middle[order] = np.repeat(starts + (sizes - 1) / 2, sizes)
    return Ranked(middle)


def class_count(futures: int) -> int:
    """Classes for a first-order index: twice the cube root of the futures, 4 to 128.

    More classes see a bent dependence better, fewer leave less to chance; the noise that they leave in an index of
    nothing is about ``√(2 · classes) / futures``.
    """
    return int(np.clip(round(2 * futures ** (1 / 3)), 4, 128))


def classes(of: Ranked, count: int) -> Labels:
    """The class of each value, from 0: equally many values in each, values alike in the same one, none empty."""
    wide = ((of.middle + 0.5) * count / of.size).astype(np.int64)
    is_there = np.bincount(wide, minlength=count) > 0
    labels: Labels = (np.cumsum(is_there) - 1)[wide]
    return labels


@dataclass(frozen=True)
class Resampling:
    """Futures in random batches, and how often each batch counts in each resample.

    Attributes
    ----------
    batch : array, shape (futures,)
    weights : array, shape (resamples, batches)
    """

    batch: Labels
    weights: Array


def resampling(
    futures: int, *, batches: int = BATCHES, resamples: int = RESAMPLES, seed: int = 0
) -> Resampling:
    """A bootstrap of random batches: as good as one of single futures, and as quick with a hundred times as many."""
    generator = np.random.default_rng(seed)
    batches = min(batches, futures)
    batch = generator.permutation(futures) % batches
    weights = generator.multinomial(batches, np.full(batches, 1 / batches), size=resamples)
    return Resampling(batch, weights.astype(np.float64))


@dataclass(frozen=True)
class Index:
    """A first-order index with its bootstrap interval; of pure noise it may come out a little below 0."""

    estimate: float
    low: float
    high: float


def first_order(labels: Labels, outcome: Array, futures: Resampling, *, level: float = LEVEL) -> Index:
    """Share of an outcome's variance that lies between the classes of an input: ``Var(E[Y|X]) / Var(Y)``.

    The variance between class means is cleared of what chance alone puts there, as in an analysis of variance
    (T. L. Kelley, PNAS 21, 1935, 554), which is the given-data estimator of E. Plischke, E. Borgonovo and C. L. Smith,
    Eur. J. Oper. Res. 226 (2013) 536, without its bias. The interval is the normal one with the bootstrap's spread,
    less the noise that resampling adds to class means.

    Parameters
    ----------
    labels : array of int, shape (futures,)
        From `classes`.
    outcome : array, shape (futures,)
        Not all alike, of any unit.
    futures : Resampling
    """
    count = int(labels.max()) + 1
    batches = futures.weights.shape[-1]
    centred = outcome - outcome.mean()
    cell = futures.batch * count + labels
    sizes = np.bincount(cell, minlength=batches * count).reshape(batches, count).astype(np.float64)
    sums = np.bincount(cell, weights=centred, minlength=batches * count).reshape(batches, count)
    squares = np.bincount(futures.batch, weights=centred**2, minlength=batches)
    estimate = float(_share(sizes.sum(axis=0), sums.sum(axis=0), squares.sum()))
    # Not `@`: a BLAS with several threads adds in another order and so changes the last digit.
    drawn_sizes, drawn_sums = (np.einsum("rb,bc->rc", futures.weights, one) for one in (sizes, sums))
    resampled = _share(drawn_sizes, drawn_sums, np.einsum("rb,b->r", futures.weights, squares))
    return with_interval(estimate, resampled, count - 1, len(outcome), level)


def with_interval(estimate: float, resampled: Array, freedom: int, futures: int, level: float) -> Index:
    """An index with its normal interval, from what resamples came to.

    An index of nothing that takes ``freedom`` fitted figures has the variance ``2 · freedom / futures²``. Resamples of
    futures that hold such noise hold it twice over, and vary by ``4 · freedom / futures²`` more than they should.

    Parameters
    ----------
    resampled : array, shape (resamples,)
    """
    of_noise = (1 - np.clip(estimate, 0.0, 1.0)) ** 2 * freedom / futures**2
    spread = np.sqrt(max(float(resampled.var(ddof=1)) - 4 * of_noise, 2 * of_noise))
    half = float(ndtri(0.5 + level / 2) * spread)
    return Index(estimate, estimate - half, estimate + half)


def _share(sizes: Array, sums: Array, squares: Array) -> Array:
    """The index from each class's count and sum of a centred outcome, and from the sum of its squares."""
    futures = sizes.sum(axis=-1)
    of_mean = sums.sum(axis=-1) ** 2 / futures
    total = squares - of_mean
    each = np.divide(sums**2, sizes, out=np.zeros_like(sums), where=sizes > 0)
    between = each.sum(axis=-1) - of_mean
    count = (sizes > 0).sum(axis=-1)
    within = (total - between) / np.maximum(futures - count, 1)
    share: Array = np.divide(between - (count - 1) * within, total, out=np.zeros_like(total), where=total > 0)
    return share

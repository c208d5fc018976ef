"""Several inputs taken together: the surface that they fit to an outcome, its share of the variance, and its score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from simulator.statistics.arrays import Array
from simulator.statistics.given_data import LEVEL, Index, Labels, Resampling, ranked, with_interval

FOLDS = 5
WITH_PRODUCTS, WITH_SQUARES = 4, 60
"""Up to as many members, the surface has products of two, and is bent, too."""
MOST_TERMS = 0.25
"""Of the futures: with more, a surface tells nothing."""
BARELY = 1e-8
"""Ridge on terms that say the same, such as the square of what is 0 or 1."""


@dataclass(frozen=True)
class Surface:
    """The share of a surface, and how many terms that do not say the same were fitted for it."""

    index: Index
    freedom: int


def surface(members: Array) -> Array:
    """The terms of the quadratic surface of members: each with mean 0 and variance 1, shape ``(terms, futures)``.

    They are made of the members' normal scores (what a standard normal would be at the same rank), so that a few far
    values carry no surface. Of many members the surface is linear; all terms of members that never vary are left out.

    Parameters
    ----------
    members : array, shape (futures, members)
    """
    scores = np.stack([ranked(values).normal_scores for values in members.T])
    count, futures = scores.shape
    terms = [scores]
    if count <= WITH_SQUARES and 2 * count <= MOST_TERMS * futures:
        terms.append(scores**2)
    if count <= WITH_PRODUCTS:
        terms += [scores[i : i + 1] * scores[i + 1 :] for i in range(count - 1)]
    every = np.concatenate(terms)
    every -= every.mean(axis=1, keepdims=True)
    spread = every.std(axis=1)
    varies = spread > 1e-9
    standard: Array = every[varies] / spread[varies, None]
    return standard


@dataclass(frozen=True)
class Fit:
    """A surface beside an outcome, batch by batch of the futures.

    Attributes
    ----------
    terms : array, shape (terms, futures)
    moments : array, shape (batches, terms + 2, terms + 2)
        Sums of products of 1, of the terms, and of the outcome less its mean.
    """

    terms: Array
    moments: Array
    futures: Resampling


def fitted(terms: Array, outcome: Array, futures: Resampling) -> Fit:
    """What is needed to fit a surface to an outcome, again and again, on some of the futures.

    Parameters
    ----------
    terms : array, shape (terms, futures)
        From `surface`; not more than a quarter of the futures.
    outcome : array, shape (futures,)
        Not all alike, of any unit.
    futures : Resampling
    """
    extended = np.concatenate([np.ones((1, len(outcome))), terms, (outcome - outcome.mean())[None]])
    # Not `@`: a BLAS with several threads adds in another order and so changes the last digit.
    batches = (extended[:, part] for part in _parts(futures))
    moments = np.stack([np.einsum("pf,qf->pq", some, some) for some in batches])
    return Fit(terms, moments, futures)


def surface_share(fit: Fit, *, level: float = LEVEL) -> Surface:
    """Share of an outcome's variance that its best-fitting surface has: a lower bound of the members' joint index.

    It is the adjusted R² of a regression on all terms: what a surface of noise would fit is taken off. Where the
    surface is the conditional mean it is the members' joint first-order index. The interval is that of `first_order`.
    """
    whole, count = fit.moments.sum(axis=0), fit.terms.shape[1]
    freedom = int(np.linalg.matrix_rank(whole[:-1, :-1], hermitian=True)) - 1
    estimate = float(_adjusted(whole[None], freedom)[0])
    resampled = np.concatenate(
        [
            _adjusted(np.einsum("rb,bpq->rpq", some, fit.moments), freedom)
            for some in np.array_split(fit.futures.weights, 8)
        ]
    )
    return Surface(with_interval(estimate, resampled, freedom, count, level), freedom)


def by_chance(found: Surface, futures: int) -> float:
    """Chance that members without influence fit as good a surface: the F test of the regression as a whole."""
    left = futures - 1 - found.freedom
    unexplained = (1 - found.index.estimate) * left / (futures - 1)
    ratio = (1 - unexplained) / found.freedom / (unexplained / left)
    return float(fdtrc(found.freedom, left, max(ratio, 0.0)))


def score(fit: Fit, *, folds: int = FOLDS) -> Array:
    """What members tell of an outcome, in its unit and about its mean: their surface, each fold's fitted on the others.

    No future helps to fit its own score, so that members without influence have a score that is correlated with the
    outcome as often one way as the other; by √2 further than one input would be, since each pair of folds counts twice.
    The fit is a ridge regression that shrinks as if half of the variance were noise.

    Parameters
    ----------
    folds : int
        `fold_of` says which future is in which.
    """
    found = np.zeros(fit.terms.shape[1])
    inner = fit.moments[:, 1:-1, 1:-1], fit.moments[:, 1:-1, -1]
    ridge = len(fit.terms) * np.eye(len(fit.terms))
    fold_of_batch, fold_of_future = np.arange(len(fit.moments)) % folds, fold_of(fit.futures, folds)
    for fold in range(folds):
        square, product = (one[fold_of_batch != fold].sum(axis=0) for one in inner)
        weights = np.linalg.solve(square + ridge, product)
        part = fold_of_future == fold
        found[part] = np.einsum("p,pf->f", weights, fit.terms[:, part])
    return found


def fold_of(futures: Resampling, folds: int) -> Labels:
    """The fold that each future is in, from 0: whole batches."""
    labels: Labels = futures.batch % folds
    return labels


def _parts(futures: Resampling) -> list[Labels]:
    """The futures of each batch."""
    order = np.argsort(futures.batch, kind="stable")
    sizes = np.bincount(futures.batch, minlength=futures.weights.shape[-1])
    return np.split(order, np.cumsum(sizes)[:-1])


def _adjusted(moments: Array, freedom: int) -> Array:
    """Adjusted R² of the last column on all others, the first of which is 1: moments ``(…, columns, columns)``."""
    futures = moments[..., 0, 0]
    covariances = moments - moments[..., :, :1] * moments[..., :1, :] / futures[..., None, None]
    square, product, total = (
        covariances[..., 1:-1, 1:-1],
        covariances[..., 1:-1, -1],
        covariances[..., -1, -1],
    )
    ridge = BARELY * futures[..., None, None] * np.eye(square.shape[-1])
    weights = np.linalg.solve(square + ridge, product[..., None])[..., 0]
    explained = (weights * product).sum(axis=-1) / total
    adjusted: Array = 1 - (1 - explained) * (futures - 1) / (futures - 1 - freedom)
    return adjusted

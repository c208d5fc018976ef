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


def surface_share(terms: Array, outcome: Array, futures: Resampling, *, level: float = LEVEL) -> Surface:
    """Share of an outcome's variance that its best-fitting surface has: a lower bound of the members' joint index.

    It is the adjusted R² of a regression on all terms: what a surface of noise would fit is taken off. Where the
    surface is the conditional mean it is the members' joint first-order index. The interval is that of `first_order`.

    Parameters
    ----------
    terms : array, shape (terms, futures)
        From `surface`; not more than a quarter of the futures.
    outcome : array, shape (futures,)
        Not all alike, of any unit.
    futures : Resampling
    """
    batches = futures.weights.shape[-1]
    extended = np.concatenate([np.ones((1, len(outcome))), terms, (outcome - outcome.mean())[None]])
    order = np.argsort(futures.batch, kind="stable")
    ends = np.cumsum(np.bincount(futures.batch, minlength=batches))[:-1]
    # Not `@`: a BLAS with several threads adds in another order and so changes the last digit.
    moments = np.stack(
        [np.einsum("pf,qf->pq", extended[:, part], extended[:, part]) for part in np.split(order, ends)]
    )
    whole = moments.sum(axis=0)
    freedom = int(np.linalg.matrix_rank(whole[:-1, :-1], hermitian=True)) - 1
    estimate = float(_adjusted(whole[None], freedom)[0])
    resampled = np.concatenate(
        [_adjusted(np.einsum("rb,bpq->rpq", some, moments), freedom) for some in np.split(futures.weights, 8)]
    )
    return Surface(with_interval(estimate, resampled, freedom, len(outcome), level), freedom)


def by_chance(found: Surface, futures: int) -> float:
    """Chance that members without influence fit as good a surface: the F test of the regression as a whole."""
    left = futures - 1 - found.freedom
    unexplained = (1 - found.index.estimate) * left / (futures - 1)
    ratio = (1 - unexplained) / found.freedom / (unexplained / left)
    return float(fdtrc(found.freedom, left, max(ratio, 0.0)))


def folds(futures: int, *, count: int = FOLDS, seed: int = 0) -> Labels:
    """A fold for each future, at random, from 0."""
    labels: Labels = np.random.default_rng(seed).permutation(futures) % count
    return labels


def score(terms: Array, outcome: Array, fold: Labels) -> Array:
    """What members tell of an outcome, in its unit and about its mean: their surface, each fold's fitted on the others.

    No future helps to fit its own score, so that members without influence have a score that is correlated with the
    outcome as often one way as the other; by √2 further than one input would be, since each pair of folds counts twice.
    The fit is a ridge regression that shrinks as if half of the variance were noise.

    Parameters
    ----------
    terms : array, shape (terms, futures)
        From `surface`.
    outcome : array, shape (futures,)
    fold : array of int, shape (futures,)
    """
    centred = outcome - outcome.mean()
    found = np.zeros(len(outcome))
    parts = [np.flatnonzero(fold == one) for one in range(int(fold.max()) + 1)]
    # Not `@`: a BLAS with several threads adds in another order and so changes the last digit.
    squares = np.stack([np.einsum("pf,qf->pq", terms[:, part], terms[:, part]) for part in parts])
    products = np.stack([np.einsum("pf,f->p", terms[:, part], centred[part]) for part in parts])
    ridge = len(terms) * np.eye(len(terms))
    for part, square, product in zip(parts, squares, products, strict=True):
        weights = np.linalg.solve(squares.sum(axis=0) - square + ridge, products.sum(axis=0) - product)
        found[part] = np.einsum("p,pf->f", weights, terms[:, part])
    return found


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

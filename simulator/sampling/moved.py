"""Chance that is noted and moved: what happened in closed months makes some replications likelier than others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtr, ndtri

from simulator.sampling.futures import Block, inside
from simulator.statistics.arrays import Array

_YEAR = re.compile(r"[.@](\d{4})(?=\.|$)")
"""A financial year in a name, e.g. ``winter.strikes.2019`` or ``schemes.qeh_cip@2019.delivery``."""


@dataclass(frozen=True, kw_only=True)
class Noted(Block):
    """A block that notes the standard normals behind what it is asked for, as far as the closed months can tell of it.

    Attributes
    ----------
    closed : int
        Months from the start.
    year : int
        The financial year they are in.
    """

    closed: int
    year: int
    _normals: dict[str, Array] = field(default_factory=dict, init=False, repr=False, compare=False)

    def share(self, name: str) -> Array:
        u = super().share(name)
        if not _is_of_later_years(name, self.year):
            self._normals[name] = np.asarray(ndtri(u))[None]
        return u

    def path(self, name: str, months: int) -> Array:
        path = super().path(name, months)
        self._normals[name] = path[: self.closed].copy()
        return path

    @property
    def normals(self) -> Mapping[str, Array]:
        """By name, shape ``(1, replications)``, or ``(closed months, replications)`` of a path."""
        return self._normals


@dataclass(frozen=True, kw_only=True)
class Moved(Block):
    """The same block with some of its standard normals moved; every value, event and path follows from them.

    Attributes
    ----------
    moves : mapping of str to array
        By how much, in the shapes of `Noted.normals`.
    """

    moves: Mapping[str, Array]

    def share(self, name: str) -> Array:
        u = super().share(name)
        return inside(ndtr(ndtri(u) + self.moves[name][0])) if name in self.moves else u

    def path(self, name: str, months: int) -> Array:
        path = super().path(name, months)
        if name in self.moves:
            path[: len(self.moves[name])] += self.moves[name]
        return path


def moves_towards(
    normals: Mapping[str, Array], found: Array, actual: Array, ridge: float
) -> dict[str, Array]:
    """By how much each normal moves where ``found`` turned out to be ``actual``.

    Parameters
    ----------
    normals : mapping of str to array
        Standard normals, shape ``(…, replications)`` each.
    found : array
        What each replication came to, shape ``(figures, replications)``.
    actual : array
        What happened, shape ``(figures,)``.
    ridge : float
        Added to the variances of ``found``, as a share of their mean.

    Returns
    -------
    dict
        ``Cov(z, X) (Var X + ridge)⁻¹ (x − X)``: with the moves added, normals and figures that are jointly normal
        are distributed as they are given ``actual`` (conditioning by kriging: J.-P. Chilès and P. Delfiner,
        *Geostatistics*, 2nd edition 2012, chapter 7).
    """
    from_mean = found - found.mean(axis=1, keepdims=True)
    weights = _solved(_variance(from_mean, ridge), actual[:, None] - found)
    moves = {}
    for name, normal in normals.items():
        covariance = np.einsum("mr,ir->mi", normal - normal.mean(axis=1, keepdims=True), from_mean)
        moves[name] = np.einsum("mi,ir->mr", covariance / found.shape[1], weights)
    return moves


def share_as_far(found: Array, actual: Array, ridge: float) -> float:
    """Share of the replications at least as far from their mean as ``actual``, by their variances and covariances.

    The distance is that of P. C. Mahalanobis (1936); ``found``, ``actual`` and ``ridge`` are as in `moves_towards`.
    """
    mean = found.mean(axis=1, keepdims=True)
    deviations = np.concatenate([found - mean, actual[:, None] - mean], axis=1)
    weights = _solved(_variance(deviations[:, :-1], ridge), deviations)
    distances = np.einsum("ir,ir->r", deviations, weights)
    return float(np.mean(distances[:-1] >= distances[-1]))


def _variance(from_mean: Array, ridge: float) -> Array:
    # einsum, not @: a matrix product of the libraries may round differently with another number of threads.
    variance: Array = np.einsum("ir,jr->ij", from_mean, from_mean) / from_mean.shape[1]
    variance[np.diag_indices_from(variance)] += ridge * np.trace(variance) / len(variance)
    return variance


def _solved(matrix: Array, right: Array) -> Array:
    """The solution of a positive definite system, by elimination."""
    matrix, right = matrix.copy(), right.copy()
    for i in range(len(matrix)):
        right[i] /= matrix[i, i]
        matrix[i] /= matrix[i, i]
        for j in range(len(matrix)):
            if j != i and matrix[j, i] != 0.0:
                right[j] -= matrix[j, i] * right[i]
                matrix[j] -= matrix[j, i] * matrix[i]
    return right


def _is_of_later_years(name: str, year: int) -> bool:
    return any(int(found) > year for found in _years(name))


def _years(name: str) -> Iterable[str]:
    return _YEAR.findall(name)

"""What correlations can hold together: whether a matrix is possible, where it is not, and the nearest that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Matrix = tuple[tuple[float, ...], ...]
"""Symmetric, with ones on the diagonal."""

ROUNDING = 1e-9
"""An eigenvalue within this of nothing is nothing: entries are typed with a limited number of digits."""

MOST_STEPS = 20_000
CLOSE = 1e-13
"""The search for the nearest matrix ends when a step moves no entry by more, or after so many steps."""

MOST_SUBSETS = 100_000
"""As many sets of members of one size are looked through for the smallest that cannot be."""


@dataclass(frozen=True)
class Conflict:
    """A smallest set of members whose correlations cannot all hold, and by how much.

    Attributes
    ----------
    members : tuple of int
        Their places in the matrix.
    eigenvalue : float
        The smallest one of their part of the matrix; nothing or more is possible.
    pair : tuple of int
        The two whose correlation has to move least, were it alone to move.
    low, high : float
        Between what that correlation could be, given the set's others.
    """

    members: tuple[int, ...]
    eigenvalue: float
    pair: tuple[int, int]
    low: float
    high: float


def smallest_eigenvalue(matrix: Matrix) -> float:
    """The smallest eigenvalue: correlations can hold together if it is not negative."""
    return float(np.linalg.eigvalsh(np.array(matrix))[0])


def is_possible(matrix: Matrix) -> bool:
    """Whether all correlations of a matrix can hold together: whether it is positive semi-definite."""
    return smallest_eigenvalue(matrix) >= -ROUNDING


def conflict(matrix: Matrix) -> Conflict | None:
    """Where a matrix is not possible: of the smallest such sets of members, the one that is furthest from it.

    In a large matrix whose small sets all are possible, members are dropped one by one as long as the others
    still cannot be; that set has no superfluous member, but a smaller one may exist.
    """
    if is_possible(matrix):
        return None
    entries = np.array(matrix)
    members = _smallest_impossible(entries) or _impossible_without_superfluous(entries)
    eigenvalue = float(np.linalg.eigvalsh(entries[np.ix_(members, members)])[0])
    pair, low, high = _least_move(entries, members)
    return Conflict(members, eigenvalue, pair, low, high)


@lru_cache(maxsize=64)
def nearest_correlation_matrix(matrix: Matrix) -> Matrix:
    """The possible correlation matrix that is nearest by the sum of squared differences.

    Alternating projections with Dykstra's correction: N. J. Higham, "Computing the nearest correlation matrix:
    a problem from finance", IMA EventLog of Numerical Analysis 22 (2002), 329-343, algorithm 3.3 without weights.
    """
    latest = np.array(matrix)
    possible, correction = latest, np.zeros_like(latest)
    for _ in range(MOST_STEPS):
        shifted = latest - correction
        possible = _without_negative_part(shifted)
        correction = possible - shifted
        before, latest = latest, possible.copy()
        np.fill_diagonal(latest, 1.0)
        if np.abs(latest - before).max() <= CLOSE:
            break
    # The last step left the possible matrices by a hair; a scaled one is among them whenever the search ended.
    scale = 1.0 / np.sqrt(np.diag(possible))
    scaled = np.clip(possible * scale * scale[:, None], -1.0, 1.0)
    np.fill_diagonal(scaled, 1.0)
    return as_matrix((scaled + scaled.T) / 2)


def root(matrix: Matrix) -> NDArray[np.float64]:
    """The symmetric square root: its rows make independent standard normals into correlated ones.

    Of all square roots it leaves each number closest to its own normal (A. Kessy, A. Lewin and K. Strimmer,
    "Optimal whitening and decorrelation", The American Statistician 72 (2018), 309-314). Members that are
    perfectly correlated have the same row, or the same with its sign turned, to the last bit.

    Raises
    ------
    ValueError
        If the matrix is not possible.
    """
    if not is_possible(matrix):
        raise ValueError(f"no such correlations: the smallest eigenvalue is {smallest_eigenvalue(matrix):g}")
    first = [next(j for j in range(i + 1) if abs(row[j]) == 1.0) for i, row in enumerate(matrix)]
    different = sorted(set(first))
    values, vectors = np.linalg.eigh(np.array(matrix)[np.ix_(different, different)])
    lengths = np.sqrt(np.where(values > ROUNDING, values, 0.0))
    # Not `@`: a BLAS with several threads adds in another order and so changes the last digit.
    rows = np.einsum("ik,k,jk->ij", vectors, lengths, vectors)
    rows[np.abs(rows) < ROUNDING / 1000] = 0.0
    rows /= np.sqrt((rows**2).sum(axis=1, keepdims=True))
    whole = np.zeros((len(matrix), len(matrix)))
    for i, one in enumerate(first):
        whole[i, different] = matrix[i][one] * rows[different.index(one)]
    return whole


def as_matrix(rows: Sequence[Sequence[float]] | NDArray[np.float64]) -> Matrix:
    """Rows of figures as a matrix that can be compared and remembered."""
    return tuple(tuple(float(entry) for entry in row) for row in rows)


def _without_negative_part(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """The nearest positive semi-definite matrix."""
    values, vectors = np.linalg.eigh(matrix)
    nearest: NDArray[np.float64] = np.einsum("ik,k,jk->ij", vectors, np.maximum(values, 0.0), vectors)
    return (nearest + nearest.T) / 2


def _smallest_impossible(entries: NDArray[np.float64]) -> tuple[int, ...] | None:
    """The worst of the smallest sets that cannot be; None where there are too many sets to look through."""
    count = len(entries)
    for size in range(2, count + 1):
        if math.comb(count, size) > MOST_SUBSETS:
            return None
        sets = np.array(list(combinations(range(count), size)))
        smallest = np.linalg.eigvalsh(entries[sets[:, :, None], sets[:, None, :]])[:, 0]
        if smallest.min() < -ROUNDING:
            return tuple(sets[int(smallest.argmin())].tolist())
    return None


def _impossible_without_superfluous(entries: NDArray[np.float64]) -> tuple[int, ...]:
    members = list(range(len(entries)))
    for one in range(len(entries)):
        others = [member for member in members if member != one]
        if np.linalg.eigvalsh(entries[np.ix_(others, others)])[0] < -ROUNDING:
            members = others
    return tuple(members)


def _least_move(
    entries: NDArray[np.float64], members: tuple[int, ...]
) -> tuple[tuple[int, int], float, float]:
    """The pair that has to move least for the set to be possible, and between what it could be."""

    def move(pair: tuple[int, int]) -> float:
        low, high = _between(entries, pair, members)
        entry = float(entries[pair])
        return max(low - entry, entry - high)

    pair = min(combinations(members, 2), key=move)
    return (pair, *_between(entries, pair, members))


def _between(
    entries: NDArray[np.float64], pair: tuple[int, int], members: tuple[int, ...]
) -> tuple[float, float]:
    """Between what a pair's correlation could be given the others: where the pair's part beyond them is possible."""
    others = [member for member in members if member not in pair]
    inverse = np.linalg.pinv(entries[np.ix_(others, others)], rcond=ROUNDING, hermitian=True)
    with_others = entries[np.ix_(pair, others)]
    explained = np.einsum("ik,kl,jl->ij", with_others, inverse, with_others)
    left = np.maximum(1.0 - np.diag(explained), 0.0)
    centre, half = float(explained[0, 1]), math.sqrt(float(left[0] * left[1]))
    return max(centre - half, -1.0), min(centre + half, 1.0)

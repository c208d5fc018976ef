"""How much of an outcome goes with an assumption, read from futures that are there, one assumption at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulator.analyses.drivers import FALSE_ALARM, threshold
from simulator.review.argued import Assumption, Columns, Family
from simulator.statistics.arrays import Array
from simulator.statistics.given_data import (
    Index,
    Labels,
    Ranked,
    class_count,
    classes,
    first_order,
    ranked,
    resampling,
)
from simulator.statistics.intervals import LEVEL, Difference, Probability
from simulator.statistics.pawn import SLICES, grades, noise_level, pawn
from simulator.statistics.surfaces import (
    MOST_TERMS,
    Fit,
    by_chance,
    fitted,
    fold_of,
    score,
    surface,
    surface_share,
)
from simulator.statistics.tails import mean_beside, share_beside

FIFTHS = 5
"""The lowest and the highest of so many equal parts of the futures: p10 and p90 are their middles."""
FEW_BATCHES, FEW_RESAMPLES = 64, 128
"""For surfaces, each resample of which is a regression."""


@dataclass(frozen=True)
class Tail:
    """The futures in which an assumption is low, or high.

    Attributes
    ----------
    share : float
        Of all futures.
    value : float
        Mean of the assumption there, in the unit of its key; NaN of several inputs that are unlike.
    margin : Difference
        By how many £m the mean margin above the duty is there beyond that of all futures.
    chance : Difference
        By how much likelier the duty is reached there than in all futures.
    """

    share: float
    value: float
    margin: Difference
    chance: Difference


@dataclass(frozen=True)
class Carried:
    """How much of the outcome goes with an assumption.

    Attributes
    ----------
    first_order : Probability
        Share of the variance between futures that knowing it would take away, on average; of several inputs a lower
        bound.
    rank_correlation : float
        Spearman's, with the ends of its interval; of several inputs that of the score by which they are read.
    pawn, noise : float
        Mean distance of distributions, 0 to 1, and what an assumption without influence stays below.
    is_told : bool
        Whether it can be told from one without influence.
    low, high : Tail
        The fifths of the futures in which it is lowest and highest.
    """

    assumption: Assumption
    first_order: Probability
    rank_correlation: float
    rank_correlation_low: float
    rank_correlation_high: float
    pawn: float
    noise: float
    is_told: bool
    low: Tail
    high: Tail


@dataclass(frozen=True)
class Together:
    """What goes with all assumptions of a family at once."""

    family: Family
    carried: Carried


class Reader:
    """Reads assumptions one after the other, so that no more than one's columns are held beside the run's."""

    def __init__(
        self, columns: Columns, margin: Array, reached: NDArray[np.bool_], figures: Array, count: int
    ) -> None:
        self._columns = columns
        self._margin, self._reached, self._figures = margin, reached, figures
        self._count = max(count, 1)
        self._futures = resampling(len(figures))
        self._few = resampling(len(figures), batches=FEW_BATCHES, resamples=FEW_RESAMPLES)
        self._order = ranked(figures)
        self._grade = grades(figures)
        self._half = fold_of(self._few, 2) == 0
        self._grade_of_half = grades(figures[self._half])
        self._noise: dict[tuple[int, bytes], float] = {}

    def each(self, listed: Sequence[Assumption]) -> list[Carried]:
        """How much goes with each assumption that varies."""
        found = []
        for one in listed:
            values = self._columns.of(one.members)
            if values.shape[1]:
                found.append(self._carried(one, values))
        return found

    def together(self, some: Sequence[Family]) -> list[Together]:
        """How much goes with all members of each family."""
        found = []
        for family in some:
            values = self._columns.of(family.whole.members)
            if 1 < values.shape[1] <= MOST_TERMS * len(values):
                found.append(Together(family, self._several(family.whole, values)))
        return sorted(found, key=lambda one: -one.carried.first_order.estimate)

    def all_together(self, some: Sequence[Assumption]) -> Probability | None:
        """The share of all these assumptions at once; None of none, or of too many for the futures."""
        values = self._columns.of(tuple(name for one in some for name in one.members))
        is_enough = 0 < values.shape[1] <= MOST_TERMS * len(values)
        if not is_enough:
            return None
        return _as_probability(
            surface_share(fitted(surface(values), self._figures, self._few)).index, len(values)
        )

    def _carried(self, one: Assumption, values: Array) -> Carried:
        if values.shape[1] == 1:
            return self._single(one, values[:, 0])
        return self._several(one, values)

    def _single(self, one: Assumption, values: Array) -> Carried:
        of = ranked(values)
        distance, noise = self._pawn(of, self._grade)
        index = first_order(classes(of, class_count(of.size)), self._figures, self._futures)
        correlation = self._correlation(of)
        is_told = distance > noise or abs(correlation[0]) > threshold(self._count, of.size)
        return self._read(one, of, values, index, correlation, (distance, noise), is_told)

    def _several(self, one: Assumption, values: Array) -> Carried:
        """Read by their surface; PAWN in one half of the futures by a score that is fitted in the other."""
        fit = fitted(surface(values), self._figures, self._few)
        found = surface_share(fit)
        of = ranked(self._level(one, values, fit))
        apart = ranked(score(fit, folds=2)[self._half])
        distance, noise = self._pawn(apart, self._grade_of_half)
        is_told = distance > noise or by_chance(found, of.size) < FALSE_ALARM / self._count
        shown = values.mean(axis=1) if self._is_alike(one) else np.full(of.size, np.nan)
        return self._read(one, of, shown, found.index, self._correlation(of), (distance, noise), is_told)

    def _read(
        self,
        one: Assumption,
        of: Ranked,
        shown: Array,
        index: Index,
        correlation: tuple[float, float, float],
        pawned: tuple[float, float],
        is_told: bool,
    ) -> Carried:
        fifth = classes(of, FIFTHS)
        return Carried(
            assumption=one,
            first_order=_as_probability(index, of.size),
            rank_correlation=correlation[0],
            rank_correlation_low=correlation[1],
            rank_correlation_high=correlation[2],
            pawn=pawned[0],
            noise=pawned[1],
            is_told=bool(is_told),
            low=self._tail(fifth == 0, shown),
            high=self._tail(fifth == fifth.max(), shown),
        )

    def _level(self, one: Assumption, values: Array, fit: Fit) -> Array:
        """Several inputs as one figure: their score, higher where their anchor is."""
        found = score(fit)
        anchor = self._columns.anchor(one.anchor) if len(one.members) == 1 else self._anchor(one, values)
        direction = np.sign(np.dot(found - found.mean(), anchor - anchor.mean()))
        return found * (direction or 1.0)

    def _anchor(self, one: Assumption, values: Array) -> Array:
        """What says which way is up: the mean of inputs that are alike, else the one by which the others are told."""
        mean: Array = values.mean(axis=1)
        return mean if self._is_alike(one) else self._columns.anchor(one.anchor)

    def _is_alike(self, one: Assumption) -> bool:
        """Whether all members are the same key of a programme's or a series' years."""
        return len({name.rpartition(".")[2] for name in one.members if not name[-4:].isdecimal()}) <= 1

    def _correlation(self, of: Ranked) -> tuple[float, float, float]:
        """Spearman's, and its interval by Fisher's z (D. G. Bonett and T. A. Wright, Psychometrika 65, 2000, 23)."""
        found = float(np.clip(np.corrcoef(of.middle, self._order.middle)[0, 1], -1.0, 1.0))
        half = ndtri(0.5 + LEVEL / 2) * np.sqrt((1 + found**2 / 2) / (of.size - 3))
        ends = np.tanh(np.arctanh(np.clip(found, -1 + 1e-15, 1 - 1e-15)) + np.array([-half, half]))
        return found, float(ends[0]), float(ends[1])

    def _pawn(self, of: Ranked, grade: Labels) -> tuple[float, float]:
        """The distance, and what one without influence stays below."""
        slices = classes(of, SLICES)
        sizes = (of.size, np.sort(np.bincount(slices)).tobytes())
        if sizes not in self._noise:
            self._noise[sizes] = noise_level(slices, grade, false_alarm=FALSE_ALARM / self._count)
        return pawn(slices, grade), self._noise[sizes]

    def _tail(self, inside: NDArray[np.bool_], shown: Array) -> Tail:
        return Tail(
            share=float(inside.mean()),
            value=float(shown[inside].mean()),
            margin=mean_beside(self._margin, inside),
            chance=share_beside(self._reached, inside),
        )


def _as_probability(one: Index, futures: int) -> Probability:
    estimate, low, high = (float(np.clip(end, 0.0, 1.0)) for end in (one.estimate, one.low, one.high))
    return Probability(estimate, low, high, LEVEL, futures)

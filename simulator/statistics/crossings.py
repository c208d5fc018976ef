"""Where a chance crosses a target as something is turned up or down: found in a few evaluations, with its interval.

The chance is the share of replications whose margin is not negative. Each evaluation costs a simulation, and all of
them have common random numbers: between two evaluations every replication's own margin is taken to move in a straight
line, so that the next value to look at follows from where the replications change sides. That is the rule of false
position, replication by replication, with bisection where it closes in from one side only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simulator.statistics.arrays import Array
from simulator.statistics.intervals import LEVEL, Probability, probability, share_differences

MOST_RUNS = 12
PEAK_RUNS = 4
"""Evaluations that are spent on the highest chance where the target is not reached."""
CLOSE_ENOUGH = 0.15
"""Of an arm of the chance's interval: a chance so near to the target is not told apart from it."""
LEAST_STEP = 0.02
"""Of a bracket: no evaluation is nearer to one of its ends."""


@dataclass(frozen=True)
class Point:
    """What was found at one value: the margins, shape ``(replications,)``, and the chance that none is negative."""

    at: float
    margins: Array
    chance: Probability

    @property
    def hits(self) -> NDArray[np.bool_]:
        """In which replications the margin is not negative."""
        reached: NDArray[np.bool_] = self.margins >= 0.0
        return reached


@dataclass(frozen=True)
class Crossing:
    """Where the chance crosses the target.

    Attributes
    ----------
    at : float
        The value; of whole numbers the one nearest to the crossing that reaches the target.
    low, high : float
        The values that are not told apart from it with the confidence of the chance's interval; where they go on
        beyond all that was looked at, the end of that.
    is_open_low, is_open_high : bool
        Whether they go on there.
    is_rising : bool
        Whether the target is reached above it.
    """

    at: float
    low: float
    high: float
    is_open_low: bool
    is_open_high: bool
    is_rising: bool


Evaluate = Callable[[Sequence[float]], Sequence[Array]]
"""Values to the margins at each of them."""


def search(
    evaluate: Evaluate, places: Sequence[float], target: float, *, near: float, is_whole: bool = False
) -> tuple[tuple[Point, ...], Crossing | None]:
    """Look where a chance crosses ``target``, in at most `MOST_RUNS` evaluations.

    Parameters
    ----------
    evaluate : callable
    places : sequence of float
        Values to begin with, from the least to the greatest that may be looked at.
    target : float
        Share of the replications, between 0 and 1.
    near : float
        Of several crossings the one that is nearest to this value is found.
    is_whole : bool
        Whether only whole numbers count.

    Returns
    -------
    tuple of Point
        Every evaluation, by value.
    Crossing or None
        None where the chance is on the same side of the target wherever it was looked at.
    """
    points = Points(evaluate, target, is_whole)
    points.look(places)
    if not points.brackets():
        points.climb()
    if points.brackets():
        points.close_in(near)
        points.look_at_ends(near)
    return points.sorted(), points.crossing(near)


class Points:
    """Evaluations so far, and which to add."""

    def __init__(self, evaluate: Evaluate, target: float, is_whole: bool) -> None:
        self._evaluate, self._target, self._is_whole = evaluate, target, is_whole
        self._points: dict[float, Point] = {}

    def sorted(self) -> tuple[Point, ...]:
        """By value."""
        return tuple(self._points[at] for at in sorted(self._points))

    def look(self, places: Sequence[float]) -> None:
        """Evaluate what was not evaluated yet, as far as the runs go."""
        new = list(dict.fromkeys(self._rounded(at) for at in places))
        new = [at for at in new if at not in self._points][: MOST_RUNS - len(self._points)]
        if new:
            for at, margins in zip(new, self._evaluate(new), strict=True):
                self._points[at] = Point(at, margins, probability(margins >= 0.0))

    def brackets(self) -> list[tuple[Point, Point]]:
        """Neighbours between which the chance crosses the target."""
        return [
            (a, b)
            for a, b in pairwise(self.sorted())
            if (a.chance.estimate >= self._target) != (b.chance.estimate >= self._target)
        ]

    def climb(self) -> None:
        """Look on both sides of the highest chance, closer and closer, until the target is reached."""
        if any(point.chance.estimate >= self._target for point in self.sorted()):
            return
        for _ in range(PEAK_RUNS // 2):
            points = self.sorted()
            best = max(range(len(points)), key=lambda i: points[i].chance.estimate)
            around = points[max(best - 1, 0) : best + 2]
            self.look([(a.at + b.at) / 2 for a, b in pairwise(around)])
            if self.brackets():
                return

    def close_in(self, near: float) -> None:
        """Look where the crossing seems to be until it is not told apart from it; two runs are left for the ends."""
        previous: float | None = None
        while len(self._points) < MOST_RUNS - 2:
            a, b = self.bracket(near)
            closest = min((a, b), key=self._distance)
            if self._is_close(closest) if not self._is_whole else b.at - a.at <= 1:
                return
            is_one_sided = previous is not None and b.at - a.at > 0.5 * previous
            guess = (a.at + b.at) / 2 if is_one_sided else self._guess(a, b, self._target)
            previous = b.at - a.at
            margin = LEAST_STEP * (b.at - a.at)
            before = len(self._points)
            self.look([min(max(guess, a.at + margin), b.at - margin)])
            if len(self._points) == before:
                self.look([(a.at + b.at) / 2])
            if len(self._points) == before:
                return

    def look_at_ends(self, near: float) -> None:
        """Look where the ends of the interval seem to be."""
        chance = min(self.bracket(near), key=self._distance).chance
        shifts = (chance.estimate - chance.high, chance.estimate - chance.low)
        targets = [self._target + shift for shift in shifts]
        guesses = [self._guess(*pair, at) for at in targets if (pair := self._pair(near, at)) is not None]
        self.look(guesses)

    def bracket(self, near: float) -> tuple[Point, Point]:
        """The bracket nearest to a value."""
        return min(self.brackets(), key=lambda pair: max(pair[0].at - near, near - pair[1].at, 0.0))

    def crossing(self, near: float) -> Crossing | None:
        """Where the target is crossed, and between what values that is sure."""
        if not self.brackets():
            return None
        a, b = self.bracket(near)
        is_rising = b.chance.estimate >= self._target
        at = (b if is_rising else a).at if self._is_whole else self._guess(a, b, self._target)
        low, is_open_low = self._end(a, downward=True, is_rising=is_rising)
        high, is_open_high = self._end(b, downward=False, is_rising=is_rising)
        return Crossing(at, min(low, at), max(high, at), is_open_low, is_open_high, is_rising)

    def _end(self, start: Point, *, downward: bool, is_rising: bool) -> tuple[float, bool]:
        """Where the interval of the chance leaves the target behind, outward from one side of the crossing.

        It is read off between neighbours in a straight line. Of whole numbers it is the last one that is still in it.
        """
        points = list(self.sorted())
        along = points[points.index(start) :] if not downward else points[points.index(start) :: -1]
        # Below the target it is the upper end of the chance that falls short of it; above, the lower end exceeds it.
        is_below = is_rising == downward
        inner = points[points.index(start) + (1 if downward else -1)]
        for point in along:
            (x0, y0), (x1, y1) = ((one.at, self._excess(one, is_below)) for one in (inner, point))
            if y1 < 0.0:
                share = y0 / (y0 - y1) if y0 > 0.0 else 0.0
                return self._kept(x0 + share * (x1 - x0), downward), False
            inner = point
        return inner.at, True

    def _excess(self, point: Point, is_below: bool) -> float:
        """By how much the interval of the chance still holds the target; negative where it does not."""
        return point.chance.high - self._target if is_below else self._target - point.chance.low

    def _kept(self, end: float, downward: bool) -> float:
        if not self._is_whole:
            return end
        return float(np.ceil(end - 1e-9) if downward else np.floor(end + 1e-9))

    def _pair(self, near: float, target: float) -> tuple[Point, Point] | None:
        """Neighbours between which the chance crosses another target, nearest to the crossing."""
        pairs = [
            (a, b)
            for a, b in pairwise(self.sorted())
            if (a.chance.estimate >= target) != (b.chance.estimate >= target)
        ]
        middle = self._guess(*self.bracket(near), self._target)
        return min(pairs, key=lambda pair: max(pair[0].at - middle, middle - pair[1].at), default=None)

    def _guess(self, a: Point, b: Point, target: float) -> float:
        if a.chance.estimate >= target:
            a, b = b, a
        return a.at + share_of_way(a.margins, b.margins, target) * (b.at - a.at)

    def _distance(self, point: Point) -> float:
        return abs(point.chance.estimate - self._target)

    def _is_close(self, point: Point) -> bool:
        chance = point.chance
        arm = min(chance.high - chance.estimate, chance.estimate - chance.low)
        return self._distance(point) <= CLOSE_ENOUGH * max(arm, 0.0)

    def _rounded(self, at: float) -> float:
        return float(np.rint(at)) if self._is_whole else float(at)


def share_of_way(below: Array, above: Array, target: float) -> float:
    """How far from one value to another a chance reaches ``target``, if every margin moves in a straight line.

    Parameters
    ----------
    below, above : array
        Margins of the same replications, shape ``(replications,)``; at the first value fewer than ``target`` of them
        are not negative, at the second as many or more.
    target : float

    Returns
    -------
    float
        From 0, the first value, to 1.
    """
    turns = (below < 0.0) != (above < 0.0)
    start, end = below[turns], above[turns]
    way = start / (start - end)
    order = np.argsort(way, kind="stable")
    reached = np.count_nonzero(below >= 0.0) + np.cumsum(np.where(start < 0.0, 1, -1)[order])
    is_enough = reached >= target * below.size
    return float(way[order][np.argmax(is_enough)]) if is_enough.any() else 1.0


def turns_back(points: Sequence[Point], *, is_rising: bool) -> tuple[Point, Point] | None:
    """Two of the points, by value, between which the chance clearly goes the other way; the pair that differs most.

    All pairs that are looked at are together wrong as seldom as an interval is (C. E. Bonferroni, 1936).
    """
    along = list(points) if is_rising else list(reversed(points))
    level = 1.0 - (1.0 - LEVEL) / max(len(along) - 1, 1)
    best, found, most = along[0], None, 0.0
    for point in along[1:]:
        if point.chance.estimate >= best.chance.estimate:
            best = point
            continue
        lost = share_differences(best.hits[None, :], point.hits[None, :], level=level).at(0)
        if lost.high < 0.0 and lost.estimate < most:
            found, most = (best, point), lost.estimate
    return found

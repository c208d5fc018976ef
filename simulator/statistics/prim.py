"""Boxes in which something happens often: the patient rule induction method, and a small tree beside it.

Friedman and Fisher, "Bump hunting in high-dimensional data" (Statistics and Computing, 1999); as scenario discovery
uses it, Bryant and Lempert (Technological Forecasting and Social Change, 2010), with the objective of Kwakkel and
Jaxa-Rozen (Environmental Modelling & Software, 2016): the gain in density for each case that is given up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from simulator.statistics.arrays import Array

Mask = NDArray[np.bool_]

PEEL = 0.05
"""Share of the cases in the box that a step takes off at one end of one input."""
LEAST_SHARE = 0.04
"""Of all cases: a smaller box is not looked for."""
LEAST_CASES = 20
SURE = 0.05
"""Probability that the density inside is chance, above which a limit is taken back."""


@dataclass(frozen=True)
class Box:
    """Limits of inputs, both ends inside; an input that is not limited has infinite ones.

    Attributes
    ----------
    low, high : array, shape (inputs,)
    """

    low: Array
    high: Array

    @property
    def limited(self) -> tuple[int, ...]:
        """The inputs that it limits."""
        return tuple(int(i) for i in np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high)))

    def holds(self, inputs: Array) -> Mask:
        """Which cases lie inside: ``inputs`` of shape ``(cases, inputs)``."""
        inside: Mask = np.ones(len(inputs), dtype=np.bool_)
        for i in self.limited:
            inside &= (inputs[:, i] >= self.low[i]) & (inputs[:, i] <= self.high[i])
        return inside

    def without(self, i: int) -> Box:
        """The box with one input unlimited."""
        low, high = self.low.copy(), self.high.copy()
        low[i], high[i] = -np.inf, np.inf
        return Box(low, high)


def everything(inputs: int) -> Box:
    """The box that limits nothing."""
    return Box(np.full(inputs, -np.inf), np.full(inputs, np.inf))


def coverage(inside: Mask, happens: Mask) -> float:
    """Of all cases in which it happens, the share inside."""
    return float((inside & happens).sum() / max(happens.sum(), 1))


def density(inside: Mask, happens: Mask) -> float:
    """Of all cases inside, the share in which it happens."""
    return float((inside & happens).sum() / max(inside.sum(), 1))


def peeled(inputs: Array, happens: Mask) -> list[Box]:
    """Boxes from everything to the smallest, each peeled from the one before at the end that gains most.

    Parameters
    ----------
    inputs : array, shape (cases, inputs)
    happens : array of bool, shape (cases,)
    """
    box = everything(inputs.shape[1])
    found, inside = [box], np.arange(len(inputs))
    least = max(LEAST_CASES, LEAST_SHARE * len(inputs))
    while len(inside) > least:
        best: tuple[float, Box, NDArray[np.intp]] | None = None
        here = happens[inside].mean()
        for i in range(inputs.shape[1]):
            values = inputs[inside, i]
            for is_low in (True, False):
                limit = _limit(values, is_low=is_low)
                if limit is None:
                    continue
                kept = inside[values >= limit] if is_low else inside[values <= limit]
                gain = (happens[kept].mean() - here) / (len(inside) - len(kept))
                if len(kept) >= least and (best is None or gain > best[0]):
                    best = (gain, _limited(box, i, limit, is_low=is_low), kept)
        if best is None or best[0] < 0 or here == 1.0:
            break
        _, box, inside = best
        found.append(box)
    return found


def _limit(values: Array, *, is_low: bool) -> float | None:
    """The value to which an end moves; of many alike, past them. None where nothing would be left."""
    share = PEEL if is_low else 1 - PEEL
    edge = float(np.quantile(values, share, method="inverted_cdf"))
    rest = values[values > edge] if is_low else values[values < edge]
    if not len(rest):
        return None
    return float(rest.min() if is_low else rest.max())


def _limited(box: Box, i: int, limit: float, *, is_low: bool) -> Box:
    low, high = box.low.copy(), box.high.copy()
    (low if is_low else high)[i] = limit
    return Box(low, high)


def best_box(inputs: Array, happens: Mask) -> Box:
    """Of the boxes that peeling finds, the one that is best in coverage and density alike, without limits of no worth.

    Best is the greatest harmonic mean of the two. A limit is taken back where, without it, so dense a box would come by
    chance with a probability over `SURE` (the quasi-p-value of Bryant and Lempert).
    """
    boxes = peeled(inputs, happens)
    scores = [_score(box.holds(inputs), happens) for box in boxes]
    box = boxes[int(np.argmax(scores))]
    while box.limited:
        doubts = {i: quasi_p(box, i, inputs, happens) for i in box.limited}
        worst = max(doubts, key=lambda i: (doubts[i], i))
        if doubts[worst] <= SURE:
            return box
        box = box.without(worst)
    return box


def _score(inside: Mask, happens: Mask) -> float:
    both = coverage(inside, happens), density(inside, happens)
    return 2 * both[0] * both[1] / max(sum(both), 1e-12)


def quasi_p(box: Box, i: int, inputs: Array, happens: Mask) -> float:
    """Probability that as many cases inside have it as do, were the limit of input ``i`` without meaning."""
    inside, wider = box.holds(inputs), box.without(i).holds(inputs)
    count = int(inside.sum())
    return float(binom.sf((inside & happens).sum() - 1, count, density(wider, happens)))


@dataclass(frozen=True)
class Leaf:
    """An end of a tree: a box, how many cases it holds, and in what share of them it happens."""

    box: Box
    cases: int
    share: float


def tree(inputs: Array, happens: Mask, *, depth: int = 2, least: int = LEAST_CASES) -> list[Leaf]:
    """The ends of a classification tree that splits where the Gini impurity falls most (Breiman et al., 1984)."""
    return _grown(everything(inputs.shape[1]), np.arange(len(inputs)), inputs, happens, depth, least)


def _grown(
    box: Box, inside: NDArray[np.intp], inputs: Array, happens: Mask, depth: int, least: int
) -> list[Leaf]:
    share = float(happens[inside].mean())
    split = _best_split(inputs[inside], happens[inside], least) if depth and 0 < share < 1 else None
    if split is None:
        return [Leaf(box, len(inside), share)]
    i, limit, above = split
    left = inside[inputs[inside, i] <= limit]
    right = inside[inputs[inside, i] > limit]
    return [
        *_grown(_limited(box, i, limit, is_low=False), left, inputs, happens, depth - 1, least),
        *_grown(_limited(box, i, above, is_low=True), right, inputs, happens, depth - 1, least),
    ]


def _best_split(inputs: Array, happens: Mask, least: int) -> tuple[int, float, float] | None:
    """Input, highest value on the left and lowest on the right of the split that leaves the least impurity."""
    n, best = len(happens), (np.inf, 0, 0.0, 0.0)
    for i in range(inputs.shape[1]):
        order = np.argsort(inputs[:, i], kind="stable")
        values, hits = inputs[order, i], np.cumsum(happens[order])
        left = np.arange(1, n)
        right = n - left
        is_split = (values[1:] > values[:-1]) & (left >= least) & (right >= least)
        if not is_split.any():
            continue
        of_left, of_right = hits[:-1] / left, (hits[-1] - hits[:-1]) / right
        impurity = left * of_left * (1 - of_left) + right * of_right * (1 - of_right)
        at = int(np.argmin(np.where(is_split, impurity, np.inf)))
        if impurity[at] < best[0]:
            best = (float(impurity[at]), i, float(values[at]), float(values[at + 1]))
    return None if not np.isfinite(best[0]) else best[1:]

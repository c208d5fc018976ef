"""The reverse stress test: the mildest joint shift of the uncertain numbers that breaks a plan, or that saves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import rankdata

from simulator.analyses.drivers import YEAR_OF_PROGRAMME, rank_correlations, threshold, whole_inputs
from simulator.errors import ArgumentError
from simulator.montecarlo.run import Run
from simulator.results.outcomes import POUND
from simulator.review.common_futures import Futures, simulated
from simulator.review.question import Question
from simulator.review.restated import fixed, number_at
from simulator.scenario.model import Scenario
from simulator.scenario.uncertain import uncertain_numbers
from simulator.statistics.arrays import Array
from simulator.statistics.crossings import Crossing, Point, search
from simulator.statistics.intervals import probability

MOST_INPUTS = 12
"""Numbers that are shifted: those that move the margin most."""
FARTHEST = 6.0
"""Standard deviations from the middle that are looked at: beyond it nothing is likely enough to speak of."""
HALF = 0.5


@dataclass(frozen=True)
class Shift:
    """One number at the design point.

    Attributes
    ----------
    middle, value : float
        Its median, and where it stands at the design point, in the unit of its key.
    share_below : float
        Of its own draws, how many lie below that.
    """

    input: str
    middle: float
    value: float
    share_below: float


@dataclass(frozen=True)
class Reversal:
    """Where it turns.

    Attributes
    ----------
    breaks : bool
        Whether what is likely is broken; else what is unlikely is saved.
    shifts : tuple of Shift
        Of all numbers that are shifted, the one that goes farthest first; empty where it does not turn.
    distance : float
        Of the design point from the middle, in standard deviations (the reliability index of Hasofer and Lind, 1974).
    rarity : float
        Probability of as much or more in that direction.
    at : Point or None
        The futures at the design point.
    scenario_there : Scenario or None
        The scenario with these numbers fixed, its plan as it was.
    """

    scenario: Scenario
    question: Question
    seed: int
    replications: int
    breaks: bool
    base: Point
    points: tuple[Point, ...]
    crossing: Crossing | None
    shifts: tuple[Shift, ...]
    distance: float
    rarity: float
    at: Point | None
    scenario_there: Scenario | None


@dataclass(frozen=True)
class Ray:
    """A straight way from the medians of some numbers, in the space of their normal scores.

    Attributes
    ----------
    direction : array, shape (numbers,)
        Unit vector of the marginal scores.
    stretch : float
        How many standard deviations of the joint distribution one step along it is: more than one where the numbers do
        not move together that way.
    """

    names: tuple[str, ...]
    samples: Array
    direction: Array
    stretch: float

    def values(self, along: float) -> dict[str, float]:
        """The numbers at a distance along it, as quantiles of what was drawn."""
        shares = ndtr(along * self.direction)
        return {
            name: float(np.quantile(sample, share))
            for name, sample, share in zip(self.names, self.samples, shares, strict=True)
        }


def steepest_ray(names: Sequence[str], inputs: Array, margin: Array) -> Ray:
    """The way along which a margin rises most for how rare it is, if it is a plane in the normal scores of the inputs.

    Of a plane ``a + b·u`` with correlations ``Σ`` of the scores the most probable point at which it is nothing lies
    along ``Σb``, which is the covariance of the scores with the margin (Hasofer and Lind, 1974; Ditlevsen and Madsen,
    1996): it is read off the futures that are there.

    Parameters
    ----------
    inputs : array, shape (replications, inputs)
    margin : array, shape (replications,)
    """
    scores = ndtri((rankdata(inputs, axis=0) - 0.5) / len(inputs))
    scores = (scores - scores.mean(axis=0)) / scores.std(axis=0)
    covariance = scores.T @ (margin - margin.mean()) / len(margin)
    sigma = scores.T @ scores / len(margin)
    slopes = np.linalg.lstsq(sigma, covariance, rcond=1e-6)[0]
    length = float(np.linalg.norm(covariance))
    stretch = float(np.sqrt(max(slopes @ covariance, 0.0))) / length
    return Ray(tuple(names), np.ascontiguousarray(inputs.T), covariance / length, stretch)


def reversed_stress(run: Run, question: Question, futures: Futures) -> Reversal:
    """The most probable joint shift at which a duty is as likely reached as not, found along the steepest way.

    Parameters
    ----------
    run : Run
        Of the scenario; the way is read off its futures.
    futures : Futures
        In which points on the way are simulated, their numbers fixed and the plan as it was.

    Raises
    ------
    ArgumentError
        If no number of the scenario moves the margin by more than chance would show.
    """
    scenario, margin = run.scenario, question.margin(run.results)
    ray = steepest_ray(*_that_move(run, margin), margin)
    breaks = float((margin >= -POUND).mean()) >= HALF
    sign = -1.0 if breaks else 1.0

    def margins(distances: Sequence[float]) -> list[Array]:
        variants = {
            f"{at:.12g}": scenario.with_(_changes(scenario, ray.values(sign * at))) for at in distances
        }
        found = simulated(scenario, variants, question.measures, futures)
        return [question.margin(results) + POUND for _, results in found]

    most = FARTHEST / max(ray.stretch, 1.0)
    points, crossing = search(margins, [0.0, most / 4, most / 2, most], HALF, near=0.0)
    at = _point(crossing.at, margins([crossing.at])[0]) if crossing else None
    distance = at.at * ray.stretch if at else float("inf")
    there = scenario.with_(_changes(scenario, ray.values(sign * at.at))) if at else None
    return Reversal(
        scenario=scenario,
        question=question,
        seed=futures.seed,
        replications=futures.replications,
        breaks=breaks,
        base=points[0],
        points=points,
        crossing=crossing,
        shifts=_shifts(ray, sign * at.at) if at else (),
        distance=distance,
        rarity=float(ndtr(-distance)),
        at=at,
        scenario_there=there,
    )


def _point(at: float, margins: Array) -> Point:
    return Point(at, margins, probability(margins >= 0.0))


def _that_move(run: Run, margin: Array) -> tuple[tuple[str, ...], Array]:
    """Numbers of the file that move a margin beyond chance, and their values; the strongest `MOST_INPUTS`."""
    numbers = {YEAR_OF_PROGRAMME.sub(r"\1", one.name) for one in uncertain_numbers(run.scenario)}
    inputs = whole_inputs(run)
    known = [name for name in map(str, inputs.columns) if name in numbers]
    values = inputs[known].to_numpy(dtype=np.float64)
    strength = np.abs(rank_correlations(values, margin[:, None])[:, 0]) if known else np.zeros(0)
    least = threshold(len(known), run.replications)
    chosen = [i for i in np.argsort(-strength, kind="stable") if strength[i] > least][:MOST_INPUTS]
    if not chosen:
        raise ArgumentError(
            "No uncertain number of the scenario moves this answer by more than chance would show: there is nothing to "
            "shift. Ask about another year, body or duty."
        )
    return tuple(known[i] for i in chosen), values[:, chosen]


def _changes(scenario: Scenario, values: dict[str, float]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for key, value in values.items():
        number = number_at(scenario, key)
        assert number is not None
        changes[key] = fixed(number, value)
    return changes


def _shifts(ray: Ray, along: float) -> tuple[Shift, ...]:
    values = ray.values(along)
    found = [
        Shift(name, float(np.median(sample)), values[name], float(ndtr(along * part)))
        for name, sample, part in zip(ray.names, ray.samples, ray.direction, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (-abs(one.share_below - HALF), one.input)))

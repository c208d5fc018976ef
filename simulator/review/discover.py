"""Scenario discovery: in which conditions a plan fails, or comes right, as boxes of its uncertain inputs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.analyses.asked import a_run
from simulator.analyses.drivers import rank_correlations, threshold, whole_inputs
from simulator.errors import ArgumentError
from simulator.montecarlo.arguments import one_of, whole_number
from simulator.montecarlo.run import Run
from simulator.results.outcomes import Hits
from simulator.review.question import Question, asked
from simulator.sampling.streams import stream
from simulator.statistics.arrays import Array
from simulator.statistics.intervals import Probability, probability
from simulator.statistics.prim import Box, Leaf, best_box, tree

INTERESTS = ("rarer", "missed", "reached")
MOST_INPUTS = 30
"""Inputs that boxes are looked for in: those that move the margin most, beyond what chance would show."""
LEAST_OF_INTEREST = 40
"""Futures of interest: with fewer there is nothing to find conditions of."""
RESAMPLES = 20
MOST_CASES = 20_480
"""Futures that one box is looked for in; all others only count."""


@dataclass(frozen=True)
class Condition:
    """One limit of a box.

    Attributes
    ----------
    low, high : float or None
        In the unit of the input; None where there is no limit.
    share : float
        Of all futures, how many keep it.
    found_again : float
        Share of the resamples whose box limits the same input on the same side.
    """

    input: str
    low: float | None
    high: float | None
    share: float
    found_again: float


@dataclass(frozen=True)
class Found:
    """A box, counted in futures that it was not found in.

    Attributes
    ----------
    density : Probability
        Of what is of interest, inside.
    coverage : Probability
        Of all that is of interest, the share inside.
    share : float
        Of all futures inside.
    """

    conditions: tuple[Condition, ...]
    density: Probability
    coverage: Probability
    share: float


@dataclass(frozen=True)
class Branch:
    """An end of the tree: its limits, and how often it happens there."""

    conditions: tuple[tuple[str, float | None, float | None], ...]
    share: float
    density: Probability


@dataclass(frozen=True)
class Discovery:
    """In which conditions it happens.

    Attributes
    ----------
    interest : str
        ``missed`` or ``reached``: what is looked for.
    base : Probability
        How likely that is over all futures.
    boxes : tuple of Found
        Each found among the futures outside those before.
    looked_at : tuple of str
        Inputs in which boxes were looked for.
    """

    run: Run
    question: Question
    interest: str
    base: Probability
    boxes: tuple[Found, ...]
    branches: tuple[Branch, ...]
    looked_at: tuple[str, ...]


def discover(
    run: Run,
    *,
    interest: str = "rarer",
    boxes: int = 2,
    body: str | None = None,
    year: int | str | None = None,
    duty: str | None = None,
) -> Discovery:
    """In which conditions a duty is missed, or reached, as boxes of the uncertain inputs; nothing is simulated.

    Boxes are found by the patient rule induction method in every other future and counted in those between, so that
    what is told is not what chance made look well; a classification tree is grown as a second opinion.

    Parameters
    ----------
    run : Run
        A finished run.
    interest : str
        ``missed``, ``reached``, or whichever is ``rarer``.
    boxes : int
        How many at most.
    body, year, duty :
        What is asked about: see `simulator.review.question.asked`.

    Raises
    ------
    ArgumentError
        If there is no such body, year or duty, or it is reached in nearly all futures or nearly none.

    Examples
    --------
    >>> from simulator import discover, load, simulate
    >>> run = simulate(load("scenarios/west_norfolk.toml"), replications=1024, seed=1)
    >>> found = discover(run, year="2022/23", boxes=1)
    >>> found.interest
    'reached'
    """
    a_run(run)
    question = asked(run.scenario, body=body, year=year, duty=duty)
    return discovered(run, question, interest=interest, boxes=boxes)


def discovered(run: Run, question: Question, *, interest: str = "rarer", boxes: int = 2) -> Discovery:
    """The conditions of a question that is already looked at; see `discover`."""
    most = whole_number(boxes, name="boxes", least=1)
    what = one_of(interest, INTERESTS, name="interest", what="interest")
    reached = question.reached(run.results)
    is_rare = reached.mean() <= 0.5
    chosen = what if what != "rarer" else ("reached" if is_rare else "missed")
    happens = reached if chosen == "reached" else ~reached
    _refuse_too_few(run, question, happens, chosen)
    names, inputs = _that_matter(run, question)
    learnt = slice(0, None, 2)
    found = tuple(_boxes(names, inputs, happens, most))
    branches = tuple(
        _branch(names, leaf, inputs, happens) for leaf in tree(inputs[learnt], happens[learnt], depth=2)
    )
    return Discovery(run, question, chosen, probability(happens), found, branches, names)


def _refuse_too_few(run: Run, question: Question, happens: Hits, interest: str) -> None:
    count = int(min(happens.sum(), (~happens).sum()))
    if count < LEAST_OF_INTEREST:
        told = question.told(run.scenario)
        raise ArgumentError(
            f"Whether {told} is otherwise than in the rest in only {count} of {run.replications:,} futures: conditions "
            "would be those of chance. Ask about another year, body or duty, or simulate more futures."
        )


def _that_matter(run: Run, question: Question) -> tuple[tuple[str, ...], Array]:
    """The inputs that move the margin beyond chance, the strongest first, and their values: ``(futures, inputs)``."""
    whole = whole_inputs(run)
    values = whole.to_numpy(dtype=np.float64)
    strength = np.abs(rank_correlations(values, question.margin(run.results)[:, None])[:, 0])
    least = threshold(values.shape[1], run.replications)
    order = [i for i in np.argsort(-strength, kind="stable") if strength[i] > least][:MOST_INPUTS]
    if not order:
        raise ArgumentError(
            "No uncertain input moves this answer by more than chance would show: there are no conditions to tell."
        )
    return tuple(str(whole.columns[i]) for i in order), np.ascontiguousarray(values[:, order])


def _boxes(names: tuple[str, ...], inputs: Array, happens: Hits, most: int) -> list[Found]:
    """Boxes one after the other, each looked for outside those before."""
    found: list[Found] = []
    outside = np.ones(len(inputs), dtype=np.bool_)
    is_learnt = np.arange(len(inputs)) % 2 == 0
    while len(found) < most:
        learnt = np.flatnonzero(outside & is_learnt)[:MOST_CASES]
        counted = outside & ~is_learnt
        if happens[learnt].sum() < LEAST_OF_INTEREST // 2 or not happens[counted].any():
            break
        box = best_box(inputs[learnt], happens[learnt])
        inside = box.holds(inputs)
        dense = probability(happens[counted & inside]) if (counted & inside).any() else None
        if not box.limited or dense is None or dense.low <= happens[counted].mean():
            break
        found.append(_told(names, box, inputs, happens, learnt, counted, dense))
        outside &= ~inside
    return found


def _told(
    names: tuple[str, ...],
    box: Box,
    inputs: Array,
    happens: Hits,
    learnt: np.ndarray[tuple[int], np.dtype[np.intp]],
    counted: Hits,
    dense: Probability,
) -> Found:
    again = _found_again(box, inputs[learnt], happens[learnt])
    inside = box.holds(inputs)
    conditions = [
        Condition(
            input=names[i],
            low=float(box.low[i]) if np.isfinite(box.low[i]) else None,
            high=float(box.high[i]) if np.isfinite(box.high[i]) else None,
            share=float(((inputs[:, i] >= box.low[i]) & (inputs[:, i] <= box.high[i])).mean()),
            found_again=again[i],
        )
        for i in box.limited
    ]
    of_interest = happens & (np.arange(len(inputs)) % 2 == 1)
    return Found(
        conditions=tuple(sorted(conditions, key=lambda one: (one.share, one.input))),
        density=dense,
        coverage=probability((inside & counted)[of_interest]),
        share=float(inside.mean()),
    )


def _found_again(box: Box, inputs: Array, happens: Hits) -> dict[int, float]:
    """How often boxes of resampled futures limit the same inputs on the same side."""
    random = stream(0, 0, "discover.resamples")
    counts = dict.fromkeys(box.limited, 0)
    for _ in range(RESAMPLES):
        drawn = random.integers(len(inputs), size=len(inputs))
        other = best_box(inputs[drawn], happens[drawn])
        for i in counts:
            alike = (np.isfinite(box.low[i]) and np.isfinite(other.low[i])) or (
                np.isfinite(box.high[i]) and np.isfinite(other.high[i])
            )
            counts[i] += bool(alike)
    return {i: count / RESAMPLES for i, count in counts.items()}


def _branch(names: tuple[str, ...], leaf: Leaf, inputs: Array, happens: Hits) -> Branch:
    counted = np.arange(len(inputs)) % 2 == 1
    inside = leaf.box.holds(inputs)
    limits = tuple(
        (
            names[i],
            float(leaf.box.low[i]) if np.isfinite(leaf.box.low[i]) else None,
            float(leaf.box.high[i]) if np.isfinite(leaf.box.high[i]) else None,
        )
        for i in leaf.box.limited
    )
    return Branch(limits, float(inside.mean()), probability(happens[counted & inside]))

"""What it would take: the value of a decision, or of an assumption, at which a duty is as likely as is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.errors import ArgumentError
from simulator.results.outcomes import POUND
from simulator.review.common_futures import Futures, futures_of, simulated
from simulator.review.levers import Lever, assumption, decision
from simulator.review.question import Question, asked
from simulator.review.restated import changed
from simulator.scenario.model import Scenario
from simulator.statistics.arrays import Array
from simulator.statistics.crossings import Crossing, Point, search, turns_back


@dataclass(frozen=True)
class Solved:
    """What was found.

    Attributes
    ----------
    points : tuple of Point
        Every value that was simulated, by value.
    crossing : Crossing or None
        Where the chance crosses the target; None where it lies on one side of it wherever it was looked at.
    turns : pair of Point, or None
        Between which the chance clearly goes the other way.
    """

    scenario: Scenario
    question: Question
    lever: Lever
    chance: float
    seed: int
    replications: int
    points: tuple[Point, ...]
    crossing: Crossing | None
    turns: tuple[Point, Point] | None

    @property
    def as_it_is(self) -> Point:
        """Where the lever stands, or the nearest value that was simulated."""
        return min(self.points, key=lambda point: abs(point.at - self.lever.base))

    @property
    def is_reached(self) -> bool:
        """Whether the target is reached as it is."""
        return self.as_it_is.chance.estimate >= self.chance

    @property
    def best(self) -> Point:
        """Where the chance is greatest."""
        return max(self.points, key=lambda point: point.chance.estimate)


def solve(
    scenario: Scenario,
    chance: float,
    *,
    decide: str | None = None,
    assume: str | None = None,
    body: str | None = None,
    year: int | str | None = None,
    duty: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
) -> Solved:
    """Where a duty becomes as likely as ``chance`` as one thing is turned up or down, in the same possible futures.

    Parameters
    ----------
    scenario : Scenario
    chance : float
        Between 0 and 1.
    decide : str, optional
        What a board turns: see `simulator.review.levers.decision`; ``savings`` if neither is given.
    assume : str, optional
        Instead: the key of an uncertain input, whose switching value is looked for while the plan stays.
    body, year, duty :
        What is asked about: see `simulator.review.question.asked`.
    replications, seed, workers :
        As of `simulate`; so many futures are simulated at each of at most twelve values.

    Raises
    ------
    ArgumentError
        If both or something unknown are asked for, or a decision is taken for an assumption.

    Examples
    --------
    >>> from simulator import load, solve
    >>> scenario = load("scenarios/west_norfolk.toml")
    >>> found = solve(scenario, 0.5, decide="recurrent=0..40", body="qeh", year="2019/20", replications=32, seed=1)
    >>> found.crossing.low <= found.crossing.at <= found.crossing.high
    True
    """
    if decide is not None and assume is not None:
        raise ArgumentError("Ask for a decision or for an assumption, not for both at once.")
    question = asked(scenario, body=body, year=year, duty=duty)
    lever = assumption(scenario, assume) if assume else decision(scenario, decide or "savings", question.body)
    futures = futures_of(scenario, replications=replications, seed=seed, workers=workers)
    return solved(scenario, question, lever, chance, futures)


def solved(scenario: Scenario, question: Question, lever: Lever, chance: float, futures: Futures) -> Solved:
    """The search for a question that is already looked at; see `solve`."""
    if isinstance(chance, bool) or not isinstance(chance, (int, float)) or not 0 < chance < 1:
        raise ArgumentError(f"The chance asked for is a share between 0 and 1, e.g. 0.8, but is {chance!r}.")

    def margins(values: Sequence[float]) -> list[Array]:
        variants = {f"{value:.12g}": changed(scenario, lever.changes(value)) for value in values}
        found = simulated(scenario, variants, question.measures, futures)
        return [question.margin(results) + POUND for _, results in found]

    middle = lever.base + 0.5 * (lever.high - lever.base)
    places = sorted({lever.low, min(max(lever.base, lever.low), lever.high), middle, lever.high})
    points, crossing = search(margins, places, chance, near=lever.base, is_whole=lever.is_whole)
    is_rising = points[-1].chance.estimate >= points[0].chance.estimate
    return Solved(
        scenario=scenario,
        question=question,
        lever=lever,
        chance=chance,
        seed=futures.seed,
        replications=futures.replications,
        points=points,
        crossing=crossing,
        turns=turns_back(points, is_rising=is_rising),
    )

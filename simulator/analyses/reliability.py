"""Whether futures are as sure as they should be, and whether bodies miss together, by what was reported later.

Counted are facts to which nothing was fitted. What chance allows is reckoned as if they were independent, which facts
of one scenario are not: years of a body follow one another, and bodies share prices and policy.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from simulator.analyses.reported import GROUPS, RUNS, Group, Place, RunName, period
from simulator.results.outcomes import POUND, SYSTEM
from simulator.statistics.intervals import binomial_range

MORE_IS_WORSE = ("loans", "share_in_deficit")
"""Measures of which a higher figure is the worse one."""

Key = TypeVar("Key", bound=tuple[object, ...])


@dataclass(frozen=True)
class Coverage:
    """How many of some facts the futures hold, and how many chance allows where the futures are right.

    Attributes
    ----------
    allowed_80, allowed_90 : tuple of int
        The least and the greatest count within p10–p90 and p5–p95 that would surprise nobody, at 95 %.
    worse : float
        Mean share of futures that are worse than the fact: below a half where the scenario is too hopeful.
    """

    facts: int
    inside_80: int
    inside_90: int
    allowed_80: tuple[int, int]
    allowed_90: tuple[int, int]
    worse: float


@dataclass(frozen=True)
class Pair:
    """Two bodies' facts of the same measure, kind and years, in one run.

    Attributes
    ----------
    correlation : float
        Of the two figures over the futures.
    product : float
        Of the two misses, each the fact less the futures' mean, in standard deviations: where the futures are right
        its mean over many pairs is their correlation.
    same_side : bool
        Whether both facts lie above the middle future, or neither.
    same_side_share : float
        Share of futures of which the same is true.
    """

    first: str
    second: str
    bodies: tuple[str, str]
    run: RunName
    measure: str
    kind: str
    years: tuple[int, int]
    correlation: float
    product: float
    same_side: bool
    same_side_share: float

    @property
    def about(self) -> tuple[RunName, str, str, tuple[int, int]]:
        """What both facts are about."""
        return self.run, self.measure, self.kind, self.years


@dataclass(frozen=True)
class Together:
    """How the misses of several pairs go together: means over the pairs, which share their facts.

    Attributes
    ----------
    same_side, same_side_mean : int, float
        Pairs on one side, and how many there are in the mean of the futures.
    """

    bodies: int
    pairs: int
    correlation: float
    product: float
    same_side: int
    same_side_mean: float


def by_group(found: Sequence[Place]) -> dict[Group, Coverage]:
    """Coverage of all facts of a group, whatever they are about."""
    return {group: row for (group,), row in _coverage(found, lambda place: (place.group,)).items()}


def by_kind(found: Sequence[Place]) -> dict[tuple[Group, str, str], Coverage]:
    """Coverage by measure and kind of fact, each group of facts apart."""
    return _coverage(found, lambda place: (place.group, place.fact.measure, place.fact.kind))


def by_horizon(found: Sequence[Place]) -> dict[tuple[Group, int], Coverage]:
    """Coverage by years from the scenario's first, which is 1, each group of facts apart."""
    return dict(
        sorted(
            _coverage(found, lambda place: (place.group, place.horizon)).items(),
            key=lambda entry: (GROUPS.index(entry[0][0]), entry[0][1]),
        )
    )


def pairs(found: Sequence[Place]) -> list[Pair]:
    """Every two facts of different bodies that are about the same, of those that nobody knew at the start.

    The system is left out, of which its members are parts, and so is a figure that is the same in all futures.
    """
    tests = [
        place
        for place in found
        if not (place.fitted_by or place.was_known)
        and place.fact.body != SYSTEM
        and np.ptp(place.sample) > POUND
    ]
    return [
        _pair(one, other)
        for one, other in itertools.combinations(tests, 2)
        if _about(one) == _about(other) and one.fact.body != other.fact.body
    ]


def by_subject(of: Sequence[Pair]) -> dict[tuple[RunName, str, str, tuple[int, int]], Together]:
    """The misses of each run, measure, kind and years."""
    subjects = sorted({pair.about for pair in of}, key=lambda about: (RUNS.index(about[0]), *about[1:]))
    return {about: together([pair for pair in of if pair.about == about]) for about in subjects}


def together(of: Sequence[Pair]) -> Together:
    """The misses of pairs beside what futures say of them; nan where there is no pair."""
    return Together(
        bodies=len({body for pair in of for body in pair.bodies}),
        pairs=len(of),
        correlation=_mean([pair.correlation for pair in of]),
        product=_mean([pair.product for pair in of]),
        same_side=sum(pair.same_side for pair in of),
        same_side_mean=sum(pair.same_side_share for pair in of),
    )


def _coverage(found: Sequence[Place], key: Callable[[Place], Key]) -> dict[Key, Coverage]:
    """Coverage of the facts of each key, group by group and within a group as the file has them."""
    members: dict[Key, list[Place]] = {}
    for group in GROUPS:
        for place in found:
            if place.group == group and not place.fitted_by:
                members.setdefault(key(place), []).append(place)
    return {key: _covered(places) for key, places in members.items()}


def _covered(places: Sequence[Place]) -> Coverage:
    return Coverage(
        facts=len(places),
        inside_80=sum(place.is_inside_80 for place in places),
        inside_90=sum(place.is_inside_90 for place in places),
        allowed_80=binomial_range(len(places), 0.8),
        allowed_90=binomial_range(len(places), 0.9),
        worse=_mean([_worse(place) for place in places]),
    )


def _worse(place: Place) -> float:
    below = (place.share_below_low + place.share_below_high) / 2
    return 1.0 - below if place.fact.measure in MORE_IS_WORSE else below


def _pair(one: Place, other: Place) -> Pair:
    first, second = one.sample, other.sample
    middles = float(np.median(first)), float(np.median(second))
    return Pair(
        first=one.key,
        second=other.key,
        bodies=(one.fact.body, other.fact.body),
        run=one.fact.run,
        measure=one.fact.measure,
        kind=one.fact.kind,
        years=period(one.fact),
        correlation=float(np.corrcoef(first, second)[0, 1]),
        product=_miss(one) * _miss(other),
        same_side=(one.middle > middles[0]) == (other.middle > middles[1]),
        same_side_share=float(np.mean((first > middles[0]) == (second > middles[1]))),
    )


def _about(place: Place) -> tuple[RunName, str, str, tuple[int, int]]:
    return place.fact.run, place.fact.measure, place.fact.kind, period(place.fact)


def _miss(place: Place) -> float:
    """The fact less the futures' mean, in standard deviations of these."""
    return float((place.middle - place.sample.mean()) / place.sample.std())


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")

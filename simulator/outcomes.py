"""The year's end, future by future: who breaks even, who reaches 1 %, and what the system comes to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.results import Results
from simulator.sampling.inputs import Array

Hits = NDArray[np.bool_]

POUND = 1e-6
"""In £m: as much below a duty still counts as reached."""

SYSTEM = "system"
EVERY_BODY = "every_body"


@dataclass(frozen=True)
class Outcomes:
    """Duties reached by each body, by the members consolidated, and by all members in the same future.

    Attributes
    ----------
    break_even, surplus_1pct, cumulative_1pct, break_even_3y : array of bool
        Shape ``(names, years, replications)``.
    is_known_3y : array of bool
        Whether three surpluses are known, ``(names, years)``; `break_even_3y` is false where they are not.
    """

    names: tuple[str, ...]
    years: tuple[int, ...]
    break_even: Hits
    surplus_1pct: Hits
    cumulative_1pct: Hits
    break_even_3y: Hits
    is_known_3y: Hits

    @property
    def recovered(self) -> Hits:
        """Whether break even is reached in the year and in every later one to the horizon."""
        later_years_first = self.break_even[:, ::-1]
        held: Hits = np.logical_and.accumulate(later_years_first, axis=1)[:, ::-1]
        return held


def outcomes(results: Results) -> Outcomes:
    """The duties of every body, of the system and of every member at once."""
    surplus = with_system(results, "surplus")
    duty = 0.01 * with_system(results, "duty_income") - POUND
    three_year = with_system(results, "three_year")
    members = member_rows(results)
    is_known_3y: Hits = np.logical_not(np.isnan(three_year).any(axis=-1))
    return Outcomes(
        names=(*results.bodies, SYSTEM, EVERY_BODY),
        years=results.years,
        break_even=with_every_body(surplus >= -POUND, members),
        surplus_1pct=with_every_body(surplus >= duty, members),
        cumulative_1pct=with_every_body(with_system(results, "cumulative") >= duty, members),
        break_even_3y=with_every_body(three_year >= -POUND, members),
        is_known_3y=with_every_body(is_known_3y, members),
    )


def with_system(results: Results, measure: str) -> Array:
    """A measure of each body and, as one more row, of the members consolidated.

    Income is the members' income less what they paid each other; the system's duty is measured on that. Cash
    and loans add up over those that have any.
    """
    if measure in {"income", "duty_income"}:
        members = _total(results, "income") - _total(results, "member_trade")
    elif measure in {"cash", "loans"}:
        members = _total_where_known(results, measure)
    else:
        members = _total(results, measure)
    return np.concatenate([results.by_year[measure], members[None]])


def with_every_body(hits: Hits, members: NDArray[np.intp]) -> Hits:
    """``hits`` and, as one more row, whether all members have it in the same future."""
    at_once: Hits = np.logical_and.reduce(hits[members], axis=0)
    return np.concatenate([hits, at_once[None]])


def member_rows(results: Results) -> NDArray[np.intp]:
    """Positions of the system's members among the bodies."""
    return np.array([results.bodies.index(member) for member in results.members], dtype=np.intp)


def _total(results: Results, measure: str) -> Array:
    total: Array = results.by_year[measure][member_rows(results)].sum(axis=0)
    return total


def _total_where_known(results: Results, measure: str) -> Array:
    values: Array = results.by_year[measure][member_rows(results)]
    is_known: Hits = np.logical_not(np.isnan(values))
    total: Array = np.where(is_known, values, 0.0).sum(axis=0)
    return np.where(is_known.any(axis=0), total, np.nan)

"""The year's end in each replication: who breaks even, who reaches 1 % or its control total, how the system ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.economy.catalogue import BY_YEAR
from simulator.engine.declarations import Support, Together
from simulator.results.arrays import Results
from simulator.statistics.arrays import Array

Hits = NDArray[np.bool_]

POUND = 1e-6
"""In £m: as much below a duty still counts as reached."""

SYSTEM = "system"
EVERY_BODY = "every_body"


@dataclass(frozen=True)
class Outcomes:
    """Duties reached by each body, by the members consolidated, and by all members in the same replication.

    Attributes
    ----------
    break_even, surplus_1pct, cumulative_1pct, break_even_3y, control_total : array of bool
        Shape ``(names, years, replications)``; false where a duty is not known or not asked for.
    has_1pct : array of bool
        Whether a surplus of 1 % is asked for, ``(names,)``: of a council it is not.
    is_known_3y, has_control_total : array of bool
        Whether three surpluses are known, and whether there is a control total: ``(names, years)``.
    """

    names: tuple[str, ...]
    years: tuple[int, ...]
    break_even: Hits
    surplus_1pct: Hits
    cumulative_1pct: Hits
    break_even_3y: Hits
    control_total: Hits
    has_1pct: Hits
    is_known_3y: Hits
    has_control_total: Hits

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
    total = with_system(results, "control_total")
    members = member_rows(results)
    has_1pct: Hits = np.array([body not in results.councils for body in results.bodies] + [True])
    is_known_3y: Hits = np.logical_not(np.isnan(three_year).any(axis=-1))
    has_total: Hits = np.logical_not(np.isnan(total).any(axis=-1))
    is_asked = has_1pct[:, None, None]
    return Outcomes(
        names=(*results.bodies, SYSTEM, EVERY_BODY),
        years=results.years,
        break_even=with_every_body(surplus >= -POUND, members),
        surplus_1pct=with_every_body((surplus >= duty) & is_asked, members),
        cumulative_1pct=with_every_body((with_system(results, "cumulative") >= duty) & is_asked, members),
        break_even_3y=with_every_body(three_year >= -POUND, members),
        control_total=with_every_body(before_funding(results) >= total - POUND, members),
        has_1pct=with_every_body(has_1pct, members),
        is_known_3y=with_every_body(is_known_3y, members),
        has_control_total=with_every_body(has_total, members),
    )


def before_funding(results: Results) -> Array:
    """The year with what pooling and transfers moved, but without what the nation paid: bodies, then the system."""
    return with_system(results, "surplus") - paid_by_the_nation(results)


def paid_by_the_nation(results: Results) -> Array:
    """Support that no control total counts, as sustainability funding: bodies, then the system."""
    paid = [with_system(results, key) for key, one in BY_YEAR.items() if one.support is Support.PAID]
    return np.asarray(np.sum(paid, axis=0))


def before_pooling(results: Results) -> Array:
    """The year before anything was pooled: what the nation paid and transfers inside merged bodies count."""
    moved = with_system(results, "pooled") - with_system(results, "pooling_administration")
    return with_system(results, "surplus") - moved


def alone(results: Results) -> Array:
    """The year before anything was pooled or moved inside a merged body; what the nation paid counts."""
    return before_pooling(results) - with_system(results, "transfers")


def with_system(results: Results, measure: str) -> Array:
    """A measure of each body and, as one more row, of the members consolidated.

    Income is the members' income less what they paid each other; the system's duty is measured on that. Cash
    and loans add up over those that have any.
    """
    match BY_YEAR[measure].together:
        case Together.LESS_MEMBER_TRADE:
            members = _total(results, "income") - _total(results, "member_trade")
        case Together.SUM_WHERE_KNOWN:
            members = _total_where_known(results, measure)
        case Together.NOTHING:
            members = np.full(results.by_year[measure].shape[1:], np.nan)
        case Together.SUM:
            members = _total(results, measure)
    return np.concatenate([results.by_year[measure], members[None]])


def with_every_body(hits: Hits, members: NDArray[np.intp]) -> Hits:
    """``hits`` and, as one more row, whether all members have it in the same replication."""
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

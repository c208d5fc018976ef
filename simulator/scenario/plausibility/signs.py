"""Deficits typed as surpluses, and spreads of nothing or of far too much."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.plausibility.question import Question, Reading, typed
from simulator.scenario.rules.contradiction import planned
from simulator.scenario.terms.bodies import Council

WORTH_ASKING = 0.003
"""Of a year's income: smaller positions change their sign by chance."""
ALIKE = 1.5
"""Times: how far a plan and a median of opposite signs lie apart where one of them has the wrong sign."""
FARTHEST = 50.0
"""Times: how far percentiles of one sign lie from one another."""


def deficits(reading: Reading) -> Iterator[Question]:
    """The opening position, what was reported before it, and what is asked for have one sign where they are alike."""
    scenario, scales = reading.scenario, reading.scales
    for key, body in scenario.bodies.items():
        path: KeyPath = ("bodies", key)
        least = WORTH_ASKING * scales.of(key)
        opening = body.opening_underlying_gbp_m
        position, middle = planned(opening), opening.p50 if opening.p50 is not None else planned(opening)
        if _opposite(position, middle, least) and 1 / ALIKE < abs(position / middle) < ALIKE:
            yield Question(
                (*path, "opening_underlying_gbp_m"),
                f"its plan is {typed(position)}, and its p50 {typed(middle)}: one a deficit, the other a surplus",
                f"both to be {typed(-abs(position))} or so",
            )
            continue
        past = [planned(row) for row in body.history.values()]
        usual = sum(past) / len(past) if past else 0.0
        carried = planned(body.opening_cumulative_gbp_m)
        is_odd = (
            past and all(_opposite(position, year, least) for year in past) and not carried * position > 0
        )
        for year, row in body.history.items() if not is_odd else ():
            last = planned(row)
            if _opposite(position, last, least) and 1 / ALIKE < abs(position / last) < ALIKE:
                found = (
                    f"{typed(last)} is a {_word(last)}, and the opening position, {typed(position)}, is none"
                )
                yield Question((*path, "history", year), found, typed(-last))
        if is_odd:
            yield Question(
                (*path, "opening_underlying_gbp_m"),
                f"{typed(position)} is a {_word(position)}, and the years before ended in a {_word(usual)}",
                typed(-position),
            )
        if len(past) > 1 and max(past) < 0 and position < 0 and _opposite(carried, sum(past), least):
            yield Question(
                (*path, "opening_cumulative_gbp_m"),
                f"{typed(carried)} is a surplus brought forward, and the years before ended in a deficit",
                typed(-carried),
            )
        if not isinstance(body, Council) and body.control_total is not None:
            total = planned(body.control_total.opening_gbp_m)
            if _opposite(total, position, least) and total > 0 and total < 1.5 * abs(position):
                yield Question(
                    (*path, "control_total", "opening_gbp_m"),
                    f"{typed(total)} asks for a surplus of a body whose opening position is {typed(position)}",
                    typed(-total),
                )
        if key in scenario.actuals and position < 0:
            months = scenario.actuals[key].position_gbp_m
            if min(months) > 0 and _opposite(12 * sum(months) / len(months), position, least):
                yield Question(
                    ("actuals", key, "position_gbp_m"),
                    f"every month is a surplus, and the opening position is {typed(position)} a year",
                    f"[{', '.join(typed(-month) for month in months)}]",
                )


def spreads(reading: Reading) -> Iterator[Question]:
    """Percentiles differ, but not by orders of magnitude."""
    for stated in reading.numbers:
        number = stated.number
        low, middle, high = number.p10, number.p50, number.p90
        if low is not None and high is not None and low == high:
            yield Question(
                stated.path, f"p10 and p90 are both {typed(high)}, so that it is certain", typed(high)
            )
        elif high is not None and middle and high / middle > FARTHEST:
            yield Question(
                stated.path, f"p90 = {typed(high)} is {high / middle:,.0f} times p50 = {typed(middle)}"
            )
        elif low is not None and middle and low and middle / low > FARTHEST:
            yield Question(
                stated.path, f"p50 = {typed(middle)} is {middle / low:,.0f} times p10 = {typed(low)}"
            )
        elif number.plan and middle and not 1 / FARTHEST < abs(number.plan / middle) < FARTHEST:
            yield Question(stated.path, f"plan = {typed(number.plan)} is far from p50 = {typed(middle)}")
        elif number.sd is not None and number.mean and number.sd > FARTHEST * abs(number.mean):
            yield Question(
                stated.path, f"sd = {typed(number.sd)} is far more than mean = {typed(number.mean)}"
            )


def _opposite(one: float, other: float, least: float) -> bool:
    """Whether two positions are alike but for their sign."""
    return one * other < 0 and min(abs(one), abs(other)) > least and 0.2 < abs(one / other) < 5


def _word(position: float) -> str:
    return "surplus" if position > 0 else "deficit"

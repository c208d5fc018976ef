"""What the charts of a run show: the numbers behind each picture, and the sentence above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.outcomes import SYSTEM, with_system
from simulator.reports.charts import Fan, Heat
from simulator.reports.findings import Findings, called
from simulator.reports.tables import chance, pounds

if TYPE_CHECKING:
    from simulator.intervals import Probabilities, Probability

PERCENTS = (10, 25, 50, 75, 90)


def fans(findings: Findings) -> dict[str, Fan]:
    """The fan of each body and of the system, by key."""
    run = findings.run
    surplus = with_system(run.results, "surplus")
    percentiles = np.percentile(surplus, PERCENTS, axis=-1)
    one_percent = 0.01 * with_system(run.results, "duty_income").mean(axis=-1)
    plan = with_system(run.plan, "surplus")[..., 0]
    do_nothing = with_system(run.do_nothing, "surplus")[..., 0]
    return {
        name: Fan(
            finding=_finding(findings, i, float(plan[i, -1])),
            years=findings.years,
            percentiles={percent: percentiles[k, i] for k, percent in enumerate(PERCENTS)},
            plan=plan[i],
            do_nothing=do_nothing[i],
            one_percent=one_percent[i],
        )
        for i, name in enumerate((*run.results.bodies, SYSTEM))
    }


def _finding(findings: Findings, row: int, plan: float) -> str:
    """What the picture says, as its title."""
    last = len(findings.years) - 1
    name = called(findings.run.scenario, findings.names[row])
    likelihood = chance(findings.break_even.at(row, last))
    word = "deficit" if plan < 0 else "surplus"
    return (
        f"{name} breaks even in {findings.years[last]} in {likelihood} of the possible futures; "
        f"the plan says a {word} of {pounds(abs(plan))}"
    )


def heat(findings: Findings) -> Heat:
    """The chances of everybody to break even and to reach the 1 % surplus."""
    return Heat(
        names=tuple(called(findings.run.scenario, name) for name in findings.names),
        years=findings.years,
        panels=(
            ("Break even", _rows(findings.break_even)),
            ("1 % surplus (commissioners: cumulative)", _rows(findings.one_percent)),
        ),
    )


def _rows(chances: Probabilities) -> tuple[tuple[Probability, ...], ...]:
    names, years = chances.estimate.shape
    return tuple(tuple(chances.at(i, j) for j in range(years)) for i in range(names))

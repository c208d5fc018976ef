"""When milestones come, if they come: bids, projects, shared management, mergers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.mechanism_table import MechanismTable, Subject
from simulator.statistics.arrays import Array
from simulator.statistics.intervals import probability
from simulator.timeline import date_at

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run

PERCENTS = (10, 50, 90)


def milestones_table(run: Run) -> pd.DataFrame:
    """One row a milestone: the probability that it comes in the horizon, and the dates by which it has in 10, 50, 90 %.

    Dates are of all replications, those in which it never comes included: a date that so many do not reach is empty.
    """
    import pandas as pd

    scenario = run.scenario
    rows: list[dict[str, Any]] = []
    for key, milestone in sorted(scenario.milestones.items()):
        times = np.asarray(run.results.milestones[key])
        reached = probability(times < scenario.months)
        row: dict[str, Any] = {"milestone": key, "name": milestone.name, "kind": milestone.kind}
        row |= {"planned": milestone.date.isoformat(), "p_reached": reached}
        row |= {f"date_p{percent}": _date(run, times, percent) for percent in PERCENTS}
        rows.append(row)
    return pd.DataFrame(rows)


def _date(run: Run, times: Array, percent: int) -> str | None:
    """An order statistic and no mean of two: halfway to never is not a date."""
    months = float(np.quantile(times, percent / 100, method="inverted_cdf"))
    return date_at(run.scenario.start, months).isoformat() if months < run.scenario.months else None


TABLE = MechanismTable(
    "milestones",
    Subject.DATES,
    "bids, projects, mergers",
    lambda scenario: bool(scenario.milestones),
    milestones_table,
)

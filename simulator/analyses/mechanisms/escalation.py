"""What repeated failure leads to: how often a body is in special measures, and by when in administration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.analyses.mechanism_table import MechanismTable, Subject
from simulator.scenario.scope import escalated
from simulator.statistics.intervals import probabilities
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run

STAGES = ("none", "special_measures", "contingency_planning", "administration")
"""By the number of the stage with which a year ends."""


def escalation_table(run: Run) -> pd.DataFrame:
    """One row a body and year: the share of replications at each stage at its end, the probability of administration.

    Administration is never left, so that its share is the probability of it by that year.
    `median_administration_year` is the first year by which it has come in half of all replications; empty where it is
    none within the horizon. `share_escalated_by` is the share of replications that have been at any stage by the
    year's end.
    """
    import numpy as np
    import pandas as pd

    results = run.results
    labels = [financial_year_label(year) for year in results.years]
    rows: list[dict[str, Any]] = []
    for body in escalated(run.scenario):
        stage = results.by_year["escalation"][results.bodies.index(body)]
        cost = results.by_year["escalation_cost"][results.bodies.index(body)].mean(axis=-1)
        ever = np.maximum.accumulate(stage > 0, axis=0).mean(axis=-1)
        administered = probabilities(stage >= STAGES.index("administration"))
        median = next((y for y, p in zip(labels, administered.estimate, strict=True) if p >= 0.5), None)
        for j, year in enumerate(labels):
            row: dict[str, Any] = {"body": body, "year": year}
            row |= {f"share_{name}": float((stage[j] == n).mean()) for n, name in enumerate(STAGES)}
            row["share_escalated_by"] = float(ever[j])
            row["p_administration_by"] = administered.at(j)
            rows.append(row | {"median_administration_year": median, "cost_mean_gbp_m": float(cost[j])})
    return pd.DataFrame(rows)


TABLE = MechanismTable(
    "escalation",
    Subject.FAILURE,
    "special measures to administration",
    lambda scenario: bool(escalated(scenario)),
    escalation_table,
)

"""Quality special measures: how often a provider is in them, by when it has been, and what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.mechanism_table import MechanismTable, Subject
from simulator.scenario.scope import with_quality
from simulator.statistics.intervals import probabilities
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run


def quality_table(run: Run) -> pd.DataFrame:
    """One row a provider with terms of quality and a year: whether measures cost it anything, then and by then."""
    import pandas as pd

    results = run.results
    rows: list[dict[str, Any]] = []
    for body in with_quality(run.scenario):
        cost = results.by_year["quality_cost"][results.bodies.index(body)]
        is_in = cost > 0
        now, ever = probabilities(is_in), probabilities(np.logical_or.accumulate(is_in, axis=0))
        for j, year in enumerate(results.years):
            row: dict[str, Any] = {"body": body, "year": financial_year_label(year)}
            row |= {"p_in_measures": now.at(j), "p_in_measures_by": ever.at(j)}
            rows.append(row | {"cost_mean_gbp_m": float(cost[j].mean())})
    return pd.DataFrame(rows)


TABLE = MechanismTable(
    "quality",
    Subject.BLOWS,
    "quality special measures",
    lambda scenario: bool(with_quality(scenario)),
    quality_table,
)

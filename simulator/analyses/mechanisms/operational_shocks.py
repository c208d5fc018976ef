"""What operational shocks cost each year, those of earlier years included, and how often that is much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.mechanism_table import MechanismTable, Subject
from simulator.scenario.scope import struck
from simulator.statistics.intervals import probabilities
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run

MUCH = 0.02
"""Of a year's planned income."""


def shocks_table(run: Run) -> pd.DataFrame:
    """One row a body that is struck and a year: what it costs, below 0 where it spares, and how often 2 % of income."""
    import pandas as pd

    results = run.results
    rows: list[dict[str, Any]] = []
    for body in struck(run.scenario):
        i = results.bodies.index(body)
        cost = results.by_year["shock"][i]
        much = probabilities(cost >= MUCH * run.plan.by_year["income"][i])
        for j, year in enumerate(results.years):
            row: dict[str, Any] = {"body": body, "year": financial_year_label(year)}
            row["cost_mean_gbp_m"] = float(cost[j].mean())
            row |= {f"cost_p{p}_gbp_m": float(np.quantile(cost[j], p / 100)) for p in (10, 50, 90)}
            rows.append(row | {"p_costs_2pct": much.at(j)})
    return pd.DataFrame(rows)


TABLE = MechanismTable(
    "operational_shocks",
    Subject.BLOWS,
    "what nobody planned",
    lambda scenario: bool(struck(scenario)),
    shocks_table,
)

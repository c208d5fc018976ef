"""What is found at a year's end, what is spent ahead of time, and how often the year breaks even only thanks to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.mechanism_table import MechanismTable, Subject
from simulator.results.outcomes import POUND
from simulator.scenario.scope import with_year_end_measures
from simulator.statistics.intervals import probabilities
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run

LEAST_GBP_M = 1e-9
"""What is less is rounding."""


def year_end_table(run: Run) -> pd.DataFrame:
    """One row a body that takes measures and a year: how often and how much, and break even before and after.

    Means are of all replications. `p_break_even_before` is of the surplus less the measures, as if whatever else the
    close brought had been the same.
    """
    import pandas as pd

    results = run.results
    rows: list[dict[str, Any]] = []
    for body in with_year_end_measures(run.scenario):
        i = results.bodies.index(body)
        measures, returns, surplus = (
            results.by_year[name][i] for name in ("year_end_measures", "year_end_returns", "surplus")
        )
        shares = {
            "p_found": probabilities(measures > LEAST_GBP_M),
            "p_brought_forward": probabilities(measures < -LEAST_GBP_M),
            "p_break_even_before": probabilities(surplus - measures >= -POUND),
            "p_break_even_after": probabilities(surplus >= -POUND),
        }
        amounts = {
            "found_mean_gbp_m": np.maximum(measures, 0.0),
            "brought_forward_mean_gbp_m": np.maximum(-measures, 0.0),
            "returns_mean_gbp_m": returns,
        }
        for j, year in enumerate(results.years):
            row: dict[str, Any] = {"body": body, "year": financial_year_label(year)}
            row |= {name: found.at(j) for name, found in shares.items()}
            rows.append(row | {name: float(values[j].mean()) for name, values in amounts.items()})
    return pd.DataFrame(rows)


TABLE = MechanismTable(
    "year_end_measures",
    Subject.FAILURE,
    "found and spent at the close",
    lambda scenario: bool(with_year_end_measures(scenario)),
    year_end_table,
)

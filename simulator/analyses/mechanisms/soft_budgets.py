"""Soft budgets: how often each provider is in rescue, what that pays it, and what of its loans is written off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.analyses.mechanism_table import MechanismTable, Subject
from simulator.scenario.scope import written_off
from simulator.statistics.intervals import probabilities
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run


def soft_budgets_table(run: Run) -> pd.DataFrame:
    """One row a provider that may owe and a year. Means are of all replications."""
    import pandas as pd

    results = run.results
    rows: list[dict[str, Any]] = []
    for body in written_off(run.scenario):
        i = results.bodies.index(body)
        in_rescue = probabilities(results.by_year["in_rescue"][i] > 0)
        means = {key: results.by_year[key][i].mean(axis=-1) for key in ("deficit_support", "written_off")}
        for j, year in enumerate(results.years):
            row: dict[str, Any] = {"body": body, "year": financial_year_label(year)}
            row["p_in_rescue"] = in_rescue.at(j)
            rows.append(row | {f"{key}_mean_gbp_m": float(mean[j]) for key, mean in means.items()})
    return pd.DataFrame(rows)


TABLE = MechanismTable(
    "soft_budgets",
    Subject.FAILURE,
    "rescues and loans written off",
    lambda scenario: bool(written_off(scenario)),
    soft_budgets_table,
)

"""Programmes that follow need: what a year lacks, what is set to be saved of it, and what is delivered in the year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.analyses.mechanism_table import MechanismTable, Subject
from simulator.results.outcomes import POUND
from simulator.scenario.programmes import financial_year
from simulator.scenario.scope import with_programmes
from simulator.statistics.intervals import probabilities
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run


def programmes_table(run: Run) -> pd.DataFrame:
    """One row a body with such programmes and a year after the first: lacking, set, delivered, and how often short.

    `delivered_mean_gbp_m` is what the instances deliver that start in the year, in that year; `p_short` the chance that
    less is set than is lacking.
    """
    import numpy as np
    import pandas as pd

    results, plan = run.results, run.plan
    rows: list[dict[str, Any]] = []
    for body, names in with_programmes(run.scenario).items():
        i = results.bodies.index(body)
        needed, asked = (results.by_year[measure][i] for measure in ("savings_needed", "savings_set"))
        short = probabilities(asked < needed - POUND)
        for j, year in enumerate(results.years):
            if j == 0:
                continue
            starting = [
                results.instances.index(name)
                for name in names
                if financial_year(run.scenario.instances[name].start) == year
            ]
            row: dict[str, Any] = {"body": body, "year": financial_year_label(year)}
            row["needed_mean_gbp_m"] = float(needed[j].mean())
            row["plan_set_gbp_m"] = float(plan.by_year["savings_set"][i, j, 0])
            row["set_mean_gbp_m"] = float(asked[j].mean())
            row["set_p10_gbp_m"], row["set_p90_gbp_m"] = map(float, np.quantile(asked[j], (0.1, 0.9)))
            delivered = results.schemes_by_year["delivered"][starting, j].sum(axis=0)
            row["delivered_mean_gbp_m"] = float(delivered.mean())
            rows.append(row | {"p_short": short.at(j)})
    return pd.DataFrame(rows)


TABLE = MechanismTable(
    "savings_programmes",
    Subject.FAILURE,
    "programmes that follow need",
    lambda scenario: bool(with_programmes(scenario)),
    programmes_table,
)

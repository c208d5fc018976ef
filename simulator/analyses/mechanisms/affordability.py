"""What commissioners can afford: how much of the growth asked for they offer, and what they leave unpaid or stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.mechanism_table import MechanismTable, Subject
from simulator.scenario.scope import affording, left_unpaid
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run


def affordability_table(run: Run) -> pd.DataFrame:
    """One row a body and year: the growth that a commissioner offers, and what a provider is not paid for or stops.

    `share_not_all_offered` is the share of replications in which the commissioner offers less than is asked. Cells of
    offers are empty for providers, those of withheld payments for commissioners whose providers are simulated.
    """
    import pandas as pd

    results = run.results
    offering, unpaid = affording(run.scenario), left_unpaid(run.scenario)
    rows: list[dict[str, Any]] = []
    for body in (*offering, *(key for key in unpaid if key not in offering)):
        i = results.bodies.index(body)
        for j, year in enumerate(results.years):
            offered, withheld, stopped = (
                results.by_year[name][i, j] for name in ("offered_growth_pct", "withheld", "care_stopped")
            )
            is_offering, is_unpaid = body in offering, body in unpaid
            rows.append(
                {
                    "body": body,
                    "year": financial_year_label(year),
                    "offered_growth_mean_pct": float(offered.mean()) if is_offering else np.nan,
                    "offered_growth_p10_pct": float(np.quantile(offered, 0.1)) if is_offering else np.nan,
                    "share_not_all_offered": float((offered < 100).mean()) if is_offering else np.nan,
                    "withheld_mean_gbp_m": float(withheld.mean()) if is_unpaid else np.nan,
                    "withheld_p90_gbp_m": float(np.quantile(withheld, 0.9)) if is_unpaid else np.nan,
                    "care_stopped_mean_gbp_m": float(stopped.mean()) if is_unpaid else np.nan,
                }
            )
    return pd.DataFrame(rows)


TABLE = MechanismTable(
    "affordability",
    Subject.MUTUAL_HELP,
    "growth offered, payment withheld",
    lambda scenario: bool(affording(scenario)),
    affordability_table,
)

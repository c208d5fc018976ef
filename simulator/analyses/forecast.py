"""The forecast in the year: where a body with closed months stands, where its year ends, how likely its target is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run

COLUMNS = (
    "body",
    "year",
    "months_closed",
    "year_to_date_gbp_m",
    "expected_to_date_gbp_m",
    "recurs_gbp_m_a_year",
    "target_gbp_m",
    "p_target",
    "outturn_mean_gbp_m",
    "outturn_p10_gbp_m",
    "outturn_p50_gbp_m",
    "outturn_p90_gbp_m",
    "p_as_unusual",
)
"""Of the forecast, in this order. `expected_to_date_gbp_m` is what the closed months were to come to, and
`recurs_gbp_m_a_year` what of the difference is taken to last (`docs/model.md`, §15). `p_as_unusual` is one figure for
the actuals of all bodies together."""


def forecast_table(run: Run) -> pd.DataFrame:
    """One row a body with actuals, in the order of their keys; none where no month is closed."""
    import numpy as np
    import pandas as pd

    from simulator.analyses.submitted_plan import surplus_as_told
    from simulator.montecarlo.conditioning import first_pass, learnt, surprise
    from simulator.results.outcomes import POUND
    from simulator.statistics.intervals import probability
    from simulator.timeline import financial_year_label

    scenario, rows = run.scenario, list[dict[str, object]]()
    if not scenario.actuals:
        return pd.DataFrame(rows, columns=list(COLUMNS))
    told = surplus_as_told(scenario, run.plan)
    first = first_pass(scenario, run.seed, 0, run.plan)
    unusual, found = surprise(scenario, first), learnt(scenario, run.seed, run.plan, first)
    for key, actuals in sorted(scenario.actuals.items()):
        place = run.results.bodies.index(key)
        outturn = run.results.by_year["surplus"][place, 0]
        planned = float(told[place, 0])
        target = planned if actuals.target_gbp_m is None else actuals.target_gbp_m
        row: dict[str, object] = {
            "body": key,
            "year": financial_year_label(run.results.years[0]),
            "months_closed": len(actuals.position_gbp_m),
            "year_to_date_gbp_m": sum(actuals.position_gbp_m),
            "expected_to_date_gbp_m": found[key].expected_to_date,
            "recurs_gbp_m_a_year": found[key].recurs,
            "target_gbp_m": target,
            "p_target": probability(outturn >= target - POUND),
            "outturn_mean_gbp_m": float(outturn.mean()),
            "p_as_unusual": unusual,
        }
        for percent in (10, 50, 90):
            row[f"outturn_p{percent}_gbp_m"] = float(np.quantile(outturn, percent / 100))
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))

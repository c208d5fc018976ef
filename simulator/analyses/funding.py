"""Sustainability funding: what was offered each year, and how much of it was earned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.scope import funded
from simulator.scenario.uncertainty import planned
from simulator.statistics.arrays import Array
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run
    from simulator.scenario.model import ByYear, Number


def offered(run: Run) -> Array:
    """What each body could earn in a year, £m: ``(bodies, years, replications)``; 0 where nothing is offered."""
    results = run.results
    total = np.nan_to_num(results.by_year["control_total"], nan=0.0)
    offers = np.zeros_like(total)
    for body, terms in funded(run.scenario).items():
        i = results.bodies.index(body)
        for j, year in enumerate(results.years):
            filled = _row(run, terms.fills_deficit_pct, year) / 100
            offers[i, j] = _row(run, terms.offer_gbp_m, year) + filled * np.maximum(-total[i, j], 0.0)
    return offers


def funding_table(run: Run) -> pd.DataFrame:
    """One row a body that is offered funding and a year: the mean offer, what is earned, how often all or none."""
    import pandas as pd

    results, offers = run.results, offered(run)
    rows: list[dict[str, Any]] = []
    for body in funded(run.scenario):
        i = results.bodies.index(body)
        for j, year in enumerate(results.years):
            offer, earned = offers[i, j], results.by_year["funding"][i, j]
            mean = float(offer.mean())
            row = {"body": body, "year": financial_year_label(year), "offered_mean_gbp_m": mean}
            row |= {"earned_mean_gbp_m": float(earned.mean())}
            row |= {f"earned_p{p}_gbp_m": float(np.quantile(earned, p / 100)) for p in (10, 50, 90)}
            is_offered = offer > 1e-9
            share = float(earned.mean()) / mean if mean > 1e-9 else np.nan
            whole = float((is_offered & (earned >= offer - 1e-6)).mean())
            none = float((is_offered & (earned <= 1e-6)).mean())
            told = {"earned_share": share, "share_all_earned": whole, "share_none_earned": none}
            rows.append({**row, **told})
    return pd.DataFrame(rows)


def _row(run: Run, rows: ByYear, year: int) -> Array | float:
    """The figure of a year, future by future where it is uncertain; 0 where the table is left out."""
    if not rows:
        return 0.0
    number: Number = run.scenario.row(rows, year)
    if number.name in run.inputs.columns:
        return run.inputs[number.name].to_numpy(dtype=np.float64)
    return planned(number)

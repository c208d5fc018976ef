"""Sustainability funding: what was offered each year, and how much of it was earned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.mechanism_table import MechanismTable, Subject
from simulator.scenario.scope import funded
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run


def funding_table(run: Run) -> pd.DataFrame:
    """One row a body that is offered funding and a year: the mean offer, what is earned, how often all or none.

    With incentive and bonus, more than the offer may be earned; all of it is then as much as was offered.
    """
    import pandas as pd

    results = run.results
    rows: list[dict[str, Any]] = []
    for body in funded(run.scenario):
        i = results.bodies.index(body)
        for j, year in enumerate(results.years):
            offer, earned = (results.by_year[name][i, j] for name in ("funding_offered", "funding"))
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


TABLE = MechanismTable(
    "sustainability_funding",
    Subject.NATIONAL_MONEY,
    "offered and earned",
    lambda scenario: bool(funded(scenario)),
    funding_table,
)

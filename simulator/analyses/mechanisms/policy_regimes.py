"""Policy regimes: how likely each body's duties are under each of them, and while a break lasts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.mechanism_table import MechanismTable, Subject
from simulator.results.outcomes import EVERY_BODY, Hits, outcomes, with_system
from simulator.sampling.policy import regimes_in_order
from simulator.statistics.intervals import UNKNOWN, Probability, probability
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run

BREAK = "break"
"""As a regime is called by its key, so the years of a break."""


def policy_table(run: Run) -> pd.DataFrame:
    """One row a body, the system and every body, a year, and a regime that some replication has in it; then `break`.

    `share` is that of the replications, the chances are among them. Every body has no surplus, a council no 1 %.
    """
    import pandas as pd

    results, reached = run.results, outcomes(run.results)
    surplus = with_system(results, "surplus")
    rows: list[dict[str, Any]] = []
    for i, body in enumerate(reached.names):
        for j, year in enumerate(results.years):
            for key, has_it in _by_regime(run, j):
                row: dict[str, Any] = {"body": body, "year": financial_year_label(year), "regime": key}
                row |= {"share": float(has_it.mean())}
                row |= {"p_break_even": _among(reached.break_even[i, j], has_it)}
                one_percent = _among(reached.surplus_1pct[i, j], has_it) if reached.has_1pct[i] else UNKNOWN
                mean = np.nan if body == EVERY_BODY else float(surplus[i, j][has_it].mean())
                rows.append(row | {"p_surplus_1pct": one_percent, "surplus_mean_gbp_m": mean})
    return pd.DataFrame(rows)


def _by_regime(run: Run, y: int) -> Iterator[tuple[str, Hits]]:
    """The regimes that some replication has in a year, and where; they are the same for every body."""
    terms = run.scenario.policy_regimes
    assert terms is not None
    places, broken = (run.results.by_year[name][0, y] for name in ("policy_regime", "policy_break"))
    for place, key in enumerate([key for key, _ in regimes_in_order(terms)]):
        if (places == place).any():
            yield key, places == place
    if (broken > 0).any():
        yield BREAK, broken > 0


def _among(hits: Hits, which: Hits) -> Probability:
    """A chance among some replications, with Wilson's interval: they are no whole blocks."""
    return probability(hits[which], block=int(which.sum()))


TABLE = MechanismTable(
    "policy_regimes",
    Subject.NATIONAL_MONEY,
    "chances by policy regime",
    lambda scenario: scenario.policy_regimes is not None,
    policy_table,
)

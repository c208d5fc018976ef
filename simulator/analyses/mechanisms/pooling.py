"""What pooling changes: targets met before and after, who is rescued, what is received, given and lost on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.mechanism_table import MechanismTable, Subject
from simulator.results.outcomes import (
    EVERY_BODY,
    POUND,
    SYSTEM,
    Hits,
    alone,
    before_funding,
    before_pooling,
    member_rows,
    with_every_body,
    with_system,
)
from simulator.scenario.scope import moves_money
from simulator.statistics.arrays import Array
from simulator.statistics.intervals import probabilities
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run
    from simulator.results.arrays import Results

PROBABILITIES = (
    *("p_target_alone", "p_target_before", "p_target_after", "p_rescued"),
    *("p_break_even_alone", "p_break_even_before", "p_break_even_after"),
)
"""Alone: before anything was moved. Before: before pooling, with the transfers inside merged bodies. A target is the
control total, or break even for a body without one; what is held against it has no sustainability funding."""


@dataclass(frozen=True, eq=False)
class Positions:
    """How far each body, and the system, ends from its target, £m: ``(bodies and system, years, replications)``.

    Attributes
    ----------
    alone, before, after : array
        The position less the target: before anything was moved, before pooling, and after it.
    """

    alone: Array
    before: Array
    after: Array


def positions(results: Results) -> Positions:
    """The year before sustainability funding, less the control total (less nothing, for a body without one)."""
    total = np.nan_to_num(results.by_year["control_total"], nan=0.0)
    target = np.concatenate([total, total[member_rows(results)].sum(axis=0)[None]])
    funding = with_system(results, "funding") + with_system(results, "break_funding")
    return Positions(
        alone=alone(results) - funding - target,
        before=before_pooling(results) - funding - target,
        after=before_funding(results) - target,
    )


def pooling_table(run: Run) -> pd.DataFrame:
    """One row a member and year, then the system's and every body's: probabilities before and after, and £m moved.

    `received_*_where_rescued` are over the replications in which pooling makes the difference; every body has no
    amounts. `p_rescued` of the system is 0: what is pooled stays in it, less its administration.
    """
    import pandas as pd

    results, years = run.results, [financial_year_label(year) for year in run.results.years]
    hits = _hits(results)
    amounts = _amounts(results, hits["p_rescued"])
    names = (*results.bodies, SYSTEM, EVERY_BODY)
    rows: list[dict[str, Any]] = []
    found = {name: probabilities(hits[name]) for name in PROBABILITIES}
    for i, body in enumerate(names):
        if body not in {*results.members, SYSTEM, EVERY_BODY}:
            continue
        for j, year in enumerate(years):
            row: dict[str, Any] = {"body": body, "year": year}
            row |= {name: one.at(i, j) for name, one in found.items()}
            is_told = body != EVERY_BODY
            rows.append(row | {n: float(v[i, j]) if is_told else np.nan for n, v in amounts.items()})
    return pd.DataFrame(rows)


def unbalanced(results: Results) -> float:
    """The most by which what members give and receive differs, in any replication and year, £m: conserved at 0."""
    moved = [results.by_year[name][member_rows(results)].sum(axis=0) for name in ("pooled", "transfers")]
    return float(max(np.abs(some).max() for some in moved))


def _hits(results: Results) -> dict[str, Hits]:
    members = member_rows(results)
    place = positions(results)
    reached = {
        "p_target_alone": place.alone >= -POUND,
        "p_target_before": place.before >= -POUND,
        "p_target_after": place.after >= -POUND,
        "p_break_even_alone": alone(results) >= -POUND,
        "p_break_even_before": before_pooling(results) >= -POUND,
        "p_break_even_after": with_system(results, "surplus") >= -POUND,
    }
    hits = {name: with_every_body(hit, members) for name, hit in reached.items()}
    hits["p_rescued"] = hits["p_target_after"] & ~hits["p_target_before"]
    return hits


def _amounts(results: Results, rescued: Hits) -> dict[str, Array]:
    """£m by body and the system, and year."""
    pooled, members = results.by_year["pooled"], member_rows(results)
    received, given = np.maximum(pooled, 0.0), np.maximum(-pooled, 0.0)
    received, given = (np.concatenate([v, v[members].sum(axis=0)[None]]) for v in (received, given))
    is_rescued = rescued[: len(received)]
    names = ("mean", "p10", "p90")
    of_rescued = np.full((len(names), *received.shape[:2]), np.nan)
    for i, j in np.argwhere(is_rescued.any(axis=-1)):
        some = received[i, j, is_rescued[i, j]]
        of_rescued[:, i, j] = [some.mean(), *np.quantile(some, (0.1, 0.9))]
    table = {f"received_{name}_where_rescued_gbp_m": v for name, v in zip(names, of_rescued, strict=True)}
    table |= {"received_mean_gbp_m": received.mean(axis=-1), "given_mean_gbp_m": given.mean(axis=-1)}
    for measure in ("pooling_administration", "transfers"):
        table[f"{measure}_mean_gbp_m"] = with_system(results, measure).mean(axis=-1)
    return table


TABLE = MechanismTable("pooling", Subject.MUTUAL_HELP, "before and after pooling", moves_money, pooling_table)

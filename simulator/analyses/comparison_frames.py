"""A comparison as tables: every probability and amount of A and of B, and the difference with its paired interval."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from simulator.analyses.columns import in_columns

if TYPE_CHECKING:
    import pandas as pd

    from simulator.analyses.compare import Amounts, Comparison
    from simulator.statistics.intervals import Difference

PERCENTS = (10, 25, 50, 75, 90)
KEYS = ("body", "year", "measure", "unit")
COLUMNS = (
    *(*KEYS, "a", "b", "difference"),
    *(f"difference_p{percent}" for percent in PERCENTS),
    *("share_changed", "p_better", "p_better_by_0_1m", "p_worse", "p_worse_by_0_1m"),
)
"""Of what has an interval its ends follow in the file. `unit` is `share` (of the replications) or `gbp_m`.
`share_changed`: of the replications, those in which A and B differ at all. The last columns are filled for the surplus
of a year."""

MEASURES = {
    "break_even": "p_break_even",
    "surplus_1pct": "p_surplus_1pct",
    "cumulative_1pct": "p_cumulative_surplus_1pct",
    "control_total": "p_control_total",
    "recovered_by": "p_recovered_by",
}
"""Duties as `summary.csv` calls them."""


def frame(comparison: Comparison) -> pd.DataFrame:
    """One row a body, year and measure; totals have all years as their year."""
    import pandas as pd

    rows = [*_by_duty(comparison), *_by_year(comparison), *_totals(comparison)]
    return in_columns(pd.DataFrame(rows, columns=list(COLUMNS)))


def recovery_frame(comparison: Comparison) -> pd.DataFrame:
    """One row a body: medians of the recovery year, and how often B recovers in an earlier or a later year."""
    import pandas as pd

    rows = []
    for i, name in enumerate(comparison.names):
        row: dict[str, Any] = {
            "body": name,
            "median_recovery_year_a": comparison.median_recovery("a", name),
            "median_recovery_year_b": comparison.median_recovery("b", name),
        }
        rows.append(row | {"p_earlier": comparison.earlier.at(i), "p_later": comparison.later.at(i)})
    return in_columns(pd.DataFrame(rows))


def explained_frame(comparison: Comparison) -> pd.DataFrame:
    """One row a body, year and line: what the mean change of the surplus is made of, and that change."""
    import pandas as pd

    return pd.DataFrame(
        [
            {"body": name, "year": year, "line": line, "change_gbp_m": float(change[i, j])}
            for i, name in enumerate(comparison.parties)
            for j, year in enumerate(comparison.years)
            for line, change in comparison.explained.items()
        ]
    )


def _by_duty(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for duty, pair in comparison.probabilities.items():
        for i, name in enumerate(comparison.names):
            for j, year in enumerate(comparison.years):
                if not comparison.asked[duty][i, j]:
                    continue
                row: dict[str, Any] = dict(zip(KEYS, (name, year, MEASURES[duty], "share"), strict=True))
                row |= {"a": pair.a.at(i, j), "b": pair.b.at(i, j)}
                yield row | _difference(pair.difference.at(i, j))


def _by_year(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for measure, amounts in comparison.amounts.items():
        for i, name in enumerate(comparison.parties):
            if not comparison.concerns(measure, i):
                continue
            for j, year in enumerate(comparison.years):
                row: dict[str, Any] = dict(zip(KEYS, (name, year, measure, "gbp_m"), strict=True))
                row |= _means(amounts, i, j)
                yield row | (_better(comparison, i, j) if measure == "surplus" else {})


def _totals(comparison: Comparison) -> Iterator[dict[str, Any]]:
    whole = f"{comparison.years[0]} to {comparison.years[-1]}"
    for measure, amounts in comparison.totals.items():
        for i, name in enumerate(comparison.parties):
            if not comparison.concerns(measure, i):
                continue
            row: dict[str, Any] = dict(zip(KEYS, (name, whole, f"{measure}_total", "gbp_m"), strict=True))
            yield row | _means(amounts, i)


def _means(amounts: Amounts, *index: int) -> dict[str, Any]:
    cells: dict[str, Any] = {"a": float(amounts.a[index]), "b": float(amounts.b[index])}
    cells |= _difference(amounts.difference.at(*index))
    return cells | {f"difference_p{p}": float(values[index]) for p, values in amounts.percentiles.items()}


def _difference(one: Difference) -> dict[str, Any]:
    return {"difference": one, "share_changed": one.changed}


def _better(comparison: Comparison, *index: int) -> dict[str, Any]:
    better = comparison.better
    return {
        "p_better": better["better"].at(*index),
        "p_better_by_0_1m": better["noticeably_better"].at(*index),
        "p_worse": better["worse"].at(*index).estimate,
        "p_worse_by_0_1m": better["noticeably_worse"].at(*index).estimate,
    }

"""Tables of chances: by when each recovers, and how likely each duty is in each year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.reports.findings import Findings, label
from simulator.reports.tables import Cell, Column, Table
from simulator.statistics.intervals import LEVEL, Probabilities, Probability

RECOVERED_BY = (3, 5, 10)
KEEP = (1, 5, 3, 10, 2, 7, 4, 15, 20, 8, 30, 25)
"""Years that a narrow screen keeps longest, after the last one."""


def control_totals(findings: Findings, reading: str) -> tuple[Table, ...]:
    """The chances of the control totals, where any body has one."""
    if not findings.reached.has_control_total.any():
        return ()
    return (
        chances_of(
            findings,
            f"Control total met: {reading}",
            findings.control_total,
            note="With what pooling and transfers moved, without sustainability funding.",
            is_told=findings.reached.has_control_total,
        ),
    )


def recovery_years(findings: Findings) -> Table:
    """By when each has recovered for good."""
    years, count = findings.years, findings.run.replications
    shown = sorted({number for number in RECOVERED_BY if number < len(years)} | {len(years)})
    spares = [*range(len(shown) - 1, 0, -1), 0]
    rows: list[tuple[Cell, ...]] = []
    for name in findings.in_order:
        by_year = findings.recovery_of(name)
        chances = (_probability(by_year[number - 1], "p_recovered_by", count) for number in shown)
        median = by_year[0]["median_recovery_year"]
        never = _probability(by_year[0], "p_never", count)
        rows.append(
            (
                label(findings.run.scenario, name),
                *chances,
                median if isinstance(median, str) else "later",
                never,
            )
        )
    return Table(
        title="Recovery year: the first from which break even is kept in every year to the horizon",
        columns=(
            Column(""),
            *(
                Column(f"by {years[number - 1]}\n(year {number})", "probability", spare)
                for number, spare in zip(shown, spares, strict=True)
            ),
            Column("median"),
            Column(f"not by\n{years[-1]}", "probability"),
        ),
        rows=tuple(rows),
        note="Median: the year by which half of the possible futures have recovered.",
        apart=findings.apart(findings.in_order),
    )


def _probability(row: Mapping[str, Any], name: str, replications: int) -> Probability:
    """The probability that three cells of a row stand for."""
    estimate, low, high = (float(row[f"{name}{end}"]) for end in ("", "_low", "_high"))
    return Probability(estimate, low, high, level=LEVEL, replications=replications)


def chances_of(
    findings: Findings,
    title: str,
    chances: Probabilities,
    note: str = "",
    is_told: NDArray[np.bool_] | None = None,
) -> Table:
    """A row a body and a column a year; a dash where there is nothing to tell, no row where there never is."""
    count, names = len(findings.years), findings.in_order
    told = np.ones((len(names), count), dtype=np.bool_) if is_told is None else is_told
    names = tuple(name for name in names if told[findings.names.index(name)].any())
    ranks = [count, *(year for year in KEEP if year < count)]
    ranks += [year for year in range(1, count) if year not in ranks]
    rows: list[tuple[Cell, ...]] = []
    for name in names:
        i = findings.names.index(name)
        cells = (chances.at(i, j) if told[i, j] else None for j in range(count))
        rows.append((label(findings.run.scenario, name), *cells))
    years = (
        Column(year[2:], "probability_short", ranks.index(number))
        for number, year in enumerate(findings.years, start=1)
    )
    return Table(title, (Column(""), *years), tuple(rows), note, findings.apart(names))

"""What the tables of mechanisms share: which years they show, and how their rows stand under headings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.analyses.findings import Findings
from simulator.engine.declarations import Measure
from simulator.reports.names import label
from simulator.reports.tables import Cell, Column, Kind, Table
from simulator.results.outcomes import SYSTEM

SHOWN = (1, 5, 10)
"""Years from the start that tables of mechanisms show; the last joins them."""
KEEP = (1, 5, 3, 10, 2, 7, 4, 15, 20, 8, 30, 25)
"""Years that a narrow screen keeps longest, after the last one."""


def years_shown(findings: Findings) -> list[str]:
    years = findings.years
    return sorted({years[number - 1] for number in SHOWN if number <= len(years)} | {years[-1]})


def with_headings(
    title: str, columns: Sequence[Column], headings: Sequence[str], cells: Sequence[tuple[Cell, ...]]
) -> Table:
    """A table whose first column names a body once, in the first of its rows."""
    starts = [i for i, heading in enumerate(headings) if i == 0 or heading != headings[i - 1]]
    rows = tuple((headings[i] if i in starts else "", *row) for i, row in enumerate(cells))
    return Table(title, tuple(columns), rows, apart=frozenset(starts[1:]))


def columns_of_years(years: Sequence[str], kind: Kind) -> tuple[Column, ...]:
    """A column a financial year; on a narrow screen the last, the first and the fifth stay longest."""
    count = len(years)
    ranks = [count, *(number for number in KEEP if number < count)]
    ranks += [number for number in range(1, count) if number not in ranks]
    return tuple(Column(year[2:], kind, ranks.index(number)) for number, year in enumerate(years, start=1))


def means_by_year(findings: Findings, measure: Measure) -> Table:
    """Means of an amount, a row a body that it concerns and a column a year; the system's below several members."""
    concerned = concerned_by(findings, measure)
    names = [name for name in findings.with_amounts if name in concerned]
    if len(names) > 1 and set(names) <= set(findings.run.results.members):
        names.append(SYSTEM)
    key = f"{measure.key}_mean_gbp_m"
    rows = [
        (
            label(findings.run.scenario, name),
            *(findings.summary_of(name, year)[key] for year in findings.years),
        )
        for name in names
    ]
    columns = (Column(""), *columns_of_years(findings.years, "gbp_m"))
    title = f"{measure.title[0].upper()}{measure.title[1:]}: mean of the possible futures, £m a year"
    return Table(title, columns, tuple(rows), apart=findings.apart(names))


def total_of(findings: Findings, measure: Measure) -> float:
    """Mean over the replications of what bodies' amounts of all years add up to, £m."""
    results = findings.run.results
    rows = [results.bodies.index(body) for body in concerned_by(findings, measure)]
    return float(results.by_year[measure.key][rows].sum(axis=(0, 1)).mean())


def concerned_by(findings: Findings, measure: Measure) -> tuple[str, ...]:
    """The bodies that a measure concerns, in the order of the results."""
    scenario = findings.run.scenario
    concerned = scenario.bodies if measure.concerns is None else measure.concerns(scenario)
    return tuple(body for body in findings.run.results.bodies if body in concerned)


def in_all_years(findings: Findings) -> str:
    """To follow an amount that is a sum over the years; nothing where there is one year."""
    return " in all years together" if len(findings.years) > 1 else ""


def costs_or_spares(gbp_m: float) -> str:
    """What an amount does that is a cost above 0, and spared below."""
    return "spares" if gbp_m < 0 else "costs"


def percent(share: float) -> str | None:
    """Whole percent of the replications simulated, or of an amount; `none` and `all` where it is exactly that."""
    if np.isnan(share):
        return None
    if share in {0.0, 1.0}:
        return "none" if share == 0.0 else "all"
    if share < 0.01:
        return "<1"
    return ">99" if share > 0.99 else f"{100 * share:.0f}"

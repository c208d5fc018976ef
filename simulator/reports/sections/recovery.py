"""When they recover: by when each does, and how likely each duty is in each year."""

from __future__ import annotations

from simulator.analyses.findings import Findings
from simulator.analyses.first_year import missed_totals
from simulator.reports.control_totals import plan_misses
from simulator.reports.names import label
from simulator.reports.sections.rows import columns_of_years
from simulator.reports.sections.section import Section
from simulator.reports.tables import Cell, Column, Table
from simulator.statistics.intervals import LEVEL, Probabilities

RECOVERED_BY = (3, 5, 10)


def section(findings: Findings) -> Section:
    missed = missed_totals(findings.run.scenario, findings.run.plan)
    reading = f"chance in each year, % (± half the {100 * LEVEL:.0f} % interval; < and > its end)"
    return Section(
        heading="When do they recover, year by year?",
        sentences=plan_misses(missed),
        tables=(
            recovery_years(findings),
            probabilities_of(findings, f"Break even: {reading}", findings.duties.break_even),
            probabilities_of(
                findings,
                f"1 % surplus (of commissioners: 1 % carried forward): {reading}",
                findings.one_percent,
                note="1 % carried forward, for commissioners: the cumulative surplus of 1 % of the allocation. For "
                "providers and the system: the year's surplus of 1 % of income.",
            ),
            *_control_totals(findings, reading),
        ),
    )


def _control_totals(findings: Findings, reading: str) -> tuple[Table, ...]:
    """The probabilities of the control totals, where any body has one."""
    if not findings.reached.has_control_total.any():
        return ()
    return (
        probabilities_of(
            findings,
            f"Control total met: {reading}",
            findings.duties.control_total,
            note="With what pooling and transfers moved, without sustainability funding.",
        ),
    )


def recovery_years(findings: Findings) -> Table:
    """By when each is back in balance for good."""
    years = findings.years
    shown = sorted({number for number in RECOVERED_BY if number < len(years)} | {len(years)})
    spares = [*range(len(shown) - 1, 0, -1), 0]
    rows: list[tuple[Cell, ...]] = []
    for name in findings.in_order:
        by_year = findings.recovery_of(name)
        median = by_year[0]["median_recovery_year"]
        rows.append(
            (
                label(findings.run.scenario, name),
                *(by_year[number - 1]["p_recovered_by"] for number in shown),
                median if isinstance(median, str) else "later",
                by_year[0]["p_never"],
            )
        )
    return Table(
        title="Back in balance: the first year from which break even is kept in every year to the horizon",
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
        note="Median: the year by which half of the possible futures are back in balance.",
        apart=findings.apart(findings.in_order),
    )


def probabilities_of(findings: Findings, title: str, found: Probabilities, note: str = "") -> Table:
    """A row a body and a column a year; a dash where there is nothing to tell, no row where there never is."""
    count = len(findings.years)
    rows = {
        name: [found.at(findings.names.index(name), j) for j in range(count)] for name in findings.in_order
    }
    rows = {name: row for name, row in rows.items() if any(one.is_known for one in row)}
    years = columns_of_years(findings.years, "probability_short")
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (label(findings.run.scenario, name), *row) for name, row in rows.items()
    )
    return Table(title, (Column(""), *years), cells, note, findings.apart(tuple(rows)))

"""What programmes set out to save of what a year lacks, and how far that goes."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analyses.columns import records
from simulator.analyses.findings import Findings
from simulator.analyses.mechanism_table import Subject
from simulator.reports.names import label
from simulator.reports.sections.rows import with_headings, years_shown
from simulator.reports.sections.section import MechanismSection, Section
from simulator.reports.tables import Column


def section(findings: Findings) -> Iterator[Section]:
    if "savings_programmes" not in findings.tables:
        return
    years = {findings.years[1], *years_shown(findings)}
    rows = [row for row in records(findings.tables["savings_programmes"]) if row["year"] in years]
    cells = [
        (
            row["year"],
            row["needed_mean_gbp_m"],
            row["plan_set_gbp_m"],
            row["set_mean_gbp_m"],
            row["delivered_mean_gbp_m"],
            row["p_short"],
        )
        for row in rows
    ]
    columns = (
        *(
            Column(""),
            Column("year"),
            Column("lacking\nmean", "gbp_m"),
            Column("set\nin the plan", "gbp_m", 1),
        ),
        *(Column("set\nmean", "gbp_m"), Column("delivered\nin the year", "gbp_m", 2)),
        Column("set below\nlacking", "probability"),
    )
    headings = [label(findings.run.scenario, row["body"]) for row in rows]
    yield Section(
        "How far do savings follow need?",
        (
            "Each April these programmes are set by what the year lacks before them, within their limits (means of the "
            "possible futures). What is delivered in the year falls short of what is set where delivery is late or "
            "less than planned, or a programme is stretched or tires.",
        ),
        (with_headings("Programmes that follow need, £m a year", columns, headings, cells),),
    )


SECTION = MechanismSection(Subject.FAILURE, section)

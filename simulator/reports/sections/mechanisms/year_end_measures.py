"""What is found at a year's end or brought forward, and what of break even hangs on it."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analyses.columns import records
from simulator.analyses.findings import Findings
from simulator.analyses.mechanism_table import Subject
from simulator.reports.names import label
from simulator.reports.sections.rows import in_all_years, with_headings, years_shown
from simulator.reports.sections.section import MechanismSection, Section
from simulator.reports.tables import Column
from simulator.words.figures import part_of


def section(findings: Findings) -> Iterator[Section]:
    if "year_end_measures" not in findings.tables:
        return
    rows = records(findings.tables["year_end_measures"])
    found, returned = (
        sum(row[f"{what}_mean_gbp_m"] for row in rows) for what in ("found", "brought_forward")
    )
    whole, part, _ = part_of(returned, found)
    shown = [row for row in rows if row["year"] in years_shown(findings)]
    cells = [
        (
            row["year"],
            row["found_mean_gbp_m"],
            row["brought_forward_mean_gbp_m"],
            row["returns_mean_gbp_m"],
            row["p_break_even_before"],
            row["p_break_even_after"],
        )
        for row in shown
    ]
    columns = (
        *(Column(""), Column("year"), Column("found\nmean", "gbp_m"), Column("brought\nforward", "gbp_m", 2)),
        *(Column("return of\nlast year's", "gbp_m", 1), Column("break even\nbefore", "probability")),
        Column("break even\nafter", "probability"),
    )
    headings = [label(findings.run.scenario, row["body"]) for row in shown]
    yield Section(
        "What do year-end measures change?",
        (
            f"{whole} is found at the close{in_all_years(findings)} to come nearer to a target, and {part} of spending "
            "is brought forward by those who are ahead (means of the possible futures). None of it recurs: what the "
            "year is worth without it stands under “before”.",
        ),
        (with_headings("Year-end measures, £m a year", columns, headings, cells),),
    )


SECTION = MechanismSection(Subject.FAILURE, section, about=("year_end_measures", "year_end_returns"))

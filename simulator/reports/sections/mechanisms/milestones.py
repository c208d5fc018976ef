"""When milestones come: bids, projects, shared management, mergers."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analyses.columns import records
from simulator.analyses.findings import Findings
from simulator.analyses.mechanism_table import Subject
from simulator.reports.sections.section import MechanismSection, Section
from simulator.reports.tables import Cell, Column, Table


def section(findings: Findings) -> Iterator[Section]:
    if "milestones" not in findings.tables:
        return
    rows = records(findings.tables["milestones"])
    cells: list[tuple[Cell, ...]] = []
    for row in rows:
        dates = (d if isinstance(d := row[f"date_p{p}"], str) else "never" for p in (10, 50, 90))
        cells.append((row["name"], row["planned"], row["p_reached"], *dates))
    columns = (
        *(Column(""), Column("planned"), Column("comes within\nthe horizon", "probability")),
        *(Column("by this date in\n10 %"), Column("\n50 %"), Column("\n90 %")),
    )
    never = (
        "Never: not within the horizon in so many futures. " if any("never" in row for row in cells) else ""
    )
    note = f"{never}What needs a milestone waits for it, or never begins."
    yield Section("When do the milestones come?", (), (Table("", columns, tuple(cells), note),))


SECTION = MechanismSection(Subject.DATES, section)

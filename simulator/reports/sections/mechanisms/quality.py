"""Whom its care puts into special measures, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analyses.columns import records
from simulator.analyses.findings import Findings
from simulator.analyses.mechanism_table import Subject
from simulator.reports.names import called, label
from simulator.reports.sections.rows import in_all_years, with_headings, years_shown
from simulator.reports.sections.section import MechanismSection, Section
from simulator.reports.tables import Column
from simulator.words.estimates import probability_shown
from simulator.words.figures import pounds


def section(findings: Findings) -> Iterator[Section]:
    if "quality" not in findings.tables:
        return
    scenario, years, last = findings.run.scenario, years_shown(findings), findings.years[-1]
    every_row = records(findings.tables["quality"])
    sentences = []
    for row in (row for row in every_row if row["year"] == last):
        cost = sum(one["cost_mean_gbp_m"] for one in every_row if one["body"] == row["body"])
        ever = probability_shown(row["p_in_measures_by"])
        sentences.append(
            f"{called(scenario, row['body'])}: in quality special measures at some time by {last} in {ever}; they "
            f"cost {pounds(cost)}{in_all_years(findings)} (mean of the possible futures), and none of it recurs."
        )
    rows = [row for row in every_row if row["year"] in years]
    cells = [
        (row["year"], row["p_in_measures"], row["p_in_measures_by"], row["cost_mean_gbp_m"]) for row in rows
    ]
    columns = (
        *(Column(""), Column("year"), Column("in them\nin the year", "probability")),
        *(Column("at some time\nby then", "probability"), Column("cost\nmean, £m", "gbp_m")),
    )
    headings = [label(scenario, row["body"]) for row in rows]
    table = with_headings("Quality special measures", columns, headings, cells)
    yield Section("Who is in quality special measures?", tuple(sentences), (table,))


SECTION = MechanismSection(Subject.BLOWS, section, about=("quality_cost",))

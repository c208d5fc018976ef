"""Who is rescued, and what of the loans is written off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulator.analyses.columns import records
from simulator.analyses.findings import Findings
from simulator.analyses.mechanism_table import Subject
from simulator.reports.names import label
from simulator.reports.sections.rows import with_headings, years_shown
from simulator.reports.sections.section import MechanismSection, Section
from simulator.reports.tables import Column
from simulator.scenario.scope import rescued
from simulator.words.figures import pounds


def section(findings: Findings) -> Iterator[Section]:
    if "soft_budgets" not in findings.tables:
        return
    every_row = records(findings.tables["soft_budgets"])
    bodies = {row["body"] for row in every_row if _is_something(row)}
    if not bodies:
        return
    scenario = findings.run.scenario
    rows = [row for row in every_row if row["body"] in bodies and row["year"] in years_shown(findings)]
    written_off, paid = (
        sum(row[f"{what}_mean_gbp_m"] for row in every_row) for what in ("written_off", "deficit_support")
    )
    sentences = [
        f"In all years together {pounds(written_off)} of loans is written off (mean of the possible futures): no "
        "income, but no interest is due on it any more."
    ]
    columns, amounts = [Column(""), Column("year")], ["written_off_mean_gbp_m"]
    if rescued(scenario):
        sentences.append(
            f"Rescued providers are paid {pounds(paid)} of deficit support. It does not recur, and no plan or budget "
            "expects it."
        )
        columns += [Column("in rescue\nin the year", "probability"), Column("deficit\nsupport", "gbp_m")]
        amounts = ["p_in_rescue", "deficit_support_mean_gbp_m", *amounts]
    columns.append(Column("written\noff", "gbp_m"))
    cells = [(row["year"], *(row[amount] for amount in amounts)) for row in rows]
    headings = [label(scenario, row["body"]) for row in rows]
    table = with_headings("Rescues and write-offs, mean £m a year", columns, headings, cells)
    yield Section("Who is rescued, and whose loans are written off?", tuple(sentences), (table,))


def _is_something(row: Mapping[str, Any]) -> bool:
    amounts = row["deficit_support_mean_gbp_m"], row["written_off_mean_gbp_m"]
    return row["p_in_rescue"].estimate > 0 or any(amounts)


SECTION = MechanismSection(Subject.FAILURE, section)

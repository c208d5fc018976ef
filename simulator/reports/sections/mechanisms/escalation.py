"""Where failure leads: special measures, contingency planning, administration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simulator.analyses.columns import records
from simulator.analyses.findings import Findings
from simulator.analyses.mechanism_table import Subject
from simulator.reports.names import called, label
from simulator.reports.sections.rows import percent, with_headings, years_shown
from simulator.reports.sections.section import MechanismSection, Section
from simulator.reports.tables import Column
from simulator.words.estimates import probability_shown

WORTH_TELLING = 0.005
"""Probability of administration from which a body is named."""


def section(findings: Findings) -> Iterator[Section]:
    if "escalation" not in findings.tables:
        return
    rows = records(findings.tables["escalation"])
    scenario, last = findings.run.scenario, findings.years[-1]
    sentences = _administrations(findings, [row for row in rows if row["year"] == last])
    shown = [row for row in rows if row["year"] in years_shown(findings)]
    cells = [
        (
            row["year"],
            *(percent(row[f"share_{what}"]) for what in ("special_measures", "contingency_planning")),
            percent(row["share_escalated_by"]),
            row["p_administration_by"],
            row["cost_mean_gbp_m"],
        )
        for row in shown
    ]
    columns = (
        *(Column(""), Column("year"), Column("special\nmeasures, %", "count")),
        *(Column("contingency\nplans, %", "count"), Column("any,\never, %", "count")),
        Column("administration\nby then", "probability"),
        Column("cost\nmean, £m", "gbp_m"),
    )
    headings = [label(scenario, row["body"]) for row in shown]
    title = "Where the year's end leaves each body: share of the possible futures"
    yield Section("Where does failure lead?", sentences, (with_headings(title, columns, headings, cells),))


def _administrations(findings: Findings, rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Who comes into administration, and in how many replications; those whom none or few see are told together."""
    last, sentences = findings.years[-1], []
    for row in rows:
        if row["p_administration_by"].estimate < WORTH_TELLING:
            continue
        median = row["median_administration_year"]
        when = f"median year {median}" if isinstance(median, str) else "median year not within the horizon"
        by = probability_shown(row["p_administration_by"])
        name = called(findings.run.scenario, row["body"])
        sentences.append(f"{name}: in administration by {last} in {by}; {when}.")
    others = "No other body is" if sentences else "No body is"
    if len(sentences) < len(rows):
        sentences.append(
            f"{others} in administration by {last} in as much as {100 * WORTH_TELLING:.1f} % of the futures."
        )
    return tuple(sentences)


SECTION = MechanismSection(Subject.FAILURE, section)

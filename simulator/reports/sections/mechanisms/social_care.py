"""What is pushed onto social care: by schemes of the health service, and by discharges beyond plan."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.analyses.findings import Findings
from simulator.analyses.mechanism_table import Subject
from simulator.reports.names import called, label
from simulator.reports.sections.rows import with_headings, years_shown
from simulator.reports.sections.section import MechanismSection, Section
from simulator.reports.tables import Column
from simulator.scenario.scope import councils
from simulator.words.figures import pounds


def section(findings: Findings) -> Iterator[Section]:
    found = councils(findings.run.scenario)
    if not found:
        return
    results, sentences = findings.run.results, []
    rate, which = (" a year", "mean of all years") if len(findings.years) > 1 else ("", "mean")
    for council in found:
        row = results.bodies.index(council)
        parts = [results.by_year[f"pushed_by_{what}"][row] for what in ("schemes", "discharge")]
        a_year = (parts[0] + parts[1]).mean(axis=0)
        together = round(float(a_year.mean()), 1)
        schemes = round(float(parts[0].mean()), 1)
        low, high = np.quantile(a_year, (0.1, 0.9))
        sentences.append(
            f"{called(findings.run.scenario, council)}: {pounds(together)}{rate} of cost shunted onto it ({which}; "
            f"p10–p90 {pounds(float(low))} to {pounds(float(high))}), of which {pounds(schemes)} by NHS schemes and "
            f"{pounds(together - schemes)} by discharges beyond plan. It is no member of the system, and no pooling "
            "reaches it."
        )
    cells, headings = [], []
    for council in found:
        for year in years_shown(findings):
            row_of = findings.summary_of(council, year)
            headings.append(label(findings.run.scenario, council))
            parts_of = ("pushed_by_schemes", "pushed_by_discharge", "pushed")
            shown = {
                (p, f): round(row_of[f"{p}_{f}_gbp_m"], 1) for p in parts_of for f in ("mean", "p10", "p90")
            }
            # As shown, the means of the two parts are that of both.
            by_schemes, together = shown["pushed_by_schemes", "mean"], shown["pushed", "mean"]
            shown["pushed_by_discharge", "mean"] = together - by_schemes
            cells.append((year, *shown.values()))
    columns = [Column(""), Column("year")]
    for number, what in enumerate(("by schemes", "by discharges", "together")):
        columns.append(Column(f"{what}\nmean", "gbp_m"))
        columns += [Column(f"\n{p}", "gbp_m", 9 - 2 * number) for p in ("p10", "p90")]
    title = "Cost shunted onto councils, £m a year"
    yield Section(
        "What cost is shunted onto social care?",
        tuple(sentences),
        (with_headings(title, columns, headings, cells),),
    )


SECTION = MechanismSection(
    Subject.COST_TO_OTHERS, section, about=("pushed_by_schemes", "pushed_by_discharge")
)

"""What befalls bodies that nobody planned: what it costs, and how widely that may differ."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analyses.columns import records
from simulator.analyses.findings import Findings
from simulator.analyses.mechanism_table import Subject
from simulator.reports.names import label
from simulator.reports.sections.rows import with_headings, years_shown
from simulator.reports.sections.section import MechanismSection, Section
from simulator.reports.tables import Column

AMOUNTS = ("cost_mean_gbp_m", "cost_p10_gbp_m", "cost_p90_gbp_m")


def section(findings: Findings) -> Iterator[Section]:
    if "operational_shocks" not in findings.tables:
        return
    shown = years_shown(findings)
    rows = [row for row in records(findings.tables["operational_shocks"]) if row["year"] in shown]
    cells = [(row["year"], *(row[name] for name in AMOUNTS), row["p_costs_2pct"]) for row in rows]
    columns = (
        *(Column(""), Column("year"), Column("cost\nmean", "gbp_m"), Column("\np10", "gbp_m")),
        *(Column("\np90", "gbp_m"), Column("2 % of income\nand more", "probability")),
    )
    headings = [label(findings.run.scenario, row["body"]) for row in rows]
    sentence = (
        "Beyond all that the scenario names, a year turns out otherwise than planned. No budget and no plan expects "
        "it; what stays of a year is in the cost of later ones, and a cost below 0 is money spared."
    )
    title = "What nobody planned, £m a year"
    yield Section(
        "What may befall each body?", (sentence,), (with_headings(title, columns, headings, cells),)
    )


SECTION = MechanismSection(Subject.BLOWS, section, about=("shock",))

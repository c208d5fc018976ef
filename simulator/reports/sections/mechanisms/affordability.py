"""What commissioners can afford: growth that they do not offer, and work above their offers that is not paid for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.analyses.columns import records
from simulator.analyses.findings import Findings
from simulator.analyses.mechanism_table import Subject
from simulator.reports.names import label
from simulator.reports.sections.rows import in_all_years, percent, with_headings, years_shown
from simulator.reports.sections.section import MechanismSection, Section
from simulator.reports.tables import Column


def section(findings: Findings) -> Iterator[Section]:
    if "affordability" not in findings.tables:
        return
    rows = records(findings.tables["affordability"])
    withheld, stopped = (
        float(np.nansum([row[f"{what}_mean_gbp_m"] for row in rows])) for what in ("withheld", "care_stopped")
    )
    shown = [row for row in rows if row["year"] in years_shown(findings)]
    cells = [
        (
            row["year"],
            percent(row["offered_growth_mean_pct"] / 100),
            percent(row["share_not_all_offered"]),
            *(
                None if np.isnan(row[name]) else row[name]
                for name in ("withheld_mean_gbp_m", "withheld_p90_gbp_m", "care_stopped_mean_gbp_m")
            ),
        )
        for row in shown
    ]
    columns = (
        *(Column(""), Column("year"), Column("growth\noffered, %", "count")),
        *(Column("not all\noffered, %", "count"), Column("withheld\nmean", "gbp_m")),
        *(Column("p90", "gbp_m", 2), Column("care\nstopped", "gbp_m", 1)),
    )
    yield Section(
        "What can commissioners afford?",
        (
            "A commissioner offers no more growth than its allocation leaves room for. "
            f"For work above offers £{withheld:,.1f}m is withheld{in_all_years(findings)}, and care worth "
            f"£{stopped:,.1f}m is stopped and waits (means of the possible futures).",
        ),
        (
            with_headings(
                "Growth offered, of what is asked for; payment withheld and care stopped, £m a year",
                columns,
                [label(findings.run.scenario, row["body"]) for row in shown],
                cells,
            ),
        ),
    )


SECTION = MechanismSection(Subject.MUTUAL_HELP, section)

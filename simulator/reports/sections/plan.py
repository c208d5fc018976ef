"""Plan, expected and do nothing side by side, and why they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.analyses.findings import Findings
from simulator.reports.names import label
from simulator.reports.sections.section import Section
from simulator.reports.tables import Cell, Column, Table
from simulator.results.outcomes import SYSTEM
from simulator.words.figures import part_of, pounds

MILESTONES = (1, 5, 10)
"""Years from the start for which plan, expected and do nothing stand side by side; the last joins them."""


def section(findings: Findings) -> Section:
    years = findings.years
    shown = sorted({years[number - 1] for number in MILESTONES if number <= len(years)} | {years[-1]})
    figures = ("do_nothing_surplus", "plan_surplus", "surplus_mean", "surplus_p10", "surplus_p90")
    rows: list[tuple[Cell, ...]] = []
    for name in findings.with_amounts:
        heading = label(findings.run.scenario, name)
        for year in shown:
            row = findings.summary_of(name, year)
            rows.append((heading, year, *(row[f"{figure}_gbp_m"] for figure in figures)))
            heading = ""
    headings = ("do nothing", "plan", "expected", "p10", "p90")
    table = Table(
        title="Surplus (+) or deficit (−) of the year, £m",
        columns=(Column(""), Column("year"), *(Column(heading, "gbp_m") for heading in headings)),
        rows=tuple(rows),
        note="Expected: the mean of the possible futures. In one future in ten the year ends below p10, in "
        "one in ten above p90. Each figure is rounded: what the bodies add up to may miss the system by 0.1.",
        apart=frozenset(range(len(shown), len(rows), len(shown))),
    )
    return Section(
        heading="Plan, expected and do nothing",
        sentences=(_why_they_differ(findings.summary_of(SYSTEM, years[-1]), years[-1]),),
        tables=(table,),
    )


def _why_they_differ(system: Mapping[str, Any], year: str) -> str:
    planned, delivered = system["savings_planned_gbp_m"], system["savings_delivered_mean_gbp_m"]
    gap = round(system["surplus_mean_gbp_m"], 1) - round(system["plan_surplus_gbp_m"], 1)
    how = f"{pounds(abs(gap))} {'better' if gap > 0 else 'worse'} than" if round(gap, 1) else "the same as"
    whole, part, share = part_of(delivered, planned)
    saved = (
        f"of {whole} planned savings the futures deliver {part} on average{share}, and "
        if planned > 0
        else ""
    )
    return (
        "The plan is the one future in which everything goes as planned; do nothing is the plan with only "
        f"those savings schemes that would run anyway. Expected is {how} the plan for the system in {year}: "
        f"{saved}demand, prices, winters, costs, risks and whatever the plan does not know take their own course."
    )

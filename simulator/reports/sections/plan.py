"""Plan, mean of the futures and do nothing side by side, and why they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from simulator.analyses.findings import Findings
from simulator.analyses.planning_template import template_surplus
from simulator.analyses.submitted_plan import has_submitted, surplus_as_submitted
from simulator.reports.names import label
from simulator.reports.sections.section import Section
from simulator.reports.tables import Cell, Column, Table
from simulator.results.outcomes import SYSTEM
from simulator.words.figures import part_of, pounds

MILESTONES = (1, 5, 10)
"""Years from the start for which plan, mean and do nothing stand side by side; the last, and those for which a plan
was submitted, join them."""

SUBMITTED = (
    "Submitted is what a body told its board or regulator, with the support that it is to receive; it budgets by that. "
    "The system's is its members', of those that submitted nothing as if everything delivered."
)


def section(findings: Findings) -> Section:
    years = findings.years
    is_submitted = has_submitted(findings.run.scenario)
    submitted = surplus_as_submitted(findings.run.scenario, findings.run.plan)
    stated = {year for year, each in zip(years, submitted.T, strict=True) if np.isfinite(each).any()}
    milestones = {years[number - 1] for number in MILESTONES if number <= len(years)}
    shown = sorted(milestones | stated | {years[-1]})
    futures = ("surplus_mean", "surplus_p10", "surplus_p90")
    rows: list[tuple[Cell, ...]] = []
    for name in findings.with_amounts:
        heading = label(findings.run.scenario, name)
        for year in shown:
            row = findings.summary_of(name, year)
            told = [submitted[findings.names.index(name), years.index(year)]] if is_submitted else []
            runs = (row["do_nothing_surplus_gbp_m"], row["plan_surplus_gbp_m"])
            rows.append((heading, year, *runs, *told, *(row[f"{figure}_gbp_m"] for figure in futures)))
            heading = ""
    plans = ("everything\ndelivers", "submitted") if is_submitted else ("plan",)
    headings = (*plans, "mean", "p10", "p90")
    do_nothing = Column("do nothing", "gbp_m", spare=1 if is_submitted else 0)
    table = Table(
        title="Surplus (+) or deficit (−) of the year, £m",
        columns=(Column(""), Column("year"), do_nothing, *(Column(heading, "gbp_m") for heading in headings)),
        rows=tuple(rows),
        note="Mean: that of the possible futures. In one future in ten the year ends below p10, in "
        "one in ten above p90. Each figure is rounded: what the bodies add up to may miss the system by 0.1.",
        apart=frozenset(range(len(shown), len(rows), len(shown))),
    )
    return Section(
        heading="Plans, mean of the futures and do nothing"
        if is_submitted
        else "Plan, mean of the futures and do nothing",
        sentences=(
            *((SUBMITTED,) if is_submitted else ()),
            _why_they_differ(
                findings.summary_of(SYSTEM, years[-1]),
                years[-1],
                is_submitted=is_submitted,
                follows_need=any(scheme.follows_need for scheme in findings.run.scenario.schemes.values()),
            ),
            *_by_template(findings, shown),
        ),
        tables=(table,),
    )


def _by_template(findings: Findings, shown: Sequence[str]) -> Iterator[str]:
    """What a planning template makes of doing nothing, where the scenario has one."""
    run = findings.run
    surplus = template_surplus(run.scenario, run.do_nothing)
    if surplus is None or run.scenario.planning_template is None:
        return
    by_year = dict(zip(findings.years, surplus.tolist(), strict=True))
    figures = [f"{pounds(by_year[year])} in {year}" for year in shown]
    yield (
        f"As a planning template reads doing nothing, with costs that grow by "
        f"{run.scenario.planning_template.cost_growth_pct:g} % a year in cash, no productivity and no behaviour, "
        f"the system would be at {', '.join(figures)}."
    )


def _why_they_differ(system: Mapping[str, Any], year: str, *, is_submitted: bool, follows_need: bool) -> str:
    planned, delivered = system["savings_planned_gbp_m"], system["savings_delivered_mean_gbp_m"]
    gap = round(system["surplus_mean_gbp_m"], 1) - round(system["plan_surplus_gbp_m"], 1)
    how = f"{pounds(abs(gap))} {'better' if gap > 0 else 'worse'} than" if round(gap, 1) else "the same as"
    whole, part, share = part_of(delivered, planned)
    saved = ""
    if planned > 0 and follows_need:
        saved = (
            f"the futures save {part} on average and it {whole}, with programmes set by what it lacks, and "
        )
    elif planned > 0:
        saved = f"of {whole} planned savings the futures deliver {part} on average{share}, and "
    plan = "the future in which everything delivers" if is_submitted else "the plan"
    which = (
        "Everything delivers in one future; do nothing is the same"
        if is_submitted
        else "The plan is the one future in which everything goes as planned; do nothing is the plan"
    )
    return (
        f"{which} with only those savings schemes that would run anyway. The mean of the futures is {how} "
        f"{plan} for the system in {year}: {saved}demand, prices, winters, costs, risks and whatever the "
        "plan does not know take their own course."
    )

"""Will they recover: the chance of break even in the last year, body by body, and under each policy."""

from __future__ import annotations

from simulator.analyses.findings import Findings
from simulator.reports.names import label
from simulator.reports.sections.by_policy import chances_by_policy
from simulator.reports.sections.section import Section
from simulator.results.outcomes import EVERY_BODY, SYSTEM
from simulator.words.estimates import probability_shown


def section(findings: Findings) -> Section:
    scenario, year = findings.run.scenario, findings.years[-1]
    bodies = (name for name in findings.in_order if name not in {SYSTEM, EVERY_BODY})
    each = [f"{label(scenario, name)} in {_chance(findings, name)}" for name in bodies]
    return Section(
        heading="Will they recover?",
        sentences=(
            f"{label(scenario, SYSTEM)} breaks even in {year} in {_chance(findings, SYSTEM)} of the possible futures; "
            f"every member does so in the same future in {_chance(findings, EVERY_BODY)}.",
            f"Body by body: {_listed(each)}.",
        ),
        tables=tuple(chances_by_policy(findings)),
    )


def _chance(findings: Findings, name: str) -> str:
    row, last = findings.names.index(name), len(findings.years) - 1
    return probability_shown(findings.duties.break_even.at(row, last), "alone")


def _listed(parts: list[str]) -> str:
    return ", ".join(parts[:-1]) + " and " * (len(parts) > 1) + parts[-1]

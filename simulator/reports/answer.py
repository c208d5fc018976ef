"""The answer to read aloud: will they recover, what does that rest on, how sure is it, and where is the rest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from simulator.analyses.findings import Findings
from simulator.engine.opening import said_of_openings
from simulator.reports.reference_classes import warning_line
from simulator.reports.sections import chance, drivers, files, forecast, plan, precision, recovery, rests_on
from simulator.reports.sections.mechanisms import sections_of_mechanisms
from simulator.reports.sections.section import Answer


def answer(
    findings: Findings, *, scenario_file: str, folder: Path, overrides: Sequence[str] = (), kept: int = 0
) -> Answer:
    """Put the findings in words and tables, in the order in which a board asks.

    Parameters
    ----------
    kept : int
        Replications that the folder holds, where they are more than those that were summarised.
    """
    scenario, years = findings.run.scenario, findings.years
    banner = said_of_openings(scenario)
    words = [quote(scenario_file), *(f"--set {quote(override)}" for override in overrides)]
    return Answer(
        banner=banner,
        title=f"{scenario.title} ({years[0]} to {years[-1]})",
        sections=(
            chance.section(findings),
            rests_on.section(findings),
            precision.section(findings, kept),
            *forecast.section(findings),
            recovery.section(findings),
            drivers.section(findings),
            plan.section(findings),
            *sections_of_mechanisms(findings),
            files.section(findings, " ".join(words), folder, "--anyway " if banner else ""),
        ),
        closing=warning_line(scenario, findings.reference_classes, findings.run.replications),
    )

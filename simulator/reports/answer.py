"""The answer to read aloud: will they recover, how sure are we, what matters most, and where is the rest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from simulator.analyses.findings import Findings
from simulator.engine.opening import said_of_openings
from simulator.reports.sections import drivers, files, forecast, plan, precision, recovery
from simulator.reports.sections.mechanisms import sections_of_mechanisms
from simulator.reports.sections.section import Answer
from simulator.reports.tables import counted


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
        introduction=(
            f"{findings.run.replications:,} possible futures of {counted(len(years), 'year')} were "
            "simulated month by month. A chance is the share of them in which something happens.",
            *precision.precision_reached(findings),
            *precision.fewer_than_kept(findings, kept),
        ),
        sections=(
            *forecast.section(findings),
            *recovery.section(findings),
            precision.section(findings),
            drivers.section(findings),
            plan.section(findings),
            *sections_of_mechanisms(findings),
            files.section(findings, " ".join(words), folder, "--anyway " if banner else ""),
        ),
    )

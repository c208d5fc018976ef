"""How sure the simulation is: what limited simulation leaves open, and what it cannot tell."""

from __future__ import annotations

from simulator.analyses.dependence import repaired, told
from simulator.analyses.findings import Findings
from simulator.reports.sections.section import Section
from simulator.reports.tables import counted
from simulator.statistics.intervals import LEVEL
from simulator.words.estimates import half_width


def section(findings: Findings, kept: int) -> Section:
    """The sampling interval in a sentence.

    Parameters
    ----------
    kept : int
        Replications that the folder holds, where they are more than those that were summarised.
    """
    run, widest = findings.run, half_width(findings.widest)
    return Section(
        heading="How sure is the simulation?",
        sentences=(
            f"{run.replications:,} possible futures of {counted(len(findings.years), 'year')} were simulated month by "
            "month. A chance is the share of them in which something happens.",
            f"With {run.replications:,} futures each chance is sure to ±{counted(widest, 'point')}, with "
            f"{100 * LEVEL:.0f} % confidence; that says nothing of the assumptions, which more futures do not mend.",
            *precision_reached(findings),
            *fewer_than_kept(findings, kept),
            *(f"{told(pair)}; correlations.csv shows every pair." for pair in repaired(run.scenario)),
        ),
    )


def precision_reached(findings: Findings) -> tuple[str, ...]:
    """What became of the precision asked for, if one was."""
    precision = findings.run.precision
    if precision is None:
        return ()
    asked, half_width = (f"{100 * share:.3g}" for share in (precision.asked, precision.half_width))
    points = "point" if asked == "1" else "points"
    if precision.is_reached:
        return (
            f"As many as it takes to be sure to ±{asked} {points}: no chance of break even or of 1 %, in any year, "
            f"has a {100 * LEVEL:.0f} % interval that reaches further.",
        )
    return (
        f"That was the limit, and not enough to be sure to ±{asked} {points}: the least sure chance of break even "
        f"or of 1 % is sure to ±{half_width}. More --replications go on from here.",
    )


def fewer_than_kept(findings: Findings, kept: int) -> tuple[str, ...]:
    """That tables were written anew from fewer replications than the folder holds."""
    count = findings.run.replications
    if kept <= count or findings.run.precision is not None:
        return ()
    return (
        f"The folder holds {kept:,} possible futures: its tables and charts were written anew from the first "
        f"{count:,} of them. The same command with --replications {kept} summarises all.",
    )

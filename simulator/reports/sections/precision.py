"""How sure we are: what limited simulation leaves open, and what it cannot tell."""

from __future__ import annotations

from simulator.analyses.dependence import repaired, told
from simulator.analyses.findings import Findings
from simulator.reports.sections.section import Section
from simulator.reports.tables import counted
from simulator.results.outcomes import SYSTEM
from simulator.statistics.intervals import LEVEL
from simulator.words.estimates import half_width, probability_shown


def section(findings: Findings) -> Section:
    run, widest = findings.run, findings.widest
    system = findings.duties.break_even.at(findings.names.index(SYSTEM), len(findings.years) - 1)
    return Section(
        heading="How sure are we?",
        sentences=(
            f"The figures come from {run.replications:,} possible futures (replications), drawn from "
            f"seed {run.seed}; the same scenario, seed and number give the same figures again.",
            f"“{probability_shown(system)}” is an estimate and its {100 * LEVEL:.0f} % interval: how far chance in "
            "drawing the futures may have moved it. The widest here is "
            f"±{counted(half_width(widest), 'point')}; four times as many futures halve it.",
            "The interval does not cover the scenario itself. If what the scenario says about demand, prices "
            "or savings is wrong, more futures do not help: try other figures with --set.",
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

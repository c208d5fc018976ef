"""The answer to read aloud: will they recover, how sure are we, what matters most, and where is the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import Any

from simulator.analyses.dependence import repaired, told
from simulator.analyses.first_year import missed_totals
from simulator.analyses.wording import condition
from simulator.engine.opening import said_of_openings
from simulator.reports.control_totals import plan_misses
from simulator.reports.findings import Findings, called, label
from simulator.reports.sections.chances import chances_of, control_totals, recovery_years
from simulator.reports.sections.forecast import where_the_year_stands
from simulator.reports.sections.mechanisms import reform_sections, tables_of_reforms
from simulator.reports.sections.section import Answer, Section
from simulator.reports.tables import Cell, Column, Table, chance, half_width, part_of, pounds
from simulator.results.outcomes import EVERY_BODY, SYSTEM
from simulator.scenario.model import Scenario
from simulator.statistics.intervals import LEVEL

MILESTONES = (1, 5, 10)
"""Years from the start for which plan, expected and do nothing stand side by side; the last joins them."""

ROWS_OF_DRIVERS = 20
"""What matters most is shown for each body in as many rows as keep the table near this length, but 2 to 5."""


def answer(
    findings: Findings, *, scenario_file: str, folder: Path, overrides: Sequence[str] = (), kept: int = 0
) -> Answer:
    """Put the findings in words and tables, in the order in which a board asks.

    Parameters
    ----------
    kept : int
        Futures that the folder holds, where they are more than those that were summarised.
    """
    scenario, years = findings.run.scenario, findings.years
    banner = said_of_openings(scenario)
    words = [quote(scenario_file), *(f"--set {quote(override)}" for override in overrides)]
    return Answer(
        banner=banner,
        title=f"{scenario.title} ({years[0]} to {years[-1]})",
        introduction=(
            f"{findings.run.replications:,} possible futures of {_counted(len(years), 'year')} were "
            "simulated month by month. A chance is the share of them in which something happens.",
            *_sureness(findings),
            *_fewer_than_kept(findings, kept),
        ),
        sections=(
            *_where_the_year_stands(findings),
            _will_they_recover(findings),
            _how_sure(findings),
            _what_matters(findings),
            _against_the_plan(findings),
            *reform_sections(findings),
            _where_is_the_rest(findings, " ".join(words), folder, "--anyway " if banner else ""),
        ),
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _sureness(findings: Findings) -> tuple[str, ...]:
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


def _fewer_than_kept(findings: Findings, kept: int) -> tuple[str, ...]:
    """That tables were written anew from fewer futures than the folder holds."""
    count = findings.run.replications
    if kept <= count or findings.run.precision is not None:
        return ()
    return (
        f"The folder holds {kept:,} possible futures: its tables and charts were written anew from the first "
        f"{count:,} of them. The same command with --replications {kept} summarises all.",
    )


def _where_the_year_stands(findings: Findings) -> tuple[Section, ...]:
    """The forecast in the year, where months are closed."""
    sentences = where_the_year_stands(findings)
    return (Section("Where does the year stand?", sentences),) if sentences else ()


def _will_they_recover(findings: Findings) -> Section:
    last = len(findings.years) - 1
    missed = missed_totals(findings.run.scenario, findings.run.plan)
    system, every_body = (
        chance(findings.break_even.at(findings.names.index(name), last)) for name in (SYSTEM, EVERY_BODY)
    )
    reading = f"chance in each year, % (± half the {100 * LEVEL:.0f} % interval; < and > its end)"
    return Section(
        heading="Will they recover?",
        sentences=(
            f"{called(findings.run.scenario, SYSTEM)} breaks even in {findings.years[last]} in {system} of "
            f"the possible futures; every member does so in the same future in {every_body}.",
            *plan_misses(missed),
        ),
        tables=(
            recovery_years(findings),
            chances_of(findings, f"Break even: {reading}", findings.break_even),
            chances_of(
                findings,
                f"1 % surplus (of commissioners: 1 % carried forward): {reading}",
                findings.one_percent,
                note="1 % carried forward, for commissioners: the cumulative surplus of 1 % of the allocation. For "
                "providers and the system: the year's surplus of 1 % of income.",
                is_told=findings.has_1pct,
            ),
            *control_totals(findings, reading),
        ),
    )


def _how_sure(findings: Findings) -> Section:
    run, widest = findings.run, findings.widest
    system = findings.break_even.at(findings.names.index(SYSTEM), len(findings.years) - 1)
    return Section(
        heading="How sure are we?",
        sentences=(
            f"The figures come from {run.replications:,} possible futures (replications), drawn from "
            f"seed {run.seed}; the same scenario, seed and number give the same figures again.",
            f"“{chance(system)}” is an estimate and its {100 * LEVEL:.0f} % interval: how far chance in "
            "drawing the futures may have moved it. The widest here is "
            f"±{_counted(half_width(widest), 'point')}; four times as many futures halve it.",
            "The interval does not cover the scenario itself. If what the scenario says about demand, prices "
            "or savings is wrong, more futures do not help: try other figures with --set.",
            *(f"{told(pair)}; correlations.csv shows every pair." for pair in repaired(run.scenario)),
        ),
    )


def _what_matters(findings: Findings) -> Section:
    scenario = findings.run.scenario
    most = max(2, min(5, ROWS_OF_DRIVERS // (len(findings.names) - 1)))
    rows: list[tuple[Cell, ...]] = []
    starts = set()
    for name in findings.with_amounts:
        starts.add(len(rows))
        heading = label(scenario, name)
        for driver in findings.drivers_of(name)[:most]:
            tendency = "higher" if driver["effect"] == "raises" else "lower"
            rows.append((heading, condition(scenario, driver["input"]), tendency, driver["correlation"]))
            heading = ""
        if heading:
            rows.append((heading, "nothing stands out from chance", "", None))
    table = Table(
        title="",
        columns=(
            Column(""),
            Column("where …"),
            Column("the surplus\ntends to be"),
            Column("strength", "correlation"),
        ),
        rows=tuple(rows),
        note="Strength is the rank correlation: +1 or −1 is perfect step, 0 none. It shows what goes "
        f"together, which need not be cause.{_of_programmes(scenario)}",
        apart=frozenset(starts - {0}),
    )
    return Section(
        heading="What matters most?",
        sentences=(
            f"What moved most closely with the surplus of {findings.years[-1]}, of all that is uncertain in "
            "this scenario:",
        ),
        tables=(table,),
    )


def _of_programmes(scenario: Scenario) -> str:
    is_yearly = any(scheme.repeats_yearly for scheme in scenario.schemes.values())
    return " A programme that starts anew each year counts with the mean over its years." if is_yearly else ""


def _against_the_plan(findings: Findings) -> Section:
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
        f"{saved}demand, prices, winters, hidden costs and risks do not keep to the plan."
    )


def _where_is_the_rest(findings: Findings, source: str, folder: Path, anyway: str) -> Section:
    run = findings.run
    return Section(
        heading="Where is the rest?",
        sentences=(f"In {folder}:",),
        lines=(
            "summary.csv, summary.json   every body and year   charts/       a picture a body; the chances",
            "schemes.csv                 every savings scheme  replications/ every possible future",
            "months.csv                  month-end reports     manifest.json what ran",
            "inputs.csv                  typed and sampled     correlations.csv asked and achieved",
            *tables_of_reforms(findings),
            "",
            "Next:",
            f"recovery-sim run {source} {anyway}--seed {run.seed} --replications {4 * run.replications}",
            f"recovery-sim trace {source} {anyway}--seed {run.seed} --replication 0",
            f"recovery-sim show {source}",
        ),
    )

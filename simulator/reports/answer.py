"""The answer to read aloud: will they recover, how sure are we, what matters most, and where is the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

from simulator.analyses.dependence import repaired, told
from simulator.analyses.wording import condition
from simulator.intervals import LEVEL, Probabilities, Probability
from simulator.outcomes import EVERY_BODY, SYSTEM
from simulator.reports.findings import Findings, called
from simulator.reports.forecast import where_the_year_stands
from simulator.reports.tables import Cell, Column, Table, chance, half_width, pounds

MILESTONES = (1, 5, 10)
"""Years from the start for which plan, expected and do nothing stand side by side; the last joins them."""

RECOVERED_BY = (3, 5, 10)
KEEP = (1, 5, 3, 10, 2, 7, 4, 15, 20, 8, 30, 25)
"""Years that a narrow screen keeps longest, after the last one."""

ROWS_OF_DRIVERS = 20
"""What matters most is shown for each body in as many rows as keep the table near this length, but 2 to 5."""


@dataclass(frozen=True)
class Section:
    """A question, and what answers it; `lines` are shown as they are, e.g. commands."""

    heading: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The whole answer of a run."""

    title: str
    introduction: tuple[str, ...]
    sections: tuple[Section, ...]


def answer(findings: Findings, *, scenario_file: str, folder: Path, overrides: Sequence[str] = ()) -> Answer:
    """Put the findings in words and tables, in the order in which a board asks."""
    scenario, years = findings.run.scenario, findings.years
    source = " ".join([quote(scenario_file), *(f"--set {quote(override)}" for override in overrides)])
    return Answer(
        title=f"{scenario.title} ({years[0]} to {years[-1]})",
        introduction=(
            f"{findings.run.replications:,} possible futures of {_counted(len(years), 'year')} were "
            "simulated month by month. A chance is the share of them in which something happens.",
            *_sureness(findings),
        ),
        sections=(
            *_where_the_year_stands(findings),
            _will_they_recover(findings),
            _how_sure(findings),
            _what_matters(findings),
            _against_the_plan(findings),
            _where_is_the_rest(findings, source, folder),
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
    if precision.is_reached:
        return (
            f"As many as it takes to be sure to ±{asked} points: no chance of break even or of 1 %, in any year, "
            f"has a {100 * LEVEL:.0f} % interval that reaches further.",
        )
    return (
        f"That was the limit, and not enough to be sure to ±{asked} points: the least sure chance of break even "
        f"or of 1 % is sure to ±{half_width}. More --replications go on from here.",
    )


def _where_the_year_stands(findings: Findings) -> tuple[Section, ...]:
    """The forecast in the year, where months are closed."""
    sentences = where_the_year_stands(findings)
    return (Section("Where does the year stand?", sentences),) if sentences else ()


def _will_they_recover(findings: Findings) -> Section:
    last = len(findings.years) - 1
    system, every_body = (
        chance(findings.break_even.at(findings.names.index(name), last)) for name in (SYSTEM, EVERY_BODY)
    )
    reading = f"chance in each year, % (± half the {100 * LEVEL:.0f} % interval; < and > its end)"
    return Section(
        heading="Will they recover?",
        sentences=(
            f"{called(findings.run.scenario, SYSTEM)} breaks even in {findings.years[last]} in {system} of "
            f"the possible futures; every member does so in the same future in {every_body}.",
        ),
        tables=(
            _recovery_years(findings),
            _chances(findings, f"Break even: {reading}", findings.break_even),
            _chances(
                findings,
                f"1 % surplus: {reading}",
                findings.one_percent,
                note="For commissioners this is the cumulative surplus of 1 % of the allocation; for "
                "providers and the system it is the year's surplus of 1 % of income.",
            ),
        ),
    )


def _recovery_years(findings: Findings) -> Table:
    years, count = findings.years, findings.run.replications
    shown = sorted({number for number in RECOVERED_BY if number < len(years)} | {len(years)})
    spares = [*range(len(shown) - 1, 0, -1), 0]
    rows: list[tuple[Cell, ...]] = []
    for name in findings.names:
        by_year = findings.recovery_of(name)
        chances = (_probability(by_year[number - 1], "p_recovered_by", count) for number in shown)
        median = by_year[0]["median_recovery_year"]
        never = _probability(by_year[0], "p_never", count)
        label = called(findings.run.scenario, name)
        rows.append((label, *chances, median if isinstance(median, str) else "later", never))
    return Table(
        title="Recovery year: the first from which break even is kept in every year to the horizon",
        columns=(
            Column(""),
            *(
                Column(f"by {years[number - 1]}\n(year {number})", "probability", spare)
                for number, spare in zip(shown, spares, strict=True)
            ),
            Column("median"),
            Column(f"not by\n{years[-1]}", "probability"),
        ),
        rows=tuple(rows),
        note="Median: the year by which half of the possible futures have recovered.",
        apart=_from_the_system_on(findings),
    )


def _probability(row: Mapping[str, Any], name: str, replications: int) -> Probability:
    """The probability that three cells of a row stand for."""
    estimate, low, high = (float(row[f"{name}{end}"]) for end in ("", "_low", "_high"))
    return Probability(estimate, low, high, level=LEVEL, replications=replications)


def _chances(findings: Findings, title: str, chances: Probabilities, note: str = "") -> Table:
    count = len(findings.years)
    ranks = [count, *(year for year in KEEP if year < count)]
    ranks += [year for year in range(1, count) if year not in ranks]
    rows: list[tuple[Cell, ...]] = [
        (called(findings.run.scenario, name), *(chances.at(i, j) for j in range(count)))
        for i, name in enumerate(findings.names)
    ]
    years = (
        Column(label[2:], "probability_short", ranks.index(number))
        for number, label in enumerate(findings.years, start=1)
    )
    return Table(title, (Column(""), *years), tuple(rows), note, _from_the_system_on(findings))


def _from_the_system_on(findings: Findings) -> frozenset[int]:
    return frozenset({findings.names.index(SYSTEM)})


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
    for name in findings.names[:-1]:
        starts.add(len(rows))
        label = called(scenario, name)
        for driver in findings.drivers_of(name)[:most]:
            tendency = "higher" if driver["effect"] == "raises" else "lower"
            rows.append((label, condition(scenario, driver["input"]), tendency, driver["correlation"]))
            label = ""
        if label:
            rows.append((label, "nothing stands out from chance", "", None))
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
        "together, which need not be cause.",
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


def _against_the_plan(findings: Findings) -> Section:
    years = findings.years
    shown = sorted({years[number - 1] for number in MILESTONES if number <= len(years)} | {years[-1]})
    figures = ("do_nothing_surplus", "plan_surplus", "surplus_mean", "surplus_p10", "surplus_p90")
    rows: list[tuple[Cell, ...]] = []
    for name in findings.names[:-1]:
        label = called(findings.run.scenario, name)
        for year in shown:
            row = findings.summary_of(name, year)
            rows.append((label, year, *(row[f"{figure}_gbp_m"] for figure in figures)))
            label = ""
    headings = ("do nothing", "plan", "expected", "p10", "p90")
    table = Table(
        title="Surplus (+) or deficit (−) of the year, £m",
        columns=(Column(""), Column("year"), *(Column(heading, "gbp_m") for heading in headings)),
        rows=tuple(rows),
        note="Expected: the mean of the possible futures. In one future in ten the year ends below p10, in "
        "one in ten above p90.",
        apart=frozenset(range(len(shown), len(rows), len(shown))),
    )
    return Section(
        heading="Plan, expected and do nothing",
        sentences=(_why_they_differ(findings.summary_of(SYSTEM, years[-1]), years[-1]),),
        tables=(table,),
    )


def _why_they_differ(system: Mapping[str, Any], year: str) -> str:
    planned, delivered = system["savings_planned_gbp_m"], system["savings_delivered_mean_gbp_m"]
    gap = system["surplus_mean_gbp_m"] - system["plan_surplus_gbp_m"]
    share = f" ({100 * delivered / planned:.0f} %)" if planned > 0 else ""
    return (
        "The plan is the one future in which everything goes as planned; do nothing is the plan with only "
        "those savings schemes that would run anyway. Expected is "
        f"{pounds(abs(gap))} {'better' if gap > 0 else 'worse'} than the plan for the system in {year}: of "
        f"{pounds(planned)} planned savings the futures deliver {pounds(delivered)} on average{share}, and "
        "demand, prices, winters, hidden costs and risks do not keep to the plan."
    )


def _where_is_the_rest(findings: Findings, source: str, folder: Path) -> Section:
    run = findings.run
    return Section(
        heading="Where is the rest?",
        sentences=(f"In {folder}:",),
        lines=(
            "summary.csv, summary.json   every body and year   charts/       a picture a body; the chances",
            "schemes.csv                 every savings scheme  replications/ every possible future",
            "months.csv                  month-end reports     manifest.json what ran",
            "inputs.csv                  typed and sampled     correlations.csv asked and achieved",
            "",
            "Next:",
            f"recovery-sim run {source} --seed {run.seed} --replications {4 * run.replications}",
            f"recovery-sim trace {source} --seed {run.seed} --replication 0",
            f"recovery-sim show {source}",
        ),
    )

"""What pooling changes, in words and a table: who is helped, who pays, and where there is a pool at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from simulator.analyses.columns import records
from simulator.analyses.findings import Findings
from simulator.analyses.mechanism_table import Subject
from simulator.analyses.mechanisms.pooling import unbalanced
from simulator.engine.milestone_times import counts_by_year, time_of
from simulator.reports.names import label
from simulator.reports.sections.rows import in_all_years, percent, years_shown
from simulator.reports.sections.section import MechanismSection, Section
from simulator.reports.tables import Cell, Column, Table
from simulator.results.outcomes import EVERY_BODY, POUND, SYSTEM
from simulator.words.estimates import probability_shown
from simulator.words.figures import money, pounds


def section(findings: Findings) -> Iterator[Section]:
    if "pooling" not in findings.tables:
        return
    rows = {(row["body"], row["year"]): row for row in records(findings.tables["pooling"])}
    last = findings.years[-1]
    every_body, system = rows[EVERY_BODY, last], rows[SYSTEM, last]
    before, after = (probability_shown(every_body[f"p_target_{when}"]) for when in ("before", "after"))
    moved = sum(rows[SYSTEM, year]["received_mean_gbp_m"] for year in findings.years)
    cost = sum(rows[SYSTEM, year]["pooling_administration_mean_gbp_m"] for year in findings.years)
    yield Section(
        "What does pooling change?",
        (
            f"Every member meets its target in {last} in {after} of the possible futures, before anything is "
            f"pooled in {before}. The system as a whole meets its own in "
            f"{probability_shown(system['p_target_after'])}: pooling moves money among members; "
            "beside that it only wins or loses funding that hangs on their targets.",
            *_begun(findings),
            f"On average members give each other {pounds(moved)}{in_all_years(findings)}, and moving it costs "
            f"{pounds(cost)}. In every future and year, what is given and what is received agree to within "
            f"{_within(unbalanced(findings.run.results))}.",
            "Before and after are of the same futures, at the same year's end. Without a pool, later years, funding "
            "and the running of contracts would differ too: compare shows that.",
            "A giver never ends below its target; where that is a deficit it may give away what it would have broken "
            "even with.",
        ),
        (_pooled(findings, rows),),
    )


def _begun(findings: Findings) -> Iterator[str]:
    """In how many replications there is a pool at all, and what merged bodies move besides."""
    run = findings.run
    pooling, last = run.scenario.system.pooling, run.scenario.years - 1
    if pooling is not None and pooling.needs:
        begins = time_of(run.scenario, run.results.milestones, pooling.start, pooling.needs)
        share = float(np.mean(counts_by_year(begins, last)))
        part = told if (told := percent(share)) in {"none", "all"} else f"{told} %"
        yield f"There is a pool by {findings.years[-1]} in {part} of the futures: it waits for what it needs."
    moved = float(np.abs(run.results.by_year["transfers"]).sum(axis=(0, 1)).mean()) / 2
    if moved > 0:
        yield (
            f"Inside merged bodies {pounds(moved)} more is moved{in_all_years(findings)}, to share what is then one "
            "position; before pooling is after that."
        )


def _pooled(findings: Findings, rows: Mapping[tuple[str, str], dict[str, Any]]) -> Table:
    scenario = findings.run.scenario
    names = [name for name in findings.in_order if (name, findings.years[0]) in rows]
    cells: list[tuple[Cell, ...]] = []
    starts = set()
    for name in names:
        starts.add(len(cells))
        heading = label(scenario, name)
        for year in _years_that_move(findings):
            row = rows[name, year]
            probabilities: Iterator[Cell] = (
                # What is pooled stays in the system: it is never rescued.
                "0" if (name, key) == (SYSTEM, "rescued") else row[f"p_{key}"]
                for key in (
                    "target_before",
                    "target_after",
                    "rescued",
                    "break_even_before",
                    "break_even_after",
                )
            )
            mean, low, high = (row[f"received_{p}_where_rescued_gbp_m"] for p in ("mean", "p10", "p90"))
            rescued = None if np.isnan(low) else f"{money(mean)} ({money(low)}–{money(high)})"
            amounts = [row[f"{part}_mean_gbp_m"] for part in ("received", "given", "pooling_administration")]
            cells.append((heading, year, *probabilities, rescued, *amounts))
            heading = ""
    columns = (
        Column(""),
        Column("year"),
        Column("target\nbefore", "probability_short"),
        Column("target\nafter", "probability_short"),
        Column("rescued", "probability_short", 1),
        Column("even\nbefore", "probability_short"),
        Column("even\nafter", "probability_short"),
        Column("received where\nrescued (p10–p90)", "count", 3),
        Column("received\nmean", "gbp_m"),
        Column("given\nmean", "gbp_m"),
        Column("admin.\nmean", "gbp_m", 1),
    )
    return Table(
        "Chance to meet the target, and to break even, before and after pooling, %; what moves, £m",
        columns,
        tuple(cells),
        note="Target: the control total, or break even for a body without one; sustainability funding does not count. "
        "Rescued: pooling makes the difference. pooling.csv has every year.",
        apart=frozenset(starts - {0}),
    )


def _years_that_move(findings: Findings) -> list[str]:
    """Of the years shown, those in which anything moves, and the first such year."""
    by_year = findings.run.results.by_year
    moves = (np.abs(by_year["pooled"]) + np.abs(by_year["transfers"])).any(axis=(0, 2))
    first = int(np.argmax(moves)) if moves.any() else len(findings.years) - 1
    return sorted({findings.years[first], *(y for y in years_shown(findings) if y >= findings.years[first])})


def _within(gbp_m: float) -> str:
    return "a pound" if gbp_m < POUND else f"£{gbp_m:.6f}m"


SECTION = MechanismSection(Subject.MUTUAL_HELP, section)

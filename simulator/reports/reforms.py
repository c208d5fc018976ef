"""What the reforms do, in words and tables: pooling, sustainability funding, social care, escalation, milestones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.pooling import unbalanced
from simulator.analyses.scope import councils, escalated, funded, moves_money
from simulator.intervals import LEVEL, Probability
from simulator.outcomes import EVERY_BODY, POUND, SYSTEM
from simulator.reforms import counts_by_year, time_of
from simulator.reports.findings import Findings, called, label
from simulator.reports.section import Section
from simulator.reports.tables import Cell, Column, Table, chance, money, pounds

if TYPE_CHECKING:
    import pandas as pd

SHOWN = (1, 5, 10)
"""Years from the start that tables of reforms show; the last joins them."""
WORTH_TELLING = 0.005
"""Chance of administration from which a body is named."""
FILES = {
    "pooling": "before and after pooling",
    "sustainability_funding": "offered and earned",
    "escalation": "special measures to administration",
    "milestones": "bids, projects, mergers",
}


def reform_sections(findings: Findings) -> tuple[Section, ...]:
    """A section a reform that the scenario has."""
    parts = (_pooling, _funding, _social_care, _escalation, _milestones)
    return tuple(section for part in parts for section in part(findings))


def frames_of_reforms(findings: Findings) -> dict[str, pd.DataFrame]:
    """The tables of the reforms that the scenario has, by the name of their file."""
    scenario = findings.run.scenario
    frames: dict[str, pd.DataFrame] = {}
    if moves_money(scenario):
        frames["pooling"] = findings.pooling
    if funded(scenario):
        frames["sustainability_funding"] = findings.funding
    if escalated(scenario):
        frames["escalation"] = findings.escalation
    if scenario.milestones:
        frames["milestones"] = findings.milestones
    return frames


def tables_of_reforms(findings: Findings) -> tuple[str, ...]:
    """A line a file that only such a scenario has."""
    return tuple(f"{f'{name}.csv':27} {FILES[name]}" for name in frames_of_reforms(findings))


def _pooling(findings: Findings) -> Iterator[Section]:
    if not moves_money(findings.run.scenario):
        return
    rows = {(row["body"], row["year"]): row for row in records(findings.pooling)}
    last = findings.years[-1]
    every_body, system = rows[EVERY_BODY, last], rows[SYSTEM, last]
    before, after = (chance_in(findings, every_body, f"p_target_{when}") for when in ("before", "after"))
    moved = sum(rows[SYSTEM, year]["received_mean_gbp_m"] for year in findings.years)
    cost = sum(rows[SYSTEM, year]["pooling_administration_mean_gbp_m"] for year in findings.years)
    yield Section(
        "What does pooling change?",
        (
            f"Every member meets its target in {last} in {chance(after)} of the possible futures, before anything is "
            f"pooled in {chance(before)}. The system as a whole meets its own in "
            f"{chance(chance_in(findings, system, 'p_target_after'))}: pooling moves money among members; "
            "beside that it only wins or loses funding that hangs on their targets.",
            *_begun(findings),
            f"On average members give each other {pounds(moved)} in all years together, and moving it costs "
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
    """In how many futures there is a pool at all, and what merged bodies move besides."""
    run = findings.run
    pooling, last = run.scenario.system.pooling, run.scenario.years - 1
    if pooling is not None and pooling.needs:
        begins = time_of(run.scenario, run.results.milestones, pooling.start, pooling.needs)
        share = float(np.mean(counts_by_year(begins, last)))
        yield f"There is a pool by {findings.years[-1]} in {share:.0%} of the futures: it waits for what it needs."
    moved = float(np.abs(run.results.by_year["transfers"]).sum(axis=(0, 1)).mean()) / 2
    if moved > 0:
        yield (
            f"Inside merged bodies {pounds(moved)} more is moved in all years together, to share what is then one "
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
            chances = (
                chance_in(findings, row, f"p_{key}")
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
            cells.append((heading, year, *chances, rescued, *amounts))
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
    return sorted({findings.years[first], *(y for y in _shown(findings) if y >= findings.years[first])})


def _funding(findings: Findings) -> Iterator[Section]:
    rows = records(findings.funding)
    if not rows:
        return
    offered, earned = (sum(row[f"{what}_mean_gbp_m"] for row in rows) for what in ("offered", "earned"))
    share = f" ({100 * earned / offered:.0f} %)" if offered > 0 else ""
    amounts = ("offered_mean_gbp_m", "earned_mean_gbp_m", "earned_p10_gbp_m", "earned_p90_gbp_m")
    shares = ("earned_share", "share_all_earned", "share_none_earned")
    cells = [
        (row["year"], *(row[name] for name in amounts), *(_percent(row[name]) for name in shares))
        for row in rows
        if row["year"] in _shown(findings)
    ]
    headings = [label(findings.run.scenario, row["body"]) for row in rows if row["year"] in _shown(findings)]
    columns = (
        *(Column(""), Column("year"), Column("offered", "gbp_m"), Column("earned\nmean", "gbp_m")),
        *(Column("p10", "gbp_m", 2), Column("p90", "gbp_m", 3), Column("share of\noffer, %", "count")),
        *(Column("earned\nin full, %", "count", 1), Column("nothing\nearned, %", "count", 1)),
    )
    yield Section(
        "What becomes of sustainability funding?",
        (
            f"Of {pounds(offered)} offered in all years together (mean of the possible futures), {pounds(earned)} is "
            f"earned{share}: what a missed control total or too much cancelled care loses is not paid.",
        ),
        (_with_headings("Sustainability funding, £m a year", columns, headings, cells),),
    )


def _social_care(findings: Findings) -> Iterator[Section]:
    found = councils(findings.run.scenario)
    if not found:
        return
    results, sentences = findings.run.results, []
    for council in found:
        row = results.bodies.index(council)
        parts = [results.by_year[f"pushed_by_{what}"][row] for what in ("schemes", "discharge")]
        a_year = (parts[0] + parts[1]).mean(axis=0)
        schemes, discharge = (float(part.mean()) for part in parts)
        low, high = np.quantile(a_year, (0.1, 0.9))
        sentences.append(
            f"{called(findings.run.scenario, council)}: {pounds(float(a_year.mean()))} a year pushed onto it (mean of "
            f"all years; p10–p90 {money(float(low))} to {money(float(high))}), of which {pounds(schemes)} by NHS "
            f"schemes and {pounds(discharge)} by discharges beyond plan. It is no member of the system, and no pooling "
            "reaches it."
        )
    cells, headings = [], []
    for council in found:
        for year in _shown(findings):
            row_of = findings.summary_of(council, year)
            headings.append(label(findings.run.scenario, council))
            parts_of = ("pushed_by_schemes", "pushed_by_discharge", "pushed")
            cells.append(
                (year, *(row_of[f"{p}_{f}_gbp_m"] for p in parts_of for f in ("mean", "p10", "p90")))
            )
    columns = [Column(""), Column("year")]
    for number, what in enumerate(("by schemes", "by discharges", "together")):
        columns.append(Column(f"{what}\nmean", "gbp_m"))
        columns += [Column(f"\n{p}", "gbp_m", 9 - 2 * number) for p in ("p10", "p90")]
    title = "Care pushed onto councils, £m a year"
    yield Section(
        "What is pushed onto social care?",
        tuple(sentences),
        (_with_headings(title, columns, headings, cells),),
    )


def _escalation(findings: Findings) -> Iterator[Section]:
    rows = records(findings.escalation)
    if not rows:
        return
    scenario, last = findings.run.scenario, findings.years[-1]
    sentences = _administrations(findings, [row for row in rows if row["year"] == last])
    shown = [row for row in rows if row["year"] in _shown(findings)]
    cells = [
        (
            row["year"],
            *(_percent(row[f"share_{what}"]) for what in ("special_measures", "contingency_planning")),
            _percent(row["share_escalated_by"]),
            chance_in(findings, row, "p_administration_by"),
            row["cost_mean_gbp_m"],
        )
        for row in shown
    ]
    columns = (
        *(Column(""), Column("year"), Column("special\nmeasures, %", "count")),
        *(Column("contingency\nplans, %", "count"), Column("any,\never, %", "count")),
        Column("administration\nby then", "probability"),
        Column("cost\nmean, £m", "gbp_m"),
    )
    headings = [label(scenario, row["body"]) for row in shown]
    title = "Where the year's end leaves each body: share of the possible futures"
    yield Section("Where does failure lead?", sentences, (_with_headings(title, columns, headings, cells),))


def _administrations(findings: Findings, rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Who comes into administration, and in how many futures; those whom none or few see are told together."""
    last, sentences = findings.years[-1], []
    for row in rows:
        if row["p_administration_by"] < WORTH_TELLING:
            continue
        median = row["median_administration_year"]
        when = f"median year {median}" if isinstance(median, str) else "median year not within the horizon"
        by = chance(chance_in(findings, row, "p_administration_by"))
        name = called(findings.run.scenario, row["body"])
        sentences.append(f"{name}: in administration by {last} in {by}; {when}.")
    others = "No other body is" if sentences else "No body is"
    if len(sentences) < len(rows):
        sentences.append(
            f"{others} in administration by {last} in as much as {WORTH_TELLING:.1%} of the futures."
        )
    return tuple(sentences)


def _milestones(findings: Findings) -> Iterator[Section]:
    rows = records(findings.milestones)
    if not rows:
        return
    cells: list[tuple[Cell, ...]] = []
    for row in rows:
        dates = (d if isinstance(d := row[f"date_p{p}"], str) else "never" for p in (10, 50, 90))
        cells.append((row["name"], row["planned"], chance_in(findings, row, "p_reached"), *dates))
    columns = (
        *(Column(""), Column("planned"), Column("comes within\nthe horizon", "probability")),
        *(Column("by this date in\n10 %"), Column("\n50 %"), Column("\n90 %")),
    )
    note = "Never: not within the horizon in so many futures. What needs a milestone waits for it, or never begins."
    yield Section("When do the reforms come?", (), (Table("", columns, tuple(cells), note),))


def _shown(findings: Findings) -> list[str]:
    years = findings.years
    return sorted({years[number - 1] for number in SHOWN if number <= len(years)} | {years[-1]})


def _with_headings(
    title: str, columns: Sequence[Column], headings: Sequence[str], cells: Sequence[tuple[Cell, ...]]
) -> Table:
    """A table whose first column names a body once, in the first of its rows."""
    starts = [i for i, heading in enumerate(headings) if i == 0 or heading != headings[i - 1]]
    rows = tuple((headings[i] if i in starts else "", *row) for i, row in enumerate(cells))
    return Table(title, tuple(columns), rows, apart=frozenset(starts[1:]))


def chance_in(findings: Findings, row: Mapping[str, Any], name: str) -> Probability:
    """The probability that three cells of a row stand for."""
    estimate, low, high = (float(row[f"{name}{end}"]) for end in ("", "_low", "_high"))
    return Probability(estimate, low, high, level=LEVEL, replications=findings.run.replications)


def _within(gbp_m: float) -> str:
    return "a pound" if gbp_m < POUND else f"£{gbp_m:.6f}m"


def _percent(share: float) -> str | None:
    """Whole percent; never a flat 0 or 100, which no number of futures can show."""
    if np.isnan(share):
        return None
    if share < 0.01:
        return "<1"
    return ">99" if share > 0.99 else f"{100 * share:.0f}"


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame, each by its columns."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]

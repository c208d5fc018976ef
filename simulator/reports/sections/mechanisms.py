"""What the reforms do, in words and tables: pooling, sustainability funding, social care, escalation, milestones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.scope import councils, escalated, funded, moves_money
from simulator.reports.findings import Findings, called, label
from simulator.reports.sections.pooling import pooling_section
from simulator.reports.sections.rows import chance_in, percent, records, with_headings, years_shown
from simulator.reports.sections.section import Section
from simulator.reports.tables import Cell, Column, Table, chance, part_of, pounds

if TYPE_CHECKING:
    import pandas as pd

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
    parts = (pooling_section, _funding, _social_care, _escalation, _milestones)
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


def _funding(findings: Findings) -> Iterator[Section]:
    rows = records(findings.funding)
    if not rows:
        return
    offered, earned = (sum(row[f"{what}_mean_gbp_m"] for row in rows) for what in ("offered", "earned"))
    whole, part, share = part_of(earned, offered)
    amounts = ("offered_mean_gbp_m", "earned_mean_gbp_m", "earned_p10_gbp_m", "earned_p90_gbp_m")
    shares = ("earned_share", "share_all_earned", "share_none_earned")
    cells = [
        (row["year"], *(row[name] for name in amounts), *(percent(row[name]) for name in shares))
        for row in rows
        if row["year"] in years_shown(findings)
    ]
    headings = [
        label(findings.run.scenario, row["body"]) for row in rows if row["year"] in years_shown(findings)
    ]
    columns = (
        *(Column(""), Column("year"), Column("offered", "gbp_m"), Column("earned\nmean", "gbp_m")),
        *(Column("p10", "gbp_m", 2), Column("p90", "gbp_m", 3), Column("share of\noffer, %", "count")),
        *(Column("earned\nin full, %", "count", 1), Column("nothing\nearned, %", "count", 1)),
    )
    yield Section(
        "What becomes of sustainability funding?",
        (
            f"Of {whole} offered in all years together (mean of the possible futures), {part} is "
            f"earned{share}: what a missed control total or too much cancelled care loses is not paid.",
        ),
        (with_headings("Sustainability funding, £m a year", columns, headings, cells),),
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
        together = round(float(a_year.mean()), 1)
        schemes = round(float(parts[0].mean()), 1)
        low, high = np.quantile(a_year, (0.1, 0.9))
        sentences.append(
            f"{called(findings.run.scenario, council)}: {pounds(together)} a year pushed onto it (mean of "
            f"all years; p10–p90 {pounds(float(low))} to {pounds(float(high))}), of which {pounds(schemes)} by NHS "
            f"schemes and {pounds(together - schemes)} by discharges beyond plan. It is no member of the system, and "
            "no pooling reaches it."
        )
    cells, headings = [], []
    for council in found:
        for year in years_shown(findings):
            row_of = findings.summary_of(council, year)
            headings.append(label(findings.run.scenario, council))
            parts_of = ("pushed_by_schemes", "pushed_by_discharge", "pushed")
            shown = {
                (p, f): round(row_of[f"{p}_{f}_gbp_m"], 1) for p in parts_of for f in ("mean", "p10", "p90")
            }
            # As shown, the means of the two parts are that of both.
            by_schemes, together = shown["pushed_by_schemes", "mean"], shown["pushed", "mean"]
            shown["pushed_by_discharge", "mean"] = together - by_schemes
            cells.append((year, *shown.values()))
    columns = [Column(""), Column("year")]
    for number, what in enumerate(("by schemes", "by discharges", "together")):
        columns.append(Column(f"{what}\nmean", "gbp_m"))
        columns += [Column(f"\n{p}", "gbp_m", 9 - 2 * number) for p in ("p10", "p90")]
    title = "Care pushed onto councils, £m a year"
    yield Section(
        "What is pushed onto social care?",
        tuple(sentences),
        (with_headings(title, columns, headings, cells),),
    )


def _escalation(findings: Findings) -> Iterator[Section]:
    rows = records(findings.escalation)
    if not rows:
        return
    scenario, last = findings.run.scenario, findings.years[-1]
    sentences = _administrations(findings, [row for row in rows if row["year"] == last])
    shown = [row for row in rows if row["year"] in years_shown(findings)]
    cells = [
        (
            row["year"],
            *(percent(row[f"share_{what}"]) for what in ("special_measures", "contingency_planning")),
            percent(row["share_escalated_by"]),
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
    yield Section("Where does failure lead?", sentences, (with_headings(title, columns, headings, cells),))


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
            f"{others} in administration by {last} in as much as {100 * WORTH_TELLING:.1f} % of the futures."
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
    never = (
        "Never: not within the horizon in so many futures. " if any("never" in row for row in cells) else ""
    )
    note = f"{never}What needs a milestone waits for it, or never begins."
    yield Section("When do the reforms come?", (), (Table("", columns, tuple(cells), note),))

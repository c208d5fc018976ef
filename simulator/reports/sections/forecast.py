"""Where the year stands, in sentences: what the closed months came to, and what they make of the outturn."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from simulator.analyses.columns import records
from simulator.reports.sections.section import Section
from simulator.words.estimates import probability_shown
from simulator.words.figures import pounds

if TYPE_CHECKING:
    from simulator.analyses.findings import Findings

SMALL_GBP_M = 0.05
"""What is told to a tenth of a million shows as nothing below it."""
UNUSUAL = 0.01
"""Below it a board is told that the scenario held what happened for all but impossible."""


def section(findings: Findings) -> Iterator[Section]:
    """The forecast in the year, where months are closed."""
    if sentences := where_the_year_stands(findings):
        yield Section("Where does the year stand?", sentences)


def where_the_year_stands(findings: Findings) -> tuple[str, ...]:
    """A sentence a body with actuals, and a warning where they do not fit the scenario; nothing without actuals."""
    rows = records(findings.forecast)
    sentences = tuple(_stands(findings, row) for row in rows)
    if rows and rows[0]["p_as_unusual"] < UNUSUAL:
        return (*sentences, _warning(rows[0]["p_as_unusual"]))
    return sentences


def _stands(findings: Findings, row: Mapping[str, Any]) -> str:
    miss, recurs = row["year_to_date_gbp_m"] - row["expected_to_date_gbp_m"], row["recurs_gbp_m_a_year"]
    low, high = row["outturn_p10_gbp_m"], row["outturn_p90_gbp_m"]
    closed = row["months_closed"]
    return (
        f"{closed} {'month' if closed == 1 else 'months'} closed: {findings.run.scenario.bodies[row['body']].name} "
        f"{pounds(row['year_to_date_gbp_m'])} to date, {_than_expected(miss)}{_recurring(recurs)}; "
        f"mean outturn of {row['year']} "
        f"{pounds(row['outturn_mean_gbp_m'])}, p10–p90 {pounds(low)} to {pounds(high)}; chance of the year-end target "
        f"of {pounds(row['target_gbp_m'])}: {probability_shown(row['p_target'])}."
    )


def _than_expected(miss: float) -> str:
    return f"{pounds(abs(miss))} {'worse' if miss < 0 else 'better'} than these months were to be"


def _recurring(recurs: float) -> str:
    """A clause of its own; none where no later year is simulated."""
    if math.isnan(recurs):
        return ""
    if abs(recurs) < SMALL_GBP_M:
        return ", of which nothing is taken to recur"
    better = "better" if recurs > 0 else "worse"
    return f", by which every further year is taken to be about {pounds(abs(recurs))} {better}"


def _warning(share: float) -> str:
    found = "none" if share == 0 else "under 0.1 %" if share < 0.001 else f"only {100 * share:.1f} %"
    return (
        f"Take care: {found} of the scenario's own futures have closed months as unusual as these, all months and "
        "bodies taken together. Either something happened that it does not know, or it makes months too smooth; "
        "the range of the outturn is likely to be too narrow."
    )

"""The chance by policy regime: what the last year's chance is made of, where policy is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from simulator.analyses.columns import records
from simulator.analyses.findings import Findings
from simulator.analyses.mechanisms.policy_regimes import BREAK
from simulator.reports.names import label
from simulator.reports.sections.rows import percent
from simulator.reports.tables import Cell, Column, Table
from simulator.statistics.intervals import LEVEL
from simulator.words.estimates import probability_shown

HEADING_WIDTH = 10


def chances_by_policy(findings: Findings) -> Iterator[Table]:
    """Break even in the last year under each regime that some future has then, in the order of the file."""
    terms = findings.run.scenario.policy_regimes
    if terms is None:
        return
    last = findings.years[-1]
    rows = [row for row in records(findings.tables["policy_regimes"]) if row["year"] == last]
    found = {(row["body"], row["regime"]): row for row in rows}
    some = findings.in_order[0]
    regimes = [key for key in (*terms.regimes, BREAK) if (some, key) in found]
    shares: tuple[Cell, ...] = tuple(f"{percent(found[some, key]['share'])} %" for key in regimes)
    cells: list[tuple[Cell, ...]] = [("share of the futures", "100 %", *shares)]
    for name in findings.in_order:
        overall = findings.duties.break_even.at(findings.names.index(name), len(findings.years) - 1)
        chances = (found[name, key]["p_break_even"] for key in regimes)
        cells.append(
            (label(findings.run.scenario, name), f"{probability_shown(overall, 'cell')} %", *chances)
        )
    columns = (
        *(Column(""), Column("all\nfutures", "probability_short")),
        *(Column(_headed(key), "probability_short") for key in regimes),
    )
    yield Table(
        f"The chance by policy regime: break even in {last}, %",
        columns,
        tuple(cells),
        note=f"Under each regime: of the futures that have it then (± half the {100 * LEVEL:.0f} % interval; < and > "
        f"its end). {_drawn(len(regimes), is_broken=BREAK in regimes)}",
        apart=frozenset({1, *(1 + number for number in findings.apart(findings.in_order))}),
    )


def _headed(key: str) -> str:
    return "while a\nbreak lasts" if key == BREAK else fill(key.replace("_", " "), HEADING_WIDTH)


def _drawn(count: int, *, is_broken: bool) -> str:
    """What more futures do not tell."""
    also = " Futures of a break are counted under their regime too." if is_broken else ""
    which = "Which of them will hold is not known, and no number of futures tells." if count > 1 else ""
    return f"{which}{also}".strip()

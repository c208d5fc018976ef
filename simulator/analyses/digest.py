"""The whole answer as one document for other programs: what `summary.json` holds."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from simulator.analyses.columns import in_a_document, in_columns, records
from simulator.analyses.mechanisms import TABLES
from simulator.analyses.planning_template import template_surplus
from simulator.engine.opening import openings_listed
from simulator.results.outcomes import EVERY_BODY, SYSTEM
from simulator.statistics.intervals import LEVEL
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    import pandas as pd

    from simulator.analyses.findings import Findings
    from simulator.analyses.reference_classes import Standing
    from simulator.montecarlo.run import Run

NOTES = (
    "An interval is the uncertainty left by simulating a limited number of possible futures, at 95 % "
    "confidence. It says nothing of whether the scenario's assumptions are right.",
    "Break even: a surplus of nothing or more in the year. 1 %: a surplus of a hundredth of income or more "
    "(of a commissioner's allocation). A commissioner's duty is the cumulative 1 %.",
    "Back in balance by a year (`recovered_by`): breaking even in that year and in every later one to the horizon.",
    "Control total met: the year with what pooling and transfers moved, but without sustainability funding, "
    "is at least the control total. A council has neither a control total nor a 1 %, and is no member.",
    "Every body: all members of the system in the same future. System: their sum, whoever has the deficit.",
    "Plan: everything goes as planned. The mean is that of the possible futures. Do nothing: the plan with "
    "only those schemes that would run anyway. Plan and mean differ where what is believed differs from "
    "what is planned, and where winters, stopped schemes and limited capacity only make a year worse.",
)


def digest(findings: Findings) -> dict[str, Any]:
    """Headline and what it rests on, then all else that was found.

    That is where bodies stand among reference classes, recovery, drivers, tables of mechanisms, plan beside expected
    and do nothing, every row of the summary, and notes.

    Returns
    -------
    dict
        Of texts, numbers, lists and None (unknown) alone; amounts in £m, probabilities as shares of one.
    """
    run = findings.run
    mechanisms = {table.key: _records(findings.tables.get(table.key)) for table in TABLES}
    return {
        "title": run.scenario.title,
        "seed": run.seed,
        "replications": run.replications,
        "level": LEVEL,
        "openings_that_do_not_hold": openings_listed(run.scenario),
        "precision": _precision(run),
        "forecast": _records(findings.forecast),
        "headline": _headline(findings),
        "rests_on": {
            "assumptions": [asdict(one) for one in findings.assumptions],
            "numbers": asdict(findings.judged),
        },
        "reference_classes": [_standing(one) for one in findings.reference_classes],
        "recovery": _recovery(findings.recovery),
        "drivers": _by_body(findings.drivers),
        "correlations": _records(findings.correlations),
        **mechanisms,
        "plan_expected_do_nothing": _comparison(findings.summary, run.results.years),
        "planning_template": _planning_template(run),
        "summary": _records(findings.summary),
        "notes": list(NOTES),
    }


def _planning_template(run: Run) -> dict[str, float] | None:
    """The system's surplus by year as a planning template reads doing nothing, £m; None without one."""
    surplus = template_surplus(run.scenario, run.do_nothing)
    if surplus is None:
        return None
    labels = (financial_year_label(year) for year in run.results.years)
    return dict(zip(labels, surplus.tolist(), strict=True))


def _precision(run: Run) -> dict[str, Any] | None:
    """What became of the precision asked for; None where none was."""
    if run.precision is None:
        return None
    return {
        "asked": run.precision.asked,
        "half_width": run.precision.half_width,
        "is_reached": run.precision.is_reached,
    }


def _headline(findings: Findings) -> dict[str, Any]:
    """How likely all members at once, the system, and each body are to break even in the last year."""
    last = len(findings.years) - 1
    headline: dict[str, Any] = {"year": findings.years[last]}
    for name in (EVERY_BODY, SYSTEM, *findings.names[:-2]):
        one = findings.duties.break_even.at(findings.names.index(name), last)
        headline[name] = {"p_break_even": in_a_document(one)}
    return headline


def _standing(one: Standing) -> dict[str, Any]:
    """A body beside a reference class, whose range is None where none is known."""
    known = one.reference
    return {
        "body": one.body,
        "figure": one.key,
        "value": _plain(one.value),
        "low": known and known.low,
        "high": known and known.high,
        "quality": known and known.quality,
        "source": known and known.source,
        "leaves": one.leaves,
    }


def _recovery(table: pd.DataFrame) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in records(table):
        one = found.setdefault(
            row["body"],
            {
                "body": row["body"],
                "median_recovery_year": _plain(row["median_recovery_year"]),
                "p_never": in_a_document(row["p_never"]),
                "p_recovered_by": {},
            },
        )
        one["p_recovered_by"][row["year"]] = in_a_document(row["p_recovered_by"])
    return list(found.values())


def _comparison(rows: pd.DataFrame, years: tuple[int, ...]) -> list[dict[str, Any]]:
    """Surpluses of the first, the fifth, the tenth and the last year."""
    shown = {financial_year_label(years[i]) for i in {0, 4, 9, len(years) - 1} if i < len(years)}
    return [
        {
            "body": row["body"],
            "year": row["year"],
            "plan_surplus_gbp_m": row["plan_surplus_gbp_m"],
            "expected_surplus_gbp_m": row["surplus_mean_gbp_m"],
            "do_nothing_surplus_gbp_m": row["do_nothing_surplus_gbp_m"],
        }
        for row in _records(rows)
        if row["year"] in shown and row["body"] != EVERY_BODY
    ]


def _by_body(table: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _records(table):
        found.setdefault(row.pop("body"), []).append(row)
    return found


def _records(table: pd.DataFrame | None) -> list[dict[str, Any]]:
    if table is None:
        return []
    return [{key: _plain(value) for key, value in row.items()} for row in records(in_columns(table))]


def _plain(value: Any) -> Any:
    """A value that JSON knows: what is unknown is None."""
    if value is None or isinstance(value, str):
        return value
    return None if math.isnan(value) else float(value)

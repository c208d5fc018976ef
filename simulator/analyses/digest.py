"""The whole answer as one document for other programs: what `summary.json` holds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from simulator.analyses.dependence import correlations_table
from simulator.analyses.drivers import drivers
from simulator.analyses.escalation import escalation_table
from simulator.analyses.forecast import forecast_table
from simulator.analyses.funding import funding_table
from simulator.analyses.milestones import milestones_table
from simulator.analyses.pooling import pooling_table
from simulator.analyses.scope import moves_money
from simulator.analyses.summary import recovery_year, summary
from simulator.engine.opening import openings_listed
from simulator.results.outcomes import EVERY_BODY, SYSTEM, Outcomes, outcomes
from simulator.statistics.intervals import LEVEL, Probabilities, probabilities
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run

NOTES = (
    "An interval is the uncertainty left by simulating a limited number of possible futures, at 95 % "
    "confidence. It says nothing of whether the scenario's assumptions are right.",
    "Break even: a surplus of nothing or more in the year. 1 %: a surplus of a hundredth of income or more "
    "(of a commissioner's allocation). A commissioner's duty is the cumulative 1 %.",
    "Recovered by a year: breaking even in that year and in every later one to the horizon.",
    "Control total met: the year with what pooling and transfers moved, but without sustainability funding, "
    "is at least the control total. A council has neither a control total nor a 1 %, and is no member.",
    "Every body: all members of the system in the same future. System: their sum, whoever has the deficit.",
    "Plan: everything goes as planned. Expected: the mean of the possible futures. Do nothing: the plan with "
    "only those schemes that would run anyway. Plan and expected differ where what is believed differs from "
    "what is planned, and where winters, stopped schemes and limited capacity only make a year worse.",
)


def digest(run: Run) -> dict[str, Any]:
    """Headline, recovery, drivers, plan beside expected and do nothing, every row of the summary, and notes.

    Returns
    -------
    dict
        Of texts, numbers, lists and None (unknown) alone; amounts in £m, probabilities as shares of one.
    """
    rows = summary(run)
    return {
        "title": run.scenario.title,
        "seed": run.seed,
        "replications": run.replications,
        "level": LEVEL,
        "openings_that_do_not_hold": openings_listed(run.scenario),
        "precision": _precision(run),
        "forecast": _records(forecast_table(run)),
        "headline": _headline(outcomes(run.results)),
        "recovery": _recovery(recovery_year(run)),
        "drivers": _by_body(drivers(run)),
        "correlations": _records(correlations_table(run)),
        "pooling": _records(pooling_table(run)) if moves_money(run.scenario) else [],
        "sustainability_funding": _records(funding_table(run)),
        "escalation": _records(escalation_table(run)),
        "milestones": _records(milestones_table(run)),
        "plan_expected_do_nothing": _comparison(rows, run.results.years),
        "summary": _records(rows),
        "notes": list(NOTES),
    }


def _precision(run: Run) -> dict[str, Any] | None:
    """What became of the precision asked for; None where none was."""
    if run.precision is None:
        return None
    return {
        "asked": run.precision.asked,
        "half_width": run.precision.half_width,
        "is_reached": run.precision.is_reached,
    }


def _headline(reached: Outcomes) -> dict[str, Any]:
    """How likely all members at once, the system, and each body are to break even in the last year."""
    last = len(reached.years) - 1
    break_even = probabilities(reached.break_even[:, last])
    headline: dict[str, Any] = {"year": financial_year_label(reached.years[last])}
    for name in (EVERY_BODY, SYSTEM, *reached.names[:-2]):
        headline[name] = {"p_break_even": _chance(break_even, reached.names.index(name))}
    return headline


def _recovery(table: pd.DataFrame) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in _records(table):
        one = found.setdefault(
            row["body"],
            {
                "body": row["body"],
                "median_recovery_year": row["median_recovery_year"],
                "p_never": _three(row, "p_never"),
                "p_recovered_by": {},
            },
        )
        one["p_recovered_by"][row["year"]] = _three(row, "p_recovered_by")
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


def _chance(chances: Probabilities, index: int) -> dict[str, float]:
    one = chances.at(index)
    return {"estimate": one.estimate, "low": one.low, "high": one.high}


def _three(row: dict[str, Any], name: str) -> dict[str, float]:
    return {"estimate": row[name], "low": row[f"{name}_low"], "high": row[f"{name}_high"]}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): _plain(value) for key, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    """A value that JSON knows: what is unknown is None."""
    if value is None or isinstance(value, str):
        return value
    return None if math.isnan(value) else float(value)

"""What the charts of a run show: the numbers behind each picture, and the sentence above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulator.analyses.columns import records
from simulator.analyses.findings import Findings
from simulator.analyses.mechanisms.pooling import positions
from simulator.analyses.submitted_plan import surplus_as_submitted
from simulator.engine.opening import openings_in_short
from simulator.reports.charts import Fan, Heat, draw
from simulator.reports.names import called, label
from simulator.reports.pooling_chart import Shift, draw_shifts
from simulator.reports.style import Picture
from simulator.results.outcomes import EVERY_BODY, SYSTEM, with_system
from simulator.scenario.scope import moves_money
from simulator.words.estimates import probability_shown
from simulator.words.figures import pounds

if TYPE_CHECKING:
    from simulator.statistics.intervals import Probabilities, Probability

PERCENTS = (10, 25, 50, 75, 90)


def every_picture(findings: Findings) -> Iterator[Picture]:
    """Every chart of a run: the fans, the probabilities, and positions before and after pooling where there is any."""
    yield from draw(fans(findings), heat(findings))
    if moved := shifts(findings):
        yield draw_shifts(shift_finding(findings), findings.years, moved, footer(findings))


def fans(findings: Findings) -> dict[str, Fan]:
    """The fan of each body and of the system, by key."""
    run = findings.run
    surplus = with_system(run.results, "surplus")
    percentiles, mean = np.percentile(surplus, PERCENTS, axis=-1), surplus.mean(axis=-1)
    one_percent = 0.01 * with_system(run.results, "duty_income").mean(axis=-1)
    plan = with_system(run.plan, "surplus")[..., 0]
    do_nothing = with_system(run.do_nothing, "surplus")[..., 0]
    submitted = surplus_as_submitted(run.scenario, run.plan)
    is_submitted = [bool(np.isfinite(years).any()) for years in submitted]
    return {
        name: Fan(
            finding=_finding(findings, i, float(plan[i, -1]), is_submitted[i]),
            years=findings.years,
            percentiles={percent: percentiles[k, i] for k, percent in enumerate(PERCENTS)},
            mean=mean[i],
            plan=plan[i],
            do_nothing=do_nothing[i],
            one_percent=None if name in run.results.councils else one_percent[i],
            footer=footer(findings),
            plan_is="all delivers" if is_submitted[i] else "plan",
            submitted=submitted[i] if is_submitted[i] else None,
        )
        for i, name in enumerate((*run.results.bodies, SYSTEM))
    }


def _finding(findings: Findings, row: int, plan: float, is_submitted: bool) -> str:
    """What the picture says, as its title."""
    last = len(findings.years) - 1
    name = called(findings.run.scenario, findings.names[row])
    likelihood = probability_shown(findings.duties.break_even.at(row, last))
    word = "deficit" if plan < 0 else "surplus"
    planned = f"a {word} of {pounds(abs(plan))}" if round(plan, 1) else "neither surplus nor deficit"
    of = "if everything delivers, it ends with" if is_submitted else "the plan says"
    return f"{name} breaks even in {findings.years[last]} in {likelihood} of the possible futures; {of} {planned}"


def heat(findings: Findings) -> Heat:
    """The probabilities of break even, of the 1 % surplus, and of the control total where any body has one."""
    questions = [
        ("Break even", findings.duties.break_even),
        ("1 % surplus\n(commissioners: carried forward)", findings.one_percent),
    ]
    if findings.reached.has_control_total.any():
        questions.append(("Control total", findings.duties.control_total))
    order = [findings.names.index(name) for name in findings.in_order]
    return Heat(
        names=tuple(label(findings.run.scenario, name) for name in findings.in_order),
        years=findings.years,
        panels=tuple((title, _rows(found, order)) for title, found in questions),
        apart=len(findings.run.results.councils),
        footer=footer(findings),
    )


def shifts(findings: Findings) -> tuple[Shift, ...]:
    """How far each member, and the system, ends from its target before and after pooling; nothing where none pools."""
    if not moves_money(findings.run.scenario):
        return ()
    results = findings.run.results
    found = positions(results)
    return tuple(
        Shift(
            name=label(findings.run.scenario, name),
            before={percent: np.percentile(found.before[i], percent, axis=-1) for percent in (10, 50, 90)},
            after={percent: np.percentile(found.after[i], percent, axis=-1) for percent in (10, 50, 90)},
        )
        for i, name in enumerate((*results.bodies, SYSTEM))
        if name in {*results.members, SYSTEM}
    )


def shift_finding(findings: Findings) -> str:
    """What the picture of pooling says, as its title."""
    last = findings.years[-1]
    row = next(r for r in records(findings.tables["pooling"]) if (r["body"], r["year"]) == (EVERY_BODY, last))
    before, after = (probability_shown(row[f"p_target_{when}"]) for when in ("before", "after"))
    every = f"every member meets its target in {last}"
    if before == after:
        return f"Pooling leaves the chance that {every} at {after}"
    return f"Pooling moves the chance that {every} from {before} to {after}"


def footer(findings: Findings) -> str:
    """What every chart of a run says of where it comes from."""
    run = findings.run
    sound = f"{run.scenario.title} · {run.replications:,} possible futures · seed {run.seed}"
    return f"{sound}{openings_in_short(run.scenario)}"


def _rows(found: Probabilities, order: Sequence[int]) -> tuple[tuple[Probability, ...], ...]:
    return tuple(tuple(found.at(i, j) for j in range(found.estimate.shape[1])) for i in order)

"""Which assumptions carry the answer, in words, tables and a tornado."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from simulator.reports.review.report import Report
from simulator.reports.review.sensitivity_chart import Bar, Tornado, draw_tornado
from simulator.reports.review.sensitivity_files import document, frame, frame_fixed, frame_together
from simulator.reports.review.sensitivity_tables import carried_table, fixed_table, tail_table, together_table
from simulator.reports.sections.section import Answer, Section
from simulator.reports.style import Picture
from simulator.reports.tables import counted
from simulator.review.carried import Carried
from simulator.review.fixed_tornado import Fixed
from simulator.review.question import DUTIES, called
from simulator.review.sensitivity import DUTY, Sensitivity
from simulator.statistics.intervals import Difference
from simulator.timeline import financial_year_label
from simulator.words.estimates import difference_ends, difference_size, probability_shown
from simulator.words.figures import pounds

if TYPE_CHECKING:
    from simulator.scenario.model import Scenario

CHART, CHART_FIXED = "sensitivity_tornado", "sensitivity_fixed"
NAMED = 3
"""Assumptions that the first sentence names."""
FEW = 4096
"""Futures with which weak assumptions cannot be expected to be seen."""


def report(
    scenario: Scenario,
    found: Sensitivity,
    fixed: tuple[Fixed, ...] = (),
    *,
    seed: int,
    top: int = 10,
    scenario_file: str = "SCENARIO",
) -> Report:
    """What carries the answer, as a report.

    Parameters
    ----------
    fixed : tuple of Fixed
        What fixing assumptions changes, where that was simulated.
    top : int
        Assumptions shown at most; files and the document have all.
    scenario_file : str
        As a further command would name it.
    """
    shown = found.named[:top] or found.carried[:top]
    return Report(
        answer=_answer(scenario, found, shown, fixed, seed, scenario_file),
        document=document(found, fixed, seed),
        frames={
            "sensitivity": frame(found),
            "sensitivity_together": frame_together(found),
            **({"sensitivity_fixed": frame_fixed(fixed)} if fixed else {}),
        },
        charts=(CHART, CHART_FIXED) if fixed else (CHART,),
        draw=partial(_draw, scenario, found, shown, fixed, seed),
    )


def headline(scenario: Scenario, found: Sensitivity) -> str:
    """The answer in a sentence, with its interval."""
    what = _what(scenario, found)
    if not found.told:
        return (
            f"None of the {found.replications:,} futures' {len(found.carried)} assumptions can be told from one "
            f"without influence on {what}: take more replications."
        )
    first, *others = found.named[:NAMED]
    spread = (
        "the variance of reached or missed"
        if found.outcome == DUTY
        else "how far apart the futures lie (their variance)"
    )
    sentence = (
        f"{what[0].upper()}{what[1:]} hangs most on whether {first.assumption.told}: of {spread}, "
        f"{probability_shown(first.first_order)} goes with that alone"
    )
    if others:
        more = " and ".join(
            f"{probability_shown(one.first_order)} with whether {one.assumption.told}" for one in others
        )
        sentence += f", then {more}"
    return f"{sentence}."


def _what(scenario: Scenario, found: Sensitivity) -> str:
    question = found.question
    if found.outcome == DUTY:
        return f"whether {question.told(scenario)}"
    year = financial_year_label(question.year)
    who = called(scenario, question.body)
    if question.duty == "break_even":
        return (
            f"the surplus of {who} in {year}"
            if question.body != "every_body"
            else f"the least surplus in {year}"
        )
    return f"the margin by which {who} {DUTIES[question.duty].verb} in {year}, or misses it,"


def _answer(
    scenario: Scenario,
    found: Sensitivity,
    shown: tuple[Carried, ...],
    fixed: tuple[Fixed, ...],
    seed: int,
    scenario_file: str,
) -> Answer:
    return Answer(
        title=headline(scenario, found),
        introduction=(
            _stand(scenario, found, seed),
            *_swing(found),
            *(_alone(one) for one in fixed[:1]),
        ),
        sections=(
            *_sections(scenario, found, shown, scenario_file, is_fixed=bool(fixed)),
            *_fixed_section(fixed),
        ),
    )


def _stand(scenario: Scenario, found: Sensitivity, seed: int) -> str:
    return (
        f"In {found.replications:,} possible futures (seed {seed}), the chance that "
        f"{found.question.told(scenario)} is {probability_shown(found.chance)}; above or below what is asked, the "
        f"mean is {pounds(found.mean_gbp_m)} and the standard deviation {pounds(found.sd_gbp_m)}."
    )


def _swing(found: Sensitivity) -> Iterator[str]:
    """What the strongest assumption does to the outcome when it is low and high."""
    if not found.told:
        return
    first = found.named[0]
    yield (
        f"Where {first.assumption.told} (the fifth of the futures in which that is most so), the year is "
        f"{_moved(first.high.margin)} than the mean and the chance {_moved_points(first.high.chance)}; at the other "
        f"end it is {_moved(first.low.margin)} and the chance {_moved_points(first.low.chance)}."
    )


def _alone(first: Fixed) -> str:
    """What fixing the assumption with the widest swing does."""
    return (
        f"Of the numbers of the file, fixed one at a time with all else alike, it matters most whether "
        f"{first.assumption.told}: fixed at its p10 the year is {_moved(first.low.margin)} and the chance "
        f"{_moved_points(first.low.chance)}; at its p90 it is {_moved(first.high.margin)} and the chance "
        f"{_moved_points(first.high.chance)}."
    )


def _moved(one: Difference) -> str:
    way = "better" if one.estimate >= 0 else "worse"
    return f"£{difference_size(one)}m ({difference_ends(one, is_turned=one.estimate < 0)}) {way}"


def _moved_points(one: Difference) -> str:
    if round(100 * one.estimate, 1) == 0.0:
        return f"no other ({difference_ends(one)} points)"
    way = "higher" if one.estimate >= 0 else "lower"
    return f"{difference_size(one)} points ({difference_ends(one, is_turned=one.estimate < 0)}) {way}"


def _sections(
    scenario: Scenario, found: Sensitivity, shown: tuple[Carried, ...], scenario_file: str, *, is_fixed: bool
) -> Iterator[Section]:
    yield Section(
        "Which assumptions carry it?", tuple(_how_many(found, is_fixed=is_fixed)), (carried_table(shown),)
    )
    yield Section(
        "What does it come to when each is low, and when it is high?",
        (
            "Low and high are the fifths of the futures in which an assumption is lowest and highest, whose middles "
            "are its p10 and p90; of an event, the futures without and with it. Where several inputs are one "
            "assumption, such as the years of a programme, they are where these together do most and least of what is "
            "named. Each is held against the mean of all futures.",
        ),
        (
            tail_table(shown, "margin", "£m beside the mean"),
            tail_table(shown, "chance", "points of chance"),
        ),
        tuple(_next_command(scenario, shown, scenario_file)),
    )
    if found.together:
        yield Section("What moves together?", (_not_additive(),), (together_table(found),))


def _fixed_section(fixed: tuple[Fixed, ...]) -> Iterator[Section]:
    if fixed:
        yield Section(
            "What does fixing each at its p10, and at its p90, change?",
            (
                "Simulated in the same futures, all else as it is, the plan as it was, and all years of a programme at "
                "once. Only numbers of the file can be fixed. Of what moves together the others go on moving, so that "
                "this is the effect of each alone: where it is much smaller than in 2, they are what carries.",
            ),
            (fixed_table(fixed, "margin", "In £m"), fixed_table(fixed, "chance", "In points of chance")),
        )


def _how_many(found: Sensitivity, *, is_fixed: bool) -> Iterator[str]:
    told = len(found.told)
    sentence = (
        f"Of {counted(len(found.carried), 'assumption')} that vary, {told} can be told from assumptions without "
        "influence."
    )
    if found.all_told is not None:
        sentence += (
            f" These together go with {probability_shown(found.all_told)} of the variance; the rest is what demand "
            "does month by month, assumptions that matter only together, and many too small to be told."
        )
    yield sentence
    if any(one.assumption.families for one in found.named):
        yield (
            "What moves with others, by a common factor or a declared correlation, holds part of what they carry; "
            + ("4 shows what it does alone." if is_fixed else "--tornado shows what it does alone.")
        )
    if found.replications < FEW:
        yield f"With {found.replications:,} futures, small influences cannot be seen: 10,240 show more."
    if not found.knows_years:
        yield (
            "Months are closed, so that of what is drawn anew each year only the sum of all years is known: its "
            "shares are too small."
        )


def _not_additive() -> str:
    return (
        "Some assumptions are drawn together, by a common factor or declared correlations. Each one's share then "
        "holds part of the others', shares do not add up, and the share of all together is the one to argue about: "
        "above it stands in their place where it is at least a quarter larger than that of any of them."
    )


def _next_command(scenario: Scenario, shown: tuple[Carried, ...], scenario_file: str) -> Iterator[str]:
    """How to see what the strongest assumption that is a number of the file does alone."""
    from simulator.scenario.uncertain import numbers_in_use

    numbers = {number.name for number in numbers_in_use(scenario)}
    for one in shown:
        if one.assumption.key in numbers and not math.isnan(one.high.value):
            yield "What the first number of the file does alone, plan included:"
            yield f"recovery-sim compare {scenario_file} --set {one.assumption.key}={one.high.value:.4g}"
            return


def _draw(
    scenario: Scenario, found: Sensitivity, shown: tuple[Carried, ...], fixed: tuple[Fixed, ...], seed: int
) -> Iterator[Picture]:
    footer = f"{scenario.title} · {found.replications:,} possible futures · seed {seed}"
    weights = {
        one.assumption.key: f"{probability_shown(one.first_order)} of the variance"
        for one in (*found.carried, *shown)
    }
    note = (
        "Orange: where the assumption is high (its highest fifth, about p90). Blue: where it is low (about p10). "
        "Lines: 95 % intervals."
    )
    yield draw_tornado(CHART, Tornado(headline(scenario, found), note, _bars(shown, weights), footer))
    if fixed:
        note = "Orange: fixed at its p90. Blue: fixed at its p10. All else as it is. Lines: 95 % intervals."
        yield draw_tornado(CHART_FIXED, Tornado(_alone(fixed[0]), note, _bars(fixed, weights), footer))


def _bars(some: tuple[Carried, ...] | tuple[Fixed, ...], weights: dict[str, str]) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            one.assumption.told,
            weights[one.assumption.key],
            one.low.margin,
            one.high.margin,
            one.low.chance,
            one.high.chance,
        )
        for one in some
    )

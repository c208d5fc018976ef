"""Which assumptions carry the answer, in words, tables and a tornado."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from simulator.reports.review.report import Report
from simulator.reports.review.sensitivity_files import document, frame, frame_together
from simulator.reports.review.tornado import Bar, Tornado, draw_tornado
from simulator.reports.sections.section import Answer, Section
from simulator.reports.tables import Column, Table, counted
from simulator.review.carried import Carried
from simulator.review.question import DUTIES, called
from simulator.review.sensitivity import DUTY, Sensitivity
from simulator.statistics.intervals import Difference
from simulator.timeline import financial_year_label
from simulator.words.estimates import difference_ends, difference_size, probability_shown
from simulator.words.figures import pounds

if TYPE_CHECKING:
    from simulator.scenario.model import Scenario

CHART = "sensitivity_tornado"
NAMED = 3
"""Assumptions that the first sentence names."""
FEW = 4096
"""Futures with which weak assumptions cannot be expected to be seen."""


def report(
    scenario: Scenario, found: Sensitivity, *, seed: int, top: int = 10, scenario_file: str = "SCENARIO"
) -> Report:
    """What carries the answer, as a report.

    Parameters
    ----------
    top : int
        Assumptions shown at most; files and the document have all.
    scenario_file : str
        As a further command would name it.
    """
    shown = found.told[:top] or found.carried[:top]
    return Report(
        answer=_answer(scenario, found, shown, seed, scenario_file),
        document=document(found, seed),
        frames={"sensitivity": frame(found), "sensitivity_together": frame_together(found)},
        charts=(CHART,),
        draw=partial(_draw, scenario, found, shown, seed),
    )


def headline(scenario: Scenario, found: Sensitivity) -> str:
    """The answer in a sentence, with its interval."""
    what = _what(scenario, found)
    if not found.told:
        return (
            f"None of the {found.replications:,} futures' {len(found.carried)} assumptions can be told from one "
            f"without influence on {what}: take more replications."
        )
    first, *others = found.told[:NAMED]
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
    scenario: Scenario, found: Sensitivity, shown: tuple[Carried, ...], seed: int, scenario_file: str
) -> Answer:
    return Answer(
        title=headline(scenario, found),
        introduction=(_stand(scenario, found, seed), *_swing(scenario, found)),
        sections=tuple(_sections(scenario, found, shown, scenario_file)),
    )


def _stand(scenario: Scenario, found: Sensitivity, seed: int) -> str:
    return (
        f"In {found.replications:,} possible futures (seed {seed}), the chance that "
        f"{found.question.told(scenario)} is {probability_shown(found.chance)}; above or below what is asked, the "
        f"mean is {pounds(found.mean_gbp_m)} and the standard deviation {pounds(found.sd_gbp_m)}."
    )


def _swing(scenario: Scenario, found: Sensitivity) -> Iterator[str]:
    """What the strongest assumption does to the outcome when it is low and high."""
    if not found.told:
        return
    first = found.told[0]
    yield (
        f"Where {first.assumption.told} (the fifth of the futures in which that is most so), the year is "
        f"{_moved(first.high.margin)} than the mean and the chance {_moved_points(first.high.chance)}; at the other "
        f"end it is {_moved(first.low.margin)} and the chance {_moved_points(first.low.chance)}."
    )


def _moved(one: Difference) -> str:
    way = "better" if one.estimate >= 0 else "worse"
    return f"£{difference_size(one)}m ({difference_ends(one, is_turned=one.estimate < 0)}) {way}"


def _moved_points(one: Difference) -> str:
    way = "higher" if one.estimate >= 0 else "lower"
    return f"{difference_size(one)} points ({difference_ends(one, is_turned=one.estimate < 0)}) {way}"


def _sections(
    scenario: Scenario, found: Sensitivity, shown: tuple[Carried, ...], scenario_file: str
) -> Iterator[Section]:
    yield Section("Which assumptions carry it?", tuple(_how_many(found)), (_carried_table(shown),))
    yield Section(
        "What does it come to when each is low, and when it is high?",
        (
            "Low and high are the fifths of the futures in which an assumption is lowest and highest, whose middles "
            "are its p10 and p90; of an event, the futures without and with it. Where several inputs are one "
            "assumption, such as the years of a programme, they are where these together do most and least of what is "
            "named. Each is held against the mean of all futures.",
        ),
        (
            _tail_table(shown, "margin", "£m beside the mean"),
            _tail_table(shown, "chance", "points of chance"),
        ),
        tuple(_next_command(scenario, shown, scenario_file)),
    )
    if found.together:
        yield Section("What moves together?", (_not_additive(),), (_together_table(found),))


def _how_many(found: Sensitivity) -> Iterator[str]:
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
        "holds part of the others', shares do not add up, and the share of all together is the one to argue about."
    )


def _carried_table(shown: tuple[Carried, ...]) -> Table:
    return Table(
        title="How much goes with each assumption",
        columns=(
            Column("where …"),
            Column("share of\nvariance, %", "probability"),
            Column("rank\ncorr.", "correlation"),
            Column("PAWN", "distance"),
            Column("of\nnoise", "distance"),
            Column("key", spare=1),
        ),
        rows=tuple(
            (
                one.assumption.told,
                one.first_order,
                one.rank_correlation,
                one.pawn,
                one.noise,
                one.assumption.key,
            )
            for one in shown
        ),
        note=(
            "Share of variance: first-order index, with its 95 % interval. Rank correlation: above 0 where the outcome "
            "is better when it is so. PAWN: mean distance of the outcome's distributions, 0 to 1, beside what one "
            "without influence stays below."
        ),
    )


def _tail_table(shown: tuple[Carried, ...], of: str, unit: str) -> Table:
    return Table(
        title=f"In {unit}" if of == "chance" else f"{unit}",
        columns=(
            Column("where …"),
            Column("when it is low", "difference"),
            Column("when it is high", "difference"),
        ),
        rows=tuple((one.assumption.told, getattr(one.low, of), getattr(one.high, of)) for one in shown),
    )


def _together_table(found: Sensitivity) -> Table:
    return Table(
        title="",
        columns=(
            Column("what moves together"),
            Column("assumptions", "count"),
            Column("share of variance\nof all together, %", "probability"),
        ),
        rows=tuple((one.family.told, len(one.family.members), one.first_order) for one in found.together),
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


def _draw(scenario: Scenario, found: Sensitivity, shown: tuple[Carried, ...], seed: int) -> Iterator[Any]:
    bars = tuple(
        Bar(
            one.assumption.told,
            f"{probability_shown(one.first_order)} of the variance",
            one.low.margin,
            one.high.margin,
            one.low.chance,
            one.high.chance,
        )
        for one in shown
    )
    footer = f"{scenario.title} · {found.replications:,} possible futures · seed {seed}"
    yield draw_tornado(CHART, Tornado(headline(scenario, found), bars, footer))

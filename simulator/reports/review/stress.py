"""The ladder in words, tables and a chart: what takes most, and what each step takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from simulator.analyses.columns import in_a_document
from simulator.engine.opening import openings_in_short, said_of_openings
from simulator.reports.review.report import Report
from simulator.reports.review.tornado import Bar, draw_tornado, in_points
from simulator.reports.sections.section import Answer, Section
from simulator.reports.tables import Cell, Column, Table
from simulator.results.outcomes import EVERY_BODY
from simulator.review.stress import Rung, Stressed
from simulator.timeline import financial_year_label
from simulator.words.estimates import difference_shown, probability_shown

if TYPE_CHECKING:
    import pandas as pd

    from simulator.reports.style import Picture

LEFT_OUT = "without_"
MOST_BARS = 24


def report(found: Stressed) -> Report:
    """Everything that is told, drawn and kept of a ladder."""
    return Report(
        answer=_answer(found),
        document=_document(found),
        frames={"stress": frame(found)},
        charts=("stress",),
        draw=partial(_draw, found),
    )


def _answer(found: Stressed) -> Answer:
    steps = [rung for rung in found.rungs if not rung.key.startswith(LEFT_OUT)]
    schemes = [rung for rung in found.rungs if rung.key.startswith(LEFT_OUT)]
    sections = [
        Section(heading="What breaks it?", sentences=_sentences(found), tables=(_table(found, steps),))
    ]
    if schemes:
        sections.append(
            Section(
                heading="Which scheme carries it?",
                sentences=(_schemes_told(found, schemes),),
                tables=(_table(found, schemes),),
            )
        )
    return Answer(
        banner=said_of_openings(found.scenario),
        title=f"{found.scenario.title}: {found.question.told(found.scenario)}",
        sections=tuple(sections),
    )


def _sentences(found: Stressed) -> tuple[str, ...]:
    asked, chance = found.question.told(found.scenario), probability_shown(found.chance)
    as_it_is = f"As the scenario is, {asked} in {chance} of the futures."
    if not found.rungs:
        return (as_it_is, "No step was taken.")
    return (
        as_it_is,
        *_worst(found),
        _plan_told(found),
        *_closed_told(found),
        *_late(found),
        *_expected(found),
        _precision(found),
    )


def _worst(found: Stressed) -> Iterator[str]:
    worst = found.worst
    change = worst.chance_change.at(*found.place)
    if change.is_nothing:
        yield "No step changes that chance in any future: ask about another year, body or duty, or look at the £m."
        return
    takes = "takes most from it" if change.estimate < 0 else "does least for it: none takes from it"
    yield f"“{worst.title}” {takes}: {difference_shown(change)} points, {_surplus_shown(found, worst)}."


def _surplus_shown(found: Stressed, rung: Rung) -> str:
    change = rung.surplus_change.at(*found.surplus_place)
    whose = " of the system's surplus" if found.question.body == EVERY_BODY else " of its surplus"
    return f"{difference_shown(change)} £m{whose}"


def _plan_told(found: Stressed) -> str:
    if found.replans:
        return "Plans and budgets know each stress (--replan)."
    return (
        "Plans and budgets stay as they were: what is stressed is what comes. Steps marked ° change dates or leave "
        "schemes out, and so have another plan."
    )


def _closed_told(found: Stressed) -> Iterator[str]:
    if found.scenario.actuals:
        yield (
            "Months already closed stay facts under every stress: what it would have taken in them, luck is taken to "
            "have given back, and a stress reads milder than it would from a year's start."
        )


def _late(found: Stressed) -> Iterator[str]:
    if {"a_year_late", "starts_a_year_later"} <= {rung.key for rung in found.rungs}:
        yield (
            "Schemes that are late fall short of budgets that expect them on time, and so does every year's programme; "
            "a start planned a year later is budgeted for, and of a yearly programme only the first year is missing."
        )


def _expected(found: Stressed) -> Iterator[str]:
    told: dict[str, float] = {}
    for rung in found.rungs:
        if rung.expected_savings is not None:
            told.setdefault(rung.title.partition(" at ")[0], rung.expected_savings)
    if told:
        shares = "; ".join(f"{whose} {100 * share:.0f} %" for whose, share in told.items())
        yield (
            f"Expected of the savings as the scenario is, of plan: {shares}. A step above that is no stress but a gain."
        )


def _precision(found: Stressed) -> str:
    ratios = sorted(rung.times_tighter for rung in found.rungs if rung.times_tighter == rung.times_tighter)
    if not ratios:
        return "Both worlds are the same in every future."
    return (
        f"Every step meets the same {found.replications:,} futures: the intervals of the changes in £m are "
        f"{ratios[0]:.1f} to {ratios[-1]:.1f} times narrower than with futures of their own."
    )


def _schemes_told(found: Stressed, schemes: Iterable[Rung]) -> str:
    most = min(schemes, key=lambda rung: (rung.chance_change.estimate[found.place], found.surplus(rung)))
    change = most.chance_change.at(*found.place)
    return f"{most.title}, the chance changes most: {difference_shown(change)} points, {_surplus_shown(found, most)}."


def _table(found: Stressed, rungs: list[Rung]) -> Table:
    as_it_is: tuple[Cell, ...] = (
        "As it is",
        found.chance,
        None,
        None,
        float(len(found.below_1pct(found.base))),
        found.to_1pct_gbp_m(found.base),
    )
    rows = [as_it_is]
    for rung in rungs:
        rows.append(
            (
                ("° " if rung.moves_plan and not found.replans else "") + rung.title,
                rung.standing.chance.at(*found.place),
                rung.chance_change.at(*found.place),
                rung.surplus_change.at(*found.surplus_place),
                float(len(found.below_1pct(rung.standing))),
                found.to_1pct_gbp_m(rung.standing),
            )
        )
    year = financial_year_label(found.question.year)
    return Table(
        title=f"Chance that {found.question.told(found.scenario)}",
        columns=(
            Column(""),
            Column("chance\n%", "probability_short"),
            Column("change\npoints", "difference_short"),
            Column("change\n£m", "difference_short"),
            Column("below\n1 %", "count", spare=2),
            Column("to 1 %\n£m", "gbp_m", spare=1),
        ),
        rows=tuple(rows),
        note=f"Below 1 %: members whose mean {year} is less than 1 % of income; to 1 %: recurrent £m a year that would "
        "bring all of them to it. ~0: it could be none.",
        apart=frozenset({1}),
        has_long_names=True,
    )


def frame(found: Stressed) -> pd.DataFrame:
    """Every step for every body and year: chance, its change, and the change of the surplus, £m."""
    import pandas as pd

    rows = []
    for rung in found.rungs:
        for row, name in enumerate(found.names):
            for column, year in enumerate(found.years):
                has_surplus = name != EVERY_BODY
                rows.append(
                    {
                        "step": rung.key,
                        "title": rung.title,
                        "moves_plan": rung.moves_plan or found.replans,
                        "body": name,
                        "year": financial_year_label(year),
                        "chance": rung.standing.chance.at(row, column),
                        "chance_change": rung.chance_change.at(row, column),
                        "surplus_gbp_m": float(rung.standing.surplus[row, column]) if has_surplus else None,
                        "surplus_change_gbp_m": rung.surplus_change.at(row, column) if has_surplus else None,
                    }
                )
    return pd.DataFrame(rows)


def _document(found: Stressed) -> dict[str, Any]:
    return {
        "title": found.scenario.title,
        "question": {
            "body": found.question.body,
            "year": financial_year_label(found.question.year),
            "duty": found.question.duty,
        },
        "seed": found.seed,
        "replications": found.replications,
        "replans": found.replans,
        "as_it_is": {
            "chance": in_a_document(found.chance),
            "below_1pct": list(found.below_1pct(found.base)),
            "to_1pct_gbp_m": found.to_1pct_gbp_m(found.base),
        },
        "steps": [_in_document(found, rung) for rung in found.rungs],
    }


def _in_document(found: Stressed, rung: Rung) -> dict[str, Any]:
    return {
        "step": rung.key,
        "title": rung.title,
        "moves_plan": rung.moves_plan or found.replans,
        "chance": in_a_document(rung.standing.chance.at(*found.place)),
        "chance_change": in_a_document(rung.chance_change.at(*found.place)),
        "surplus_change_gbp_m": in_a_document(rung.surplus_change.at(*found.surplus_place)),
        "times_tighter": rung.times_tighter,
        "chance_times_tighter": rung.chance_times_tighter,
        "expected_of_plan": rung.expected_savings,
        "below_1pct": list(found.below_1pct(rung.standing)),
        "to_1pct_gbp_m": found.to_1pct_gbp_m(rung.standing),
    }


def _draw(found: Stressed) -> Iterator[Picture]:
    strongest = sorted(found.rungs, key=found.surplus)
    if len(strongest) > MOST_BARS:
        least = sorted(strongest, key=lambda rung: abs(found.surplus(rung)))[: len(strongest) - MOST_BARS]
        strongest = [rung for rung in strongest if rung not in least]
    bars = [
        Bar(
            rung.title,
            (rung.surplus_change.at(*found.surplus_place), in_points(rung.chance_change.at(*found.place))),
        )
        for rung in strongest
    ]
    whose = "system's surplus" if found.question.body == EVERY_BODY else "surplus"
    footer = (
        f"{found.scenario.title} · {found.replications:,} common futures · seed {found.seed}"
        f"{openings_in_short(found.scenario)}"
    )
    asked, chance = found.question.told(found.scenario), probability_shown(found.chance)
    title = f"What each stress changes: {asked} ({chance} as it is)"
    panels = (f"{whose} of the year, £m", "chance, points")
    yield draw_tornado("stress", title, panels, bars, footer)

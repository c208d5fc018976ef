"""The reverse stress test in words, a table, a chart, and a scenario file that runs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from simulator.analyses.columns import in_a_document
from simulator.analyses.wording import condition
from simulator.engine.opening import openings_in_short, said_of_openings
from simulator.reports.review.report import Report
from simulator.reports.sections.section import Answer, Section
from simulator.reports.style import BLUE, GREY, INK, ORANGE, Picture, blank, printed, sign, wrapped
from simulator.reports.tables import Column, Table
from simulator.review.reverse import Reversal, Shift
from simulator.scenario.units import unit_of
from simulator.timeline import financial_year_label
from simulator.words.estimates import probability_shown
from simulator.words.figures import MINUS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

NAMED = 3


def report(found: Reversal) -> Report:
    """Everything that is told, drawn and kept of a reverse stress test."""
    return Report(
        answer=_answer(found),
        document=_document(found),
        frames={"reverse": frame(found)},
        charts=("reverse",),
        draw=partial(_draw, found),
        scenarios={} if found.scenario_there is None else {"reverse": found.scenario_there},
    )


def _answer(found: Reversal) -> Answer:
    tables = (_table(found),) if found.shifts else ()
    what = "thing that breaks it" if found.breaks else "luck that saves it"
    heading = f"What is the mildest {what}?"
    return Answer(
        banner=said_of_openings(found.scenario),
        title=f"{found.scenario.title}: {found.question.told(found.scenario)}",
        sections=(Section(heading=heading, sentences=tuple(_sentences(found)), tables=tables),),
    )


def _sentences(found: Reversal) -> Iterator[str]:
    asked = found.question.told(found.scenario)
    verb = "breaks" if found.breaks else "saves"
    if found.at is None:
        yield (
            f"Nothing that is likely enough to speak of {verb} it: with these numbers six standard deviations from "
            f"their middle, {asked} in {probability_shown(found.points[-1].chance)} of the futures. What decides it "
            "are events and years that no number of the file fixes."
        )
        return
    yield (
        f"That {asked} turns at a joint shift of {found.distance:.1f} standard deviations, as rare as "
        f"{_once_in(found.rarity)}: there it is {probability_shown(found.at.chance)}, and with all of these numbers at "
        f"their middle {probability_shown(found.base.chance)}."
    )
    told = "; ".join(_shift_told(found, one) for one in found.shifts[:NAMED])
    yield f"Most of it: {told}."
    yield (
        "It is the most probable such shift if the answer is a plane in the numbers' normal scores; how far along it "
        f"is was found by simulating {len(found.points)} points in the same {found.replications:,} futures, the plan "
        "as it was."
    )


def _shift_told(found: Reversal, one: Shift) -> str:
    clause = condition(found.scenario, one.input)
    told = clause if one.share_below > 0.5 else f"not so that {clause}"
    return f"{told} ({_figure(one.value, one.input)} instead of {_figure(one.middle, one.input)})"


def _once_in(rarity: float) -> str:
    return f"one future in {1 / rarity:,.0f}" if rarity > 1e-6 else "fewer than one future in a million"


def _table(found: Reversal) -> Table:
    return Table(
        title="The design point",
        columns=(Column(""), Column("middle"), Column("there"), Column("draws below")),
        rows=tuple(
            (
                one.input,
                _figure(one.middle, one.input),
                _figure(one.value, one.input),
                f"{100 * one.share_below:.0f} %",
            )
            for one in found.shifts
        ),
        note="Draws below: of the number's own draws, how many lie below where it stands there.",
        has_long_names=True,
    )


def _figure(value: float, key: str) -> str:
    unit = next((unit for part in reversed(key.split(".")) if (unit := unit_of(part))), "")
    return f"{value:.3g} {unit}".rstrip().replace("-", MINUS)


def frame(found: Reversal) -> pd.DataFrame:
    """Every number that is shifted, a row each."""
    import pandas as pd

    columns = ["input", "middle", "value", "share_below"]
    return pd.DataFrame([_row(one) for one in found.shifts], columns=columns)


def _row(one: Shift) -> dict[str, Any]:
    return {"input": one.input, "middle": one.middle, "value": one.value, "share_below": one.share_below}


def _document(found: Reversal) -> dict[str, Any]:
    return {
        "title": found.scenario.title,
        "question": {
            "body": found.question.body,
            "year": financial_year_label(found.question.year),
            "duty": found.question.duty,
        },
        "seed": found.seed,
        "replications": found.replications,
        "breaks": found.breaks,
        "distance": found.distance if found.at else None,
        "rarity": found.rarity if found.at else None,
        "chance_at_the_middle": in_a_document(found.base.chance),
        "chance_there": in_a_document(found.at.chance) if found.at else None,
        "shifts": [_row(one) for one in found.shifts],
    }


def _draw(found: Reversal) -> Iterator[Picture]:
    if found.shifts:
        yield printed("reverse", partial(_figure_of, found))


def _figure_of(found: Reversal) -> Figure:
    height = 1.9 + 0.36 * len(found.shifts)
    figure = blank(11.6, height)
    axes = figure.add_axes((0.42, 0.75 / height, 0.55, (height - 1.75) / height))
    places = range(len(found.shifts))
    shares = [100 * one.share_below for one in found.shifts]
    colour = ORANGE if found.breaks else BLUE
    axes.barh(places, [share - 50 for share in shares], left=50, color=colour, height=0.62)
    axes.axvline(50, color=INK, linewidth=1.0)
    for place, one in zip(places, found.shifts, strict=True):
        axes.text(101, place, _figure(one.value, one.input), fontsize=8.5, va="center", color=GREY)
    axes.set_xlim(0, 112)
    axes.set_ylim(len(found.shifts) - 0.5, -0.5)
    axes.set_yticks(places, [one.input[-52:] for one in found.shifts], fontsize=9)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("where it stands among its own draws, %: 50 is its middle")
    figure.text(
        0.013,
        1 - 0.15 / height,
        wrapped(next(iter(_sentences(found))), 112),
        fontsize=11,
        fontweight="bold",
        color=INK,
        va="top",
    )
    sign(
        figure,
        f"{found.scenario.title} · {found.replications:,} common futures · seed {found.seed}"
        f"{openings_in_short(found.scenario)}",
    )
    return figure

"""What it would take in words, a table and a chart: the value, between which others, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from simulator.analyses.columns import in_a_document
from simulator.engine.opening import openings_in_short, said_of_openings
from simulator.reports.review.report import Report
from simulator.reports.sections.section import Answer, Section
from simulator.reports.style import BLUE, GREY, INK, ORANGE, Picture, blank, printed, sign, wrapped
from simulator.reports.tables import Cell, Column, Table
from simulator.review.solve import Solved
from simulator.statistics.crossings import Crossing
from simulator.timeline import financial_year_label
from simulator.words.estimates import probability_shown

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

LIGHT = "#CFE3F2"


def report(found: Solved) -> Report:
    """Everything that is told, drawn and kept of a search."""
    return Report(
        answer=_answer(found),
        document=_document(found),
        frames={"solve": frame(found)},
        charts=("solve",),
        draw=partial(_draw, found),
    )


def _answer(found: Solved) -> Answer:
    heading = "What would it take?" if found.lever.is_decision else "Where does it switch?"
    return Answer(
        banner=said_of_openings(found.scenario),
        title=f"{found.scenario.title}: {found.question.told(found.scenario)}",
        sections=(Section(heading=heading, sentences=tuple(_sentences(found)), tables=(_table(found),)),),
    )


def _sentences(found: Solved) -> Iterator[str]:
    yield _found_told(found)
    as_it_is = found.as_it_is
    if as_it_is.at == found.lever.base:
        stands = f"at {found.lever.shown(found.lever.base)}"
        yield f"Where it stands, {stands}, the chance is {probability_shown(as_it_is.chance)}."
    if found.lever.why_no_more:
        yield f"It was turned up to {found.lever.shown(found.lever.high)}: {found.lever.why_no_more}."
    if not found.lever.is_decision:
        yield "It is an assumption: nobody controls it. The plan stays as it is; all else takes its own course."
    if found.turns is not None:
        before, after = found.turns
        yield (
            f"More is not always better: from {found.lever.shown(before.at)} to {found.lever.shown(after.at)} the "
            f"chance goes from {probability_shown(before.chance)} to {probability_shown(after.chance)}."
        )
    yield (
        f"{len(found.points)} values were simulated, each in the same {found.replications:,} futures; the range given "
        "for the answer is where the interval of the chance holds the target."
    )


def _found_told(found: Solved) -> str:
    asked, target = found.question.told(found.scenario), f"{100 * found.chance:g} %"
    if found.crossing is not None:
        value = f"{found.lever.shown(found.crossing.at)} ({_between(found, found.crossing)})"
        side = _side(found, found.crossing)
        if found.lever.is_decision:
            return f"For {_article(target)} {target} chance that {asked}, {found.lever.title} {value}{side}."
        return f"The chance that {asked} is {target} where {found.lever.key} is {value}{side}."
    if found.is_reached:
        least = min(found.points, key=lambda point: point.chance.estimate)
        return (
            f"Already reached: {asked} in {probability_shown(found.as_it_is.chance)} of the futures as it is, and in "
            f"{probability_shown(least.chance)} even at {found.lever.shown(least.at)}."
        )
    best = found.best
    return (
        f"Not reachable: {asked} in at most {probability_shown(best.chance)} of the futures, at "
        f"{found.lever.shown(best.at)}, where {target} were asked for."
    )


def _article(target: str) -> str:
    return "an" if target.startswith(("8", "11 ", "18 ")) else "a"


def _between(found: Solved, crossing: Crossing) -> str:
    low = f"{'or less than ' if crossing.is_open_low else ''}{found.lever.shown(crossing.low)}"
    high = f"{'or more than ' if crossing.is_open_high else ''}{found.lever.shown(crossing.high)}"
    return f"{low} to {high}"


def _side(found: Solved, crossing: Crossing) -> str:
    if crossing.is_rising and crossing.at >= found.lever.base:
        return ""
    return ", and more of it is better" if crossing.is_rising else ", and less of it is better"


def _table(found: Solved) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (found.lever.shown(point.at), point.chance, float(point.margins.mean())) for point in found.points
    ]
    return Table(
        title=f"Chance that {found.question.told(found.scenario)}",
        columns=(Column(""), Column("chance", "probability"), Column("mean above\nthe duty, £m", "gbp_m")),
        rows=tuple(rows),
    )


def frame(found: Solved) -> pd.DataFrame:
    """Every value that was simulated, a row each."""
    import pandas as pd

    rows = [
        {"value": point.at, "chance": point.chance, "margin_gbp_m": float(point.margins.mean())}
        for point in found.points
    ]
    return pd.DataFrame(rows)


def _document(found: Solved) -> dict[str, Any]:
    crossing = found.crossing
    return {
        "title": found.scenario.title,
        "question": {
            "body": found.question.body,
            "year": financial_year_label(found.question.year),
            "duty": found.question.duty,
        },
        "chance": found.chance,
        "lever": found.lever.key,
        "is_decision": found.lever.is_decision,
        "stands_at": found.lever.base,
        "seed": found.seed,
        "replications": found.replications,
        "is_reached": found.is_reached,
        "answer": None
        if crossing is None
        else {
            "value": crossing.at,
            "low": crossing.low,
            "high": crossing.high,
            "is_open_low": crossing.is_open_low,
            "is_open_high": crossing.is_open_high,
            "is_rising": crossing.is_rising,
        },
        "points": [
            {
                "value": point.at,
                "chance": in_a_document(point.chance),
                "margin_gbp_m": float(point.margins.mean()),
            }
            for point in found.points
        ],
    }


def _draw(found: Solved) -> Iterator[Picture]:
    yield printed("solve", partial(_figure_of, found))


def _figure_of(found: Solved) -> Figure:
    figure = blank(9.6, 6.4)
    axes = figure.add_axes((0.09, 0.14, 0.88, 0.66))
    at = [point.at for point in found.points]
    low, middle, high = (
        [100 * getattr(point.chance, end) for point in found.points] for end in ("low", "estimate", "high")
    )
    axes.fill_between(at, low, high, color=LIGHT, linewidth=0)
    axes.plot(at, middle, color=BLUE, linewidth=1.8, marker="o", markersize=4)
    axes.axhline(100 * found.chance, color=ORANGE, linewidth=1.4, linestyle=(0, (5, 2)))
    if at[0] <= found.lever.base <= at[-1]:
        axes.axvline(found.lever.base, color=GREY, linewidth=1.0, linestyle=(0, (1, 2)))
    if found.crossing is not None:
        axes.axvspan(found.crossing.low, found.crossing.high, color=ORANGE, alpha=0.15, linewidth=0)
        axes.plot([found.crossing.at], [100 * found.chance], marker="D", markersize=7, color=ORANGE)
    axes.set_ylim(-2, 102)
    axes.xaxis.set_major_formatter(lambda value, _: found.lever.shown(value))
    axes.locator_params(axis="x", nbins=6)
    axes.tick_params(axis="x", labelsize=8)
    axes.set_ylabel("chance, %")
    axes.grid(color="#E6E6E6", linewidth=0.7)
    axes.set_axisbelow(True)
    title = _found_told(found)
    figure.text(0.016, 0.975, wrapped(title, 92), fontsize=11, fontweight="bold", va="top", color=INK)
    note = "Band: 95 % interval of the chance. Dashed: what is asked for. Dotted: where it stands."
    figure.text(0.016, 0.845, note, fontsize=9, color=GREY, va="top")
    sign(
        figure,
        f"{found.scenario.title} · {found.replications:,} common futures · seed {found.seed}"
        f"{openings_in_short(found.scenario)}",
    )
    return figure

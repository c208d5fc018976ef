"""The register of assumptions in words, tables and a chart: what is judged and matters stands first."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.provenance import JUDGEMENT, UNSOURCED
from simulator.engine.opening import openings_in_short, said_of_openings
from simulator.reports.review.report import Report
from simulator.reports.sections.section import Answer, Section
from simulator.reports.style import BLUE, GREY, INK, ORANGE, Picture, blank, printed, sign, wrapped
from simulator.reports.tables import Cell, Column, Table
from simulator.review.assumptions import QUALITIES, Entry, Register
from simulator.timeline import financial_year_label
from simulator.words.estimates import probability_shown
from simulator.words.figures import MINUS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MOST_SHOWN = 12
LETTERS = 52


def report(found: Register) -> Report:
    """Everything that is told, drawn and kept of a register."""
    return Report(
        answer=_answer(found),
        document=_document(found),
        frames={"assumptions": frame(found)},
        charts=("assumptions",),
        draw=partial(_draw, found),
    )


def _answer(found: Register) -> Answer:
    scenario = found.run.scenario
    return Answer(
        banner=said_of_openings(scenario),
        title=f"{scenario.title}: where the numbers are from",
        sections=(
            Section(
                heading="How much is judgement?", sentences=_sentences(found), tables=(_qualities(found),)
            ),
            Section(heading="Which judgements matter?", tables=(_judged(found),)),
        ),
    )


def _sentences(found: Register) -> tuple[str, ...]:
    asked, chance = found.question.told(found.run.scenario), found.question.chance(found.run.results)
    counts, weights, whole = found.counts, found.weights, len(found.entries)
    judged = counts[JUDGEMENT] + counts[UNSOURCED]
    share = weights[JUDGEMENT] + weights[UNSOURCED]
    mattering = sum(one.matters for one in found.entries)
    moved = (
        f"weighted by how far each moves the answer, judgement is {100 * share:.0f} % of it."
        if mattering
        else "none of the uncertain ones moves it by more than chance would show."
    )
    return (
        f"That {asked} in {probability_shown(chance)} of the futures rests on {whole} numbers, of which {judged} "
        f"({100 * judged / max(whole, 1):.0f} %) are judgement; {moved}",
        "A number is judgement where its source is, or where the reason beside it says so, whatever its source.",
    )


def _qualities(found: Register) -> Table:
    counts, weights = found.counts, found.weights
    rows: list[tuple[Cell, ...]] = []
    for quality in QUALITIES:
        of_it = [one for one in found.entries if one.quality == quality]
        if not of_it:
            continue
        uncertain = sum(not one.is_certain for one in of_it)
        matter = sum(one.matters for one in of_it)
        rows.append(
            (
                quality,
                float(counts[quality]),
                float(uncertain),
                float(matter),
                f"{100 * weights[quality]:.0f} %",
            )
        )
    return Table(
        title="Numbers by the quality of what they rest on",
        columns=(
            Column(""),
            Column("numbers", "count"),
            Column("uncertain", "count"),
            Column("matter", "count"),
            Column("weight"),
        ),
        rows=tuple(rows),
        note="Matter: their rank correlation with the margin above the duty is more than chance would show. Weight: "
        "share of the squares of these correlations; what moves together counts with each.",
    )


def _judged(found: Register) -> Table:
    opinions = [one for one in found.entries if one.matters and one.quality in {JUDGEMENT, UNSOURCED}]
    rows: list[tuple[Cell, ...]] = [
        (one.key, one.correlation, _range(one), one.origin) for one in opinions[:MOST_SHOWN]
    ]
    more = len(opinions) - len(rows)
    return Table(
        title="Judged or unsourced numbers that matter, the strongest first",
        columns=(
            Column(""),
            Column("correlation", "correlation"),
            Column("p10 to p90"),
            Column("where", spare=1),
        ),
        rows=tuple(rows),
        note=f"And {more} more: --json and assumptions.csv have every number with its reason."
        if more
        else "",
        has_long_names=True,
    )


def _range(one: Entry) -> str:
    return f"{_figure(one.p10)} to {_figure(one.p90)} {one.unit}".rstrip()


def _figure(value: float) -> str:
    return f"{value:.4g}".replace("-", MINUS)


def frame(found: Register) -> pd.DataFrame:
    """Every number of the register, a row each."""
    import pandas as pd

    return pd.DataFrame([_row(one) for one in found.entries])


def _row(one: Entry) -> dict[str, Any]:
    return {
        "key": one.key,
        "unit": one.unit,
        "plan": one.plan,
        "p10": one.p10,
        "p50": one.p50,
        "p90": one.p90,
        "is_certain": one.is_certain,
        "quality": one.quality,
        "source": one.source,
        "title": one.title,
        "date": "" if one.date is None else one.date.isoformat(),
        "reason": one.reason,
        "answers_for_it": one.owner,
        "calibrated_to": one.calibrated_to,
        "correlation": one.correlation,
        "matters": one.matters,
        "origin": one.origin,
    }


def _document(found: Register) -> dict[str, Any]:
    return {
        "title": found.run.scenario.title,
        "question": {
            "body": found.question.body,
            "year": financial_year_label(found.question.year),
            "duty": found.question.duty,
        },
        "seed": found.run.seed,
        "replications": found.run.replications,
        "counts": found.counts,
        "weights": found.weights,
        "assumptions": [_row(one) for one in found.entries],
    }


def _draw(found: Register) -> Iterator[Picture]:
    yield printed("assumptions", partial(_figure_of, found))


def _figure_of(found: Register) -> Figure:
    strongest = sorted((one for one in found.entries if one.matters), key=lambda one: -one.weight)[:20]
    height = 1.9 + 0.3 * max(len(strongest), 1)
    figure = blank(11.6, height)
    axes = figure.add_axes((0.42, 0.75 / height, 0.55, (height - 1.8) / height))
    places = np.arange(len(strongest))
    colours = [ORANGE if one.quality in {JUDGEMENT, UNSOURCED} else BLUE for one in strongest]
    axes.barh(places, [one.correlation for one in strongest], color=colours, height=0.62)
    axes.axvline(0.0, color=INK, linewidth=1.0)
    axes.set_ylim(max(len(strongest), 1) - 0.5, -0.5)
    axes.set_yticks(places, [_short(one.key) for one in strongest], fontsize=9)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("rank correlation with the margin above the duty")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.2g}".replace("-", MINUS))
    axes.grid(axis="x", color="#E6E6E6", linewidth=0.7)
    axes.set_axisbelow(True)
    share = found.weights[JUDGEMENT] + found.weights[UNSOURCED]
    title = f"What moves the answer, and what it rests on: {100 * share:.0f} % of it is judgement"
    figure.text(
        0.013, 1 - 0.15 / height, wrapped(title, 110), fontsize=12, fontweight="bold", color=INK, va="top"
    )
    legend = "Orange: judgement or no source. Blue: official, reported or derived."
    figure.text(0.013, 1 - 0.55 / height, legend, fontsize=9.5, color=GREY, va="top")
    scenario = found.run.scenario
    sign(
        figure,
        f"{scenario.title} · {found.question.told(scenario)} · {found.run.replications:,} possible futures · seed "
        f"{found.run.seed}{openings_in_short(scenario)}",
    )
    return figure


def _short(key: str) -> str:
    return key if len(key) <= LETTERS else f"…{key[-(LETTERS - 1) :]}"

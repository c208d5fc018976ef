"""The record of plans like this one in words, tables and a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from simulator.analyses.columns import in_a_document
from simulator.analyses.reference_classes import PROVIDERS, Standing
from simulator.engine.opening import openings_in_short, said_of_openings
from simulator.reports.names import label
from simulator.reports.reference_classes import sources_told
from simulator.reports.review.report import Report
from simulator.reports.review.tornado import Bar, draw_tornado, in_points
from simulator.reports.sections.section import Answer, Section
from simulator.reports.tables import Cell, Column, Table
from simulator.review.stress import Rung
from simulator.review.track_record import TrackRecord, place
from simulator.scenario.model import Scenario
from simulator.timeline import financial_year_label
from simulator.words.estimates import difference_shown, probability_shown
from simulator.words.figures import money

if TYPE_CHECKING:
    import pandas as pd

    from simulator.reports.style import Picture


def report(found: TrackRecord) -> Report:
    """Everything that is told, drawn and kept of a track record."""
    return Report(
        answer=_answer(found),
        document=_document(found),
        frames={"track-record": frame(found)},
        charts=("track-record",),
        draw=partial(_draw, found),
    )


def _answer(found: TrackRecord) -> Answer:
    scenario = found.run.scenario
    return Answer(
        banner=said_of_openings(scenario),
        title=f"{scenario.title}: is it like any plan before?",
        sections=(
            Section(
                heading="Where it stands among plans that were",
                sentences=tuple(_sentences(found)),
                tables=(_standings(found),),
            ),
            Section(
                heading="If the record were the truth",
                sentences=tuple(_ifs_told(found)),
                tables=(_ifs(found),),
            ),
            Section(heading="Sources", sentences=tuple(sources_told(found.standings))),
        ),
    )


def _sentences(found: TrackRecord) -> Iterator[str]:
    places = Counter(place(one) for one in found.standings)
    outside = len(found.standings) - places["inside"]
    lie = "lies" if outside == 1 else "lie"
    yield (
        f"Of {len(found.standings)} figures for which a record is known, {outside} {lie} outside it: "
        f"{places['below']} below and {places['above']} above."
    )
    yield (
        "No record is published as a distribution, so that a place is told as below, inside or above its range, and "
        "not as a percentile."
    )


def _standings(found: TrackRecord) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in found.standings:
        assert one.reference is not None
        decimals = one.reference.decimals
        span = f"{one.reference.low:g}–{one.reference.high:g}"
        rows.append(
            (
                f"{_called(found.run.scenario, one.body)}: {one.reference.says}",
                money(one.value, decimals),
                span,
                one.reference.quality,
                place(one),
            )
        )
    return Table(
        title="Each body beside what became of others",
        columns=(Column(""), Column("here"), Column("record"), Column("known"), Column("place")),
        rows=tuple(rows),
        note="Known: S seen in a source, D arithmetic on others, J a bar set by judgement.",
        has_long_names=True,
    )


def _called(scenario: Scenario, body: str) -> str:
    return "providers together" if body == PROVIDERS else label(scenario, body)


def _ifs_told(found: TrackRecord) -> Iterator[str]:
    ifs = found.ifs
    chance = probability_shown(ifs.chance)
    yield f"As the scenario is, {ifs.question.told(ifs.scenario)} in {chance} of the futures."
    worst = next((rung for rung in ifs.rungs if rung.key == "both_low"), None)
    if worst is not None:
        change = worst.chance_change.at(*ifs.place)
        yield (
            f"With savings at the worse ends of what was delivered and what lasted it would be "
            f"{probability_shown(worst.standing.chance.at(*ifs.place))}: {difference_shown(change)} points."
        )
    yield (
        "Each scheme then delivers the same share in every future, and the plan stays; lateness, gateways and grip are "
        "what the scenario says. Receipts stay as they are, so that of all savings together a little less is recurrent."
    )


def _ifs(found: TrackRecord) -> Table:
    ifs = found.ifs
    as_it_is: tuple[Cell, ...] = ("As it is", ifs.chance, None, None)
    rows = [as_it_is, *(_if(found, rung) for rung in ifs.rungs)]
    return Table(
        title=f"Chance that {ifs.question.told(ifs.scenario)}",
        columns=(
            Column(""),
            Column("chance\n%", "probability_short"),
            Column("change\npoints", "difference"),
            Column("change\n£m", "difference"),
        ),
        rows=tuple(rows),
        apart=frozenset({1}),
        has_long_names=True,
    )


def _if(found: TrackRecord, rung: Rung) -> tuple[Cell, ...]:
    return (
        rung.title,
        rung.standing.chance.at(*found.ifs.place),
        rung.chance_change.at(*found.ifs.place),
        rung.surplus_change.at(*found.ifs.surplus_place),
    )


def frame(found: TrackRecord) -> pd.DataFrame:
    """A row a body and class."""
    import pandas as pd

    return pd.DataFrame([_row(one) for one in found.standings])


def _row(one: Standing) -> dict[str, Any]:
    assert one.reference is not None
    return {
        "whose": one.body,
        "figure": one.key,
        "says": one.reference.says,
        "value": one.value,
        "low": one.reference.low,
        "high": one.reference.high,
        "place": place(one),
        "quality": one.reference.quality,
        "source": one.reference.source,
    }


def _document(found: TrackRecord) -> dict[str, Any]:
    ifs = found.ifs
    return {
        "title": ifs.scenario.title,
        "question": {
            "body": ifs.question.body,
            "year": financial_year_label(ifs.question.year),
            "duty": ifs.question.duty,
        },
        "seed": ifs.seed,
        "replications": ifs.replications,
        "standings": [_row(one) for one in found.standings],
        "as_it_is": in_a_document(ifs.chance),
        "ifs": [
            {
                "if": rung.key,
                "title": rung.title,
                "chance": in_a_document(rung.standing.chance.at(*ifs.place)),
                "chance_change": in_a_document(rung.chance_change.at(*ifs.place)),
                "surplus_change_gbp_m": in_a_document(rung.surplus_change.at(*ifs.surplus_place)),
            }
            for rung in ifs.rungs
        ],
    }


def _draw(found: TrackRecord) -> Iterator[Picture]:
    ifs = found.ifs
    bars = [
        Bar(
            rung.title,
            (rung.surplus_change.at(*ifs.surplus_place), in_points(rung.chance_change.at(*ifs.place))),
        )
        for rung in ifs.rungs
    ]
    asked, chance = ifs.question.told(ifs.scenario), probability_shown(ifs.chance)
    title = f"If the record were the truth: {asked} ({chance} as it is)"
    common = f"{ifs.replications:,} common futures · seed {ifs.seed}"
    footer = f"{ifs.scenario.title} · {common}{openings_in_short(ifs.scenario)}"
    yield draw_tornado("track-record", title, ("surplus of the year, £m", "chance, points"), bars, footer)

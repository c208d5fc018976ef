"""Scenario discovery in words, tables and a chart: conditions, how often it happens in them, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.columns import in_a_document
from simulator.analyses.drivers import whole_inputs
from simulator.analyses.wording import condition
from simulator.engine.opening import openings_in_short, said_of_openings
from simulator.reports.review.report import Report
from simulator.reports.sections.section import Answer, Section
from simulator.reports.style import BLUE, GREY, INK, ORANGE, Picture, blank, printed, sign, wrapped
from simulator.reports.tables import Cell, Column, Table
from simulator.review.discover import Condition, Discovery, Found
from simulator.sampling.streams import stream
from simulator.scenario.units import unit_of
from simulator.statistics.arrays import Array
from simulator.timeline import financial_year_label
from simulator.words.estimates import probability_shown, share_shown
from simulator.words.figures import MINUS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

ORDINALS = ("first", "second", "third", "fourth", "fifth")
MOST_DOTS = 4_000
FEW_VALUES = 12


def report(found: Discovery) -> Report:
    """Everything that is told, drawn and kept of a discovery."""
    return Report(
        answer=_answer(found),
        document=_document(found),
        frames={"discover": frame(found)},
        charts=("discover",),
        draw=partial(_draw, found),
    )


def _answer(found: Discovery) -> Answer:
    scenario = found.run.scenario
    boxes = [
        Section(
            heading=f"The {ORDINALS[number]} box" if number < len(ORDINALS) else f"Box {number + 1}",
            sentences=(_box_told(found, box, number),),
            tables=(_limits(found, box),),
        )
        for number, box in enumerate(found.boxes)
    ]
    return Answer(
        banner=said_of_openings(scenario),
        title=f"{scenario.title}: {found.question.told(scenario)}",
        sections=(
            Section(
                heading=f"In which conditions is it {found.interest}?", sentences=tuple(_sentences(found))
            ),
            *boxes,
            Section(heading="A second opinion", tables=(_tree(found),)),
        ),
    )


def _sentences(found: Discovery) -> Iterator[str]:
    asked = found.question.told(found.run.scenario)
    verb = "It comes about" if found.interest == "reached" else "It fails"
    yield f"Asked is whether {asked}. {verb} in {probability_shown(found.base)} of the futures."
    if not found.boxes:
        yield (
            "No box of conditions was found in which that is clearly more frequent: many inputs decide it, each a "
            "little. The register of assumptions says which of them move it."
        )
        return
    first = found.boxes[0]
    words = " and ".join(_in_words(found, one) for one in first.conditions)
    yield (
        f"Where {words}, it is so in {probability_shown(first.density)} of the futures; these are "
        f"{share_shown(first.share)} of all, and hold {probability_shown(first.coverage)} of those in which it is so."
    )
    yield (
        f"Boxes are looked for in every other future and counted in those between, in {len(found.looked_at)} inputs "
        "that move the answer beyond chance. What happens in a box need not be because of it."
    )


def _in_words(found: Discovery, one: Condition) -> str:
    clause, limits = condition(found.run.scenario, one.input), _span(one)
    if one.low is None:
        return f"it is not so that {clause} ({limits})"
    return f"{clause} ({limits})"


def _span(one: Condition) -> str:
    unit = _unit(one.input)
    if one.high is None:
        return f"from {_figure(one.low)}{unit} up"
    if one.low is None:
        return f"up to {_figure(one.high)}{unit}"
    return f"{_figure(one.low)} to {_figure(one.high)}{unit}"


def _unit(name: str) -> str:
    unit = next((found for part in reversed(name.split(".")) if (found := unit_of(part))), "")
    return f" {unit}" if unit else ""


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}".replace("-", MINUS)


def _box_told(found: Discovery, box: Found, number: int) -> str:
    others = "" if number == 0 else "Outside the boxes before, "
    happens = "reached" if found.interest == "reached" else "missed"
    text = (
        f"{others}it is {happens} in {probability_shown(box.density)} of the futures in this box, instead of "
        f"{probability_shown(found.base)} in all; the box covers {probability_shown(box.coverage)} of them."
    )
    return text[0].upper() + text[1:]


def _limits(found: Discovery, box: Found) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            condition(found.run.scenario, one.input),
            _span(one),
            f"{100 * one.share:.0f} %",
            f"{100 * one.found_again:.0f} %",
        )
        for one in box.conditions
    ]
    return Table(
        title="Its limits",
        columns=(Column("higher means that"), Column("limit"), Column("kept in"), Column("found again")),
        rows=tuple(rows),
        note="Kept in: share of all futures within the limit. Found again: in so many of 20 resamples the same input "
        "is limited on the same side; what is found in less than half may be chance.",
        has_long_names=True,
    )


def _tree(found: Discovery) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for branch in found.branches:
        limits = [
            f"{name} {_span(Condition(name, low, high, 0.0, 0.0))}" for name, low, high in branch.conditions
        ]
        rows.append((" and ".join(limits) or "all", f"{100 * branch.share:.0f} %", branch.density))
    return Table(
        title="A classification tree, grown in the same futures and counted in the others",
        columns=(Column("where"), Column("of all"), Column(found.interest, "probability")),
        rows=tuple(rows),
        has_long_names=True,
    )


def frame(found: Discovery) -> pd.DataFrame:
    """Every limit of every box, a row each."""
    import pandas as pd

    rows = [
        {
            "box": number,
            "input": one.input,
            "low": one.low,
            "high": one.high,
            "share_of_futures": one.share,
            "found_again": one.found_again,
            "density": box.density,
            "coverage": box.coverage,
        }
        for number, box in enumerate(found.boxes, start=1)
        for one in box.conditions
    ]
    columns = ["box", "input", "low", "high", "share_of_futures", "found_again", "density", "coverage"]
    return pd.DataFrame(rows, columns=columns)


def _document(found: Discovery) -> dict[str, Any]:
    return {
        "title": found.run.scenario.title,
        "question": {
            "body": found.question.body,
            "year": financial_year_label(found.question.year),
            "duty": found.question.duty,
        },
        "seed": found.run.seed,
        "replications": found.run.replications,
        "interest": found.interest,
        "base": in_a_document(found.base),
        "boxes": [
            {
                "density": in_a_document(box.density),
                "coverage": in_a_document(box.coverage),
                "share_of_futures": box.share,
                "conditions": [
                    {
                        "input": one.input,
                        "low": one.low,
                        "high": one.high,
                        "share_of_futures": one.share,
                        "found_again": one.found_again,
                    }
                    for one in box.conditions
                ],
            }
            for box in found.boxes
        ],
        "tree": [
            {
                "limits": [
                    {"input": name, "low": low, "high": high} for name, low, high in branch.conditions
                ],
                "share_of_futures": branch.share,
                "density": in_a_document(branch.density),
            }
            for branch in found.branches
        ],
    }


def _draw(found: Discovery) -> Iterator[Picture]:
    if found.boxes:
        yield printed("discover", partial(_figure_of, found))


def _figure_of(found: Discovery) -> Figure:
    """The futures by the first box's two tightest inputs; those of interest apart, and the box."""
    box = found.boxes[0]
    tightest = [one.input for one in box.conditions[:2]]
    others = [name for name in found.looked_at if name not in tightest]
    across, up = (*tightest, *others)[:2] if len(found.looked_at) > 1 else (tightest[0], tightest[0])
    inputs = whole_inputs(found.run)
    x, y = inputs[across].to_numpy()[:MOST_DOTS], inputs[up].to_numpy()[:MOST_DOTS]
    reached = found.question.reached(found.run.results)[:MOST_DOTS]
    happens = reached if found.interest == "reached" else ~reached
    figure = blank(9.6, 7.2)
    axes = figure.add_axes((0.1, 0.14, 0.86, 0.68))
    at = np.column_stack([_apart(x, across), _apart(y, up)])
    for is_it, size, colour in ((False, 7, "#C9C9C9"), (True, 9, ORANGE)):
        dots = at[happens == is_it]
        label = found.interest if is_it else f"not {found.interest}"
        axes.scatter(dots[:, 0], dots[:, 1], s=size, color=colour, linewidths=0, label=label)
    limits = {one.input: one for one in box.conditions}
    _edges(axes, limits.get(across), _gap(x), is_across=True)
    if up != across:
        _edges(axes, limits.get(up), _gap(y), is_across=False)
    axes.set_xlabel(f"{across}{_unit(across)}")
    axes.set_ylabel(f"{up}{_unit(up)}")
    axes.legend(loc="upper right", frameon=True, fontsize=9)
    density = probability_shown(box.density)
    title = f"{found.question.told(found.run.scenario)}: {found.interest} in {density} of the futures inside the lines"
    figure.text(
        0.016,
        0.975,
        wrapped(title[0].upper() + title[1:], 92),
        fontsize=12,
        fontweight="bold",
        va="top",
        color=INK,
    )
    note = "Each dot is a possible future; the blue lines are the first box's limits on these two inputs."
    figure.text(0.016, 0.885, note, fontsize=9, color=GREY, va="top")
    scenario = found.run.scenario
    sign(
        figure,
        f"{scenario.title} · {found.run.replications:,} possible futures · seed {found.run.seed}"
        f"{openings_in_short(scenario)}",
    )
    return figure


def _gap(values: Array) -> float:
    """Between neighbours of an input that has few values; 0 of any other."""
    known = np.unique(values)
    return float(np.diff(known).min()) if 1 < len(known) <= FEW_VALUES else 0.0


def _apart(values: Array, name: str) -> Array:
    """The values, those of an input that has few spread out, so that dots do not lie on each other."""
    if not (gap := _gap(values)):
        return values
    return values + gap * (stream(0, 0, f"discover.apart.{name}").random(len(values)) - 0.5) * 0.7


def _edges(axes: Any, one: Condition | None, gap: float, *, is_across: bool) -> None:
    for limit, outward in ((one.low, -0.5), (one.high, 0.5)) if one else ():
        if limit is not None:
            (axes.axvline if is_across else axes.axhline)(limit + outward * gap, color=BLUE, linewidth=1.8)

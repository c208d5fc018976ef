"""Where a run stands among reference classes: the table, where each range is from, and which of them are left."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby

from simulator.analyses.reference_classes import CLASSES, PROVIDERS, Key, ReferenceClass, Standing, outside
from simulator.reports.names import label
from simulator.reports.tables import Cell, Column, Table
from simulator.scenario.model import Scenario
from simulator.words.figures import EMPTY, money

HEADINGS: dict[Key, str] = {
    "first_year_width": "1st year\nwidth,\n% income",
    "delivery": "savings,\n% of\nplan",
    "recurrent_share": "of them\nrecur-\nrent, %",
    "new_savings": "new last\nyear, %\nincome",
    "loans_median": "loans ÷\nincome,\np50",
    "loans_p90": "loans ÷\nincome,\np90",
    "surplus_kept": "surplus\nkept,\n%",
    "deficit_recovered": "deficit\nmended,\n%",
}
OUTSIDE = "*"
NAMED = 2
"""Of more bodies that leave a class the sentence tells how many they are, and between what they lie."""


def reference_table(scenario: Scenario, found: Sequence[Standing], replications: int) -> Table:
    """A row a body and a column a figure, and below them the classes."""
    leaving = outside(found, replications)
    rows: list[tuple[Cell, ...]] = []
    for body, standings in groupby(found, key=lambda one: one.body):
        texts = (f"{_figure(one)}{OUTSIDE * (one in leaving)}" for one in standings)
        rows.append((_called(scenario, body), *texts))
    classes = len(rows)
    for name, is_commissioners in (("Providers' class", False), ("Commissioners' class", True)):
        if any(one.reference and one.reference.of_commissioners == is_commissioners for one in found):
            known = {one.key: one for one in CLASSES if one.of_commissioners == is_commissioners}
            rows.append((name, *(_range(known.get(key)) for key in HEADINGS)))
            rows.append(("", *(known[key].quality if key in known else EMPTY for key in HEADINGS)))
    return Table(
        title="Where the scenario stands among reference classes",
        columns=(Column(""), *(Column(heading, "count") for heading in HEADINGS.values())),
        rows=tuple(rows),
        note=f"{OUTSIDE} outside the class. S: seen in a source; D: arithmetic on others; J: a bar set by judgement. "
        "Surplus kept, deficit mended: three years later, of providers together.",
        apart=frozenset({classes}),
    )


def sources_told(found: Sequence[Standing]) -> Iterator[str]:
    """Where each range is from, a sentence a class."""
    used = [one for one in CLASSES if any(standing.reference is one for standing in found)]
    for source, group in groupby(used, key=lambda one: (one.source, one.quality)):
        says = "; ".join(one.says for one in group)
        yield f"{says[:1].upper()}{says[1:]}: {source[0]} ({source[1]})."


def warning_line(scenario: Scenario, found: Sequence[Standing], replications: int) -> tuple[str, ...]:
    """Which classes are left, and by whom, in a sentence; nothing where every figure lies within its class."""
    told = []
    for reference, group in groupby(outside(found, replications), key=lambda standing: standing.reference):
        if reference is not None:
            told.append(f"{reference.says}: {_who(scenario, list(group))} (class {_range(reference)})")
    return (f"Outside reference classes: {'; '.join(told)}.",) if told else ()


def _who(scenario: Scenario, leaving: Sequence[Standing]) -> str:
    if len(leaving) <= NAMED:
        return ", ".join(f"{_called(scenario, standing.body)} {_figure(standing)}" for standing in leaving)
    lowest, *_, highest = sorted(leaving, key=lambda standing: standing.value)
    return f"{len(leaving)} bodies, {_figure(lowest)} to {_figure(highest)}"


def _called(scenario: Scenario, body: str) -> str:
    return "providers together" if body == PROVIDERS else label(scenario, body)


def _figure(standing: Standing) -> str:
    if math.isnan(standing.value):
        return EMPTY
    return money(standing.value, 2 if standing.key in {"loans_median", "loans_p90"} else 1)


def _range(one: ReferenceClass | None) -> str:
    if one is None:
        return EMPTY
    low, high = (f"{end:.{one.decimals}f}" if not one.unit else f"{end:g}" for end in (one.low, one.high))
    return f"≤ {high}" if one.low == 0.0 else f"{low}–{high}"

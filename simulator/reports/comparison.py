"""The answer of a comparison: first in sentences what each scenario changes against the first one, then in tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.analyses.changes import WHOLE, Change
from simulator.engine.opening import openings_listed, said_of_openings
from simulator.reports import comparison_tables as tables
from simulator.reports.comparison_tables import Variant
from simulator.reports.explained_table import explained_by_line
from simulator.reports.names import called
from simulator.reports.sections.section import Answer, Section
from simulator.results.outcomes import SYSTEM
from simulator.statistics.intervals import LEVEL
from simulator.words.estimates import (
    beside,
    difference_ends,
    difference_size,
    probability_ends,
    probability_shown,
)

if TYPE_CHECKING:
    from simulator.analyses.comparison import Better, Comparison
    from simulator.scenario.model import Scenario
    from simulator.statistics.intervals import Difference, Probability

BODIES_TOLD = 3
"""In sentences: the bodies whose year changes most. The tables have every one."""
CHANGES_TOLD = 12
BETTER_AND_WORSE: tuple[Better, Better] = ("better", "worse")
NOTES = (
    "Differences are B less A in the same possible future: what both scenarios leave to chance is drawn alike.",
    "An interval is the uncertainty left by a limited number of futures, of the difference itself, at 95 % "
    "confidence. It says nothing of whether the scenarios' assumptions are right.",
    "Better: a surplus higher, or a deficit lower, by more than a pound.",
)


def comparison_answer(
    reference: str, variants: Sequence[Variant], *, year: str, notes: Sequence[str], folder: Path | None
) -> Answer:
    """Put what every variant changes against ``reference``, called A, in words and tables.

    Parameters
    ----------
    year : str
        The financial year that the sentences are about, one that all have; see `telling_year`.
    notes : sequence of str
        What is to be said of the runs themselves, e.g. whose seed was taken.
    """
    comparison = variants[0].comparison
    sections = [_told(variant, year, is_whole=len(variants) == 1) for variant in variants]
    if len(variants) > 1:
        sections.insert(0, Section("Side by side", tables=(tables.overview(variants, year),)))
    return Answer(
        banner=tuple(
            f"{letter}: {sentence}"
            for letter, scenario in lettered(variants)
            for sentence in said_of_openings(scenario)
        ),
        title=f"{comparison.a.title}: compared",
        introduction=(
            f"A: {reference}",
            *(f"{variant.letter}: {variant.name}" for variant in variants),
            f"{comparison.replications:,} possible futures (seed {comparison.seed}) were simulated with each, and "
            "each future is compared with itself. The sentences are about "
            f"{year}; the tables show every year.",
        ),
        sections=(*sections, _how_sure(variants, notes), *_where(folder)),
    )


def telling_year(comparisons: Sequence[Comparison], years: Sequence[str]) -> str:
    """That of ``years`` in which the probabilities of break even change most; the last one where none changes."""
    moved = np.zeros(len(years))
    for comparison in comparisons:
        change = np.abs(comparison.probabilities["break_even"].difference.estimate).sum(axis=0)
        moved += [change[comparison.years.index(year)] for year in years]
    return years[int(np.argmax(moved))] if moved.any() else years[-1]


def letter(number: int) -> str:
    """What the scenario of a number is called in tables: the first is A, and after Z comes AA."""
    first, last = divmod(number, 26)
    return (letter(first - 1) if first else "") + chr(ord("A") + last)


def lettered(variants: Sequence[Variant]) -> list[tuple[str, Scenario]]:
    """Every scenario of a comparison with its letter, A first."""
    return [
        ("A", variants[0].comparison.a),
        *((variant.letter, variant.comparison.b) for variant in variants),
    ]


def openings_by_letter(variants: Sequence[Variant]) -> dict[str, list[dict[str, str | float]]]:
    """The opening positions that do not hold, by the letter of the scenario; empty where all hold."""
    found = {letter: openings_listed(scenario) for letter, scenario in lettered(variants)}
    return {letter: wrong for letter, wrong in found.items() if wrong}


def sentences(variant: Variant, year: str) -> Iterator[str]:
    """What a variant changes in one year: for the bodies that change most, and for the system."""
    comparison = variant.comparison
    if comparison.is_same:
        yield f"With {variant.name} nothing changes: every figure is the same in every future."
        return
    number = comparison.years.index(year)
    most = _most_changed(comparison, number)[:BODIES_TOLD]
    systems = [i for i, name in enumerate(comparison.parties) if name == SYSTEM]
    for i in (*most, *systems):
        opening = f"With {variant.name}, " if i == most[0] else ""
        yield _sentence(comparison, i, number, opening)


def finding(variant: Variant, year: str) -> str:
    """What a picture of the differences says: of the body that changes most."""
    comparison = variant.comparison
    if comparison.is_same:
        return next(sentences(variant, year))
    number = comparison.years.index(year)
    row = _most_changed(comparison, number)[0]
    name = called(comparison.a, comparison.names[row])
    better = probability_shown(comparison.better["better"].at(row, number))
    amount = _pounds(comparison.amounts["surplus"].difference.at(row, number))
    return f"With {variant.name}, {name} ends {year} {amount}; better in {better} of the possible futures"


def _most_changed(comparison: Comparison, year: int) -> list[int]:
    """Bodies by how much their surplus of a year changes on average."""
    size = np.abs(comparison.amounts["surplus"].difference.estimate[:, year])
    bodies = [i for i, name in enumerate(comparison.parties) if name != SYSTEM]
    return sorted(bodies, key=lambda i: -size[i])


def document(
    reference: str, variants: Sequence[Variant], *, year: str, notes: Sequence[str]
) -> dict[str, Any]:
    """The whole comparison for other programs: what `compare.json` and `--json` have."""
    first = variants[0].comparison
    return {
        "title": first.a.title,
        "reference": reference,
        "seed": first.seed,
        "replications": first.replications,
        "level": LEVEL,
        "openings_that_do_not_hold": openings_by_letter(variants),
        "year": year,
        "comparisons": [_one(variant, year) for variant in variants],
        "notes": [*NOTES, *notes],
    }


def _one(variant: Variant, year: str) -> dict[str, Any]:
    comparison = variant.comparison
    return {
        "letter": variant.letter,
        "name": variant.name,
        "sentences": list(sentences(variant, year)),
        "is_same": comparison.is_same,
        "changes": [{"key": change.key, "a": change.a, "b": change.b} for change in comparison.changes],
        "not_shared": list(comparison.not_shared),
        "recovery": comparison.recovery_frame().to_dict("records"),
        "rows": comparison.frame().to_dict("records"),
        "explained": comparison.explained_frame().to_dict("records"),
    }


def _sentence(comparison: Comparison, row: int, year: int, opening: str) -> str:
    even, surplus = (
        comparison.probabilities["break_even"],
        comparison.amounts["surplus"].difference.at(row, year),
    )
    name, label = called(comparison.a, comparison.names[row]), comparison.years[year]
    told = _probabilities(even.a.at(row, year), even.b.at(row, year), even.difference.at(row, year))
    text = f"{opening}{name} breaks even in {label} in {told}."
    if surplus.is_nothing:
        return f"{text} Its year is the same in every future."
    better, worse = (probability_shown(comparison.better[key].at(row, year)) for key in BETTER_AND_WORSE)
    return (
        f"{text} The year ends {_pounds(surplus)}; it is better in {better} of the futures, worse in {worse}."
    )


def _probabilities(a: Probability, b: Probability, difference: Difference) -> str:
    """Both probabilities and how many points lie between them, all to one decimal, so that the figures subtract."""
    in_a, in_b = beside(a.estimate, difference)
    told = f"{in_b} % ({probability_ends(b)}) of the possible futures"
    if difference.is_nothing:
        return f"{told}, with or without it"
    told = f"{told} instead of {in_a} %"
    if not difference.is_clear:
        return f"{told}: no clear difference ({difference_ends(difference)} points)"
    word = "more" if difference.estimate > 0 else "fewer"
    points = difference_size(difference)
    noun = "point" if points == "1.0" else "points"
    return (
        f"{told}: {points} {noun} {word} ({difference_ends(difference, is_turned=difference.estimate < 0)})"
    )


def _pounds(one: Difference) -> str:
    if not one.is_clear or round(one.estimate, 2) == 0.0:
        return f"about the same on average (£m: {difference_ends(one)})"
    word, is_worse = ("better", False) if one.estimate > 0 else ("worse", True)
    return f"£{difference_size(one)}m {word} on average ({difference_ends(one, is_turned=is_worse)})"


def _told(variant: Variant, year: str, *, is_whole: bool) -> Section:
    """One variant: its sentences, and all of its tables where it is the only one."""
    comparison, letter = variant.comparison, variant.letter
    told = tuple(sentences(variant, year))
    if comparison.is_same:
        return Section(f"What does {letter} change?", told)
    number = comparison.years.index(year)
    shown = [
        tables.probabilities_of(comparison, letter, number),
        tables.amounts_of(comparison, letter, number),
    ]
    by_year = list(tables.year_by_year(comparison, letter))
    shown.append(explained_by_line(comparison, letter, number))
    shown += [*by_year, tables.better_off(comparison, letter)] if is_whole else [by_year[0], by_year[2]]
    if is_whole:
        shown += [tables.recovery(comparison, letter), tables.totals(comparison, letter)]
    return Section(f"What does {letter} change?", told, tuple(shown))


def _how_sure(variants: Sequence[Variant], notes: Sequence[str]) -> Section:
    told = [
        "Intervals are those of the difference itself, over the same futures: much narrower than the "
        "difference of two separate runs. They do not cover the scenarios: if both are wrong about demand, prices "
        "or savings, more futures do not help.",
        *notes,
    ]
    if any(change.is_made_certain for variant in variants for change in variant.comparison.changes):
        told.append(
            "A plain number in place of a range is certain, and the plan as well. To move only what is believed, set "
            "a percentile: KEY.p50=VALUE."
        )
    for variant in variants:
        told += [sentence.replace(" B ", f" {variant.letter} ") for sentence in variant.comparison.not_shared]
    return Section("How sure is that, and what differs?", (*told, *_changes(variants)))


def _changes(variants: Sequence[Variant]) -> Iterator[str]:
    for variant in variants:
        changes = variant.comparison.changes
        for change in changes[:CHANGES_TOLD]:
            yield f"{variant.letter}: {_change(change, variant.letter)}"
        if len(changes) > CHANGES_TOLD:
            yield f"{variant.letter}: {len(changes) - CHANGES_TOLD} more keys differ; --json has every one."


def _change(change: Change, letter: str) -> str:
    if WHOLE in {change.a, change.b}:
        return f"only {'A' if change.a else letter} has {change.key}."
    return f"{change.key} is {change.b or 'at its default'}; in A {change.a or 'at its default'}."


def _where(folder: Path | None) -> tuple[Section, ...]:
    if folder is None:
        return ()
    lines = (
        "compare.csv, compare.json   every body, year and measure   charts/       differences, body by body",
        "recovery.csv                recovery years                 manifest.json what ran",
        "explained.csv               each change, line by line",
    )
    return (Section("Where is the rest?", (f"In {folder}:",), lines=lines),)

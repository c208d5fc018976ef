"""What `check` prints where many facts are reported: coverage by kind and by horizon, and misses of bodies together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    from simulator.analyses.reliability import Coverage, Together
    from simulator.analyses.reported import Group, Place
    from simulator.cli.reports import Page

FACTS = {
    (False, False): "outturns",
    (False, True): "forecasts",
    (True, False): "outturns known before",
    (True, True): "forecasts known before",
}
"""By whether they were known at the start, and were themselves forecasts."""
OF_RUN = {"expected": "", "do_nothing": ", doing nothing"}
OF_KIND = {"level": "", "change": ", change", "variance_to_plan": ", against plan", "cumulative": ", sum"}

ENOUGH_FACTS = 3
"""Of fewer facts chance allows that none lies within p10–p90."""
ENOUGH_PAIRS = 3
"""Those of three bodies."""


def show_reliability(page: Page, found: Sequence[Place]) -> None:
    """Tables of two rows or more, each of enough facts; of anything less nothing is said."""
    from simulator.analyses.reliability import by_horizon, by_kind, by_subject, pairs

    kinds = {
        (f"{subject(measure, kind)}{OF_RUN[group.run]}", _facts(group)): row
        for (group, measure, kind), row in by_kind(found).items()
    }
    _show_coverage(page, "Coverage by kind of fact", "About", kinds)
    horizons = {
        (f"year {year}{OF_RUN[group.run]}", _facts(group)): row
        for (group, year), row in by_horizon(found).items()
    }
    _show_coverage(page, "Coverage by horizon, in years from the first", "Horizon", horizons)
    subjects = {
        f"{subject(measure, kind)} {years_told(years)}{OF_RUN[run]}": row
        for (run, measure, kind, years), row in by_subject(pairs(found)).items()
        if row.pairs >= ENOUGH_PAIRS
    }
    if subjects:
        _show_together(page, subjects)


def counted(inside: int, facts: int, allowed: tuple[int, int]) -> str:
    """So many of so many, and in brackets how many chance allows."""
    return f"{inside} of {facts} ({'–'.join(f'{count}' for count in dict.fromkeys(allowed))})"


def subject(measure: str, kind: str) -> str:
    """A measure and the kind of a fact about it."""
    return f"{measure.replace('_', ' ')}{OF_KIND[kind]}"


def years_told(years: tuple[int, int]) -> str:
    """A year, or the first and the last of several."""
    return " to ".join(financial_year_label(year) for year in dict.fromkeys(years))


def _facts(group: Group) -> str:
    return FACTS[group.was_known, group.forecast]


def _show_coverage(page: Page, title: str, heading: str, rows: Mapping[tuple[str, str], Coverage]) -> None:
    shown = {words: row for words, row in rows.items() if row.facts >= ENOUGH_FACTS}
    if len(shown) < 2:
        return
    columns = (heading, "Facts", "p10–p90", "p5–p95", "Worse futures")
    cells = [
        (
            *words,
            counted(row.inside_80, row.facts, row.allowed_80),
            counted(row.inside_90, row.facts, row.allowed_90),
            f"{100 * row.worse:.0f} %",
        )
        for words, row in shown.items()
    ]
    page.table(
        f"{title}; where futures are right, a mean of 50 % of them are worse than a fact",
        columns,
        cells,
        texts=2,
    )


def _show_together(page: Page, rows: Mapping[str, Together]) -> None:
    """How bodies miss together; a single row is a sentence."""
    if len(rows) == 1:
        ((about, row),) = rows.items()
        page.say(
            f"Do bodies miss together? Of {row.pairs} pairs of {row.bodies} bodies ({about}) {row.same_side} have both "
            f"facts on one side of the middle future, {row.same_side_mean:.1f} in the mean of the futures; the mean "
            f"product of misses, in standard deviations, is {_signed(row.product)}, and the futures' correlation "
            f"{_signed(row.correlation)}. Pairs share their facts: they are no independent tests."
        )
        return
    columns = ("About", "Bodies", "Pairs", "One side", "Futures", "Product", "Correlation")
    cells = [
        (
            about,
            f"{row.bodies}",
            f"{row.pairs}",
            f"{row.same_side}",
            f"{row.same_side_mean:.1f}",
            _signed(row.product),
            _signed(row.correlation),
        )
        for about, row in rows.items()
    ]
    page.table("Do bodies miss together?", columns, cells)
    page.say(
        "Pairs of bodies whose facts lie on one side of the middle future, beside the mean of the futures; the mean "
        "product of their misses, in standard deviations, beside the futures' correlation, which it should come to. "
        "Pairs share their facts: they are no independent tests."
    )


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")

"""Tables of a comparison: what a variant changes in one year, year by year, in recovery and over all years."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.economy.catalogue import BY_YEAR
from simulator.reports.names import label
from simulator.reports.sections.rows import columns_of_years
from simulator.reports.tables import Cell, Column, Kind, Table
from simulator.results.outcomes import SYSTEM
from simulator.statistics.intervals import NARROWEST_GBP_M
from simulator.words.estimates import beside
from simulator.words.figures import signed

if TYPE_CHECKING:
    from simulator.analyses.comparison import Better, Comparison, PairedProbabilities
    from simulator.statistics.intervals import Difference, Differences

SHORT = "0: the same in every future. ~0: too little to be told from no difference."
DUTIES = {
    "break_even": "break even",
    "surplus_1pct": "1 % surplus",
    "cumulative_1pct": "1 % carried forward",
    "control_total": "control total",
    "recovered_by": "back in balance",
}


BETTER_OR_WORSE: tuple[Better, ...] = ("better", "noticeably_better", "noticeably_worse")


@dataclass(frozen=True)
class Variant:
    """A scenario that is held against the first one, A: its letter, the name the reader gave it, what it changes."""

    letter: str
    name: str
    comparison: Comparison


def overview(variants: Sequence[Variant], year: str) -> Table:
    """Every scenario side by side in one year, body by body: probabilities of break even, and £m against A."""
    first = variants[0].comparison
    rows: list[tuple[Cell, ...]] = []
    starts = set()
    for name in first.names:
        starts.add(len(rows))
        at = first.names.index(name), first.years.index(year)
        even = first.probabilities["break_even"]
        in_a, _ = beside(even.a.at(*at).estimate, even.difference.at(*at))
        rows.append((label(first.a, name), "A", in_a, None, None, None))
        rows += [
            ("", variant.letter, *_at(variant.comparison, name, year))
            for variant in variants
            if name in variant.comparison.names
        ]
    return Table(
        title=f"Chance to break even in {year}, %, and what each scenario has more than A",
        columns=(
            Column(""),
            Column(""),
            Column("break\neven", "count"),
            Column("points more\n(95 % interval)", "difference"),
            Column("£m better\n(95 % interval)", "difference"),
            Column("better\noff, %", "probability_short", 1),
        ),
        rows=tuple(rows),
        apart=frozenset(starts - {0}),
    )


def _at(comparison: Comparison, name: str, year: str) -> tuple[Cell, ...]:
    even, surplus = comparison.probabilities["break_even"], comparison.amounts["surplus"].difference
    at = comparison.names.index(name), comparison.years.index(year)
    _, in_b = beside(even.a.at(*at).estimate, even.difference.at(*at))
    return (
        in_b,
        even.difference.at(*at),
        surplus.at(*at) if name in comparison.parties else None,
        _better_off(comparison, *at),
    )


def _better_off(comparison: Comparison, row: int, year: int) -> Cell:
    """The share of replications in which a year ends better; exactly none where no replication's year differs."""
    surplus = comparison.amounts["surplus"].difference
    if row < len(comparison.parties) and surplus.at(row, year).is_nothing:
        return "0"
    return comparison.better["better"].at(row, year)


def probabilities_of(comparison: Comparison, letter: str, year: int) -> Table:
    """Probabilities of the duties that are asked of each in one year, in A and in the variant."""
    rows: list[tuple[Cell, ...]] = []
    starts = set()
    for i, name in enumerate(comparison.names):
        starts.add(len(rows))
        heading = label(comparison.a, name)
        for duty, words in DUTIES.items():
            if comparison.asked[duty][i, year]:
                pair = comparison.probabilities[duty]
                more = pair.difference.at(i, year)
                rows.append((heading, words, *beside(pair.a.at(i, year).estimate, more), more))
                heading = ""
    return Table(
        title=f"Chances in {comparison.years[year]}, %, and the difference in points",
        columns=(
            Column(""),
            Column(""),
            Column("A", "count"),
            Column(letter, "count"),
            Column("points more\n(95 % interval)", "difference"),
        ),
        rows=tuple(rows),
        apart=frozenset(starts - {0}),
    )


def amounts_of(comparison: Comparison, letter: str, year: int) -> Table:
    """By how much the surplus of one year differs, and in how many replications the variant is better or worse."""
    surplus, better = comparison.amounts["surplus"], comparison.better
    rows: list[tuple[Cell, ...]] = [
        (
            label(comparison.a, name),
            surplus.difference.at(i, year),
            *(signed_amount(float(surplus.percentiles[percent][i, year])) for percent in (10, 50, 90)),
            *(
                "0" if surplus.difference.at(i, year).is_nothing else better[how].at(i, year)
                for how in BETTER_OR_WORSE
            ),
        )
        for i, name in enumerate(comparison.parties)
    ]
    return Table(
        title=f"Surplus of {comparison.years[year]}: {letter} less A in the same future, £m; futures in %",
        columns=(
            Column(""),
            Column("on average", "difference"),
            Column("p10", "count", 2, "In one future in ten the difference is below p10."),
            Column("p50", "count", 4, "In half of the futures it is below p50."),
            Column("p90", "count", 3, "In one future in ten it is above p90."),
            Column("better", "probability_short"),
            Column("better by\n£0.1m +", "probability_short", note="+: or more."),
            Column("worse by\n£0.1m +", "probability_short", note="+: or more."),
        ),
        rows=tuple(rows),
        apart=_from_the_system_on(comparison),
    )


def year_by_year(comparison: Comparison, letter: str) -> Iterator[Table]:
    """The differences of every year: probabilities of break even and of 1 %, amounts, replications better off."""
    even = comparison.probabilities["break_even"].difference
    surplus = comparison.amounts["surplus"].difference
    yield _years(
        comparison,
        f"Break even: points more (+) or fewer (−) in {letter} than in A",
        lambda i, _, j: even.at(i, j),
        f"{SHORT} {_widest(even)}",
    )
    yield _years(
        comparison,
        f"1 % surplus (commissioners: carried forward): points more (+) or fewer (−) in {letter} than in A",
        lambda i, name, j: (
            one_percent(comparison, name).difference.at(i, j)
            if comparison.asked[_one_percent_of(comparison, name)][i, j]
            else None
        ),
        _widest(*(one_percent(comparison, name).difference for name in comparison.names)),
    )
    yield _years(
        comparison,
        f"Surplus: £m more (+) or less (−) in {letter} than in A, on average",
        lambda i, _, j: surplus.at(i, j),
        _widest(surplus),
        names=comparison.parties,
    )


def better_off(comparison: Comparison, letter: str) -> Table:
    """Share of the replications in which each has a better year than in A; for every body: all of them at once."""
    rows: list[tuple[Cell, ...]] = [
        (label(comparison.a, name), *(_better_off(comparison, i, j) for j in range(len(comparison.years))))
        for i, name in enumerate(comparison.names)
    ]
    title = f"Better off in {letter}: share of the futures in which the year ends better than in A, %"
    columns = _columns(comparison, "probability_short")
    return Table(title, columns, tuple(rows), apart=_from_the_system_on(comparison))


def recovery(comparison: Comparison, letter: str) -> Table:
    """When each recovers in A and in the variant, and how often earlier or later."""
    recovered, last = comparison.probabilities["recovered_by"], len(comparison.years) - 1
    comes, than = "in which recovery comes in", f"year in {letter} than in A."
    rows: list[tuple[Cell, ...]] = [
        (
            label(comparison.a, name),
            comparison.median_recovery("a", name) or "later",
            comparison.median_recovery("b", name) or "later",
            *(
                "0" if not recovered.difference.changed[i].any() else moved.at(i)
                for moved in (comparison.earlier, comparison.later)
            ),
            *beside(recovered.a.at(i, last).estimate, recovered.difference.at(i, last)),
            recovered.difference.at(i, last),
        )
        for i, name in enumerate(comparison.names)
    ]
    return Table(
        title="Back in balance: the first year from which break even is kept in every year to the horizon",
        columns=(
            Column(""),
            Column("median\nin A"),
            Column(f"\nin {letter}"),
            Column(
                "earlier\n%",
                "probability_short",
                1,
                f"Earlier: share of the futures {comes} an earlier {than}",
            ),
            Column("later\n%", "probability_short", 2, f"Later: share of the futures {comes} a later {than}"),
            Column(f"by {comparison.years[-1][2:]}\nA, %", "count"),
            Column(f"\n{letter}, %", "count"),
            Column("\npoints more", "difference"),
        ),
        rows=tuple(rows),
        apart=_from_the_system_on(comparison),
    )


def totals(comparison: Comparison, letter: str) -> Table:
    """What all years add up to: surplus, savings delivered, investment, care cancelled."""
    rows: list[tuple[Cell, ...]] = []
    starts = set()
    for i, name in enumerate(comparison.parties):
        starts.add(len(rows))
        heading = label(comparison.a, name)
        for measure, amounts in comparison.totals.items():
            if not comparison.concerns(measure, i):
                continue
            more = amounts.difference.at(i)
            rows.append((heading, BY_YEAR[measure].title, *beside(float(amounts.a[i]), more), more))
            heading = ""
    first, last = comparison.years[0], comparison.years[-1]
    period = last if first == last else f"All years together, {first} to {last}"
    return Table(
        title=f"{period}: mean over the futures, £m",
        columns=(
            Column(""),
            Column(""),
            Column("A", "count"),
            Column(letter, "count"),
            Column("more\n(95 % interval)", "difference"),
        ),
        rows=tuple(rows),
        note="Savings delivered are before investment; activity cancelled or delayed is at base price.",
        apart=frozenset(starts - {0}),
    )


def one_percent(comparison: Comparison, name: str) -> PairedProbabilities:
    """The probabilities of the 1 % surplus that is asked of a body: of commissioners the cumulative one."""
    return comparison.probabilities[_one_percent_of(comparison, name)]


def _one_percent_of(comparison: Comparison, name: str) -> str:
    body = comparison.a.bodies.get(name)
    is_cumulative = body is not None and body.kind == "commissioner"
    return "cumulative_1pct" if is_cumulative else "surplus_1pct"


def _years(
    comparison: Comparison,
    title: str,
    cell: Callable[[int, str, int], Difference | None],
    note: str,
    names: Sequence[str] = (),
) -> Table:
    count = len(comparison.years)
    rows: list[tuple[Cell, ...]] = [
        (label(comparison.a, name), *(cell(i, name, j) for j in range(count)))
        for i, name in enumerate(names or comparison.names)
    ]
    columns = _columns(comparison, "difference_short")
    return Table(title, columns, tuple(rows), note, _from_the_system_on(comparison))


def _columns(comparison: Comparison, kind: Kind) -> tuple[Column, ...]:
    return (Column(""), *columns_of_years(comparison.years, kind))


def _from_the_system_on(comparison: Comparison) -> frozenset[int]:
    return frozenset({comparison.names.index(SYSTEM)} if SYSTEM in comparison.names else ())


def signed_amount(gbp_m: float) -> str:
    """£m that show their sign; a plain 0 where nothing moves by a pound."""
    if abs(gbp_m) <= NARROWEST_GBP_M:
        return "0"
    return signed(gbp_m, 2 if abs(gbp_m) < 9.995 else 1) if round(gbp_m, 2) else "0.00"


def _widest(*differences: Differences) -> str:
    """How wide the widest interval is, for tables that have no room for the ends of each."""
    half = max(float(((one.high - one.low) / 2).max()) for one in differences)
    if differences[0].unit == "share":
        return f"95 % interval: ±{math.ceil(1000 * half - 1e-9) / 10:.1f} points or less."
    return f"95 % interval: ±£{math.ceil(100 * half - 1e-9) / 100:.2f}m or less."

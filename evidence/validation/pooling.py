"""Would pooling have saved them, and whom would it have cost? Printed by `python -m evidence.validation.pooling`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evidence.validation.futures import lived, options
from evidence.validation.markdown import amount, share, show
from simulator import Run, compare
from simulator.analyses import explained
from simulator.analyses.columns import in_columns
from simulator.analyses.comparison import Comparison
from simulator.analyses.mechanisms.pooling import pooling_table, positions
from simulator.economy.catalogue import BY_YEAR
from simulator.engine.milestone_times import counts_by_year, time_of
from simulator.results.outcomes import EVERY_BODY, SYSTEM, alone, outcomes, with_system
from simulator.statistics.arrays import BLOCK
from simulator.statistics.intervals import Probabilities, from_block_shares
from simulator.timeline import financial_year_label

YEARS = ("2019/20", "2022/23", "2027/28")
DUTIES = {
    "control_total": "target",
    "break_even": "break even",
    "surplus_1pct": "1 %",
    "cumulative_1pct": "1 % carried forward",
}
WORLDS = ("today", "ics_unpooled", "ics", "ics_proportional")
CARRIED = ("carried_today", "carried_unpooled", "carried", "carried_proportional")
PAIRS = (("ics_unpooled", "ics"), ("today", "ics"), ("carried_unpooled", "carried"))
"""The pool alone, all of the milestone, and the pool alone where four surpluses come again each year."""

TOGETHER: Mapping[str, tuple[str, ...]] = {
    "pooled": ("pooled",),
    "its administration": ("pooling_administration",),
    "running contracts": ("contract_administration",),
    "merged bodies": ("transfers",),
    "funding won or lost": ("funding",),
    "interest": ("interest",),
    "budgets: recovery and its rebound": ("held_by_recovery", "rebound"),
    "reinvested of last year's surplus": ("developments",),
    "escalation": ("escalation_cost",),
    "schemes": ("savings_delivered", "investment"),
    "care pushed": ("pushed_by_schemes", "pushed_by_discharge"),
}
"""Lines of `simulator.analyses.explained` by what the table calls them, some with others."""
_ALONE = explained.LINES.keys() - {part for parts in TOGETHER.values() for part in parts}
LINES: Mapping[str, tuple[str, ...]] = {
    **TOGETHER,
    **{BY_YEAR[line].title: (line,) for line in explained.LINES if line in _ALONE},
    "other": ("other",),
}
"""Every line: what is not gathered has its own title."""


@dataclass(frozen=True)
class Gathered:
    """What the change of a body's surplus over all years is made of, £m by line of `LINES`, and that change."""

    body: str
    lines: tuple[float, ...]
    surplus: float


def gathered(comparison: Comparison) -> Iterator[Gathered]:
    """Every body's change, and the system's, by the lines of the table."""
    for i, body in enumerate(comparison.parties):
        totals = {line: float(change[i].sum()) for line, change in comparison.explained.items()}
        lines = tuple(sum(totals[part] for part in parts) for parts in LINES.values())
        yield Gathered(body, lines, totals["surplus"])


def counting(run: Run) -> tuple[float, ...]:
    """Share of the futures in which the pool counts, by year; nothing where there is none."""
    pooling = run.scenario.system.pooling
    assert pooling is not None
    begins = time_of(run.scenario, run.results.milestones, pooling.start, pooling.needs)
    return tuple(float(np.mean(counts_by_year(begins, y))) for y in range(len(run.results.years)))


def worst_of_bounds(run: Run) -> tuple[float, float, int]:
    """Of all futures and years: the most by which sums differ, the furthest below target a giver ends, targets lost.

    The sum of all positions after the transfers and what moving the money cost is held against the sum before.
    """
    results, place = run.results, positions(run.results)
    cost = with_system(results, "pooling_administration")
    unequal = np.abs(with_system(results, "surplus") + cost - alone(results))[-1].max()
    gives = with_system(results, "pooled")[:-1] < 0
    below = float(np.max(np.where(gives, -place.after[:-1], -np.inf), initial=0.0))
    rows = [results.bodies.index(body) for body in results.members]
    met = [(reached[rows] >= -1e-9).sum(axis=0) for reached in (place.before, place.after)]
    return float(unequal), max(below, 0.0), int((met[1] < met[0]).sum())


def show_before_and_after(world: str, run: Run) -> None:
    """One row a body: chances before and after the transfers of the same closes, the rescued, and £m moved."""
    shares = counting(run)
    table = in_columns(pooling_table(run))
    first = next(y for y, counted in enumerate(shares) if counted > 0)
    years = [financial_year_label(year) for year in run.results.years[first:]]
    rows = []
    for body, own in table[table.year.isin(years)].groupby("body", sort=False):
        mean = own.mean(numeric_only=True)
        chances = [
            f"{share(mean[f'{what}_before'])} → {share(mean[f'{what}_after'])}"
            for what in ("p_target", "p_break_even")
        ]
        moved = ("received_mean_gbp_m", "given_mean_gbp_m", "pooling_administration_mean_gbp_m")
        cells = ["" if body == EVERY_BODY else f"{own[name].sum():.1f}" for name in moved]
        rescued = share(mean["p_rescued"] / np.mean(shares[first:])) if body != SYSTEM else ""
        rows.append((str(body), *chances, rescued, *cells))
    counted = ", ".join(
        f"{share(s)} of {y}" for y, s in zip(years, shares[first:], strict=True) if y in YEARS
    )
    headings = (
        "body",
        "P(target)",
        "P(break even)",
        "rescued, where the pool counts",
        "received, £m",
        "given, £m",
        "administration, £m",
    )
    title = (
        f"{world}: before → after pooling, mean of {years[0]} to {years[-1]}, £m over those years; "
        f"the pool counts in {counted}"
    )
    show(title, headings, rows)


def show_bounds(found: Mapping[str, tuple[float, float, int]]) -> None:
    """What must hold in every future and year."""
    rows = [
        (world, f"{unequal:.0e}", f"{below:.0e}", str(lost))
        for world, (unequal, below, lost) in found.items()
    ]
    headings = (
        "world",
        "sums differ by, £m",
        "a giver below its target by, £m",
        "futures and years with fewer there",
    )
    show("The most in any future and year", headings, rows)


def mean_of_years(run: Run) -> dict[str, Probabilities]:
    """Chances of the target and of break even, mean of the years from the second on: shape ``(names,)``."""
    reached = outcomes(run.results)
    blocks = run.replications // BLOCK
    return {
        duty: from_block_shares(hits[:, 1:].reshape(len(reached.names), -1, blocks, BLOCK).mean(axis=(1, 3)))
        for duty, hits in (("control_total", reached.control_total), ("break_even", reached.break_even))
    }


def show_worlds(found: Mapping[str, Mapping[str, Probabilities]], names: Sequence[str]) -> None:
    """One row a body, one column a world."""
    for duty in ("control_total", "break_even"):
        columns = [found[world][duty] for world in found]
        rows = [
            (body, *(share(float(column.estimate[i])) for column in columns))
            for i, body in enumerate(names)
            if any(column.estimate[i] > 0 for column in columns)
        ]
        widest = max(float(np.max(c.high - c.low)) / 2 for c in columns)
        title = f"P({DUTIES[duty]}), mean of 2019/20 to 2027/28, to ±{100 * widest:.1f} points at most"
        show(title, ("body", *found), rows)


def show_probabilities(pair: tuple[str, str], comparison: Comparison) -> None:
    """One row a body: each duty's chance in the two worlds in three years."""
    for duty in ("control_total", "break_even"):
        found = comparison.probabilities[duty]
        rows = []
        for i, body in enumerate(comparison.names):
            cells = []
            for year in YEARS:
                j = comparison.years.index(year)
                if not comparison.asked[duty][i, j]:
                    cells.append("")
                    continue
                change = found.difference.at(i, j)
                cells.append(
                    f"{share(float(found.a.estimate[i, j]))} → {share(float(found.b.estimate[i, j]))} "
                    f"({100 * change.low:+.1f} to {100 * change.high:+.1f})"
                )
            rows.append((body, *cells))
        show(
            f"{pair[0]} → {pair[1]}: P({DUTIES[duty]}), 95 % of the difference in points",
            ("body", *YEARS),
            rows,
        )


def show_price(pair: tuple[str, str], comparison: Comparison) -> None:
    """One row a body: what of its surplus, and of its 1 %, it gains or loses; lines that move nobody left out."""
    found = list(gathered(comparison))
    shown = [i for i, _ in enumerate(LINES) if any(abs(one.lines[i]) >= 0.05 for one in found)]
    names = tuple(LINES)
    rows = []
    for one in found:
        i = comparison.names.index(one.body)
        lost = [
            amount(100 * float(comparison.probabilities[duty].difference.estimate[i].mean()))
            if comparison.asked[duty][i].any()
            else ""
            for duty in ("surplus_1pct", "cumulative_1pct")
        ]
        rows.append((one.body, *(amount(one.lines[k]) for k in shown), amount(one.surplus), *lost))
    gap = max(abs(sum(one.lines) - one.surplus) for one in found)
    headings = ("body", *(names[k] for k in shown), "surplus", "1 %, points", "1 % carried forward, points")
    show(
        f"{pair[0]} → {pair[1]}: change of the surplus over all years, £m, by line (they add up to {gap:.0e}), and of "
        "the chances of 1 %, mean of the years",
        headings,
        rows,
    )


def show_pushed(worlds: Sequence[tuple[str, Run]]) -> None:
    """What NHS schemes and discharges cost the council in each world, and its surplus, £m over all years."""
    measures = ("pushed_by_schemes", "pushed_by_discharge", "surplus")
    rows = [(world, *(f"{_of_council(run, name):.2f}" for name in measures)) for world, run in worlds]
    show("The council, mean £m over all years", ("world", "by schemes", "by discharges", "surplus"), rows)


def _of_council(run: Run, measure: str) -> float:
    rows = [run.results.bodies.index(body) for body in sorted(run.results.councils)]
    return float(run.results.by_year[measure][rows].sum(axis=(0, 1)).mean())


@options
def main(replications: int, folder: Path | None) -> None:
    """Every table, as Markdown."""
    for worlds in (WORLDS, CARRIED):
        bounds, chances = {}, {}
        for world in worlds:
            run = lived(world, replications=replications, folder=folder)
            chances[world] = mean_of_years(run)
            if run.scenario.system.pooling is not None:
                show_before_and_after(world, run)
                bounds[world] = worst_of_bounds(run)
        show_bounds(bounds)
        show_worlds(chances, (*run.results.bodies, SYSTEM, EVERY_BODY))
    for pair in PAIRS:
        a, b = (lived(world, replications=replications, folder=folder) for world in pair)
        comparison = compare(a, b)
        if pair == PAIRS[0]:
            show_probabilities(pair, comparison)
        show_price(pair, comparison)
        show_pushed([(pair[0], a), (pair[1], b)])


if __name__ == "__main__":
    main()

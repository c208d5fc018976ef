"""Sustainability funding: earned whole or hardly, two peaks, a wider fan. `python -m evidence.validation.funding`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from evidence.validation.futures import lived, options
from evidence.validation.markdown import amount, share, show
from simulator import Run
from simulator.analyses.mechanisms.sustainability_funding import funding_table
from simulator.results.outcomes import before_funding
from simulator.statistics.arrays import Array
from simulator.timeline import financial_year_label

BODIES = ("qeh", "nnuh")
YEARS = ("2018/19", "2019/20", "2022/23", "2027/28")
PARTS = (0.0, 0.001, 0.25, 0.5, 0.75, 0.999)
"""Of what is offered: nothing, up to a quarter, a half, three quarters, less than all; and all."""
BIN_GBP_M = 4.0
REACH = 6
"""Bins either side of the control total."""


def earned_parts(run: Run, body: str, year: int) -> Array:
    """Share of the futures in which each part of the year's offer is earned, those with an offer: sums to 1."""
    row = run.results.bodies.index(body)
    offer = run.results.by_year["funding_offered"][row, year]
    is_offered = offer > 1e-9
    part = run.results.by_year["funding"][row, year, is_offered] / offer[is_offered]
    counts, _ = np.histogram(part, bins=[-np.inf, *PARTS[1:], np.inf])
    return np.asarray(counts / counts.sum())


def around_the_cliff(run: Run, body: str, year: int) -> tuple[Array, Array]:
    """Counts of futures by how far the year ends from its control total, without the funding and with it.

    Bins of £4m from £24m below to £24m above; the first and the last hold what lies beyond.
    """
    row = run.results.bodies.index(body)
    total = run.results.by_year["control_total"][row, year]
    edges = np.concatenate([[-np.inf], BIN_GBP_M * np.arange(-REACH, REACH + 1), [np.inf]])
    without = before_funding(run.results)[row, year] - total
    with_it = run.results.by_year["surplus"][row, year] - total
    # As much below as a duty may be still counts as reached.
    one, other = (np.histogram(values + 1e-6, bins=edges)[0] for values in (without, with_it))
    return one, other


def valley(counts: Array) -> tuple[int, int, int] | None:
    """Two peaks and the lowest bin between them, the bins beyond the ends left out; None where there is one peak.

    The valley is the bin that lies deepest below the lower of the highest bins on either side, if that is by more
    than two standard errors of a difference of counts.
    """
    inner = np.asarray(counts[1:-1], dtype=np.float64)
    found: list[tuple[float, int, int, int]] = []
    for k in range(1, len(inner) - 1):
        left, right = int(inner[:k].argmax()), k + 1 + int(inner[k + 1 :].argmax())
        lower = min(inner[left], inner[right])
        if lower - inner[k] > 2 * np.sqrt(lower + inner[k]):
            found.append((float(lower - inner[k]), left + 1, k + 1, right + 1))
    return max(found)[1:] if found else None


def show_earned(run: Run) -> None:
    """Offers and what is earned of them, every body that is offered any."""
    rows = [
        (
            row["body"],
            row["year"],
            f"{row['offered_mean_gbp_m']:.1f}",
            f"{row['earned_mean_gbp_m']:.1f}",
            share(row["earned_share"]) if row["offered_mean_gbp_m"] > 1e-9 else "",
            share(row["share_all_earned"]),
            share(row["share_none_earned"]),
        )
        for row in funding_table(run).to_dict("records")
        if row["year"] in YEARS
    ]
    headings = ("body", "year", "offered, £m", "earned, £m", "share earned", "all of it", "nothing")
    show("Offered and earned, means over the futures", headings, rows)


def show_parts(run: Run) -> None:
    """How much of the offer is earned, by future."""
    rows = [
        (body, year, *(share(float(part)) for part in earned_parts(run, body, _index(run, year))))
        for body in BODIES
        for year in YEARS
    ]
    headings = (
        "body",
        "year",
        "nothing",
        "to a quarter",
        "to a half",
        "to three quarters",
        "less than all",
        "all",
    )
    show("Share of futures by the part of the offer that is earned", headings, rows)


def show_cliff(run: Run) -> None:
    """Counts of futures around the control total."""
    lows = [f"{BIN_GBP_M * k:+.0f}".replace("-", "−") for k in range(-REACH, REACH)]
    headings = ("body", "year", "", f"below {lows[0]}", *(f"from {low}" for low in lows), "beyond")
    rows = []
    for body in BODIES:
        for year in YEARS[:-1]:
            pair = around_the_cliff(run, body, _index(run, year))
            for what, counts in zip(("without", "with"), pair, strict=True):
                found = valley(counts) or (-1, -1, -1)
                cells = [
                    _marked(n, is_peak=k in found[::2], is_valley=k == found[1]) for k, n in enumerate(counts)
                ]
                rows.append((body, year, what, *cells))
    show("Futures by how far the year ends from its control total, £m", headings, rows)


def _marked(count: int, *, is_peak: bool, is_valley: bool) -> str:
    """Peaks in bold, the valley in italics."""
    return f"**{count}**" if is_peak else f"*{count}*" if is_valley else str(count)


def show_fan(run: Run) -> None:
    """Width of the fan from p10 to p90 with and without the funding of the same futures."""
    rows = []
    for body in BODIES:
        row = run.results.bodies.index(body)
        income = run.results.by_year["income"][row].mean(axis=-1)
        ends = {"with": run.results.by_year["surplus"][row], "without": before_funding(run.results)[row]}
        for what, values in ends.items():
            found = np.quantile(values, (0.1, 0.5, 0.9), axis=-1)
            width = (found[2] - found[0]) / income
            cells = [
                f"{', '.join(amount(end) for end in found[:, j])} ({share(width[j])})"
                for j in (_index(run, year) for year in YEARS)
            ]
            rows.append((body, what, *cells))
    show(
        "Surplus, p10, p50, p90 in £m (p10–p90 as a share of income), with and without",
        ("body", "", *YEARS),
        rows,
    )


def _index(run: Run, year: str) -> int:
    return [financial_year_label(one) for one in run.results.years].index(year)


@options
def main(replications: int, folder: Path | None) -> None:
    """Every table, as Markdown."""
    run = lived("today", replications=replications, folder=folder)
    for table in (show_earned, show_parts, show_cliff, show_fan):
        table(run)


if __name__ == "__main__":
    main()

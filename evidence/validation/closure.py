"""Closing services, or prevention? On common futures, printed by `python -m evidence.validation.closure`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from evidence.validation.futures import lived, options
from evidence.validation.markdown import amount, share, show
from simulator import Run, compare
from simulator.analyses.comparison import Comparison
from simulator.results.outcomes import with_system

WORLDS = ("today", "closure", "closure_unconsulted", "prevention")
YEARS = ("2022/23", "2027/28")


def programme(run: Run, other: Run) -> tuple[int, ...]:
    """Instances of the schemes that only the first run has."""
    own = run.scenario.schemes.keys() - other.scenario.schemes.keys()
    return tuple(k for k, name in enumerate(run.results.instances) if name.partition("@")[0] in own)


def of_programme(run: Run, rows: tuple[int, ...]) -> dict[str, str]:
    """What became of the programme: savings, money and years it took, how often it was stopped."""
    if not rows:
        return {}
    own = list(rows)
    delivered, full = (
        run.results.schemes_by_year["delivered"][own],
        run.plan.schemes_by_year["full_year"][own],
    )
    invested = run.results.schemes_by_year["investment"][own].sum(axis=(0, 1))
    live, stopped = run.results.schemes["go_live"][own], run.results.schemes["stopped"][own]
    last = delivered[:, -1].sum(axis=0)
    late = np.where(np.isfinite(live), live, np.nan) - run.plan.schemes["go_live"][own]
    return {
        "planned for a full year, £m": f"{full[:, -1].sum():.1f}",
        "delivered in 2027/28, mean (p10 to p90), £m": _spread(last),
        "delivered in ten years, mean, £m": f"{delivered.sum(axis=(0, 1)).mean():.1f}",
        "as planned, £m": f"{run.plan.schemes_by_year['delivered'][own].sum():.1f}",
        "invested in ten years, mean, £m": f"{invested.mean():.1f}",
        "share of schemes stopped": share(float(stopped.mean())),
        "months late, mean of those that go live": f"{np.nanmean(late):.1f}",
    }


def of_world(run: Run) -> dict[str, str]:
    """What matters beside money saved: the system, the council, care not given."""
    surplus, cancelled = with_system(run.results, "surplus"), with_system(run.results, "care_cancelled")
    council = [run.results.bodies.index(body) for body in sorted(run.results.councils)]
    by_year = run.results.by_year
    pushed = sum(
        by_year[name][council].sum(axis=(0, 1)) for name in ("pushed_by_schemes", "pushed_by_discharge")
    )
    return {
        "system, surplus of 2027/28, mean, £m": amount(float(surplus[-1, -1].mean())),
        "system, surplus of ten years, mean, £m": amount(float(surplus[-1].sum(axis=0).mean())),
        "council, care pushed in ten years, mean (p10 to p90), £m": _spread(np.asarray(pushed)),
        "council, surplus of ten years, mean, £m": amount(float(surplus[council].sum(axis=(0, 1)).mean())),
        "care not given in ten years, mean, £m": f"{cancelled[-1].sum(axis=0).mean():.1f}",
        "waiting at the end, mean, £m": f"{with_system(run.results, 'backlog')[-1, -1].mean():.1f}",
    }


def show_worlds(runs: Mapping[str, Run]) -> None:
    """One column a world: what became of the programme, and of what lies around it."""
    cells = {
        world: of_programme(run, programme(run, runs["today"])) | of_world(run) for world, run in runs.items()
    }
    rows = [(what, *(cells[world].get(what, "") for world in runs)) for what in cells["closure"]]
    show("Two programmes of £24m", ("", *runs), rows)


def show_bodies(runs: Mapping[str, Run]) -> None:
    """One row a body: chances in each world, and what the second programme has beyond the first."""
    pair: Comparison = compare(runs["closure"], runs["prevention"])
    years = [pair.years.index(year) for year in YEARS]
    rows = []
    for i, body in enumerate(pair.names):
        chances = [_probability(pair, duty, i, j) for duty in ("break_even", "control_total") for j in years]
        if body in pair.parties:
            total = pair.totals["surplus"].difference.at(i)
            money = f"{amount(total.estimate)} ({amount(total.low)} to {amount(total.high)})"
        else:
            money = ""
        j = years[-1]
        better = share(float(pair.better["better"].estimate[i, j]))
        rows.append((body, *chances, money, better))
    headings = (
        "body",
        *(f"P({duty}) {year}" for duty in ("break even", "target") for year in YEARS),
        "surplus of ten years, £m (95 %)",
        "better in 2027/28",
    )
    show("Closure → prevention, by body", headings, rows)


def show_against_today(runs: Mapping[str, Run]) -> None:
    """What each programme brings each body against neither: £m over ten years, with its paired interval."""
    found = [compare(runs["today"], runs[world]) for world in WORLDS[1:]]
    rows = []
    for i, body in enumerate(found[0].parties):
        ones = [comparison.totals["surplus"].difference.at(i) for comparison in found]
        rows.append((body, *(f"{amount(o.estimate)} ({amount(o.low)} to {amount(o.high)})" for o in ones)))
    show("Surplus of ten years against today, £m (95 %)", ("body", *WORLDS[1:]), rows)


def _probability(pair: Comparison, duty: str, i: int, j: int) -> str:
    if not pair.asked[duty][i, j]:
        return ""
    found = pair.probabilities[duty]
    return f"{share(float(found.a.estimate[i, j]))} → {share(float(found.b.estimate[i, j]))}"


def _spread(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> str:
    low, high = np.quantile(values, (0.1, 0.9))
    return f"{values.mean():.1f} ({low:.1f} to {high:.1f})".replace("-", "−")


SHOWN: tuple[Callable[[Mapping[str, Run]], None], ...] = (show_worlds, show_bodies, show_against_today)


@options
def main(replications: int, folder: Path | None) -> None:
    """Every table, as Markdown."""
    runs = {world: lived(world, replications=replications, folder=folder) for world in WORLDS}
    for table in SHOWN:
        table(runs)


if __name__ == "__main__":
    main()

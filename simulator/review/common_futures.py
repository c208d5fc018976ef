"""Variants of a scenario in the same possible futures, a few at a time: what a ladder or a search looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simulator.montecarlo.run import REPLICATIONS, choose_seed
from simulator.montecarlo.sweep import SweepProgress, sweep
from simulator.results.arrays import Results
from simulator.scenario.model import Scenario
from simulator.simulation import plan_run
from simulator.timeline import financial_year_label

MOST_BYTES = 400_000_000
"""Of figures that are held at a time."""

Variants = Mapping[str, Mapping[str, Any] | Scenario]


@dataclass(frozen=True)
class Futures:
    """Which futures are looked at, by whom they are simulated, and where what is finished is kept.

    Attributes
    ----------
    replications, seed, workers :
        As `sweep` takes them; the seed is chosen.
    folder : Path or None
        Where finished blocks of every variant are kept, so that the same question goes on where it was stopped.
    anyway : bool
        Whether to run scenarios whose opening positions do not hold.
    progress : callable, optional
        Told how many units of how many are done.
    """

    seed: int
    replications: int = REPLICATIONS
    workers: int | None = None
    folder: Path | None = None
    anyway: bool = False
    progress: Callable[[SweepProgress], None] | None = None

    def kept_in(self, folder: Path) -> Futures:
        """The same, finished blocks kept in a folder."""
        return replace(self, folder=folder)


def futures_of(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    folder: Path | None = None,
    anyway: bool = False,
    progress: Callable[[SweepProgress], None] | None = None,
) -> Futures:
    """The futures of a scenario: those of its own seed, or else of one that is drawn once."""
    return Futures(
        seed=choose_seed(scenario, seed),
        replications=REPLICATIONS if replications is None else replications,
        workers=workers,
        folder=folder,
        anyway=anyway,
        progress=progress,
    )


def simulated(
    scenario: Scenario, variants: Variants, measures: Sequence[str], futures: Futures
) -> Iterator[tuple[str, Results]]:
    """Each variant by name with its yearly measures, in the order given; not all of them are held at once.

    All variants are of the bodies and the years of the scenario.
    """
    frame = plan_run(scenario)
    for some in _chunks(variants, scenario, len(measures), futures.replications):
        found = sweep(
            scenario,
            some,
            measures=measures,
            replications=futures.replications,
            seed=futures.seed,
            workers=futures.workers,
            folder=futures.folder,
            anyway=futures.anyway,
            progress=futures.progress,
        )
        order = list(frame.bodies)
        for name in some:
            of = found.sel(variant=name, body=order)
            by_year = {measure: of[measure].to_numpy() for measure in measures}
            yield name, replace(frame, first_replication=0, by_year=by_year, by_month={}, schemes_by_year={})


def _chunks(
    variants: Variants, scenario: Scenario, measures: int, replications: int
) -> Iterator[dict[str, Mapping[str, Any] | Scenario]]:
    """The variants, as many at a time as may be held."""
    bytes_each = 8 * measures * len(scenario.bodies) * scenario.years * replications
    size = max(1, MOST_BYTES // bytes_each)
    named = list(variants.items())
    for first in range(0, len(named), size):
        yield dict(named[first : first + size])


def years_of(scenario: Scenario) -> tuple[str, ...]:
    """The financial years of a scenario, as they are shown."""
    first = scenario.start.year
    return tuple(financial_year_label(year) for year in range(first, first + scenario.years))

"""Whether what was sampled is what was typed: percentiles of each uncertain input, stated and drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from simulator.sampling.draw import yearly_values
from simulator.sampling.futures import Block
from simulator.scenario.number import Number
from simulator.scenario.uncertain import uncertain_numbers, yearly_numbers
from simulator.scenario.uncertainty import clipped_share, distribution, planned
from simulator.statistics.arrays import BLOCK, Array

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run

PERCENTS = (10, 50, 90)
COLUMNS = (
    *("input", "form", "drawn", "plan"),
    *(f"typed_p{percent}" for percent in PERCENTS),
    *(f"sampled_p{percent}" for percent in PERCENTS),
    *("gap_pct", "low", "high", "clipped_share"),
)


def inputs_table(run: Run) -> pd.DataFrame:
    """One row an uncertain input, in the order of the file: its 10th, 50th and 90th percentile, twice.

    Returns
    -------
    DataFrame
        In the unit of each input's key. `typed` is what the file states or, of what it does not state, what
        its distribution implies; `sampled` is of the run's replications, of all its years where `drawn` is
        `yearly`; `gap_pct` is the largest difference, in % of the typed range from p10 to p90. `low` and `high`
        are the bounds in force, `clipped_share` the probability of what would lie beyond them.
    """
    import pandas as pd

    return pd.DataFrame(_rows(run), columns=list(COLUMNS))


def _rows(run: Run) -> Iterator[tuple[str | float, ...]]:
    columns = set(run.inputs.columns)
    for number in uncertain_numbers(run.scenario):
        if number.name in columns:
            yield _row(number, "once", run.inputs[number.name].to_numpy(dtype=np.float64))
    yearly = _yearly_draws(run)
    for number in yearly_numbers(run.scenario):
        if number.name in columns:
            yield _row(number, "yearly", yearly[number.name])


def _yearly_draws(run: Run) -> dict[str, Array]:
    """What is drawn anew each year, all years of all replications: a run keeps only the sum over the years."""
    blocks = [
        dict(yearly_values(run.scenario, Block(run.seed, i))) for i in range(-(-run.replications // BLOCK))
    ]
    left = run.replications - BLOCK * (len(blocks) - 1)
    blocks[-1] = {name: values[:, :left] for name, values in blocks[-1].items()}
    return {name: np.concatenate([block[name].ravel() for block in blocks]) for name in blocks[0]}


def _row(number: Number, drawn: str, values: Array) -> tuple[str | float, ...]:
    typed = np.array([_typed(number, percent) for percent in PERCENTS])
    # An order statistic and no mean of two: of a discrete number, halfway between two values is none.
    sampled = np.quantile(values, np.array(PERCENTS) / 100, method="inverted_cdf")
    spread = typed[-1] - typed[0]
    gap = 100 * float(np.abs(sampled - typed).max()) / spread if spread > 0 else float("nan")
    form = number.dist or "percentiles"
    found = (*typed.tolist(), *sampled.tolist(), gap, *number.bounds, clipped_share(number))
    return number.name, form, drawn, planned(number), *found


def _typed(number: Number, percent: int) -> float:
    stated: float | None = getattr(number, f"p{percent}")
    return stated if stated is not None else float(distribution(number).ppf(np.array([percent / 100]))[0])

"""What declared groups came to: correlations asked for, drawn, and found among the replications of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.analyses.drivers import rank_correlations
from simulator.sampling.correlation import Pair, pairs, rank_correlation
from simulator.statistics.arrays import Array

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run
    from simulator.scenario.model import Scenario

COLUMNS = (
    *("group", "input", "other_input", "asked", "used"),
    *("rank_expected", "rank_achieved", "linear_achieved"),
)
WORTH_TELLING = 0.01
"""A repair that moved no correlation by more is not spoken of."""


def correlations_table(run: Run) -> pd.DataFrame:
    """One row a pair of members of a group: what was asked, what was drawn, what the run's replications show.

    Returns
    -------
    DataFrame
        `asked` and `used` are of the normals behind the two inputs; `rank_expected` is the rank correlation
        that this means for continuous inputs. Achieved are Spearman's and Pearson's over all replications.
    """
    import pandas as pd

    rows = [
        (
            *(pair.group, pair.one, pair.other, pair.asked, pair.used, rank_correlation(pair.used)),
            *_achieved(run, pair),
        )
        for pair in pairs(run.scenario)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def repaired(scenario: Scenario) -> list[Pair]:
    """Of each group whose matrix was repaired, the pair that moved furthest, if by more than 0.01."""
    furthest: dict[str, Pair] = {}
    for pair in pairs(scenario):
        if pair.moved > max(WORTH_TELLING, furthest[pair.group].moved if pair.group in furthest else 0.0):
            furthest[pair.group] = pair
    return list(furthest.values())


def told(pair: Pair) -> str:
    """A repair in one sentence."""
    return (
        f"The correlations of the group “{pair.group}” cannot all hold and were repaired: that of "
        f"{pair.one} and {pair.other} is {_signed(pair.used)} instead of {_signed(pair.asked)}"
    )


def _signed(correlation: float) -> str:
    return f"{round(correlation, 2) + 0.0:.2f}".replace("-", "\N{MINUS SIGN}")


def _achieved(run: Run, pair: Pair) -> tuple[float, float]:
    """Rank and linear correlation over the replications; unknown where one of the two is not drawn."""
    if not {pair.one, pair.other} <= set(run.inputs.columns):
        return float("nan"), float("nan")
    one, other = (run.inputs[name].to_numpy(dtype=np.float64) for name in (pair.one, pair.other))
    return float(rank_correlations(one[:, None], other[:, None])[0, 0]), _linear(one, other)


def _linear(one: Array, other: Array) -> float:
    """Pearson's correlation; 0 where one of the two never varies."""
    one, other = one - one.mean(), other - other.mean()
    # Sums, not `@`: a BLAS with several threads adds in another order and so changes the last digit.
    lengths = np.sqrt((one * one).sum()) * np.sqrt((other * other).sum())
    return float((one * other).sum() / lengths) if lengths > 0 else 0.0

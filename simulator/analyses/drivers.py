"""What matters most: which uncertain inputs of this run move with each body's surplus in the last year."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from simulator.analyses.wording import condition
from simulator.results.outcomes import SYSTEM, with_system
from simulator.statistics.arrays import Array

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run

YEAR_OF_PROGRAMME = re.compile(r"^(schemes\.[^.@]+)@\d{4}(?=\.)")
FALSE_ALARM = 0.01
"""Chance that, of inputs that all are without influence, any is listed for a body."""


def drivers(run: Run, *, top: int = 5) -> pd.DataFrame:
    """The inputs most strongly rank-correlated with the last year's surplus, strongest first, a few a body.

    An input drawn once a future counts as drawn, one drawn anew each year by its sum over the years, and one that each
    year of a yearly programme has by its mean over those years, under the programme's key.
    Association is not cause: of inputs that move together through a common factor, each is listed.

    Parameters
    ----------
    run : Run
        A finished run; nothing is simulated.
    top : int
        Rows a body at most.

    Returns
    -------
    DataFrame
        `body`, `input`, `correlation` (Spearman's, −1 to 1), `effect` (`raises` or `lowers` the surplus
        where the input is higher) and `phrase`. Correlations that chance alone may show are left out.
    """
    import pandas as pd

    rows: list[tuple[str, str, float, str, str]] = []
    surplus = with_system(run.results, "surplus")[:, -1]
    inputs = _with_programmes_whole(run.inputs)
    names = [str(name) for name in inputs.columns]
    correlations = rank_correlations(inputs.to_numpy(dtype=np.float64), surplus.T)
    least = threshold(len(names), surplus.shape[-1])
    for body, column in zip((*run.results.bodies, SYSTEM), correlations.T, strict=True):
        # Ties go by name, so that the list is the same however the inputs are ordered.
        strongest = sorted(range(len(names)), key=lambda i: (-abs(column[i]), names[i]))
        for i in strongest[:top]:
            if abs(column[i]) > least:
                effect, tendency = ("raises", "higher") if column[i] > 0 else ("lowers", "lower")
                clause = condition(run.scenario, names[i])
                phrase = f"Where {clause}, the surplus tends to be {tendency}"
                rows.append((body, names[i], float(column[i]), effect, phrase))
    return pd.DataFrame(rows, columns=["body", "input", "correlation", "effect", "phrase"])


def _with_programmes_whole(inputs: pd.DataFrame) -> pd.DataFrame:
    """Inputs of a programme's yearly instances, `schemes.cip@2019.delivery` and so on, as one: their mean."""
    import pandas as pd

    programmes: dict[str, list[str]] = {}
    for name in map(str, inputs.columns):
        programmes.setdefault(YEAR_OF_PROGRAMME.sub(r"\1", name), []).append(name)
    return pd.DataFrame(
        {whole: inputs[parts].mean(axis=1) for whole, parts in programmes.items()}, inputs.index
    )


def rank_correlations(inputs: Array, outcomes: Array) -> Array:
    """Spearman's rank correlation of each input with each outcome; 0 where one of them never varies.

    Parameters
    ----------
    inputs, outcomes : array
        Shapes ``(replications, inputs)`` and ``(replications, outcomes)``.

    Returns
    -------
    array
        Shape ``(inputs, outcomes)``.
    """
    # Not `@`: a BLAS with several threads adds in another order and so changes the last digit.
    products: Array = np.einsum("ri,ro->io", _standard_ranks(inputs), _standard_ranks(outcomes))
    return products


def threshold(inputs: int, replications: int) -> float:
    """Size that a rank correlation of pure noise exceeds in any of ``inputs`` names with probability 1 %."""
    z = -ndtri(FALSE_ALARM / (2 * max(inputs, 1)))
    return float(z / np.sqrt(max(replications - 1, 1)))


def _standard_ranks(values: Array) -> Array:
    """Ranks down each column, centred and of length one, ties sharing their mean rank."""
    if values.shape[-1] == 0:
        return values
    ranks: Array = rankdata(values, axis=0)
    ranks -= ranks.mean(axis=0)
    length = np.sqrt((ranks**2).sum(axis=0))
    standard: Array = np.divide(ranks, length, out=np.zeros_like(ranks), where=length > 0)
    return standard

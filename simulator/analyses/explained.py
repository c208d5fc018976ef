"""Why a surplus differs between two scenarios: the change of each line that the figures hold, and of all else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.economy.catalogue import BY_YEAR
from simulator.results.arrays import Results
from simulator.results.outcomes import with_system
from simulator.statistics.arrays import Array

LINES = {key: measure.in_surplus for key, measure in BY_YEAR.items() if measure.in_surplus}
"""Yearly figures that are part of a surplus, with their sign in it."""


def explained(pair: Sequence[Results]) -> dict[str, Array]:
    """What the second world's mean surplus has beyond the first's, line by line, as it moves the surplus.

    Parameters
    ----------
    pair : two Results
        Of the same bodies, years and replications.

    Returns
    -------
    dict of str to array
        £m, ``(bodies and system, years)``, by line; then `other`, what no line holds, and `surplus`, their sum.
    """
    a, b = pair

    def change(measure: str) -> Array:
        return np.asarray((with_system(b, measure) - with_system(a, measure)).mean(axis=-1))

    lines = {line: sign * change(line) for line, sign in LINES.items()}
    surplus = change("surplus")
    return {**lines, "other": surplus - np.sum([*lines.values()], axis=0), "surplus": surplus}

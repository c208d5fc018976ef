"""Why a surplus differs between two scenarios: the change of each line that the figures hold, and of all else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.outcomes import with_system
from simulator.results import Results
from simulator.sampling.inputs import Array

LINES = {
    "transfers": 1.0,
    "pooled": 1.0,
    "pooling_administration": -1.0,
    "funding": 1.0,
    "interest": -1.0,
    "held_by_recovery": 1.0,
    "rebound": -1.0,
    "savings_delivered": 1.0,
    "investment": -1.0,
    "developments": -1.0,
    "contract_administration": -1.0,
    "escalation_cost": -1.0,
    "pushed_by_schemes": -1.0,
    "pushed_by_discharge": -1.0,
}
"""Yearly figures that are part of a surplus, with their sign in it."""


def explained(pair: Sequence[Results]) -> dict[str, Array]:
    """What the second world's mean surplus has beyond the first's, line by line, as it moves the surplus.

    Parameters
    ----------
    pair : two Results
        Of the same bodies, years and futures.

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

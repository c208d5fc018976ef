"""What happened, when, to whom, for how much: kept only where somebody asks for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.engine.declarations import Event
from simulator.statistics.arrays import Array

Mask = NDArray[np.bool_]

LEAST_TOLD_GBP_M = 1e-9
"""Less is what rounding leaves of figures that should be equal: it is no money, and nothing is told of it."""
LEAST_SHOWN_GBP_M = 0.005
"""Less is shown as £0.00m."""


@dataclass(frozen=True, order=True)
class Entry:
    """One event of one replication."""

    when: float
    """Months from the start."""
    kind: str
    """Key of the `Event`."""
    subject: str
    amount: float | None = None
    """£m where the event has an amount, otherwise what its kind says."""


@dataclass
class EventLog:
    """Events of the replications ``watched`` (positions in the block): counted for all, written out for the first."""

    watched: slice
    counts: Counter[str] = field(default_factory=Counter)
    entries: list[Entry] = field(default_factory=list)

    def note(
        self,
        event: Event,
        subject: str,
        *,
        when: Array | float,
        where: Mask | bool = True,
        amount: Array | float | None = None,
    ) -> None:
        """Something happened in the replications where ``where`` is true."""
        happens = np.atleast_1d(where)[self.watched] if np.ndim(where) else np.atleast_1d(where)
        count = int(np.count_nonzero(happens))
        if not count:
            return
        self.counts[event.key] += count
        if happens[0]:
            self.entries.append(
                Entry(self._first(when), event.key, subject, None if amount is None else self._first(amount))
            )

    def _first(self, value: Array | float) -> float:
        return float(np.asarray(value)[self.watched][0]) if np.ndim(value) else float(value)

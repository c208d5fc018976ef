"""What a block of replications is given before it starts: every number, every event, every path of chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.scenario.number import Number
from simulator.statistics.arrays import Array


@dataclass(frozen=True)
class Inputs:
    """The sampled inputs of a block.

    Attributes
    ----------
    replications : int
        Replications in the block.
    draws : mapping of str to array
        By name (the table in `docs/model.md` §14): shape ``(replications,)``, or ``(years, replications)``, or
        ``(months, replications)``. Numbers that are the same in every replication have no entry.
    """

    replications: int
    draws: Mapping[str, Array]

    def __getitem__(self, number: Number) -> Array | float:
        """The value of a number, in the unit of its key: an array over replications, or a float where it is certain."""
        if number.value is not None:
            return number.value
        return self.draws[number.name]

    def share(self, number: Number) -> Array | float:
        """The value of a number whose key ends in `_pct`, as a share."""
        return self[number] / 100.0

    def of_year(self, number: Number, y: int) -> Array | float:
        """The value in year ``y``, from 0, of a number that is drawn anew each year."""
        return number.value if number.value is not None else np.asarray(self.draws[number.name][y])

    def path(self, name: str) -> Array:
        """A draw that is not a number of the file, e.g. ``noise.west_norfolk.elective``.

        Raises
        ------
        KeyError
            If nothing of that name was drawn: what has no effect is not drawn.
        """
        return self.draws[name]

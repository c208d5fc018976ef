"""A block of replications that remembers what was drawn for it: scenarios that share names share their draws."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulator.sampling.factors import Loadings
from simulator.sampling.futures import Block
from simulator.scenario.number import Number
from simulator.statistics.arrays import Array


@dataclass(frozen=True, kw_only=True)
class KnownBlock(Block):
    """The same answers as a `Block` gives, to the bit, each worked out once: for many scenarios, one after another.

    What a name draws depends on the seed, the block and the name alone, so that nothing is taken over that another
    scenario would draw otherwise; a number's values are taken over where the number and its loadings are equal.
    """

    _shares: dict[str, Array] = field(default_factory=dict, init=False, repr=False, compare=False)
    _normals: dict[str, Array] = field(default_factory=dict, init=False, repr=False, compare=False)
    _paths: dict[str, Array] = field(default_factory=dict, init=False, repr=False, compare=False)
    _values: dict[str, tuple[Number, Loadings, Array]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def value(self, number: Number, name: str, loadings: Loadings) -> Array:
        known = self._values.get(name)
        if known is not None and known[0] == number and known[1] == loadings:
            return known[2]
        values = _read_only(super().value(number, name, loadings))
        self._values.setdefault(name, (number, loadings, values))
        return values

    def share(self, name: str) -> Array:
        if name not in self._shares:
            self._shares[name] = _read_only(super().share(name))
        return self._shares[name]

    def path(self, name: str, months: int) -> Array:
        known = self._paths.get(name)
        if known is None or len(known) < months:
            known = self._paths[name] = _read_only(super().path(name, months))
        # A longer horizon has the same beginning.
        return known[:months]

    def _normal(self, name: str) -> Array:
        if name not in self._normals:
            self._normals[name] = _read_only(super()._normal(name))
        return self._normals[name]


def _read_only(values: Array) -> Array:
    values = np.asarray(values)
    values.flags.writeable = False
    return values

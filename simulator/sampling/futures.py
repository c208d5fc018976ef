"""Two kinds of replication: a block of 1,024 left to chance, and the one in which everything goes as planned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from scipy.special import ndtr, ndtri

from simulator.sampling.factors import Loadings, combine, own_loading
from simulator.sampling.streams import Points, net, stream
from simulator.scenario.number import Number
from simulator.scenario.uncertainty import distribution, planned
from simulator.statistics.arrays import BLOCK, Array


class Futures(Protocol):
    """What a scenario asks of chance; each answer depends on its name and on nothing else that is asked."""

    @property
    def replications(self) -> int: ...

    def value(self, number: Number, name: str, loadings: Loadings) -> Array:
        """A number's value, shape (replications,)."""
        ...

    def happens(self, name: str, probability: Array | float) -> Array:
        """1.0 where an event happens, 0.0 where not, shape (replications,)."""
        ...

    def share(self, name: str) -> Array:
        """Where in its window something falls, between 0 and 1, shape (replications,)."""
        ...

    def innovation(self, name: str, loadings: Loadings) -> Array:
        """A standard normal, shape (replications,)."""
        ...

    def path(self, name: str, months: int) -> Array:
        """A standard normal a month, shape (months, replications)."""
        ...


@dataclass(frozen=True)
class Block:
    """A block of replications left to chance."""

    seed: int
    number: int
    points: Points = net
    """How uncertain numbers are laid out over the block; monthly paths are always independent."""
    _factors: dict[str, Array] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def replications(self) -> int:
        return BLOCK

    def value(self, number: Number, name: str, loadings: Loadings) -> Array:
        u = inside(ndtr(self.innovation(name, loadings))) if loadings else self.share(name)
        return distribution(number).ppf(u)

    def happens(self, name: str, probability: Array | float) -> Array:
        return (self.share(name) < probability).astype(np.float64)

    def share(self, name: str) -> Array:
        return self.points(self.seed, self.number, name)

    def innovation(self, name: str, loadings: Loadings) -> Array:
        if not loadings:
            return self._normal(name)
        for factor in loadings:
            if factor not in self._factors:
                self._factors[factor] = self._normal(factor)
        own = self._normal(name) if own_loading(loadings) else 0.0
        return combine(loadings, self._factors, own)

    def path(self, name: str, months: int) -> Array:
        # Month by month, so that a longer horizon has the same beginning.
        return stream(self.seed, self.number, name).standard_normal((months, BLOCK))

    def _normal(self, name: str) -> Array:
        return np.asarray(ndtri(self.share(name)))


@dataclass(frozen=True)
class Plan:
    """The one replication of the plan: numbers as planned, no event, no chance."""

    replications: int = field(default=1, init=False)

    def value(self, number: Number, name: str, loadings: Loadings) -> Array:
        return np.array([planned(number)])

    def happens(self, name: str, probability: Array | float) -> Array:
        return np.zeros(1)

    def share(self, name: str) -> Array:
        return np.zeros(1)

    def innovation(self, name: str, loadings: Loadings) -> Array:
        return np.zeros(1)

    def path(self, name: str, months: int) -> Array:
        return np.zeros((months, 1))


def inside(u: Array) -> Array:
    """Probabilities kept off 0 and 1, which several factors together, or a move, can reach by rounding.

    At 1e−100, 21 deviations off, quantiles of a beta are still found; much nearer to 0 they are not.
    """
    return np.clip(u, 1e-100, 1 - np.finfo(np.float64).epsneg)

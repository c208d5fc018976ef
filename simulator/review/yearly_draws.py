"""What a run drew anew each year, year by year: its inputs keep only sums, and a seed says the rest again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from simulator.montecarlo.run import Run
from simulator.sampling.draw import inputs_from
from simulator.sampling.factors import Loadings
from simulator.sampling.futures import Block
from simulator.scenario.number import Number
from simulator.statistics.arrays import BLOCK, Array


@dataclass(frozen=True, kw_only=True)
class _Again(Block):
    """A block drawn again, but for the numbers that are known, and without monthly paths, which nobody asks for."""

    known: Mapping[str, Array] = field(repr=False)

    def value(self, number: Number, name: str, loadings: Loadings) -> Array:
        if name == number.name and name in self.known:
            return self.known[name]
        return super().value(number, name, loadings)

    def path(self, name: str, months: int) -> Array:
        return np.zeros((months, 1))


def yearly_draws(run: Run) -> dict[str, Array]:
    """By name, each year of what is drawn anew each year: shape ``(years, replications)``; nothing is simulated.

    Empty where months are closed: chance is then moved to what happened in them, and only the sums are known.
    """
    if run.scenario.actuals:
        return {}
    years, count = run.scenario.years, run.replications
    found: dict[str, Array] = {}
    for block in range(-(-count // BLOCK)):
        first, size = block * BLOCK, min(BLOCK, count - block * BLOCK)
        rows = np.minimum(np.arange(first, first + BLOCK), count - 1)
        known = {str(name): values.to_numpy()[rows] for name, values in run.inputs.items()}
        draws = inputs_from(run.scenario, _Again(run.seed, block, known=known)).draws
        for name, values in draws.items():
            if values.shape == (years, BLOCK):
                found.setdefault(name, np.empty((years, count)))[:, first : first + size] = values[:, :size]
    return found

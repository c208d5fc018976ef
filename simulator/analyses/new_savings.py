"""Savings by the year in which they are new, as national returns count them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.analyses.reference_formulas import new_savings
from simulator.scenario.programmes import financial_year

if TYPE_CHECKING:
    from simulator.results.arrays import Results
    from simulator.scenario.model import Scenario
    from simulator.statistics.arrays import Array


@dataclass(frozen=True)
class Started:
    """The schemes of some owners, by the financial year in which they start."""

    by_year: dict[int, list[int]]
    """Rows of the results."""

    @classmethod
    def of(cls, scenario: Scenario, results: Results, owners: Collection[str]) -> Started:
        """Those of a run."""
        by_year: dict[int, list[int]] = {}
        for row, name in enumerate(results.instances):
            if scenario.instances[name].owner in owners:
                by_year.setdefault(financial_year(scenario.instances[name].start), []).append(row)
        return cls(by_year)

    def new(self, results: Results) -> Array:
        """New savings, £m, shape ``(years, replications)``; there is no year before the first."""
        return self._new(results, 1.0)

    def planned(self, results: Results, plan: Results) -> Array:
        """New savings as planned, £m, shape ``(years, replications)``: those of the plan run, and of a programme that
        follows need as much more or less as it was set to save in each future.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = results.schemes["set_share"] / plan.schemes["set_share"]
        return self._new(plan, np.where(np.isfinite(ratio), ratio, 1.0)[:, None, :])

    def _new(self, results: Results, times: Array | float) -> Array:
        delivered = results.schemes_by_year["delivered"] * times
        recurrent = results.schemes_by_year["recurrent"] * times
        return np.array(
            [
                new_savings(
                    delivered[self._in(year), y],
                    recurrent[self._in(year - 1), max(y - 1, 0)],
                    recurrent[self._in(year - 1), y],
                )
                for y, year in enumerate(results.years)
            ]
        )

    def once(self, results: Results) -> Array:
        """What the schemes of each year deliver in it that does not recur, £m, shape ``(years, replications)``."""
        once = results.schemes_by_year["delivered"] - results.schemes_by_year["recurrent"]
        return np.array([once[self._in(year), y].sum(axis=0) for y, year in enumerate(results.years)])

    def _in(self, year: int) -> list[int]:
        return self.by_year.get(year, [])

"""The work of a sweep, one block of one variant at a time: what variants have in common is worked out once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from simulator.errors import RecoverySimError, StorageError
from simulator.montecarlo.conditioning import inputs_of
from simulator.results.arrays import Results
from simulator.sampling.known import KnownBlock
from simulator.scenario.model import Scenario
from simulator.statistics.arrays import BLOCK, Array


@dataclass(frozen=True)
class UnitReport:
    """What comes back from a worker for one block of one variant.

    Attributes
    ----------
    figures : mapping of str to array
        The measures asked for, shape ``(bodies, years, replications)``.
    sha256 : str or None
        Of the file it is kept in.
    """

    unit: int
    figures: Mapping[str, Array]
    seconds: float
    sha256: str | None = None


@dataclass(frozen=True)
class UnitFailure:
    """A block of a variant whose simulation stopped; the others go on."""

    unit: int
    seconds: float
    reason: str


@dataclass
class _Worked:
    """What a process has worked out already."""

    known: KnownBlock | None = None
    plans: dict[int, Results] = field(default_factory=dict)


@dataclass(frozen=True)
class SweepTask:
    """What every worker is told once.

    Attributes
    ----------
    scenarios : tuple of Scenario
        The variants.
    paths : tuple of str
        Where each unit is kept in the folder; empty without one.
    blocks : int
        Of each variant. Unit ``block · variants + variant``: all variants of a block follow each other, since they
        share what is drawn of it.
    """

    scenarios: tuple[Scenario, ...]
    seed: int
    blocks: int
    measures: tuple[str, ...]
    folder: Path | None = None
    paths: tuple[str, ...] = ()
    _worked: _Worked = field(default_factory=_Worked, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_worked": _Worked()}

    def place(self, unit: int) -> tuple[int, int]:
        """Block and variant of a unit."""
        return divmod(unit, len(self.scenarios))

    def attempt(self, number: int) -> UnitReport | UnitFailure:
        """Simulate a unit, or say why it cannot be simulated.

        Raises
        ------
        StorageError
            If it cannot be kept: then no other could.
        """
        started = time.perf_counter()
        try:
            results = self._results(*self.place(number))
        except StorageError:
            raise
        except RecoverySimError as error:
            return UnitFailure(number, time.perf_counter() - started, str(error))
        figures = {measure: results.by_year[measure] for measure in self.measures}
        sha256 = None
        if self.folder is not None:
            from simulator.montecarlo.store import write_years

            sha256 = write_years(self.folder, self.paths[number], results, figures, seed=self.seed)
        return UnitReport(number, figures, time.perf_counter() - started, sha256)

    def _results(self, block: int, variant: int) -> Results:
        from simulator.simulation import simulate_block

        scenario, plan = self.scenarios[variant], self._plan(variant)
        # What is drawn beyond all bounds is no matter of warnings: the simulation refuses it by its name.
        with np.errstate(all="ignore"):
            inputs = inputs_of(scenario, self.seed, block, plan, known=self._known(block))
        return simulate_block(scenario, inputs, plan, first_replication=block * BLOCK)

    def _plan(self, variant: int) -> Results:
        """The plan run of a variant, which serves all its blocks."""
        from simulator.simulation import plan_run

        plan = self._worked.plans.get(variant) or plan_run(self.scenarios[variant])
        if self.blocks > 1:
            self._worked.plans[variant] = plan
        return plan

    def _known(self, block: int) -> KnownBlock:
        known = self._worked.known
        if known is None or known.number != block:
            known = self._worked.known = KnownBlock(self.seed, block)
        return known

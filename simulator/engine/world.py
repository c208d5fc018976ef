"""What a process is given: the frozen inputs of a block, and the three things that change while its calendar runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simulator.engine.calendar import EventCalendar
from simulator.engine.event_log import EventLog
from simulator.engine.ledger import ALLOCATION, FUNDING, PAYMASTER, POOLED, TRANSFER, Ledger
from simulator.engine.recorder import Recorder
from simulator.engine.row_index import RowIndex
from simulator.engine.state import State
from simulator.sampling.inputs import Inputs
from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Provider
from simulator.statistics.arrays import Array


class PlanRun(Protocol):
    """What processes need of the plan run: its figures by year and by month, one replication."""

    @property
    def by_year(self) -> Mapping[str, Array]:
        """Measure to £m, shape ``(bodies, years, 1)``."""

    @property
    def by_month(self) -> Mapping[str, Array]:
        """Measure to £m, shape ``(bodies, months, 1)``."""

    @property
    def schemes(self) -> Mapping[str, Array]:
        """Measure to figures of the instances, shape ``(instances, 1)``."""


@dataclass(frozen=True)
class World:
    """One block of replications, ready to run."""

    scenario: Scenario
    inputs: Inputs
    row_index: RowIndex
    plan: PlanRun | None
    """The plan run; None while the plan run itself is made."""
    unaided: PlanRun | None
    """The plan run without programmes that follow need: of the plan run of a scenario that has some, else None."""
    milestones: Mapping[str, Array]
    """When each milestone is reached: months from the start, ``inf`` for never."""
    calendar: EventCalendar
    state: State
    ledger: Ledger
    recorder: Recorder
    event_log: EventLog | None

    def before_support(self, body: str) -> Array:
        """A body's year to date before all support (`State.support`), £m."""
        return np.asarray(self.ledger.year_to_date(body) - self.state.support[body])

    def with_year_end_measures(self, body: str) -> Array:
        """A body's year before all other support, at its close: what members help each other with, £m."""
        measures = self.recorder.year("year_end_measures", body, self.calendar.month // 12)
        return np.asarray(self.before_support(body) + measures)

    def duty_income(self, body: str) -> Array:
        """What the 1 % is measured on, of the year so far, £m: a buyer's own means, a provider's income without what
        others helped it with.
        """
        if isinstance(self.scenario.bodies[body], Provider):
            helped = self.ledger.income(body, lines=(POOLED.name, TRANSFER.name))
            return np.asarray(self.ledger.income(body) - helped)
        return self.ledger.income(body, payers=(PAYMASTER,), lines=(ALLOCATION.name, FUNDING.name))

    @property
    def replications(self) -> int:
        """Replications in the block."""
        return self.inputs.replications

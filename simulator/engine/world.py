"""What a process is given: the frozen inputs of a block, and the three things that change while its calendar runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from simulator.engine.calendar import EventCalendar
from simulator.engine.event_log import EventLog
from simulator.engine.ledger import Ledger
from simulator.engine.recorder import Recorder
from simulator.engine.row_index import RowIndex
from simulator.engine.state import State
from simulator.sampling.inputs import Inputs
from simulator.scenario.model import Scenario
from simulator.statistics.arrays import Array


class PlanRun(Protocol):
    """What processes need of the plan run: its figures by year and by month, one replication."""

    @property
    def by_year(self) -> Mapping[str, Array]:
        """Measure to £m, shape ``(bodies, years, 1)``."""

    @property
    def by_month(self) -> Mapping[str, Array]:
        """Measure to £m, shape ``(bodies, months, 1)``."""


@dataclass(frozen=True)
class World:
    """One block of replications, ready to run."""

    scenario: Scenario
    inputs: Inputs
    row_index: RowIndex
    plan: PlanRun | None
    """The plan run; None while the plan run itself is made."""
    milestones: Mapping[str, Array]
    """When each milestone is reached: months from the start, ``inf`` for never."""
    calendar: EventCalendar
    state: State
    ledger: Ledger
    recorder: Recorder
    event_log: EventLog | None

    def before_support(self, body: str) -> Array:
        """A body's year to date before sustainability funding, transfers and pooling, £m."""
        return np.asarray(self.ledger.year_to_date(body) - self.state.support[body])

    @property
    def replications(self) -> int:
        """Replications in the block."""
        return self.inputs.replications

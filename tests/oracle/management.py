"""How a body is managed: grip, financial recovery, escalation (`docs/model.md` §8, §11, §23)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from tests.oracle.milestones import Milestone


@dataclass(slots=True, eq=False)
class Manager:
    """How firmly a body is managed."""

    level: float = 0.5
    changes: list[tuple[float, float, float]] = field(default_factory=list)
    """Date, change, months."""
    challenge_effect: float = 0.0
    forecast_effect: float = 0.0
    has_table: bool = False
    """Only then do milestones and escalation move it."""
    milestones: list[Milestone] = field(default_factory=list)
    """Shared management and mergers that concern the body."""
    turnaround: float = 0.0
    """What years of special measures have added."""
    grip: float = 0.5

    def manage(self, month: int) -> None:
        """Set the grip of the month."""
        grip = self.level
        for date, change, months in self.changes:
            if months == 0:
                grip += change if month >= date else 0.0
            else:
                grip += change * min(max((month - date) / months, 0.0), 1.0)
        if self.has_table:
            grip += self.turnaround + sum(milestone.moves_grip(month) for milestone in self.milestones)
        self.grip = min(max(grip, 0.0), 1.0)


@dataclass(slots=True, eq=False)
class Action:
    """Something held back in financial recovery."""

    lines: list[str]
    share: float
    months: int
    rebound: float
    in_force: tuple[int, int] = (0, -1)
    """First and last month."""
    held: float = 0.0
    """In the year so far."""


@dataclass(slots=True, eq=False)
class RecoveryPlan:
    """When a body enters financial recovery, and how it stands."""

    tolerance: float
    reports: int
    lag: int
    release_months: int
    actions: list[Action]
    count: int = 0
    entered: int = -1
    ends: int = -1
    """The last month of the latest recovery."""
    release: tuple[int, int] = (0, -1)


@dataclass(slots=True, eq=False)
class Escalation:
    """What repeated failure has led to, and what it leads to when it goes on."""

    deficit: float
    """Beyond which a year has failed, as a share of income."""
    years: tuple[int, int, int]
    """Failed years in a row until special measures, contingency planning, administration."""
    administered: list[bool]
    """By year, whether an administrator is appointed if one may be."""
    plans_in: tuple[float, float]
    """First and last year, from the start, whose close may send a contingency planning team."""
    turnaround: float
    """Share of income."""
    grip_a_year: float
    planning_cost: float
    """A year."""
    administration_cost: float
    administration_months: int
    failed_years: int = 0
    stage: int = 0
    turnaround_cost: float = 0.0
    """Of this year."""
    administered_from: float = math.inf

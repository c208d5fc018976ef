"""Milestones: when each is reached, what it costs, whose grip it moves (`docs/model.md` §19)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulator.scenario.model import Scenario
from simulator.timeline import months_from
from tests.oracle.future import MONTHS, Fate, Future
from tests.oracle.surroundings import overlap


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone in one future."""

    kind: str
    time: float
    """Infinite where it is never reached."""
    fails: bool
    bodies: list[str]
    payers: list[str]
    """Simulated or not: each pays the same part."""
    cost: float
    cost_months: int
    grip_change: float
    grip_months: int
    disruption: float
    disruption_months: int

    def counts_in(self, year: int) -> bool:
        """Whether it was reached by April of ``year``."""
        return counts_in(self.time, year)

    def moves_grip(self, month: int) -> float:
        """What it adds to the grip of its bodies: teams change by quarters."""
        quarter = 3 * (month // 3)
        if quarter < self.time:
            return 0.0
        since = quarter - self.time
        reached = 1.0 if self.grip_months == 0 else min(since / self.grip_months, 1.0)
        lost = self.disruption if since < self.disruption_months else 0.0
        return self.grip_change * reached - lost

    def cost_of(self, month: int) -> float:
        """What falls due in ``month``, before prices."""
        if self.time == math.inf:
            return 0.0
        return self.cost / self.cost_months * overlap(self.time, self.time + self.cost_months, month)


def counts_in(time: float, year: int) -> bool:
    """Whether what has its time counts in ``year``: from the first April on or after it."""
    return time <= MONTHS * year


def find_milestones(scenario: Scenario, fate: Fate) -> dict[str, Milestone]:
    """Every milestone of the scenario, those first that others need."""
    milestones: dict[str, Milestone] = {}

    def reach(name: str) -> Milestone:
        if name not in milestones:
            needed = [reach(need).time for need in scenario.milestones[name].needs]
            milestones[name] = _milestone(scenario, name, needed, fate)
        return milestones[name]

    for name in scenario.milestones:
        reach(name)
    return milestones


def _milestone(scenario: Scenario, name: str, needed: list[float], fate: Fate) -> Milestone:
    milestone = scenario.milestones[name]
    fails = not fate.is_plan and fate.at(f"milestones.{name}.fails") > 0.5
    delay = 0.0 if fate.is_plan else max(fate.value(milestone.delay_months), 0.0)
    time = max([months_from(scenario.start, milestone.date), *needed]) + delay
    return Milestone(
        kind=milestone.kind,
        time=math.inf if fails else time,
        fails=fails,
        bodies=milestone.bodies,
        payers=milestone.bodies if milestone.paid_by is None else [milestone.paid_by],
        cost=fate.value(milestone.cost_gbp_m),
        cost_months=milestone.cost_months,
        grip_change=fate.value(milestone.grip_change),
        grip_months=milestone.grip_months,
        disruption=fate.value(milestone.disruption),
        disruption_months=milestone.disruption_months,
    )


def record_milestones(milestones: dict[str, Milestone], years: int, future: Future) -> None:
    """When each was reached, and what befell it."""
    for name, milestone in milestones.items():
        future.milestones[name] = milestone.time
        future.events["milestone_reached"] += milestone.time < MONTHS * years
        future.events["milestone_failed"] += milestone.fails
        merges = milestone.kind == "merger" and milestone.counts_in(years - 1)
        future.events["bodies_merged"] += merges

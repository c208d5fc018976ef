"""Quality special measures: a provider enters them in an April and, while they last, pays for agency and turnaround."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure
from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Line
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.scope import with_quality
from simulator.scenario.terms.bodies import Provider
from simulator.scenario.terms.quality import Quality
from simulator.statistics.arrays import Array

QUALITY_MEASURES_ENTERED = Event(
    "quality_measures_entered", "{subject} is in quality special measures, which last {amount:months}."
)
EVENTS = (QUALITY_MEASURES_ENTERED,)

QUALITY_COST = Measure(
    "quality_cost",
    "quality special measures",
    in_surplus=-1,
    is_for_some=True,
    in_summary=("mean",),
    concerns=with_quality,
)
MEASURES = (QUALITY_COST,)

AGENCY_AND_TURNAROUND = Line("agency and turnaround in quality special measures", is_recurrent=False)


def start(world: World) -> None:
    """Let every provider with terms of quality enter special measures, pass through them and leave them."""
    for key, terms in with_quality(world.scenario).items():
        _Measures(world, key, terms)


class _Measures:
    """One provider's special measures, one after another."""

    def __init__(self, world: World, body: str, terms: Quality) -> None:
        self.world, self.body, self.terms = world, body, terms
        entry = world.scenario.bodies[body]
        assert isinstance(entry, Provider)
        of_pay = sum(world.inputs[line.base_gbp_m] for line in entry.costs.values() if line.price == "pay")
        self.a_month = world.inputs.share(terms.cost_pct) * of_pay / 12
        """£m a month at March's prices."""
        self.until = np.zeros(world.replications)
        """When the latest ones are over, months from the start."""
        calendar = world.calendar
        calendar.every_month(Phase.OPEN_YEAR, self.enter, step="quality measures", of=body)
        calendar.every_month(Phase.TRADE, self.pay, step="cost of quality measures", of=body)

    def enter(self, month: int) -> None:
        """April: measures begin, where there are none, and what lasts no time does not begin."""
        lasts = self._lasts(month // 12)
        begins = self.world.inputs.path(f"bodies.{self.body}.quality.enters")[month // 12] > 0
        if month == 0 and self.terms.in_special_measures:
            begins = np.ones_like(begins)
        begins = begins & (self.until <= month) & (np.asarray(lasts) > 0)
        self.until = np.where(begins, month + lasts, self.until)
        if self.world.event_log:
            self.world.event_log.note(
                QUALITY_MEASURES_ENTERED, self.body, when=float(month), where=begins, amount=lasts
            )

    def pay(self, month: int) -> None:
        """What they cost in the part of the month for which they last."""
        part = np.clip(self.until - month, 0.0, 1.0)
        if not part.any():
            return
        amount = self.a_month * self.world.state.price["pay"] * part
        self.world.recorder.year("quality_cost", self.body, month // 12)[:] += amount
        self.world.ledger.post(
            month, payer=self.body, payee=STAFF_AND_SUPPLIERS, line=AGENCY_AND_TURNAROUND, amount=amount
        )

    def _lasts(self, y: int) -> Array | float:
        months = self.world.inputs[self.terms.lasts_months]
        return months if isinstance(months, float) else np.asarray(months[y])

"""Control totals: each April the regulator asks for last year's outturn and something more, within a ceiling."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure
from simulator.engine.milestone_times import counts_by_year
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Commissioner, Council
from simulator.scenario.terms.control_totals import ControlTotal
from simulator.scenario.terms.vocabulary import ByYear
from simulator.statistics.arrays import Array

SET = Event(
    "control_total_set",
    "{subject} is set a control total of {amount:£} for the year.",
    is_told_at_nothing=True,
)
EVENTS = (SET,)

CONTROL_TOTAL = Measure("control_total", "control total", may_be_empty=True, in_summary=("mean",))
MEASURES = (CONTROL_TOTAL,)


def start(world: World) -> None:
    """Set the control total of every body that has one; share those of merged bodies."""
    terms = {
        key: body.control_total
        for key, body in world.scenario.bodies.items()
        if not isinstance(body, Council) and body.control_total is not None
    }
    if terms:
        totals = _ControlTotals(world, terms)
        world.calendar.every_month(Phase.OPEN_YEAR, totals.set, step="control totals")
        world.calendar.every_month(Phase.CLOSE_YEAR, totals.close_year, step="control totals of the year")


class _ControlTotals:
    """The control totals of all bodies that have one, £m a year before sustainability funding."""

    def __init__(self, world: World, terms: dict[str, ControlTotal]) -> None:
        self.world, self.terms = world, terms

    def set(self, month: int) -> None:
        """April's control totals."""
        y, totals = month // 12, self.world.state.control_total
        for body, terms in self.terms.items():
            if y == 0:
                totals[body] = np.full(self.world.replications, self.world.inputs[terms.opening_gbp_m])
            else:
                totals[body] = self._next(body, terms, y)
        if y:
            self._share_in_mergers(y)
        if self.world.event_log:
            for body in self.terms:
                self.world.event_log.note(SET, body, when=float(month), amount=totals[body])

    def _next(self, body: str, terms: ControlTotal, y: int) -> Array:
        """Last year's, moved towards what came of it, and improved, but not beyond the ceiling."""
        recorder, inputs = self.world.recorder, self.world.inputs
        last = self.world.state.control_total[body]
        gained = recorder.before_support(body, y - 1) - last
        income = recorder.year("duty_income", body, y - 1)
        improvement, ceiling = (
            inputs.share(self.world.scenario.row(rows, self.world.scenario.start.year + y))
            for rows in _regime(self.world.scenario, body)
        )
        asked = last + inputs.share(terms.share_of_outturn_pct) * gained + improvement * income
        return np.asarray(np.minimum(asked, ceiling * income))

    def _share_in_mergers(self, y: int) -> None:
        """The parts of a merged body that have control totals share one, by last year's income."""
        totals, recorder = self.world.state.control_total, self.world.recorder
        for milestone, bodies in self.world.scenario.mergers.items():
            counts = counts_by_year(self.world.milestones[milestone], y)
            income = {body: recorder.year("duty_income", body, y - 1) for body in bodies if body in totals}
            together, whole = sum(totals[body] for body in income), sum(income.values())
            for body in income:
                totals[body] = np.where(counts, together * income[body] / whole, totals[body])

    def close_year(self, month: int) -> None:
        """What was asked of each body this year."""
        for body in self.terms:
            self.world.recorder.year("control_total", body, month // 12)[:] = self.world.state.control_total[
                body
            ]


def _regime(scenario: Scenario, body: str) -> tuple[ByYear, ByYear]:
    """Improvement and ceiling, by year, for bodies of this kind."""
    is_commissioner = isinstance(scenario.bodies[body], Commissioner)
    rules = scenario.regime.commissioners if is_commissioner else scenario.regime.providers
    return rules.improvement_pct, rules.ceiling_pct

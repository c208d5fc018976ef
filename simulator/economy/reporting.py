"""Budgets and month-end reports: what a body meant to do, what it has done, and where it believes the year will end."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulator.engine.declarations import Measure, Per
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.terms.bodies import AnyBody
from simulator.statistics.arrays import Array
from simulator.timeline import months_from

POSITION = Measure("position", "position of the month", per=Per.BODY_AND_MONTH)
YEAR_TO_DATE = Measure("year_to_date", "year to date", per=Per.BODY_AND_MONTH)
FORECAST_OUTTURN = Measure("forecast_outturn", "forecast of the month-end report", per=Per.BODY_AND_MONTH)
RUN_RATE = Measure("run_rate", "run rate", per=Per.BODY_AND_MONTH)
BUDGET = Measure("budget", "budget", in_summary=("mean",))
MEASURES = (BUDGET, POSITION, YEAR_TO_DATE, FORECAST_OUTTURN, RUN_RATE)


def start(world: World) -> None:
    """Budget each April and report each month's end."""
    for key, body in world.scenario.bodies.items():
        _Reporting(world, key, body)


class _Reporting:
    """One body's budget and reports."""

    def __init__(self, world: World, body: str, entry: AnyBody) -> None:
        self.world, self.body, self.entry = world, body, entry
        self.row = world.row_index.bodies.index(body)
        self.carry = np.zeros(world.replications)
        self.budget = np.zeros(12)
        """£m by month, without what is carried into it; a row of futures each where programmes follow need."""
        self.contingency: Array | float = 0.0
        self.year_to_date = np.zeros(world.replications)
        review = entry.forecast.review
        self.review = months_from(world.scenario.start, review) if review else np.inf
        calendar = world.calendar
        if world.plan is not None:
            calendar.every_month(Phase.OPEN_YEAR, self.set_budget, step="budget", of=body)
        else:
            calendar.every_month(Phase.CLOSE_YEAR, self.forecast_plan, step="forecast of the plan", of=body)
        calendar.every_month(Phase.REPORT, self.report, step="month-end report", of=body)

    def set_budget(self, month: int) -> None:
        """Plan, moved to what was submitted; last year's variance in part, what is newly spent; less contingency."""
        assert self.world.plan is not None
        plan, y = self.world.plan, month // 12
        self.budget = plan.by_month["position"][self.row, month : month + 12, 0]
        if (submitted := self._submitted(y)) is not None:
            self.budget = self.budget + (submitted - self.budget.sum()) / 12
        if self.body in self.world.state.set_beyond_plan:
            self.budget = self.budget[:, None] + self.world.state.set_beyond_plan[self.body]
        self.contingency = (
            self.world.inputs.share(self.entry.contingency_pct) * plan.by_year["income"][self.row, y, 0]
        )
        if y:
            recurrent = self._recurrent_outturn(self.world.recorder.by_year, y - 1)
            planned = self._recurrent_outturn(plan.by_year, y - 1)
            catch_up = self.world.inputs.share(self.entry.budget_catch_up_pct)
            self.carry = catch_up * (recurrent - planned)
            if self.body in self.world.state.development:
                self.carry = self.carry - self.world.state.development[self.body]
                self.carry = self.carry + plan.by_year["developments"][self.row, y, 0]
        budget = self.world.state.budget[self.body] = self.budget.sum(axis=0) + self.carry - self.contingency
        self.world.recorder.year("budget", self.body, y)[:] = budget

    def _submitted(self, y: int) -> float | None:
        """The position of a year, before support, that the body has submitted, £m."""
        terms = self.entry.submitted_plan
        return None if terms is None else terms.position_gbp_m.get(str(self.world.scenario.start.year + y))

    def _recurrent_outturn(self, by_year: Mapping[str, Array], y: int) -> Array:
        return np.asarray(by_year["surplus"][self.row, y] - by_year["non_recurrent"][self.row, y])

    def report(self, month: int) -> None:
        """Year to date, run rate, and the month-end forecast against the budget."""
        recorder = self.world.recorder
        closed = month % 12 + 1
        to_date = self.world.ledger.year_to_date(self.body) - self.world.state.support[self.body]
        recorder.month("position", self.body, month)[:] = self.world.ledger.position(self.body)
        recorder.month("year_to_date", self.body, month)[:] = to_date
        recorder.month("run_rate", self.body, month)[:] = 12 / closed * to_date
        if self.world.plan is not None:
            recorder.month("forecast_outturn", self.body, month)[:] = self._forecast(month, to_date)

    def forecast_plan(self, month: int) -> None:
        """In the plan run budget and forecasts are the plan: the year's position, contingency spent until it ends."""
        recorder = self.world.recorder
        contingency = self.world.inputs.share(self.entry.contingency_pct) * recorder.year(
            "income", self.body, month // 12
        )
        outturn = recorder.month("year_to_date", self.body, month)
        for closed in range(month - 11, month):
            recorder.month("forecast_outturn", self.body, closed)[:] = outturn - contingency
        recorder.month("forecast_outturn", self.body, month)[:] = outturn
        recorder.year("budget", self.body, month // 12)[:] = outturn - contingency

    def _forecast(self, month: int, to_date: Array) -> Array:
        """Budget for the months to come, corrected by run rate, by what is learnt of hidden cost, and with an error."""
        state, inputs, forecast = self.world.state, self.world.inputs, self.entry.forecast
        closed, still_open = month % 12 + 1, 11 - month % 12
        variance = to_date - (self.budget[:closed].sum(axis=0) + self.carry * closed / 12)
        to_come = self.budget[closed:].sum(axis=0) + self.carry * still_open / 12
        hidden = state.hidden_cost[self.body] if month < 12 else 0.0
        is_reviewed = month + 1 >= self.review
        known = 1.0 if is_reviewed else min(1.0, (month + 1) / forecast.learning_months)
        run_rate = inputs[forecast.run_rate_share] * still_open / closed
        outturn = to_date + to_come + run_rate * (variance + hidden * closed) - known * hidden * still_open
        outturn = outturn + self._error(month, still_open)
        released = state.released.get(self.body, 0.0)
        state.unspent[self.body] = self.contingency * (1.0 - released) if still_open else 0.0
        state.forecast[self.body] = np.asarray(outturn - state.unspent[self.body])
        return state.forecast[self.body]

    def _error(self, month: int, still_open: int) -> Array | float:
        """The forecast's error: none at the year's end, smaller with a firm grip."""
        name = f"bodies.{self.body}.forecast.innovation"
        if still_open == 0 or name not in self.world.inputs.draws:
            return 0.0
        scale: Array | float = 1.0
        grip = self.entry.grip
        if grip is not None and self.body in self.world.state.grip:
            effect = self.world.inputs[grip.forecast_effect]
            scale = np.maximum(1.0 + effect * (0.5 - self.world.state.grip[self.body]), 0.0)
        spread = self.world.inputs[self.entry.forecast.error_sd_gbp_m]
        return np.asarray(spread * still_open / 12 * scale * self.world.inputs.path(name)[month])

"""Soft budgets: the nation writes loans off, and a provider that owes too much or fails too often is rescued."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure, Support, Together, Told
from simulator.engine.event_log import LEAST_SHOWN_GBP_M
from simulator.engine.ledger import PAYMASTER, Line
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.scope import owing, rescued
from simulator.scenario.terms.soft_budgets import Rescue, WriteOff

RESCUE_BEGINS = Event("rescue_begins", "{subject} is rescued: its rescue begins in April.", Told.AT_MONTH_END)
DEFICIT_SUPPORT_PAID = Event(
    "deficit_support_paid", "{subject} is paid {amount:£} of deficit support.", Told.AT_MONTH_END
)
EVENTS = (RESCUE_BEGINS, DEFICIT_SUPPORT_PAID)

DEFICIT_SUPPORT = Measure(
    "deficit_support",
    "deficit support",
    adds_up=True,
    in_surplus=1,
    support=Support.PAID,
    is_for_some=True,
    in_summary=("mean",),
    concerns=rescued,
)
IN_RESCUE = Measure("in_rescue", "in rescue", "0 or 1", together=Together.NOTHING, is_for_some=True)
MEASURES = (DEFICIT_SUPPORT, IN_RESCUE)

SUPPORT_LINE = Line("deficit support", is_recurrent=False)


def start(world: World) -> None:
    """Write off and rescue as the regime has it; the plan knows of neither."""
    providers = world.scenario.regime.providers
    bodies = tuple(owing(world.scenario))
    if world.plan is None or not bodies:
        return
    if providers.write_off is not None:
        _NationalWriteOff(world, bodies, providers.write_off)
    if providers.rescue is not None:
        for body in bodies:
            _Rescue(world, body, providers.rescue)


class _NationalWriteOff:
    """Loans of all providers at once."""

    def __init__(self, world: World, bodies: tuple[str, ...], terms: WriteOff) -> None:
        self.world, self.bodies, self.terms = world, bodies, terms
        world.calendar.every_month(Phase.OPEN_YEAR, self.decide, step="write-offs")

    def decide(self, month: int) -> None:
        """April: whether the nation writes off this year."""
        happens = self.world.inputs.path("regime.write_off.happens")[month // 12]
        if happens.any():
            share = self.world.inputs.share(self.terms.share_pct) * happens
            for body in self.bodies:
                self.world.state.write_off(body, share)


class _Rescue:
    """One provider's failed years, and its rescues one after another."""

    def __init__(self, world: World, body: str, terms: Rescue) -> None:
        self.world, self.body, self.terms = world, body, terms
        self.failed_years = np.zeros(world.replications)
        self.years_left = np.zeros(world.replications)
        """Of the rescue, this year's included; 0 in none."""
        calendar = world.calendar
        calendar.every_month(Phase.OPEN_YEAR, self.write_off, step="write-offs", of=body)
        calendar.every_month(Phase.CLOSE_YEAR, self.support, step="deficit support", of=body)
        calendar.every_month(Phase.CLOSE_YEAR, self.judge, step="rescue", of=body)

    def write_off(self, month: int) -> None:
        """April: a rescue that begins writes loans off."""
        begins = self.years_left == self.terms.lasts_years
        if begins.any():
            share = self.world.inputs.share(self.terms.loans_written_off_pct)
            self.world.state.write_off(self.body, share * begins)

    def support(self, month: int) -> None:
        """March: fill the year's deficit, or part of it, after all other support."""
        world, body, y = self.world, self.body, month // 12
        is_in_rescue = self.years_left > 0
        if not is_in_rescue.any():
            return
        world.recorder.year("in_rescue", body, y)[:] = is_in_rescue
        short = np.maximum(-world.ledger.year_to_date(body), 0.0)
        amount = np.where(is_in_rescue, world.inputs.share(self.terms.support_pct) * short, 0.0)
        if amount.any():
            world.ledger.post(month, payer=PAYMASTER, payee=body, line=SUPPORT_LINE, amount=amount)
        world.state.support[body] += amount
        world.recorder.year("deficit_support", body, y)[:] = amount
        if world.event_log:
            is_told = amount >= LEAST_SHOWN_GBP_M
            world.event_log.note(
                DEFICIT_SUPPORT_PAID, body, when=float(month + 1), where=is_told, amount=amount
            )

    def judge(self, month: int) -> None:
        """Whether a rescue begins with the next year; while one lasts, and in its last year, none does."""
        world, terms, y = self.world, self.terms, month // 12
        is_free = self.years_left == 0
        income, surplus = (
            world.recorder.year(measure, self.body, y) for measure in ("duty_income", "surplus")
        )
        has_failed = surplus < -world.inputs.share(terms.deficit_pct) * income
        self.failed_years = np.where(is_free & has_failed, self.failed_years + 1, 0.0)
        owes_too_much = world.state.loans[self.body] > world.inputs.share(terms.loans_above_pct) * income
        comes = world.inputs.path(f"bodies.{self.body}.rescue.comes")[y] > 0
        begins = is_free & comes & (owes_too_much | (self.failed_years >= terms.failed_years))
        self.failed_years[begins] = 0.0
        self.years_left = np.where(begins, terms.lasts_years, np.maximum(self.years_left - 1, 0.0))
        if world.event_log:
            world.event_log.note(RESCUE_BEGINS, self.body, when=float(month + 1), where=begins)

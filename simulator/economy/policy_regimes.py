"""Policy regimes: each parliament has its own, and a break puts the rules of contracts and funding off for years."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import Event, Measure, Support, Together
from simulator.engine.ledger import PAYMASTER, Line
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.sampling.policy import NONE_HOLDS, by_regime, regimes_held, regimes_in_order
from simulator.scenario.scope import filled_in_a_break, owing
from simulator.scenario.terms.policy_regimes import Interruption, PolicyRegimes
from simulator.statistics.arrays import Array

POLICY_REGIME_BEGINS = Event("policy_regime_begins", "Policy from now on is “{subject}”.")
POLICY_BREAK_BEGINS = Event(
    "policy_break_begins", "A break in policy begins: contracts are blocks, and no funding is to be earned."
)
POLICY_BREAK_ENDS = Event("policy_break_ends", "The break in policy is over.")
EVENTS = (POLICY_REGIME_BEGINS, POLICY_BREAK_BEGINS, POLICY_BREAK_ENDS)
POLICY = "policy"
"""Whom a break happens to, for the event log."""

REGIME = Measure("policy_regime", "policy regime", unit="place", together=Together.NOTHING)
BREAK = Measure("policy_break", "break in policy", unit="0 or 1", together=Together.NOTHING)
BREAK_FUNDING = Measure(
    "break_funding",
    "deficits filled in a break of policy",
    in_surplus=1,
    support=Support.PAID,
    is_for_some=True,
    in_summary=("mean",),
    concerns=filled_in_a_break,
)
MEASURES = (REGIME, BREAK, BREAK_FUNDING)

FILLING = Line("deficits filled in a break of policy", is_recurrent=False)


def start(world: World) -> None:
    """Let policy change with each parliament, and be broken off; the plan knows of no break."""
    terms = world.scenario.policy_regimes
    if terms is None:
        world.recorder.by_year[REGIME.key][:] = NONE_HOLDS
        return
    policy = _Policy(world, terms)
    world.calendar.every_month(Phase.OPEN_YEAR, policy.open_year, step="policy")
    for key in filled_in_a_break(world.scenario) if policy.may_break else ():
        filling = _Filling(world, key)
        world.calendar.every_month(Phase.CLOSE_YEAR, filling.fill, step="deficits filled in a break", of=key)


class _Policy:
    """The regime of each year, and the breaks between."""

    def __init__(self, world: World, terms: PolicyRegimes) -> None:
        self.world, self.terms = world, terms
        self.regimes = regimes_in_order(terms)
        self.held = regimes_held(world.scenario, world.inputs, is_plan=world.plan is None)
        self.interruption = terms.interruption
        self.until = np.zeros(world.replications)
        """Year, from 0, in which the latest break is over."""

    @property
    def may_break(self) -> bool:
        """Whether breaks can begin."""
        return self.interruption is not None and self.world.plan is not None

    def open_year(self, month: int) -> None:
        """April: what policy is, what is left of funding, and whether a break lasts."""
        world, y = self.world, month // 12
        places = self.held[y]
        shares = [world.inputs.share(policy.support_pct) for _, policy in self.regimes]
        world.state.funding_share = np.where(places == NONE_HOLDS, 1.0, by_regime(places, shares))
        self._tell_regime(month, places)
        if self.interruption is not None and self.may_break:
            self._break(month, self.interruption)
        for body in world.row_index.bodies:
            world.recorder.year(REGIME.key, body, y)[:] = places
            world.recorder.year(BREAK.key, body, y)[:] = world.state.policy_break

    def _break(self, month: int, terms: Interruption) -> None:
        """Begin a break where none lasts, and go on with those that last."""
        world, y = self.world, month // 12
        ends = (world.state.policy_break > 0) & (self.until <= y)
        begins = (world.inputs.path("policy_regimes.interruption.begins")[y] > 0) & (self.until <= y)
        self.until = np.where(begins, float(y + terms.lasts_years), self.until)
        world.state.policy_break = (self.until > y).astype(np.float64)
        world.state.funding_share = world.state.funding_share * (1.0 - world.state.policy_break)
        share = begins * world.inputs.share(terms.loans_written_off_pct)
        for body in owing(world.scenario) if share.any() else ():
            world.state.write_off(body, share)
        if world.event_log:
            world.event_log.note(POLICY_BREAK_ENDS, POLICY, when=float(month), where=ends)
            world.event_log.note(POLICY_BREAK_BEGINS, POLICY, when=float(month), where=begins)

    def _tell_regime(self, month: int, places: Array) -> None:
        event_log, year = self.world.event_log, self.world.scenario.start.year + month // 12
        if event_log is not None and year in self.terms.begins:
            for place, (key, _) in enumerate(self.regimes):
                event_log.note(POLICY_REGIME_BEGINS, key, when=float(month), where=places == place)


class _Filling:
    """One body's deficit at the close of each year of a break."""

    def __init__(self, world: World, body: str) -> None:
        self.world, self.body = world, body
        terms = world.scenario.policy_regimes
        assert terms is not None
        assert terms.interruption is not None
        self.share = world.inputs.share(terms.interruption.fills_deficit_pct)

    def fill(self, month: int) -> None:
        """March: what is missing after all support so far, in part or whole."""
        world, body = self.world, self.body
        deficit = np.maximum(-world.ledger.year_to_date(body), 0.0)
        amount = world.state.policy_break * self.share * deficit
        if amount.any():
            world.ledger.post(month, payer=PAYMASTER, payee=body, line=FILLING, amount=amount)
            world.state.support[body] += amount
            world.recorder.year(BREAK_FUNDING.key, body, month // 12)[:] = amount

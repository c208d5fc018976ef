"""Discharge: patients whom hospitals treat beyond plan need social care, and wait in hospital for it."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import MEAN_AND_RANGE, Event, Measure, Told
from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Line
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.scope import councils
from simulator.scenario.terms.bodies import Council
from simulator.scenario.terms.discharge import Discharge
from simulator.statistics.arrays import Array

DELAYED = Event(
    "discharge_delayed",
    "{subject}: in {times:months} patients waited in hospital for care, of {amount:£} in all.",
    Told.BY_YEAR,
)
EVENTS = (DELAYED,)

DISCHARGED = Measure(
    "pushed_by_discharge",
    "care after discharges",
    adds_up=True,
    in_surplus=-1,
    is_for_some=True,
    in_summary=MEAN_AND_RANGE,
    concerns=councils,
)
MEASURES = (DISCHARGED,)

CARE = Line("care after discharge")
BED = Line("beds of patients whose discharge is delayed")
CHARGE = Line("charge for delayed discharge")


def start(world: World) -> None:
    """Discharge into the care of every council that says from which contracts."""
    for key, body in world.scenario.bodies.items():
        if isinstance(body, Council) and body.discharge is not None:
            _Discharge(world, key, body.discharge)


class _Discharge:
    """One council's patients, by the contract under which a hospital treated them."""

    def __init__(self, world: World, council: str, terms: Discharge) -> None:
        self.world, self.council, self.terms = world, council, terms
        share = world.inputs.share
        self.care, self.delayed = share(terms.care_pct), share(terms.delayed_pct)
        self.bed, self.charge = share(terms.bed_pct), share(terms.charge_pct)
        self.waiting = {contract: np.zeros(world.replications) for contract in sorted(terms.contracts)}
        """Value of the hospital care of those who wait, £m at base price."""
        world.calendar.every_month(Phase.TRADE, self.discharge, step="discharge", of=council)

    def discharge(self, month: int) -> None:
        """Some of those due find care; the others stay in hospital until next month."""
        world = self.world
        served, cost = np.zeros(world.replications), np.zeros(world.replications)
        for contract, waited in self.waiting.items():
            due = waited + world.state.care_beyond_plan[contract]
            waiting = self.waiting[contract] = np.asarray(self.delayed * due)
            served += due - waiting
            if world.event_log:
                when = float(month + 1)
                world.event_log.note(DELAYED, contract, when=when, where=waiting > 0, amount=waiting)
            if waiting.any():
                cost += self._keep_in_hospital(month, world.scenario.contracts[contract].provider, waiting)
        price = world.state.price[self.terms.price] if self.terms.price else 1.0
        care = self.care * price * served
        world.ledger.post(month, payer=self.council, payee=STAFF_AND_SUPPLIERS, line=CARE, amount=care)
        pushed = world.recorder.year("pushed_by_discharge", self.council, month // 12)
        pushed += care + cost

    def _keep_in_hospital(self, month: int, hospital: str, waiting: Array) -> Array:
        """A month's beds at the hospital's cost; returns what it charges to the council of this."""
        world = self.world
        if hospital not in world.scenario.bodies:
            return np.zeros(world.replications)
        beds = self.bed * world.state.price["other"] * waiting
        charged = np.asarray(self.charge * beds)
        world.ledger.post(month, payer=hospital, payee=STAFF_AND_SUPPLIERS, line=BED, amount=beds)
        world.ledger.post(month, payer=self.council, payee=hospital, line=CHARGE, amount=charged)
        return charged

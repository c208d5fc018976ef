"""Care that schemes of the health service push onto a council: nobody planned it there, and the council pays."""

from __future__ import annotations

import numpy as np

from simulator.engine.declarations import MEAN_AND_RANGE, Event, Measure, Told
from simulator.engine.ledger import STAFF_AND_SUPPLIERS, Line
from simulator.engine.month import Phase
from simulator.engine.world import World
from simulator.scenario.scope import councils
from simulator.scenario.terms.bodies import Council
from simulator.scenario.terms.lines import SpendLine
from simulator.statistics.arrays import Array

CARE_PUSHED = Event(
    "care_pushed", "{subject}: cost of {amount:£} was shunted onto the council in the year.", Told.BY_YEAR
)
EVENTS = (CARE_PUSHED,)

PUSHED_OF_YEAR = Measure(
    "pushed_by_schemes",
    "cost shunted by NHS schemes",
    adds_up=True,
    in_surplus=-1,
    is_for_some=True,
    in_summary=MEAN_AND_RANGE,
    concerns=councils,
)
MEASURES = (PUSHED_OF_YEAR,)

PUSHED = Line("cost shunted onto the council")


def start(world: World) -> None:
    """Charge every council that some scheme pushes care onto."""
    for key, body in world.scenario.bodies.items():
        if isinstance(body, Council):
            pushing = {
                row: body.spend[line]
                for row, name in enumerate(world.row_index.instances)
                for council, _, line in [(world.scenario.instances[name].pushed_onto or "").partition(".")]
                if council == key
            }
            if pushing:
                _PushedCare(world, key, pushing)


class _PushedCare:
    """One council, and the lines onto which each scheme (by its row) pushes care."""

    def __init__(self, world: World, council: str, pushing: dict[int, SpendLine]) -> None:
        self.world, self.council, self.pushing = world, council, pushing
        self.names = {row: world.row_index.instances[row] for row in pushing}
        self.amounts: dict[int, Array] = {}
        """£m this month, of the schemes that have begun."""
        self.total = np.zeros(world.replications)
        self._seen: dict[int, Array] = {}
        """What was in force when amounts were last set."""
        world.calendar.every_month(Phase.TRADE, self.pay, step="pushed care", of=council)

    def pay(self, month: int) -> None:
        """A month of pushed care, as far as each scheme is in force."""
        self._reckon(is_new_year=month % 12 == 0)
        if not self.amounts:
            return
        world = self.world
        world.ledger.post(
            month, payer=self.council, payee=STAFF_AND_SUPPLIERS, line=PUSHED, amount=self.total
        )
        pushed = world.recorder.year("pushed_by_schemes", self.council, month // 12)
        pushed += self.total
        if world.event_log:
            for row, amount in self.amounts.items():
                world.event_log.note(
                    CARE_PUSHED, self.names[row], when=float(month + 1), where=amount > 0, amount=amount
                )

    def _reckon(self, *, is_new_year: bool) -> None:
        """Set anew the amounts of schemes that have moved; in April, with its prices, of all."""
        world, has_moved = self.world, False
        for row, line in self.pushing.items():
            in_force = world.state.part_in_force.get(row)
            if in_force is None or (self._seen.get(row) is in_force and not is_new_year):
                continue
            price = world.state.price[line.price] if line.price else 1.0
            pushed = world.inputs[world.scenario.instances[self.names[row]].pushed_gbp_m]
            self.amounts[row] = np.asarray(pushed / 12 * price * in_force)
            self._seen[row] = in_force
            has_moved = True
        if has_moved:
            self.total = np.sum([*self.amounts.values()], axis=0)

"""The delivery office: when each scheme arrives, is granted its places and goes live, in every replication at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.economy.schemes.consultation import decided_at, stops_at
from simulator.engine.milestone_times import NEVER
from simulator.engine.world import World
from simulator.scenario.terms.schemes import Scheme
from simulator.statistics.arrays import Array
from simulator.timeline import months_from


@dataclass(frozen=True)
class Schedule:
    """Months from the start, ``inf`` for never; shape ``(instances, replications)``."""

    arrival: Array
    grant: Array
    go_live: Array
    work: Array
    """Months from grant to go-live: mobilising, and the delay."""
    stopped: Array
    """1 where a gateway stopped the scheme itself."""


def schedule(world: World) -> Schedule:
    """Serve every instance, the earliest arrival first (ties by name), as `docs/model.md` §9 says.

    All replications take a turn together: in each turn every replication serves the one instance that is next there. A
    turn costs a few array operations, so the whole office costs as many turns as there are instances that wait for
    places or for others; the rest is granted on arrival.
    """
    queue = _Queue(world)
    for _ in range(queue.turns):
        queue.serve_next()
    return Schedule(queue.arrival, queue.grant, queue.go_live, queue.work, queue.stopped)


class _Queue:
    """Who waits, who holds a place and until when."""

    def __init__(self, world: World) -> None:
        instances = [world.scenario.instances[name] for name in world.row_index.instances]
        shape = (len(instances), world.replications)
        self.stopped = np.stack(
            [_stopped(world, n, s) for n, s in zip(world.row_index.instances, instances, strict=True)]
        )
        self.arrival = np.stack([_earliest(world, s) for s in instances])
        self.arrival[self.stopped > 0] = NEVER
        self.grant = np.full(shape, NEVER)
        self.go_live = np.full(shape, NEVER)
        self.work = np.stack([_work(world, s) for s in instances])
        self.team = np.array([0 if world.plan is None else s.team for s in instances])
        self.needs = [
            [
                world.row_index.instances.index(need)
                for need in s.needs
                if need not in world.scenario.milestones
            ]
            for s in instances
        ]
        self.unmet = np.stack([np.full(world.replications, len(needs)) for needs in self.needs])
        places = world.scenario.office.places if world.scenario.office else 0
        self.free_at = np.zeros((max(places, 1), world.replications))
        self.last_grant = np.zeros(world.replications)
        self.horizon = float(world.scenario.months)
        self.replications = np.arange(world.replications)
        self._line_up()

    def _line_up(self) -> None:
        """Grant what waits for nobody; put in order what arrives on a day known now; the rest arrives later."""
        needed = {need for needs in self.needs for need in needs}
        known = []
        for row, needs in enumerate(self.needs):
            if needs:
                continue
            if self.team[row] or row in needed:
                known.append(row)
            else:
                self.grant[row] = self.arrival[row]
                self.go_live[row] = self.grant[row] + self.work[row]
        self.known = np.array(known, dtype=np.intp)
        """Rows in the order of their names; ``in_order`` has them in the order of their arrival, by replication."""
        self.in_order = self.known[np.argsort(self.arrival[self.known], axis=0, kind="stable")]
        self.served_of_known = np.zeros(len(self.replications), dtype=np.intp)
        self.later = np.array([row for row, needs in enumerate(self.needs) if needs], dtype=np.intp)
        self.is_later_served = np.zeros((len(self.later), len(self.replications)), dtype=np.bool_)
        self.turns = len(self.known) + len(self.later)

    def _next(self) -> NDArray[np.intp]:
        """The instance that each replication serves next: the earliest arrival, ties by name."""
        at = np.minimum(self.served_of_known, len(self.known) - 1)
        known = self.in_order[at, self.replications]
        if not len(self.later):
            self.served_of_known += 1
            return known
        is_left = self.served_of_known < len(self.known)
        arrival = np.where(is_left, self.arrival[known, self.replications], NEVER)
        is_waiting = ~self.is_later_served & (self.unmet[self.later] == 0)
        arrivals = np.where(is_waiting, self.arrival[self.later], NEVER)
        place = np.argmin(arrivals, axis=0)
        place = np.where(is_waiting[place, self.replications], place, np.argmax(is_waiting, axis=0))
        later, when = self.later[place], arrivals[place, self.replications]
        is_first = (when < arrival) | ((when == arrival) & (later < known))
        takes_later = is_waiting[place, self.replications] & (is_first | ~is_left)
        self.is_later_served[place, self.replications] |= takes_later
        self.served_of_known += ~takes_later
        return np.where(takes_later, later, known)

    def serve_next(self) -> None:
        """One turn: in every replication, the next instance."""
        chosen = self._next()
        arrival = self.arrival[chosen, self.replications]
        team = np.where(arrival < self.horizon, self.team[chosen], 0)
        grant = self._grant(arrival, team)
        go_live = grant + self.work[chosen, self.replications]
        self._take_places(team, go_live)
        self.grant[chosen, self.replications] = grant
        self.go_live[chosen, self.replications] = go_live
        self._tell_those_who_need(chosen, go_live)

    def _grant(self, arrival: Array, team: NDArray[np.int_]) -> Array:
        """When the places are there: not before the one served last, for the head of the queue blocks."""
        self.free_at.sort(axis=0)
        needs_places = team > 0
        if not needs_places.any():
            return arrival
        free = self.free_at[np.maximum(team - 1, 0), self.replications]
        grant = np.where(needs_places, np.maximum(np.maximum(arrival, self.last_grant), free), arrival)
        self.last_grant = np.where(needs_places, grant, self.last_grant)
        return grant

    def _take_places(self, team: NDArray[np.int_], until: Array) -> None:
        """The places that were free first are held until go-live."""
        for place in range(int(team.max(initial=0))):
            self.free_at[place] = np.where(place < team, until, self.free_at[place])

    def _tell_those_who_need(self, chosen: NDArray[np.int_], go_live: Array) -> None:
        """Whoever needs the served instance arrives no earlier than it goes live."""
        for row, needs in enumerate(self.needs):
            for need in needs:
                is_it = chosen == need
                self.arrival[row] = np.where(is_it, np.maximum(self.arrival[row], go_live), self.arrival[row])
                self.unmet[row] -= is_it


def _earliest(world: World, scheme: Scheme) -> Array:
    """Arrival as far as dates, gateways and milestones decide it."""
    earliest: Array | float = max(
        0.0, months_from(world.scenario.start, scheme.start) - scheme.mobilise_months
    )
    for gateway in scheme.gateways.values():
        earliest = np.maximum(earliest, decided_at(world, gateway))
    for need in scheme.needs:
        if need in world.scenario.milestones:
            earliest = np.maximum(earliest, world.milestones[need])
    return np.full(world.replications, earliest)


def _stopped(world: World, name: str, scheme: Scheme) -> Array:
    stopped = np.zeros(world.replications)
    for key in scheme.gateways:
        stopped = np.maximum(stopped, stops_at(world, name, key))
    return stopped


def _work(world: World, scheme: Scheme) -> Array:
    """Months from grant to go-live: mobilising, and the delay."""
    delay = 0.0 if world.plan is None else np.maximum(world.inputs[scheme.delay_months], 0.0)
    return np.full(world.replications, scheme.mobilise_months + delay)

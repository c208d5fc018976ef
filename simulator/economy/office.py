"""The delivery office: when each scheme arrives, is granted its places and goes live, in every future at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.sampling.inputs import Array
from simulator.scenario.model import Scheme
from simulator.timeline import months_from
from simulator.world import World

NEVER = np.inf


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

    All futures take a turn together: in each turn every future serves the one instance that is next there. A turn
    costs a few array operations, so the whole office costs as many turns as there are instances.
    """
    queue = _Queue(world)
    for _ in range(len(world.layout.instances)):
        queue.serve_next()
    return Schedule(queue.arrival, queue.grant, queue.go_live, queue.work, queue.stopped)


class _Queue:
    """Who waits, who holds a place and until when."""

    def __init__(self, world: World) -> None:
        instances = [world.scenario.instances[name] for name in world.layout.instances]
        shape = (len(instances), world.replications)
        self.stopped = np.stack(
            [_stopped(world, n, s) for n, s in zip(world.layout.instances, instances, strict=True)]
        )
        self.arrival = np.stack([np.full(world.replications, _earliest(world, s)) for s in instances])
        self.arrival[self.stopped > 0] = NEVER
        self.grant = np.full(shape, NEVER)
        self.go_live = np.full(shape, NEVER)
        self.work = np.stack([_work(world, s) for s in instances])
        self.team = np.array([0 if world.plan is None else s.team for s in instances])
        self.needs = [[world.layout.instances.index(need) for need in s.needs] for s in instances]
        self.unmet = np.stack([np.full(world.replications, len(needs)) for needs in self.needs])
        self.is_served = np.zeros(shape, dtype=bool)
        places = world.scenario.office.places if world.scenario.office else 0
        self.free_at = np.zeros((max(places, 1), world.replications))
        self.last_grant = np.zeros(world.replications)
        self.horizon = float(world.scenario.months)
        self.futures = np.arange(world.replications)

    def serve_next(self) -> None:
        """One turn: in every future, the next instance."""
        is_waiting = ~self.is_served & (self.unmet == 0)
        when = np.where(is_waiting, self.arrival, NEVER)
        chosen = np.argmin(when, axis=0)
        never = ~is_waiting[chosen, self.futures]  # all that wait arrive at infinity: any of them will do
        chosen = np.where(never, np.argmax(is_waiting, axis=0), chosen)
        arrival = self.arrival[chosen, self.futures]
        team = np.where(arrival < self.horizon, self.team[chosen], 0)
        grant = self._grant(arrival, team)
        go_live = grant + self.work[chosen, self.futures]
        self._take_places(team, go_live)
        self.is_served[chosen, self.futures] = True
        self.grant[chosen, self.futures] = grant
        self.go_live[chosen, self.futures] = go_live
        self._tell_those_who_need(chosen, go_live)

    def _grant(self, arrival: Array, team: NDArray[np.int_]) -> Array:
        """When the places are there: not before the one served last, for the head of the queue blocks."""
        self.free_at.sort(axis=0)
        needs_places = team > 0
        if not needs_places.any():
            return arrival
        free = self.free_at[np.maximum(team - 1, 0), self.futures]
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


def _earliest(world: World, scheme: Scheme) -> float:
    """Arrival as far as dates decide it."""
    start = world.scenario.start
    dates = [months_from(start, gateway.date) for gateway in scheme.gateways.values()]
    return max(0.0, months_from(start, scheme.start) - scheme.mobilise_months, *dates)


def _stopped(world: World, name: str, scheme: Scheme) -> Array:
    stopped = np.zeros(world.replications)
    for key in scheme.gateways:
        path = f"schemes.{name}.gateways.{key}.stops"
        if path in world.inputs.draws:
            stopped = np.maximum(stopped, world.inputs.path(path))
    return stopped


def _work(world: World, scheme: Scheme) -> Array:
    """Months from grant to go-live: mobilising, and the delay."""
    delay = 0.0 if world.plan is None else np.maximum(world.inputs[scheme.delay_months], 0.0)
    return np.full(world.replications, scheme.mobilise_months + delay)

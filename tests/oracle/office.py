"""From gateway to go-live: what a scheme waits for, and the delivery office (`docs/model.md` §9)."""

from __future__ import annotations

import math
from collections.abc import Generator
from heapq import heappush
from typing import Any

import simpy

from tests.oracle.future import Future
from tests.oracle.milestones import Milestone
from tests.oracle.schemes import Instance

Life = Generator[simpy.Event, Any, None]
LAST = simpy.events.EventPriority(2)
"""After everything else that happens at the same moment."""


class Calendar(simpy.Environment):
    """A SimPy environment that keeps dates to the last bit.

    A timeout ends at the sum of now and a delay, which may be a bit off; then two schemes that arrive on one
    date would no longer be served in the order of their names.
    """

    def until(self, time: float) -> simpy.Event:
        """An event at exactly ``time``, or now if that is past."""
        event = _Due(self)
        heappush(self._queue, (max(time, self.now), simpy.events.NORMAL, next(self._eid), event))
        return event

    def afterwards(self) -> simpy.Event:
        """An event now, but after all else that happens at this moment."""
        event = _Due(self)
        self.schedule(event, priority=LAST)
        return event


class _Due(simpy.Event):
    """An event whose time is set."""

    def __init__(self, env: simpy.Environment) -> None:
        super().__init__(env)
        self._ok, self._value = True, None


def live(
    env: Calendar,
    instance: Instance,
    went_live: dict[str, simpy.Event],
    reached: dict[str, Milestone],
    office: Office | None,
    horizon: int,
    future: Future,
) -> Life:
    """A scheme from its gateways to the day it delivers; without an office nobody waits for places."""
    for gate in instance.gateways:
        if gate.is_stopped:
            instance.stopped = True
            return
        yield env.until(gate.time)
        future.events["consultation_watered_down"] += gate.kept < 1 and gate.time < horizon
        future.events["consultation_delayed"] += gate.delay > 0 and gate.time < horizon
    for need in instance.needs:
        if need in reached:
            if reached[need].time == math.inf:
                return
            yield env.until(reached[need].time)
            continue
        if need not in went_live:  # nobody runs it in this future: it never goes live
            return
        yield went_live[need]
    yield env.until(instance.planned_arrival)
    instance.arrival = instance.grant = env.now
    team = instance.team if env.now < horizon else 0
    if office is not None:
        yield office.ask(instance, team)
        instance.grant = env.now
    instance.go_live = instance.grant + instance.mobilise + instance.delay
    yield env.until(instance.go_live)
    if office is not None and team > 0:
        yield office.release(team)
    went_live[instance.name].succeed()


class Office:
    """The delivery office: a queue of one desk before a container of places."""

    def __init__(self, env: Calendar, places: int) -> None:
        self._env = env
        self._places = simpy.Container(env, capacity=places, init=places)
        self._waiting: list[tuple[float, str, int, simpy.Event]] = []
        self._is_blocked = False
        self._bell = env.event()
        env.process(self._serve())

    def ask(self, instance: Instance, team: int) -> simpy.Event:
        """Come to the desk; the event comes with the places. Who needs none is never held up."""
        granted = self._env.event()
        if self._is_blocked and team == 0:
            return granted.succeed()
        self._waiting.append((instance.arrival, instance.name, team, granted))
        if not self._bell.triggered:
            self._bell.succeed()
        return granted

    def release(self, places: int) -> simpy.Event:
        """Give places back."""
        return self._places.put(places)

    def _serve(self) -> Life:
        while True:
            if not self._waiting:
                self._bell = self._env.event()
                yield self._bell
            yield self._env.afterwards()  # so that all who arrive at one moment are served by name
            first = min(self._waiting, key=lambda waiting: waiting[:2])
            self._waiting.remove(first)
            if first[2] > 0:
                yield from self._wait_for(first[2])
            first[3].succeed()

    def _wait_for(self, team: int) -> Life:
        places = self._places.get(team)
        if not places.triggered:
            for waiting in [waiting for waiting in self._waiting if waiting[2] == 0]:
                self._waiting.remove(waiting)
                waiting[3].succeed()
            self._is_blocked = True
        yield places
        self._is_blocked = False

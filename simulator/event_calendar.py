"""The event calendar: SimPy behind months, phases and branches. One calendar carries a whole block of futures."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from enum import IntEnum
from typing import Any

import simpy

Life = Generator[simpy.Event, Any, None]
"""A process that waits and acts: a scheme, a winter, a financial recovery."""
Work = Callable[[int], None]
"""What is done each month; it is told the month."""
Watch = Callable[[str, str, int], AbstractContextManager[None]]
"""Is told the process, the phase and the month of a step, and entered while it is made."""


class Phase(IntEnum):
    """The order of things inside a month; printed by ``recovery-sim check``."""

    OPEN_YEAR = 0
    MANAGE = 1
    DELIVER = 2
    DEMAND = 3
    TRADE = 4
    REPORT = 5
    SETTLE = 6
    CLOSE_YEAR = 7


_AFTER_LIVES = 2
"""SimPy priority of a phase's monthly work: lives that wake in the phase (priority 1) act before it."""


class EventCalendar:
    """Months of phases on a SimPy environment.

    Within a phase lives act first, in an order that their names decide, then the monthly works in the order of their
    names: the order in which processes were registered changes nothing. A watch, if there is one, sees every step.
    """

    def __init__(self, months: int, watch: Watch | None = None) -> None:
        self.months_to_run = months
        self._environment = simpy.Environment()
        self._works: dict[Phase, dict[str, Work]] = {phase: {} for phase in Phase}
        self._lives: dict[str, Life] = {}
        self._begun: list[Life] = []
        self._is_running = False
        self._watch = watch

    @property
    def month(self) -> int:
        """The month that is now, from 0."""
        return int(self._environment.now) // len(Phase)

    def every_month(self, phase: Phase, work: Work, *, name: str) -> None:
        """Do ``work`` in ``phase`` of each month (each April for OPEN_YEAR, each March for CLOSE_YEAR)."""
        if name in self._works[phase]:
            raise ValueError(f"{phase.name} has a work called {name!r} already")
        self._works[phase][name] = self._watched_work(name, phase, work) if self._watch else work

    def start(self, name: str, life: Life) -> None:
        """Let a life begin: with the calendar, or now if it runs already."""
        if self._watch:
            life = self._watched_life(name, life)
        if self._is_running:
            self._begin(life)
        elif name in self._lives:
            raise ValueError(f"a life called {name!r} has been started already")
        else:
            self._lives[name] = life

    def until(self, month: int, phase: Phase) -> simpy.Event:
        """An event in ``phase`` of ``month``, now or later."""
        tick = month * len(Phase) + phase
        return self._environment.timeout(tick - self._environment.now)

    def months(self, count: int) -> simpy.Event:
        """An event in the same phase, ``count`` months on."""
        return self._environment.timeout(count * len(Phase))

    def run(self) -> None:
        """Run every month to the horizon, all of its phases included."""
        self._is_running = True
        for name in sorted(self._lives):
            self._begin(self._lives[name])
        self._environment.run(until=self._environment.process(self._conduct()))

    def close(self) -> None:
        """Let go of every life and work: they hold the block's arrays, and each other, in circles."""
        for life in self._begun:
            life.close()
        self._begun.clear()
        self._works.clear()

    def _begin(self, life: Life) -> None:
        self._begun.append(life)
        self._environment.process(life)

    def _conduct(self) -> Life:
        agenda = {phase: [works[name] for name in sorted(works)] for phase, works in self._works.items()}
        for month in range(self.months_to_run):
            for phase in Phase:
                yield self._after_lives(month * len(Phase) + phase)
                if _is_due(phase, month):
                    for work in agenda[phase]:
                        work(month)

    def _watched_work(self, name: str, phase: Phase, work: Work) -> Work:
        def watched(month: int) -> None:
            assert self._watch
            # A letter before the name only sets its place in the phase.
            with self._watch(name[2:], phase.name, month):
                work(month)

        return watched

    def _watched_life(self, name: str, life: Life) -> Life:
        assert self._watch
        waits: simpy.Event | None = None
        while True:
            value = (yield waits) if waits is not None else None
            phase = Phase(int(self._environment.now) % len(Phase))
            with self._watch(name, phase.name, self.month):
                try:
                    waits = life.send(value)
                except StopIteration:
                    return

    def _after_lives(self, tick: int) -> simpy.Event:
        event = self._environment.event()
        event._ok, event._value = True, None  # a timeout, but of lower priority than any life's
        self._environment.schedule(event, priority=_AFTER_LIVES, delay=tick - self._environment.now)  # type: ignore[arg-type]
        return event


def _is_due(phase: Phase, month: int) -> bool:
    if phase is Phase.OPEN_YEAR:
        return month % 12 == 0
    if phase is Phase.CLOSE_YEAR:
        return month % 12 == 11
    return True

"""The event calendar: SimPy behind months, phases and branches. One calendar carries a whole block of replications."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from typing import Any

import simpy

from simulator.engine.month import LIVES, ORDER, Phase, Step

Life = Generator[simpy.Event, Any, None]
"""A process that waits and acts: a scheme, a winter, a financial recovery."""
Work = Callable[[int], None]
"""What is done each month; it is told the month."""
Watch = Callable[[str, str, int], AbstractContextManager[None]]
"""Is told the process, the phase and the month of a step, and entered while it is made."""
Place = tuple[int, str]
"""Of a step in its phase, and of the key it is made for among those that have the step."""


_AFTER_LIVES = 2
"""SimPy priority of a phase's monthly work: lives that wake in the phase (priority 1) act before it."""


class EventCalendar:
    """Months of phases on a SimPy environment.

    Within a phase lives act first, then its steps, both in the order that `simulator.engine.month` writes down, and
    several of one step in the order of the keys whose they are: neither the order in which processes register nor
    what a step is called changes anything. A watch, if there is one, sees every step.
    """

    def __init__(self, months: int, watch: Watch | None = None) -> None:
        self.months_to_run = months
        self._environment = simpy.Environment()
        self._works: dict[Phase, dict[Place, Work]] = {phase: {} for phase in Phase}
        self._lives: dict[Place, Life] = {}
        self._begun: list[Life] = []
        self._is_running = False
        self._watch = watch

    @property
    def month(self) -> int:
        """The month that is now, from 0."""
        return int(self._environment.now) // len(Phase)

    def every_month(self, phase: Phase, work: Work, *, step: str, of: str = "") -> None:
        """Do ``work`` in ``phase`` of each month (each April for OPEN_YEAR, each March for CLOSE_YEAR).

        Parameters
        ----------
        step : str
            Which step of the phase it is.
        of : str, optional
            Key of the body, or of whatever else the step is made for, where there are several.

        Raises
        ------
        ValueError
            If the order of the month has no such step, or it is registered twice.
        """
        place = _place(step, of, ORDER[phase], phase.name)
        if place in self._works[phase]:
            raise ValueError(f"{phase.name} has {_called(step, of)!r} already")
        self._works[phase][place] = (
            self._watched_work(_called(step, of), phase, work) if self._watch else work
        )

    def start(self, kind: str, of: str, life: Life) -> None:
        """Let a life begin: with the calendar, or now if it runs already.

        Raises
        ------
        ValueError
            If the order of the month has no such kind of life, or it was started already.
        """
        place = _place(kind, of, LIVES, "no phase")
        if self._watch:
            life = self._watched_life(_called(kind, of), life)
        if self._is_running:
            self._begin(life)
        elif place in self._lives:
            raise ValueError(f"a life called {_called(kind, of)!r} has been started already")
        else:
            self._lives[place] = life

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
        for place in sorted(self._lives):
            self._begin(self._lives[place])
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
        agenda = {phase: [works[place] for place in sorted(works)] for phase, works in self._works.items()}
        for month in range(self.months_to_run):
            for phase in Phase:
                yield self._after_lives(month * len(Phase) + phase)
                if _is_due(phase, month):
                    for work in agenda[phase]:
                        work(month)

    def _watched_work(self, name: str, phase: Phase, work: Work) -> Work:
        def watched(month: int) -> None:
            assert self._watch
            with self._watch(name, phase.name, month):
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


def _place(step: str, of: str, order: tuple[Step, ...], where: str) -> Place:
    names = [entry.name for entry in order]
    if step not in names:
        raise ValueError(
            f"the order of the month has no {step!r} in {where}: enter it in simulator/engine/month.py"
        )
    return names.index(step), of


def _called(step: str, of: str) -> str:
    return f"{step} {of}" if of else step

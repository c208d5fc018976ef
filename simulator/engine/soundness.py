"""No figure is infinite or lost: what first made one so, in which month, and whose books it reached."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

import numpy as np

from simulator.errors import SimulationError
from simulator.statistics.arrays import Array
from simulator.timeline import date_at

if TYPE_CHECKING:
    from simulator.engine.world import World
    from simulator.sampling.inputs import Inputs

Figure = tuple[str, str, Array]
"""What it is, whose it is (empty where it is nobody's alone), and its values, the replication last."""

NEVER_IS_INFINITE = frozenset({"arrival", "grant", "go_live"})
"""Points in time of a scheme, at which never is infinity."""

BEFORE = "before the start"
WHEN_RECORDS_ARE_WRITTEN = frozenset({BEFORE, "CLOSE_YEAR"})
"""Phases in which the recorder takes in figures that stand nowhere else."""

MOST_INPUTS_TOLD = 3


def is_sound(world: World) -> bool:
    """Whether everything that was kept of a block is a number."""
    recorder = world.recorder
    measures = (recorder.by_year, recorder.by_month, recorder.schemes_by_year)
    kept = [values for some in measures for name, values in some.items() if name not in recorder.may_be_empty]
    with np.errstate(all="ignore"):
        # A sum is infinite or no number as soon as one of its terms is, and takes no memory.
        return all(math.isfinite(values.sum()) for values in kept)


def refuse_unsound_draws(inputs: Inputs) -> None:
    """Refuse what was drawn beyond all bounds, even where no amount shows it.

    Raises
    ------
    SimulationError
        If a draw is infinite or no number, naming it.
    """
    if names := _unsound_draws(inputs, None):
        raise SimulationError(
            f"What was drawn for {names} is not finite, though no amount shows it: give it a narrower range."
        )


@dataclass
class CloseWatch:
    """Looks at every figure of a block after each step of each process: slow, and so only after a fault.

    It goes on from the first figure that is infinite or lost until that reaches the books of a body, if the
    figure is nobody's own.
    """

    world: World | None = None
    _first: _Fault | None = field(default=None, init=False)
    _slip: _Fault | None = field(default=None, init=False)
    """The first step that could not be reckoned in some replication, which may show in a figure later."""

    @contextmanager
    def during(self, process: str, phase: str, month: int) -> Iterator[None]:
        """Watch one step of a process.

        Raises
        ------
        SimulationError
            Once the fault and whose books it reaches are known, or a step cannot be reckoned at all.
        """
        slips: list[str] = []
        try:
            with np.errstate(all="call", under="ignore", call=lambda kind, _: slips.append(kind)):
                yield
        except (ArithmeticError, ValueError, SimulationError) as error:
            if self._first is None and self._unsound_inputs(None):
                self._first = _Fault(process, phase, month, f"a calculation ({error})")
            if self._first is not None:
                raise self._error(self._first) from error
            raise
        self._look(process, phase, month, slip=slips[0] if slips else "")

    def conclude(self) -> None:
        """Complain of a fault that reached no body's books.

        Raises
        ------
        SimulationError
            If there is one.
        """
        if fault := self._first or self._slip:
            raise self._error(fault)

    def _look(self, process: str, phase: str, month: int, *, slip: str) -> None:
        if self.world is None:
            return
        with np.errstate(all="ignore"):
            figures = _books(self.world) if self._first else _figures(self.world, phase)
            for what, body, values in figures:
                if math.isfinite(values.sum()):
                    continue
                is_lost = ~np.isfinite(values)
                if is_lost.any():
                    replication = int(np.argmax(is_lost.reshape(-1, is_lost.shape[-1]).any(axis=0)))
                    found = self._first or _Fault(process, phase, month, what, replication)
                    self._first = found
                    if body or found.body:
                        found.body = found.body or body
                        raise self._error(found)
        if slip and self._slip is None:
            self._slip = _Fault(process, phase, month, f"a calculation ({slip})")

    def _error(self, fault: _Fault) -> SimulationError:
        start = self.world.scenario.start if self.world else datetime.date.min
        month = date_at(start, fault.month).strftime("%B %Y")
        where = "" if fault.replication is None else f" in future {fault.replication} of the block"
        whose = f", in the books of {fault.body}" if fault.body else ""
        inputs = self._unsound_inputs(fault.replication)
        advice = (
            f"What was drawn for {inputs} is not finite: give it a narrower range."
            if inputs
            else "A figure of the scenario may be far too large; otherwise this is a fault of the program."
        )
        return SimulationError(
            f"{month}, {fault.process} ({fault.phase}): {fault.what} is infinite or not a number{where}{whose}. "
            f"{advice}"
        )

    def _unsound_inputs(self, replication: int | None) -> str:
        return _unsound_draws(self.world.inputs, replication) if self.world else ""


@dataclass
class _Fault:
    """Where a figure was first lost."""

    process: str
    phase: str
    month: int
    what: str
    replication: int | None = None
    body: str = ""


def _unsound_draws(inputs: Inputs, replication: int | None) -> str:
    """Names of draws that are infinite or no number, in one replication or any; nothing where all are sound."""
    at = slice(None) if replication is None else slice(replication, replication + 1)
    with np.errstate(all="ignore"):
        names = [name for name, values in inputs.draws.items() if not math.isfinite(values[..., at].sum())]
    return ", ".join(names[:MOST_INPUTS_TOLD]) + (" and others" if names[MOST_INPUTS_TOLD:] else "")


def _figures(world: World, phase: str) -> Iterator[Figure]:
    """Every figure of the state and the books, and of the recorder when it is written; causes before effects."""
    rows = _rows(world)
    for entry in fields(world.state):
        values = getattr(world.state, entry.name)
        words = entry.name.replace("_", " ")
        if isinstance(values, Mapping):
            for key, value in values.items():
                names = key if isinstance(key, tuple) else (key,)
                body = names[0] if names[0] in world.row_index.bodies else ""
                yield f"{words} of {'.'.join(map(str, names))}", body, np.atleast_1d(value)
        elif entry.name in rows:
            for (what, body), value in zip(rows[entry.name], values, strict=True):
                yield f"{words} of {what}", body, value
        elif isinstance(values, np.ndarray):
            yield words, "", values
    yield from _books(world)
    if phase in WHEN_RECORDS_ARE_WRITTEN:
        yield from _kept(world)


def _rows(world: World) -> dict[str, list[tuple[str, str]]]:
    """What each row of an array of the state is, and whose."""
    row_index = world.row_index
    contracts = [(f"contracts.{key}", "") for key in row_index.contracts]
    spends = [
        (f"{spend.body}.{spend.key}" if spend.body else f"contracts.{spend.key}", spend.body)
        for spend in row_index.spends
    ]
    instances = [(f"schemes.{name}", world.scenario.instances[name].owner) for name in row_index.instances]
    return {
        "demand": [(f"{population} for {service}", "") for population, service in row_index.demands],
        **dict.fromkeys(("activity", "activity_adjusted"), contracts),
        **dict.fromkeys(("kept", "kept_by_recurrent", "before_schemes"), spends),
        **dict.fromkeys(("effect", "effect_recurrent", "effect_of_full_year"), instances),
    }


def _books(world: World) -> Iterator[Figure]:
    """The balances of every body."""
    for body in world.ledger.bodies:
        yield f"position of {body}", body, world.ledger.year_to_date(body)
        yield f"cash flow of {body}", body, world.ledger.cash_flow(body)


def _kept(world: World) -> Iterator[Figure]:
    """What the recorder holds, by body and by scheme."""
    recorder, row_index = world.recorder, world.row_index
    for measures in (recorder.by_year, recorder.by_month):
        for name, values in measures.items():
            for body, value in zip(row_index.bodies, values, strict=True):
                may_be_empty = name in recorder.may_be_empty
                known = np.where(np.isnan(value), 0.0, value) if may_be_empty else value
                yield f"{name.replace('_', ' ')} of {body}", body, known
    for name, values in {**recorder.schemes_by_year, **recorder.schemes}.items():
        for instance, value in zip(row_index.instances, values, strict=True):
            owner = world.scenario.instances[instance].owner
            may_be_never = name in NEVER_IS_INFINITE
            known = np.where(np.isposinf(value), 0.0, value) if may_be_never else value
            known = np.where(np.isnan(known), 0.0, known) if name in recorder.may_be_empty else known
            yield f"{name.replace('_', ' ')} of schemes.{instance}", owner, known

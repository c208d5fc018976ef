"""Trying one case: made of nothing but the command, a seed and a number, so that the three repeat it."""

from __future__ import annotations

import contextlib
import itertools
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.database import InMemoryExampleDatabase

from evidence.fuzz import bases
from evidence.fuzz.case import Case
from evidence.fuzz.commands import COMMANDS
from evidence.fuzz.endings import Ending, ending

BYTES = 16_384
"""Of chance for one case: few need more."""
SHRINKING = settings(
    phases=(Phase.reuse, Phase.shrink),
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Tried:
    """One case and how it ended."""

    number: int
    case: Case
    ending: Ending


class StillFails(Exception):
    """Tells Hypothesis that a smaller case fails as the larger one did."""


class IsSmallEnough(KeyboardInterrupt):
    """Ends Hypothesis' search for a smaller case."""


def case_of(command: str, seed: int, number: int) -> Case:
    """The case of this number."""
    return _drawn(command, seed, number, lambda case: None)[0]


def tried(command: str, seed: int, number: int) -> Tried:
    """The case of this number, called in a folder of its own."""
    case = case_of(command, seed, number)
    return Tried(number, case, called(case))


def called(case: Case) -> Ending:
    """How a case ends, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="recovery-sim-") as folder:
        return ending(case, Path(folder).resolve())


def smallest(command: str, seed: int, number: int, fault: str, most_calls: int = 300) -> Case:
    """The smallest case that Hypothesis finds with the same fault, beginning with the one of this number."""
    failing: list[Case] = []
    calls = itertools.count(1)

    def look(case: Case) -> None:
        if next(calls) > most_calls:
            raise IsSmallEnough
        if fault in called(case).faults:
            failing.append(case)
            raise StillFails

    target = _drawn(command, seed, number, look)[1]
    with contextlib.suppress(StillFails, IsSmallEnough):
        target()
    return failing[-1]


def _drawn(command: str, seed: int, number: int, look: Callable[[Case], None]) -> tuple[Case, Any]:
    """The first case that the chance of this number makes, seen by ``look``; and the test that shrinks it."""
    found: list[Case] = []
    if command == "run":
        bases.results()  # made beforehand: a run uses chance of its own, which strategies may not

    @settings(SHRINKING, database=InMemoryExampleDatabase())
    @given(case=COMMANDS[command]())
    def target(case: Case) -> None:
        found.append(case)
        look(case)

    chance = random.Random(f"{command} {seed} {number}")
    while not found:
        with contextlib.suppress(StillFails):
            target.hypothesis.fuzz_one_input(chance.randbytes(BYTES))  # type: ignore[attr-defined]
    return found[0], target

"""What a rule finds, and walking over a scenario to find it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table
from simulator.words.spelling import advice


@dataclass(frozen=True)
class Contradiction:
    """One thing in a scenario that cannot be as it is, and where."""

    path: KeyPath
    message: str


Rule = Callable[[Scenario], Iterator[Contradiction]]


def tables(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Table]]:
    """Every table of a scenario, numbers included, with its path."""
    if isinstance(value, Table):
        yield path, value
        for key in () if isinstance(value, Number) else type(value).model_fields:
            yield from tables(getattr(value, key), (*path, key))
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from tables(entry, (*path, key))


def is_zero(number: Number | None) -> bool:
    """Whether a number is left out or certainly nothing: whatever depends on it then has no effect."""
    return number is None or number.value == 0


def is_left_out(number: Number | None) -> bool:
    """Whether a file does not state a number. A stated zero is an answer, and may be a what-if: it is let be."""
    return number is None or number.is_left_out


def planned(number: Number) -> float:
    """What the plan says a number is; no number, or none that is finite, where what it states is beyond all bounds.

    That is refused by a rule of its own, while every other rule is asked too.
    """
    # Imported late: what samples numbers stands above the file they come from, and reads its types.
    from simulator.scenario.uncertainty import planned as planned_value

    with np.errstate(over="ignore", invalid="ignore"):
        return planned_value(number)


def unknown(path: KeyPath, what: str, found: str, allowed: Iterable[str]) -> Contradiction:
    """A reference to something that is not there."""
    return Contradiction(path, f'there is no {what} "{found}"{advice(found, allowed)}')


def without_effect(path: KeyPath, reason: str) -> Contradiction:
    """A key that would be read and never used."""
    return Contradiction(path, f"has no effect: {reason}; leave it out")


def end_year(scenario: Scenario) -> int:
    """The financial year after the last one."""
    return scenario.start.year + scenario.years


def repeated(path: KeyPath, names: Iterable[str]) -> Iterator[Contradiction]:
    """Names in the list at ``path`` that stand there already."""
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name in seen:
            yield Contradiction((*path, place), f'names "{name}" twice')
        seen.add(name)

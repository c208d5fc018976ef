"""Where two scenarios differ, key by key, as their resolved files have it."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import tomli_w

if TYPE_CHECKING:
    from simulator.scenario.model import Scenario

UNSPOKEN = frozenset({"title", "summary", "seed"})
"""Keys at the top that change no replication of a given seed."""
OF_A_NUMBER = frozenset({"value", "plan", "p10", "p50", "p90", "dist"})
"""A table with one of these is a number: it differs as a whole."""
WHOLE = "…"
"""Stands for a whole table that only one scenario has."""
ORIGINS = frozenset({"source", "reason"})


@dataclass(frozen=True)
class Change:
    """One key that two scenarios have differently; a side that does not state it is empty."""

    key: str
    a: str
    b: str

    @property
    def is_made_certain(self) -> bool:
        """Whether a plain number takes the place of a distribution."""
        return self.a.startswith("{") and bool(self.b) and not self.b.startswith("{") and self.b != WHOLE


def changes(a: Scenario, b: Scenario) -> tuple[Change, ...]:
    """Every key of the model in which two scenarios differ; sources, reasons and titles do not count."""
    return tuple(_changes(_spoken(a), _spoken(b), ()))


def without_change(scenarios: Sequence[Scenario]) -> tuple[int, int] | None:
    """The numbers of the first two scenarios that do not differ in any key; None where every two do."""
    tables = [_spoken(scenario) for scenario in scenarios]
    pairs = itertools.combinations(range(len(tables)), 2)
    return next(((i, j) for i, j in pairs if not any(_changes(tables[i], tables[j], ()))), None)


def _spoken(scenario: Scenario) -> dict[str, Any]:
    from simulator.scenario import resolved_toml

    table = tomllib.loads(resolved_toml(scenario))
    return {key: value for key, value in table.items() if key not in UNSPOKEN | {"sources"}}


def _changes(a: Any, b: Any, path: tuple[str, ...]) -> Iterator[Change]:
    a, b = _without_origins(a), _without_origins(b)
    if a == b:
        return
    if isinstance(a, dict) and isinstance(b, dict) and not OF_A_NUMBER & (a.keys() | b.keys()):
        for key in dict.fromkeys((*a, *b)):
            if key not in ORIGINS:
                yield from _changes(a.get(key), b.get(key), (*path, key))
    else:
        yield Change(".".join(path), _written(a), _written(b))


def _without_origins(value: Any) -> Any:
    """A number without its source and reason; a number that is one figure as that figure."""
    if not isinstance(value, dict) or not OF_A_NUMBER & value.keys():
        return value
    number = {key: part for key, part in value.items() if key not in ORIGINS}
    return number["value"] if set(number) == {"value"} else number


def _written(value: Any) -> str:
    """A value as TOML has it, in one line; a whole table as three dots."""
    if value is None:
        return ""
    if isinstance(value, dict):
        if not OF_A_NUMBER & value.keys():
            return WHOLE
        return "{ " + ", ".join(f"{key} = {_written(part)}" for key, part in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_written, value)) + "]"
    return tomli_w.dumps({"x": value}).removeprefix("x = ").removesuffix("\n")

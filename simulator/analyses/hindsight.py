"""Hindsight: figures of a scenario that nobody could know on its `as_of` date."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table

NOT_USED = ("sources", "reported")
"""Sections that hold no figure that is simulated."""
HISTORY = "history"
"""The one table by year whose rows are used whenever their source was out; of others, only by `as_of`."""


@dataclass(frozen=True)
class Hindsight:
    """A figure that rests on what came later."""

    key: str
    source: str
    """The later source, or the reported fact that the figure was fitted to."""
    date: datetime.date | None
    is_used: bool
    """False for rows by year announced later: the model leaves them aside."""
    is_fitted: bool = False


def hindsight(scenario: Scenario) -> list[Hindsight]:
    """Every figure dated after `as_of`, or fitted to a fact reported afterwards, in the order of the file."""
    return [
        finding
        for section in type(scenario).model_fields
        if section not in NOT_USED
        for finding in _in(scenario, getattr(scenario, section), (section,))
    ]


def _in(scenario: Scenario, value: Any, path: tuple[str, ...]) -> Iterator[Hindsight]:
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from _in(scenario, entry, (*path, key))
    if not isinstance(value, Table):
        return
    key = ".".join(path)
    if value.source is not None and scenario.sources[value.source].date > scenario.as_of:
        is_used = not path[-1].isdigit() or path[-2] == HISTORY
        yield Hindsight(key, value.source, scenario.sources[value.source].date, is_used)
    if isinstance(value, Number):
        if value.calibrated_to is not None:
            yield Hindsight(key, value.calibrated_to, None, is_used=True, is_fitted=True)
        return
    for name in type(value).model_fields:
        yield from _in(scenario, getattr(value, name), (*path, name))

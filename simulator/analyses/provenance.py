"""Where each number comes from, and how good that is: a source's word, or somebody's judgement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table
from simulator.scenario.uncertain import numbers_in_use, yearly_numbers

INSTANCE = re.compile(r"@\d{4}(?=\.)")
"""The year of a yearly programme's number: the programme counts once."""
JUDGEMENT = "judgement"
UNSOURCED = "no source"
SAYS_JUDGEMENT = re.compile(r"\bjudge?ments?\b|\bjudged\b", re.IGNORECASE)


@dataclass(frozen=True)
class Provenance:
    """Where a number of a scenario comes from.

    Attributes
    ----------
    key : str
        With dots; of a yearly programme that of the programme.
    source, reason : str or None
        Its own, or else those of the nearest table around it that names them.
    quality : str
        That of the source; `judgement` also where the reason says so, whatever source stands around it; `no source`.
    """

    key: str
    number: Number
    source: str | None
    reason: str | None
    quality: str


def provenance(scenario: Scenario) -> dict[str, Provenance]:
    """Every number that a scenario states and its futures use, by its key, in the order of the file."""
    stated = dict(_stated(scenario, "", None, None))
    used = (*numbers_in_use(scenario), *yearly_numbers(scenario))
    found: dict[str, Provenance] = {}
    for number in used:
        key = INSTANCE.sub("", number.name)
        if number.is_left_out or key in found:
            continue
        source, reason = stated.get(key, (None, None))
        found[key] = Provenance(key, number, source, reason, _quality(scenario, source, reason))
    return found


def _quality(scenario: Scenario, source: str | None, reason: str | None) -> str:
    if reason is not None and SAYS_JUDGEMENT.search(reason):
        return JUDGEMENT
    return UNSOURCED if source is None else scenario.sources[source].quality


def _stated(
    entry: object, path: str, source: str | None, reason: str | None
) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
    """Every number's path, with the source and the reason that it names or that stand nearest around it.

    A number with a source of its own and no reason has none: that of the table is about the table's source.
    """
    match entry:
        case Table():
            reason = entry.reason or (None if entry.source else reason)
            source = entry.source or source
            if isinstance(entry, Number):
                yield path, (source, reason)
                return
            for key in type(entry).model_fields:
                yield from _stated(getattr(entry, key), f"{path}.{key}".lstrip("."), source, reason)
        case dict():
            for key, part in entry.items():
                yield from _stated(part, f"{path}.{key}", source, reason)

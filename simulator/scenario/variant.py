"""A scenario changed in Python: the one way to do it, checked as the command line's settings are."""

from __future__ import annotations

import copy
import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from simulator.errors import ArgumentError, Mistake
from simulator.scenario.immutable import ReadOnlyDict, replaced, sealed, unsealed
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table
from simulator.scenario.origins import Origin, Origins
from simulator.scenario.reading.documents import Draft
from simulator.scenario.reading.files import too_large
from simulator.scenario.reading.keys import choices, kinds_at
from simulator.scenario.reading.loading import concluded
from simulator.scenario.reading.overrides import IN_PYTHON, LONGEST_SETTING, Refused, Step, applied, path_of
from simulator.scenario.reading.positions import KeyPath, dotted
from simulator.scenario.reading.sentences import shortened
from simulator.scenario.reading.spelling import advice
from simulator.scenario.resolved import resolved_toml, table_of

EXAMPLE = '{"schemes.care_at_home.delivery": 0.6}'
KINDS = "a number, a text, True or False, a date, a list, or a mapping for a table"


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """The scenario with other values (see `Scenario.with_`).

    What stays as it was is shared with ``scenario``, so that hundreds of variants take little memory.
    """
    if not isinstance(changes, Mapping):
        raise ArgumentError(
            f"The changes of a scenario should be a mapping from keys to values, e.g. {EXAMPLE}, but are "
            f"{described(changes)}."
        )
    written, mistakes = _draft_of(scenario), list[Mistake]()
    draft, steps = written, list[Step]()
    for key, value in changes.items():
        origin = _origin(key, value)
        try:
            draft = _after(draft, key, value, origin)
            steps.append(Step(origin, draft))
        except Refused as problem:
            mistakes.append(Mistake(origin.file, None, "", str(problem)))
    made = concluded(written, steps, mistakes)
    origins = made.origins
    shared: Scenario = _sharing(made, scenario)
    if shared is scenario:
        shared = replaced(scenario, {})
    shared.__dict__["origins"] = origins
    return shared


def origins_in_python(scenario: Scenario) -> Origins:
    """The origins of a scenario that no file was loaded for: it is as Python made it."""
    table = tomllib.loads(resolved_toml(scenario))
    places: dict[KeyPath, Origin] = {(key,): Origin("made in Python", None) for key in table}
    return Origins(sealed(table), ReadOnlyDict(places))


def described(value: Any) -> str:
    """A value of Python as a sentence names it: its kind, and the value itself where it is short."""
    if value is None:
        return "None"
    if isinstance(value, (bool, int, float, str)):
        return shortened(repr(value))
    name = type(value).__name__
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


def _draft_of(scenario: Scenario) -> Draft:
    places = scenario.origins.places
    top = places.get(("title",)) or next(iter(places.values()))
    return Draft(top.file, unsealed(scenario.origins.written), dict(places))


def _origin(key: Any, value: Any) -> Origin:
    told = f"{key} taken out" if value is None else f"{key} = {_shown(value)}"
    return Origin(f"{IN_PYTHON}{shortened(told, LONGEST_SETTING)}", None)


def _shown(value: Any) -> str:
    is_plain = isinstance(value, (bool, int, float, str, datetime.date, Mapping, list, tuple))
    return repr(value) if is_plain and not isinstance(value, np.generic) else described(value)


def _after(draft: Draft, key: Any, value: Any, origin: Origin) -> Draft:
    if not isinstance(key, str):
        raise Refused(
            f"the key should be a text with dots, e.g. schemes.care_at_home.delivery, but is {key!r}"
        )
    path = path_of(key)
    if value is None:
        return _without(draft, path)
    plain = _plain(value)
    if any(too_large({"value": plain}, ())):
        raise Refused("is too large a number")
    if isinstance(plain, str) and datetime.date in kinds_at(path) and not choices(path):
        raise Refused(f"should be a date, e.g. datetime.date(2018, 4, 1), but is {described(plain)}")
    return applied(draft, path, plain, origin)


def _without(draft: Draft, path: tuple[str, ...]) -> Draft:
    """``draft`` without what stands at ``path``."""
    less = replace(draft, table=copy.deepcopy(draft.table), origins=dict(draft.origins))
    table: Any = less.table
    for length, key in enumerate(path, start=1):
        if not isinstance(table, dict) or key not in table:
            known = (
                [dotted((*path[: length - 1], other)) for other in table] if isinstance(table, dict) else []
            )
            raise Refused(f"{dotted(path)} is not stated: there is nothing to take out{_meant(path, known)}")
        if length < len(path):
            table = table[key]
    del table[path[-1]]
    less.forget(path)
    return less


def _meant(path: KeyPath, known: list[str]) -> str:
    return advice(dotted(path), known) if known else ""


def _plain(value: Any) -> Any:
    """A value of Python as a TOML reader would have read it.

    Raises
    ------
    Refused
        If TOML has nothing like it.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (bool, int, float, str, datetime.date, datetime.time)):
        return value
    if isinstance(value, Table):
        return table_of(value)
    if isinstance(value, Mapping):
        return {_plain_key(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(entry) for entry in value]
    if value is None:
        raise Refused("holds None, which stands for nothing in a table or a list: leave the key out")
    raise Refused(f"should be {KINDS}, but is or holds {described(value)}")


def _plain_key(key: Any) -> str:
    """A key of a table: a text, or a year as a number."""
    if isinstance(key, (int, np.integer)) and not isinstance(key, bool):
        return str(key)
    if isinstance(key, str):
        return key
    raise Refused(f"has the key {key!r}: keys are texts, and years whole numbers")


def _sharing(made: Any, of: Any) -> Any:
    """``made``, with the very parts of ``of`` wherever they are equal."""
    if type(made) is not type(of):
        return made
    if isinstance(made, Table) and not isinstance(made, Number):
        entries = {key: _sharing(getattr(made, key), getattr(of, key)) for key in type(made).model_fields}
        if all(entry is getattr(of, key) for key, entry in entries.items()):
            return of
        made.__dict__.update(entries)
        return made
    if isinstance(made, dict):
        shared = {key: _sharing(entry, of.get(key)) for key, entry in made.items()}
        is_same = list(shared) == list(of) and all(entry is of[key] for key, entry in shared.items())
        return of if is_same else ReadOnlyDict(shared)
    return of if made == of and _has_signs_of(made, of) else made


def _has_signs_of(made: Any, of: Any) -> bool:
    """Whether equal values are the same to the last bit: 0 and −0 are equal."""
    if isinstance(made, Number):
        return all(figure for _, figure in made.figures()) or repr(made) == repr(of)
    return not isinstance(made, float) or made != 0 or repr(made) == repr(of)

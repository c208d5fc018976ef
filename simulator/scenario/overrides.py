"""Values from the command line, `--set key.path=value`, laid over a scenario file."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Sequence
from typing import Any

from simulator.errors import Mistake
from simulator.scenario.documents import Draft
from simulator.scenario.files import MOST_NESTED, too_large
from simulator.scenario.keys import kinds_at, known_keys
from simulator.scenario.origins import Origin
from simulator.scenario.positions import dotted
from simulator.scenario.sentences import shortened, shown
from simulator.scenario.spelling import advice

LONGEST_SETTING = 200
"""So much of a setting is shown as the place of a mistake."""


def override(draft: Draft, settings: Sequence[str], mistakes: list[Mistake]) -> Draft:
    """``draft`` with every setting applied, in order; those that cannot be are appended to ``mistakes``."""
    for setting in settings:
        name = f"--set {shortened(setting, LONGEST_SETTING)}"
        try:
            path, value = _parse(setting)
            _check_path(path)
            draft = _applied(draft, path, value, Origin(name, None))
        except _Refused as problem:
            mistakes.append(Mistake(name, None, "", str(problem)))
    return draft


class _Refused(Exception):
    """A setting that cannot be applied, and why."""


def _parse(setting: str) -> tuple[tuple[str, ...], Any]:
    key, equals, text = setting.partition("=")
    if not equals:
        raise _Refused("should be KEY=VALUE, e.g. schemes.care_at_home.delivery=0.6")
    if key.count(".") > MOST_NESTED:
        raise _Refused(f"has more than {MOST_NESTED} dots in its key: a scenario needs six")
    try:
        parsed = tomllib.loads(f"{key.strip()} = 0")
    except ValueError as error:
        raise _Refused(
            f"{shown(key)} is not a key: write it with dots, e.g. schemes.care_at_home.delivery"
        ) from error
    path: list[str] = []
    rest: Any = parsed
    while isinstance(rest, dict):
        if len(rest) != 1:
            raise _Refused(f"{shown(key)} is not one key")
        name, rest = next(iter(rest.items()))
        path.append(name)
    return tuple(path), _value(text.strip())


def _value(text: str) -> Any:
    try:
        parsed = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError) as error:
        raise _Refused(
            f"{shortened(text) or 'nothing'} is not a TOML value: a number, true or false, a date, or a text in quotes "
            "(and the whole setting in the shell's other quotes)"
        ) from error
    if set(parsed) != {"value"}:
        raise _Refused("sets more than one value")
    if any(too_large(parsed, ())):
        raise _Refused("is too large a number")
    return parsed["value"]


def _check_path(path: tuple[str, ...]) -> None:
    for length in range(1, len(path) + 1):
        if not kinds_at(path[:length]):
            above = path[: length - 1]
            where = f"in {dotted(above)}" if above else "at the top of a scenario"
            raise _Refused(
                f"there is no key {shown(path[length - 1])} {where}{advice(path[length - 1], known_keys(above))}"
            )


def _applied(draft: Draft, path: tuple[str, ...], value: Any, origin: Origin) -> Draft:
    """``draft`` with ``value`` in place of whatever stood at ``path``."""
    section = draft.table.get(path[0], {})
    if len(path) > 2 and not known_keys(path[:1]) and isinstance(section, dict) and path[1] not in section:
        raise _Refused(f"there is no {shown(path[1])} among the {path[0]}{advice(path[1], section)}")
    changed = Draft(draft.file, copy.deepcopy(draft.table), dict(draft.origins))
    table = changed.table
    for length, key in enumerate(path[:-1], start=1):
        table = table.setdefault(key, {})
        changed.origins.setdefault(path[:length], origin)
        if not isinstance(table, dict):
            raise _Refused(f"{dotted(path[:length])} is a single value here: set it whole")
    table[path[-1]] = value
    changed.forget(path)
    changed.origins[path] = origin
    return changed

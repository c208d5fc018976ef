"""Values from the command line, `--set key.path=value`, laid over a scenario file: one step after another."""

from __future__ import annotations

import copy
import datetime
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from simulator.errors import Mistake
from simulator.scenario.key_paths import dotted
from simulator.scenario.origins import Origin
from simulator.scenario.reading.documents import Draft
from simulator.scenario.reading.files import MOST_NESTED, too_large
from simulator.scenario.reading.keys import choices, kinds_at, known_keys
from simulator.scenario.reading.sentences import shortened, shown
from simulator.scenario.reading.slips import is_date_like, likely_date, likely_value
from simulator.words.spelling import advice

SET = "--set"
"""How the place of a mistake in a setting begins."""
IN_PYTHON = "set in Python: "
"""How the place of a mistake in a change begins that a program makes."""
ANY_VALUE = (
    "a number, true or false, a date, or a text in quotes (and the whole setting in the shell's other quotes)"
)
LONGEST_SETTING = 200
"""So much of a setting is shown as the place of a mistake."""


@dataclass(frozen=True)
class Step:
    """A draft after something was laid over it, and where that was written."""

    origin: Origin
    draft: Draft


def override(draft: Draft, settings: Sequence[str], mistakes: list[Mistake]) -> list[Step]:
    """``draft`` after each setting in turn; settings that cannot be applied are appended to ``mistakes``."""
    steps: list[Step] = []
    for setting in settings:
        name = f"{SET} {shortened(setting, LONGEST_SETTING)}"
        try:
            path = _path(setting)
            draft = applied(draft, path, _value(setting, path), Origin(name, None))
            steps.append(Step(Origin(name, None), draft))
        except Refused as problem:
            mistakes.append(Mistake(name, None, "", str(problem)))
    return steps


class Refused(Exception):
    """A setting that cannot be applied, and why."""


def key_and_value(setting: str) -> tuple[str, Any]:
    """The key with dots that a setting names, and the value that it is to have.

    Raises
    ------
    Refused
        If it is no setting, or the model knows no such key.
    """
    path = _path(setting)
    return dotted(path), _value(setting, path)


def _path(setting: str) -> tuple[str, ...]:
    key, equals, _ = setting.partition("=")
    if not equals:
        raise Refused("should be KEY=VALUE, e.g. schemes.care_at_home.delivery=0.6")
    return path_of(key)


def path_of(key: str) -> tuple[str, ...]:
    """The parts of a key that is written with dots.

    Raises
    ------
    Refused
        If it is no key, or the model knows none of that name.
    """
    if key.count(".") > MOST_NESTED:
        raise Refused(f"has more than {MOST_NESTED} dots in its key: a scenario needs six")
    try:
        parsed = tomllib.loads(f"{key.strip()} = 0")
    except ValueError as error:
        raise Refused(
            f"{shown(key)} is not a key: write it with dots, e.g. schemes.care_at_home.delivery"
        ) from error
    path: list[str] = []
    rest: Any = parsed
    while isinstance(rest, dict):
        if len(rest) != 1:
            raise Refused(f"{shown(key)} is not one key")
        name, rest = next(iter(rest.items()))
        path.append(name)
    _check_path(tuple(path))
    return tuple(path)


def _value(setting: str, path: tuple[str, ...]) -> Any:
    key, _, text = setting.partition("=")
    text = text.strip()
    try:
        parsed = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError) as error:
        example = _example(key.strip(), text, path)
        raise Refused(
            f"{shortened(text) or 'nothing'} is not a TOML value: {example or ANY_VALUE}"
        ) from error
    if set(parsed) != {"value"}:
        raise Refused("sets more than one value")
    if any(too_large(parsed, ())):
        raise Refused("is too large a number")
    value = parsed["value"]
    if datetime.date in kinds_at(path) and type(value) is not datetime.date:
        raise Refused(f"should be {_example(key.strip(), str(value), path)}, but is {shown(value)}")
    return value


def _example(key: str, text: str, path: tuple[str, ...]) -> str:
    """How a value would be written, by what stands at its key and what seems to be meant."""
    kinds = kinds_at(path)
    meant = shortened(text.strip("\"'"))
    if datetime.date in kinds:
        day = likely_date(text)
        known = "there is no such day; " if day is None and is_date_like(text) else ""
        return f"{known}a date as year-month-day without quotes, e.g. {key}={day or '2018-04-01'}"
    if str in kinds or choices(path):
        return f"a text in quotes, and the whole setting in the shell's other quotes: '{key}=\"{meant}\"'"
    if str in kinds_at((*path, 0)):
        return f"a list in square brackets, and the whole setting in the shell's other quotes: '{key}=[\"{meant}\"]'"
    likely = likely_value(text)
    is_fitting = likely is not None and (likely in {"true", "false"}) == (bool in kinds)
    return f"{ANY_VALUE}, e.g. {key}={likely}" if is_fitting else ""


def _check_path(path: tuple[str, ...]) -> None:
    for length in range(1, len(path) + 1):
        if not kinds_at(path[:length]):
            above = path[: length - 1]
            where = f"in {dotted(above)}" if above else "at the top of a scenario"
            raise Refused(
                f"there is no key {shown(path[length - 1])} {where}{advice(path[length - 1], known_keys(above))}"
            )


def applied(draft: Draft, path: tuple[str, ...], value: Any, origin: Origin) -> Draft:
    """``draft`` with ``value`` in place of whatever stood at ``path``.

    Raises
    ------
    Refused
        If nothing can stand there.
    """
    section = draft.table.get(path[0], {})
    if len(path) > 2 and not known_keys(path[:1]) and isinstance(section, dict) and path[1] not in section:
        raise Refused(f"there is no {shown(path[1])} among the {path[0]}{advice(path[1], section)}")
    changed = replace(draft, table=copy.deepcopy(draft.table), origins=dict(draft.origins))
    table = changed.table
    for length, key in enumerate(path[:-1], start=1):
        table = table.setdefault(key, {})
        changed.origins.setdefault(path[:length], origin)
        if not isinstance(table, dict):
            raise Refused(f"{dotted(path[:length])} is a single value here: set it whole")
    table[path[-1]] = value
    changed.forget(path)
    changed.origins[path] = origin
    return changed

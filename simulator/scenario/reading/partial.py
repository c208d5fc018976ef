"""What can be told of a scenario in which entries are wrong in themselves, so that all mistakes show at once."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator, Sequence
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from simulator.scenario.consistency import contradictions
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.reading.keys import is_table, kinds_at
from simulator.scenario.reading.positions import KeyPath
from simulator.scenario.reading.sentences import place
from simulator.scenario.rules.contradiction import Contradiction

PASSES = 5
"""So often is a table mended: a stand-in may itself lack something, no deeper than tables go."""

STAND_INS: dict[Any, Any] = {
    Number: 1.0,
    float: 1.0,
    int: 1,
    bool: True,
    str: "x",
    datetime.date: datetime.date(2000, 4, 1),
}
"""Something of each kind, for entries without which there would be no scenario to ask."""


def other_contradictions(table: dict[str, Any], findings: Sequence[ErrorDetails]) -> Iterator[Contradiction]:
    """What is contradictory in entries that fit the model, as far as it can be told beside those that do not.

    Parameters
    ----------
    table : dict
        The scenario as written.
    findings : sequence of ErrorDetails
        What does not fit.
    """
    misfits = [place(finding) for finding in findings if not _is_foreign(finding)]
    mended = copy.deepcopy(table)
    are_set_aside = [_set_aside(mended, path) for path in misfits]
    if not all(are_set_aside):
        return
    for finding in findings:
        if _is_foreign(finding):
            _leave_out(mended, place(finding))
    scenario, is_patched = _mended(mended)
    if scenario is None:
        return
    is_patched |= any(len(path) < 3 for path in misfits)
    # What stands in for a wrong entry has a name and is within bounds: those rules may be asked beside it.
    for found in contradictions(scenario, is_whole=False, is_patched=True):
        if not any(_is_part(found.path, path) or _is_part(path, found.path) for path in misfits):
            yield found
    disturbed = {path[:2] for path in misfits}
    for found in () if is_patched else contradictions(scenario, is_whole=False):
        if found.path[:2] not in disturbed and found.path[:1] not in disturbed:
            yield found


def _is_part(path: KeyPath, of: KeyPath) -> bool:
    return path[: len(of)] == of


def _is_foreign(finding: ErrorDetails) -> bool:
    """Whether the key itself is wrong: without it everything is as it should be."""
    return finding["type"] == "extra_forbidden" or finding["loc"][-1:] == ("[key]",)


def _set_aside(table: dict[str, Any], path: KeyPath) -> bool:
    """Take a wrong entry out, but leave its name; False where others would seem wrong without it."""
    section = table.get(str(path[0]))
    is_keyed = any(get_origin(kind) is dict for kind in kinds_at(path[:1]))
    if not is_keyed or len(path) > 2:
        _leave_out(table, path)
        return True
    if len(path) == 1 or not isinstance(section, dict):
        return False
    entry = section[path[1]]
    if path[0] != "bodies":
        section[path[1]] = {}
    elif isinstance(entry, dict):
        section[path[1]] = {**entry, "kind": _likely_kind(entry)}
    return path[0] != "bodies" or isinstance(entry, dict)


def _likely_kind(body: dict[str, Any]) -> str:
    """What a body seems to be by its keys, where it does not say."""
    if "host_population" in body or "costs" in body:
        return "provider"
    return "council" if "funding_gbp_m" in body or "discharge" in body else "commissioner"


def _mended(table: dict[str, Any]) -> tuple[Scenario | None, bool]:
    """The scenario with something put in for whatever it lacks, and whether anything was."""
    for count in range(PASSES):
        try:
            return Scenario.model_validate(table), count > 0
        except ValidationError as error:
            for finding in error.errors(include_url=False):
                _put_in(table, place(finding), finding)
    return None, True


def _put_in(table: Any, path: KeyPath, finding: ErrorDetails) -> None:
    """Put something that is right where a finding says that it is not, or that nothing is."""
    for key in path[:-1]:
        if isinstance(table, list) or (isinstance(table, dict) and key in table):
            table = table[key]  # type: ignore[index]
    if isinstance(table, (dict, list)):
        limits = finding.get("ctx") or {}
        bound = next((limits[word] for word in ("ge", "le") if word in limits), None)
        table[path[-1]] = _stand_in(path) if bound is None else bound  # type: ignore[index]


def _stand_in(path: KeyPath) -> Any:
    if path[0] == "age_bands":
        return ["0+"]
    for kind in kinds_at(path):
        if kind in STAND_INS:
            return STAND_INS[kind]
        if get_origin(kind) is Literal:
            return get_args(kind)[0]
        if get_origin(kind) is tuple:
            return [_stand_in((*path, 0))]
        if is_table(kind) or get_origin(kind) is dict:
            return {}
    return None


def _leave_out(table: Any, path: KeyPath) -> None:
    for key in path[:-1]:
        if not isinstance(table, dict) or key not in table:
            return
        table = table[key]
    if isinstance(table, dict):
        table.pop(path[-1], None)

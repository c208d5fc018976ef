"""Correlation groups: their members are numbers drawn once a future, and their matrix is one that can be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.programmes import with_names
from simulator.scenario.rules import time
from simulator.scenario.rules.contradiction import Contradiction, tables, unknown
from simulator.scenario.terms.correlations import Correlation

YEARLY = re.compile(
    r"winter\.(length_months|severity)|bodies\.[^.]+\.(quality\.lasts_months|year_end\.found_pct)"
)
"""Names of numbers that are drawn anew each year."""


def single_members(scenario: Scenario) -> Iterator[Contradiction]:
    """A number is a member of one group at most, once."""
    group_of: dict[str, str] = {}
    for key, group in scenario.correlations.items():
        for place, name in enumerate(group.members):
            path: KeyPath = ("correlations", key, "members", place)
            if name in group.members[:place]:
                yield Contradiction(path, f'names "{name}" twice')
            elif name in group_of:
                yield Contradiction(
                    path,
                    f'"{name}" is a member of [correlations.{group_of[name]}] already: '
                    "a number is in one group at most",
                )
            group_of.setdefault(name, key)


def matrices(scenario: Scenario) -> Iterator[Contradiction]:
    """A matrix has a row and a column for each member, and correlations that can hold together."""
    for key, group in scenario.correlations.items():
        path: KeyPath = ("correlations", key, "matrix")
        misshapen = [Contradiction(path, message) for message in _misshapen(group)]
        wrong = misshapen or [Contradiction(path, message) for message in _wrong_entries(group)]
        yield from wrong
        if not wrong and not group.repair:
            yield from (Contradiction(path, message) for message in _impossible(group))


def members(scenario: Scenario) -> Iterator[Contradiction]:
    """Members are uncertain numbers that are drawn once a future. Asked of whole files: else some seem certain."""
    if not scenario.correlations:
        return
    named = with_names(scenario)
    by_name = {table.name: table for _, table in tables(named) if isinstance(table, Number)}
    for key, scheme in named.schemes.items():
        if scheme.repeats_yearly:
            by_name = {name: one for name, one in by_name.items() if not name.startswith(f"schemes.{key}.")}
    instances = (table for _, table in tables(named.instances) if isinstance(table, Number))
    by_name |= {number.name: number for number in instances}
    allowed = [
        name for name, number in by_name.items() if not number.is_certain and not YEARLY.fullmatch(name)
    ]
    for key, group in scenario.correlations.items():
        for place, name in enumerate(group.members):
            path: KeyPath = ("correlations", key, "members", place)
            if YEARLY.fullmatch(name):
                yield Contradiction(
                    path, f'"{name}" is drawn anew each year: members are drawn once a future'
                )
            elif name in by_name and by_name[name].is_certain:
                yield Contradiction(
                    path, f'"{name}" is certain: give it percentiles or a distribution, or take it out'
                )
            elif (instance := _instance(name, named)) in allowed:
                yield Contradiction(
                    path, f'"{name}" is of a yearly programme: name its instances, e.g. "{instance}"'
                )
            elif name not in by_name:
                yield unknown(path, "uncertain number", name, allowed)


def in_use(scenario: Scenario) -> Iterator[Contradiction]:
    """Members are drawn: a row of a table by years that is never in force is not. Asked when all names are right."""
    if not scenario.correlations or any(True for _ in time.first_rows(scenario)):
        return
    # Imported late: what is drawn is known above the file it comes from.
    from simulator.scenario.uncertain import uncertain_numbers, yearly_numbers

    named = with_names(scenario)
    drawn = {number.name for number in (*uncertain_numbers(named), *yearly_numbers(named))}
    stated = {table.name for _, table in tables(named) if isinstance(table, Number) and not table.is_certain}
    for key, group in scenario.correlations.items():
        for place, name in enumerate(group.members):
            if name in stated - drawn and not YEARLY.fullmatch(name) and _instance(name, named) is None:
                yield Contradiction(
                    ("correlations", key, "members", place),
                    f'"{name}" is never drawn: no year of the horizon uses it; take it out',
                )


def _misshapen(group: Correlation) -> Iterator[str]:
    count = len(group.members)
    if len(group.matrix) != count:
        yield f"has {len(group.matrix)} rows, but there are {count} members"
    for number, row in enumerate(group.matrix, start=1):
        if len(row) != count:
            yield f"has {len(row)} entries in row {number}, but there are {count} members"


def _wrong_entries(group: Correlation) -> Iterator[str]:
    for i, name in enumerate(group.members):
        if group.matrix[i][i] != 1:
            yield f'the correlation of "{name}" with itself is {group.matrix[i][i]:g}; it must be 1'
        for j in range(i):
            one, other = group.matrix[j][i], group.matrix[i][j]
            between = f'the correlation of "{group.members[j]}" and "{name}"'
            if one != other:
                yield f"{between} is {one:g} in row {j + 1} and {other:g} in row {i + 1}; both must be equal"
            elif not -1 <= one <= 1:
                yield f"{between} is {one:g}; allowed is -1 to 1"


def _impossible(group: Correlation) -> Iterator[str]:
    # Imported late: it needs NumPy, which a file without groups does not.
    from simulator.statistics.correlation_matrices import as_matrix, conflict

    found = conflict(as_matrix(group.matrix))
    if found is None:
        return
    entries = [
        f'"{group.members[i]}" and "{group.members[j]}" {group.matrix[i][j]:g}'
        for place, i in enumerate(found.members)
        for j in found.members[place + 1 :]
    ]
    one, other = (f'"{group.members[i]}"' for i in found.pair)
    low, high = _inward(found.low, found.high)
    allowed = f"must be {low}" if low == high else f"can be {low} to {high}"
    yield (
        f"these correlations cannot all hold: {', '.join(entries)} (smallest eigenvalue "
        f"{found.eigenvalue:.3g}; possible is 0 or more). If the others stand, that of {one} and {other} "
        f"{allowed}. Change one, or write repair = true to draw by the nearest possible matrix"
    )


def _inward(low: float, high: float) -> tuple[str, str]:
    """The ends of what is allowed in four decimals, rounded so that they are allowed themselves where they can be."""
    ends = math.ceil(low * 1e4 - 1e-4) / 1e4, math.floor(high * 1e4 + 1e-4) / 1e4
    if ends[0] > ends[1]:
        ends = round(low, 4), round(low, 4)
    return f"{ends[0] + 0.0:g}", f"{ends[1] + 0.0:g}"


def _instance(name: str, named: Scenario) -> str | None:
    """The first instance's name of a number that a yearly programme's template states."""
    if not (found := re.fullmatch(r"schemes\.([^.@]+)\.(.+)", name)):
        return None
    key, rest = found.groups()
    if key not in named.schemes or not named.schemes[key].repeats_yearly:
        return None
    instances = (instance for instance in named.instances if instance.startswith(f"{key}@"))
    return next((f"schemes.{instance}.{rest}" for instance in instances), None)


RULES = (single_members, matrices)
EFFECTS = (in_use,)
"""Asked of whole files: what they miss may be what is wrong."""

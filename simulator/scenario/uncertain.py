"""Which numbers of a scenario are uncertain, and in use: nothing else is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import get_args

from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table
from simulator.scenario.regime_use import in_use
from simulator.scenario.scope import with_quality, with_year_end_measures
from simulator.scenario.terms.bodies import Body
from simulator.scenario.terms.quality import Quality
from simulator.scenario.terms.winter import Winter
from simulator.scenario.terms.year_end_measures import YearEndMeasures

BY_RULE: dict[type[Table], frozenset[str]] = {
    Body: frozenset({"history"}),
    Winter: frozenset({"length_months", "severity"}),
    YearEndMeasures: frozenset({"found_pct"}),
    Quality: frozenset({"lasts_months"}),
}
"""Keys whose numbers are not drawn once a future as all others are."""


def uncertain_numbers(scenario: Scenario) -> list[Number]:
    """Every number that is drawn once a future, in the order of the file; schemes instance by instance."""
    return [number for number in numbers_in_use(scenario) if not number.is_certain]


def yearly_numbers(scenario: Scenario) -> list[Number]:
    """The numbers that are drawn anew each year: of a winter, of quality measures, and what a year's end can find."""
    winter = scenario.winter
    drawn = [winter.length_months, winter.severity] if winter else []
    drawn += [terms.lasts_months for terms in with_quality(scenario).values()]
    drawn += [terms.found_pct for terms in with_year_end_measures(scenario).values()]
    return [number for number in drawn if not number.is_certain]


def may_differ_from_zero(number: Number) -> bool:
    """Whether a number is anything but a certain zero."""
    return number.value != 0


def financial_years(scenario: Scenario) -> range:
    """The years of the horizon, by the calendar year each starts in."""
    return range(scenario.start.year, scenario.start.year + scenario.years)


def numbers_in_use(scenario: Scenario) -> Iterator[Number]:
    """Every number, certain or not, that a simulation uses once a future, in the order of the file."""
    for key in type(scenario).model_fields:
        match key:
            case "schemes":
                yield from _numbers(scenario.instances, scenario)
            case "regime":
                yield from _numbers_of_regime(scenario)
            case _:
                yield from _numbers(getattr(scenario, key), scenario)


def _numbers_of_regime(scenario: Scenario) -> Iterator[Number]:
    """Of national rules, those that hold for somebody here."""
    used = in_use(scenario)
    for part in ("commissioners", "providers", "contracts"):
        table = getattr(scenario.regime, part)
        for key in type(table).model_fields:
            if (part, key) in used:
                yield from _numbers(getattr(table, key), scenario)


def _numbers(entry: object, scenario: Scenario) -> Iterator[Number]:
    match entry:
        case Number():
            yield entry
        case Table():
            for key in keys_with_numbers(type(entry)):
                yield from _numbers(getattr(entry, key), scenario)
            yield from _numbers_by_rule(entry, scenario)
        case dict() if is_by_year(entry):
            yield from _rows_in_force(entry, scenario)
        case dict():
            for part in entry.values():
                yield from _numbers(part, scenario)


@cache
def keys_with_numbers(kind: type[Table]) -> tuple[str, ...]:
    """The keys of a kind of table at which numbers may stand and that have no rule of their own."""
    return tuple(
        key
        for key, field in kind.model_fields.items()
        if _may_hold_numbers(field.annotation) and not _has_a_rule_of_its_own(kind, key)
    )


def _may_hold_numbers(annotation: object) -> bool:
    """Whether tables, of which a number is one, may stand there: no plain text, date, figure or flag."""
    if parts := get_args(annotation):
        return any(_may_hold_numbers(part) for part in parts)
    return isinstance(annotation, type) and issubclass(annotation, Table)


def _has_a_rule_of_its_own(kind: type[Table], key: str) -> bool:
    return any(issubclass(kind, of) and key in keys for of, keys in BY_RULE.items())


def _numbers_by_rule(table: Table, scenario: Scenario) -> Iterator[Number]:
    """What is not simply all of a table's numbers: of history, the years that some duty looks back on."""
    match table:
        case Body(history=rows):
            yield from _last_two_years(rows, scenario)


def is_by_year(entry: dict[str, object]) -> bool:
    """Whether a table holds numbers by financial year, of which the horizon uses some."""
    return bool(entry) and all(key.isdigit() and isinstance(row, Number) for key, row in entry.items())


def _rows_in_force(rows: dict[str, Number], scenario: Scenario) -> Iterator[Number]:
    in_force = {row.name: row for row in (scenario.row(rows, year) for year in financial_years(scenario))}
    return iter(in_force.values())


def _last_two_years(rows: dict[str, Number], scenario: Scenario) -> Iterator[Number]:
    """The years before the start that the duty over three years looks back on."""
    start = scenario.start.year
    return (rows[str(year)] for year in (start - 2, start - 1) if str(year) in rows)

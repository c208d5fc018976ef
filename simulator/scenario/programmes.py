"""Yearly programmes: one template in the file, one scheme a year in the model; and the names of numbers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from simulator.scenario.bounds import UNBOUNDED, Bounds, bounds_of
from simulator.scenario.immutable import ReadOnlyDict, replaced
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.schemes import Scheme

T = TypeVar("T", bound=Table)


def with_names(table: T, path: str = "") -> T:
    """``table`` with every number knowing its full path, and the bounds of its key.

    What knows them already stays the same object; of the rest there are copies.
    """
    bounds = bounds_of(type(table))
    written = {key: getattr(table, key) for key in type(table).model_fields}
    entries = {
        key: _named(value, f"{path}.{key}" if path else key, bounds.get(key, UNBOUNDED))
        for key, value in written.items()
    }
    return replaced(table, entries) if _differ(entries, written) else table


def _named(value: Any, path: str, bounds: Bounds) -> Any:
    if isinstance(value, Number):
        return value.named(path, bounds)
    if isinstance(value, Table):
        return with_names(value, path)
    if isinstance(value, dict):
        entries = {key: _named(entry, f"{path}.{key}", bounds) for key, entry in value.items()}
        return ReadOnlyDict(entries) if _differ(entries, value) else value
    return value


def _differ(these: Mapping[str, Any], those: Mapping[str, Any]) -> bool:
    return any(these[key] is not those[key] for key in those)


def expand(schemes: Mapping[str, Scheme], *, first_year: int, years: int) -> dict[str, Scheme]:
    """Every instance of every scheme in ``years`` financial years, by name, in the order of the names."""
    instances: dict[str, Scheme] = {}
    for key, scheme in schemes.items():
        if not scheme.repeats_yearly:
            instances[key] = scheme
            continue
        before_start = max(0, first_year - financial_year(scheme.start))
        for years_later in range(before_start + years):
            instance = _moved(scheme, years_later)
            year = financial_year(instance.start)
            if year >= first_year + years:
                break
            if scheme.repeats_until is not None and year > scheme.repeats_until:
                break
            name = f"{key}@{year}"
            instances[name] = with_names(instance, f"schemes.{name}")
    return dict(sorted(instances.items()))


def years_of(scenario_schemes: Mapping[str, Scheme], key: str) -> list[int]:
    """The financial years in which instances of a scheme start, by the instances' names."""
    return [
        financial_year(instance.start)
        for name, instance in scenario_schemes.items()
        if name.partition("@")[0] == key
    ]


def financial_year(day: datetime.date) -> int:
    """Calendar year in which the financial year of ``day`` begins."""
    return day.year if day.month >= 4 else day.year - 1


def _moved(scheme: Scheme, years: int) -> Scheme:
    return replaced(
        scheme,
        {
            "start": _years_after(scheme.start, years),
            "ends": _years_after(scheme.ends, years) if scheme.ends else None,
            "gateways": {
                key: replaced(gateway, {"date": _years_after(gateway.date, years)})
                for key, gateway in scheme.gateways.items()
            },
        },
    )


def _years_after(day: datetime.date, years: int) -> datetime.date:
    """The same day some years later; 29 February becomes the 28th where it does not exist."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)

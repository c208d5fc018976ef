"""The parts of an uncertain number, from several columns, put together as a scenario writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

FORMS: dict[frozenset[str], dict[str, Any]] = {
    frozenset(): {},
    frozenset({"p10", "p50", "p90"}): {},
    frozenset({"p50", "p90"}): {"dist": "lognormal"},
    frozenset({"low", "mode", "high"}): {"dist": "triangular"},
}
"""Which parts go together, and the distribution that they are of."""

RISING = (("p10", "p50"), ("p50", "p90"), ("low", "mode"), ("mode", "high"))


def number_of(parts: Mapping[str, Any], columns: Mapping[str, str]) -> Any:
    """The number that parts make: plain where there is only a plan.

    Parameters
    ----------
    parts : mapping
        Figures by part: plan, p10, p50, p90, low, mode, high.
    columns : mapping
        The names of all columns of this number, by part.
    """
    shape = _shape(parts)
    if not shape:
        return parts["plan"]
    return {**FORMS[shape], **{part: parts[part] for part in columns if part in parts}}


def problems(parts: Mapping[str, Any], columns: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is wrong with parts together: the part and what to say."""
    shape = _shape(parts)
    if shape not in _forms(columns):
        return [(next(iter(part for part in columns if part in shape)), _incomplete(shape, columns))]
    found = [
        (low, f"is {parts[low]:g}, above {columns[high]}, {parts[high]:g}")
        for low, high in RISING
        if low in parts and high in parts and parts[low] > parts[high]
    ]
    is_skewed = shape == {"p50", "p90"}
    if not found and is_skewed and not 0 < parts["p50"] < parts["p90"]:
        return [
            ("p50", f"is {parts['p50']:g} and {columns['p90']} {parts['p90']:g}: should be above 0 and rise")
        ]
    return found


def _shape(parts: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(parts) - {"plan"}


def _forms(columns: Mapping[str, str]) -> list[frozenset[str]]:
    """The forms that these columns can make; p50 and p90 alone only where delays or amounts are meant."""
    forms = [form for form in FORMS if form <= set(columns)]
    # A share may be negative, so that two of its three percentiles are an oversight and not a skewed number.
    return [form for form in forms if form != {"p50", "p90"} or "delivery_p10" not in columns.values()]


def _incomplete(shape: frozenset[str], columns: Mapping[str, str]) -> str:
    whole = [_named(sorted(form, key=list(columns).index), columns) for form in _forms(columns) if form]
    return f"the columns filled in do not go together: fill in {', or '.join(whole)}"


def _named(parts: Sequence[str], columns: Mapping[str, str]) -> str:
    names = [columns[part] for part in parts]
    return f"{', '.join(names[:-1])} and {names[-1]}"

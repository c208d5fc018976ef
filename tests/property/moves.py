"""Moving a leaf of a scenario file as a planner would: a little more or less, a month later, another name."""

from __future__ import annotations

import copy
import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.property.leaves import Document, Leaf, Path, leaves

COUNTS = frozenset(
    {
        "reports",
        "places",
        "team",
        "years",
        "seed",
        "format",
        "errors_from",
        "repeats_until",
        "from_year",
        "to_year",
        "contingency_planning_from",
        "contingency_planning_until",
        "administration_from",
        "administration_until",
        "begins",
    }
)
"""Whole numbers beside those of months and years: moved by one."""

VOCABULARY: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("bodies", "kind"): ("commissioner", "provider", "council"),
    ("contracts", "form"): ("block", "activity", "marginal_rate", "blended"),
    ("schemes", "kind"): (
        *("demand", "income", "one_off", "price"),
        *("cash_releasing", "workforce", "unidentified", "closure"),
    ),
    ("gateways", "kind"): ("decision", "consultation"),
    ("milestones", "kind"): ("bid", "project", "shared_management", "merger"),
    ("system", "rule"): ("smallest_shortfall_first", "proportional"),
    ("schemes", "ramp"): ("immediate", "linear", "s_curve"),
    ("services", "growth_includes"): ("demography", "price"),
}
"""What may be written, by section and key."""

PRICES = frozenset({"price", "allocation_price", "funding_price", "hidden_cost_price", "less", "money"})
TERMS = frozenset({"challenged_pct", "marginal_rate_pct", "variable_pct", "cap_pct", "collar_pct"})
"""What only some forms of contract have."""


def moves(document: Document, leaf: Leaf) -> Iterator[Document]:
    """Copies of the file with this leaf moved, the plainest move first; the loader may refuse some.

    What would not go with the new value for form's sake alone is put right beside it: the terms of another form of
    contract, a service or price that nothing names any more.
    """
    if leaf.word == "dist":
        yield from (
            _with(document, leaf.path[:-1], law) for law in _other_laws(_at(document, leaf.path[:-1]))
        )
    elif leaf.path[0] == "age_bands":
        yield from (_with(document, ("age_bands",), bands) for bands in _other_bands(document, leaf))
    elif leaf.word == "quarters_pct":
        yield _with(document, leaf.path[:-1], _other_quarters(document["regime"]["quarters_pct"], leaf))
    elif leaf.path[:2] == ("policy_regimes", "regimes") and leaf.word == "probability":
        yield _with(document, leaf.path[:2], _other_chances(document["policy_regimes"]["regimes"], leaf))
    elif isinstance(leaf.value, str):
        for name in _names(document, leaf):
            if name != leaf.value:
                yield _tidied(_with(document, leaf.path, name), document, leaf)
        if isinstance(leaf.path[-1], int):
            others = [name for name in _at(document, leaf.path[:-1]) if name != leaf.value]
            yield _tidied(_with(document, leaf.path[:-1], others), document, leaf)
    else:
        for value in _other_values(leaf):
            yield _tidied(_with(document, leaf.path, value), document, leaf)


def _other_laws(number: Mapping[str, Any]) -> Iterator[Document]:
    """The same number under another law of chance: as few of its parameters changed as the law allows."""
    plain = {key: part for key, part in number.items() if key not in {"dist", "mean", "sd"}}
    match number["dist"]:
        case "pert" | "triangular" as law:
            yield {**number, "dist": "triangular" if law == "pert" else "pert"}
        case "uniform":
            yield {**number, "dist": "triangular", "mode": (number["low"] + number["high"]) / 2}
        case "lognormal":
            yield {**plain, "p10": number["p50"] ** 2 / number["p90"]}
        case "normal":
            low, high = number["mean"] - 2 * number["sd"], number["mean"] + 2 * number["sd"]
            yield {**plain, "dist": "uniform", "low": low, "high": high}


def _other_bands(document: Document, leaf: Leaf) -> Iterator[list[str]]:
    """The boundary below a band (below the first there is none: the one above it) a year earlier or later."""
    bands: list[str] = document["age_bands"]
    upper = max(1, int(leaf.path[-1]))
    first, end = int(re.split("[-+]", bands[upper])[0]), bands[upper].lstrip("0123456789")
    for step in (-1, 1):
        below = f"{bands[upper - 1].partition('-')[0]}-{first + step - 1}"
        yield [*bands[: upper - 1], below, f"{first + step}{end}", *bands[upper + 1 :]]


def _other_quarters(shares: list[float], leaf: Leaf) -> list[float]:
    """A tenth of one quarter's share given to the next: together they stay the whole."""
    quarter = int(leaf.path[-1])
    given = shares[quarter] / 10
    moved = {quarter: -given, (quarter + 1) % 4: given}
    return [share + moved.get(place, 0.0) for place, share in enumerate(shares)]


def _other_chances(regimes: Document, leaf: Leaf) -> Document:
    """A tenth of one regime's probability given to another: together they stay certain."""
    given = leaf.value / 10
    other = next(key for key in regimes if key != leaf.path[2])
    moved = {leaf.path[2]: -given, other: given}
    return {
        key: {**regime, "probability": regime["probability"] + moved.get(key, 0.0)}
        for key, regime in regimes.items()
    }


def _other_values(leaf: Leaf) -> Iterator[Any]:
    """Figures by a tenth, or a hundredth where that is too far; counts by one; dates by a month, or a year."""
    match leaf.value:
        case bool():
            yield not leaf.value
        case int() if leaf.word.endswith(("months", "_years")) or leaf.word in COUNTS:
            yield from (leaf.value + 1, leaf.value - 1)
        case int() | float() if leaf.value == 0:
            yield from (0.1, -0.1)
        case int() | float():
            yield from (leaf.value * factor for factor in (1.1, 0.9, 1.01, 0.99))
        case datetime.date():
            yield from (_months_after(leaf.value, months) for months in (1, -1, 12, -12))


def _months_after(day: datetime.date, months: int) -> datetime.date:
    years, month = divmod(day.month - 1 + months, 12)
    return datetime.date(day.year + years, month + 1, min(day.day, 28))


def _names(document: Document, leaf: Leaf) -> tuple[str, ...]:
    """What could be named at a leaf that names something."""
    section, word = str(leaf.path[0]), leaf.word
    if "gateways" in leaf.path:
        section = "gateways"
    if known := VOCABULARY.get((section, word)):
        return known
    entry = document[str(leaf.path[0])].get(leaf.path[1], {})
    match word:
        case word if word in PRICES:
            return tuple(document["prices"])
        case "plan":
            return tuple(document["policy_regimes"]["regimes"])
        case "service":
            return tuple(document["services"])
        case "population" | "host_population":
            return tuple(document["populations"])
        case "needs":
            schemes = document["schemes"] if section == "schemes" else {}
            return (*schemes, *document.get("milestones", {}))
        case "contracts":
            return tuple(document["contracts"])
        case "pushed_onto":
            return tuple(
                f"{key}.{line}"
                for key, body in document["bodies"].items()
                for line in (body.get("spend", {}) if body["kind"] == "council" else {})
            )
        case "lines":
            return tuple({**entry.get("spend", {}), **entry.get("costs", {})})
        case "on":
            return _targets(document, entry["owner"])
    return (*document["bodies"], *document.get("outside", {}))


def _targets(document: Document, owner: str) -> tuple[str, ...]:
    """Everything that a scheme of ``owner`` might act on, beginning with lines, then contracts."""
    body = document["bodies"][owner]
    lines = (line for table in ("spend", "costs", "income") for line in body.get(table, {}))
    return (*(f"{owner}.{line}" for line in lines), *(f"contracts.{key}" for key in document["contracts"]))


def _tidied(moved: Document, document: Document, leaf: Leaf) -> Document:
    """The moved file without what the move alone has made untidy; none of it matters by itself."""
    for section, words in (("prices", PRICES), ("services", frozenset({"service"}))):
        if leaf.word in words and leaf.value not in _named(moved, words):
            moved[section].pop(leaf.value, None)
    entry = _at(moved, leaf.path[:2]) if len(leaf.path) > 2 else {}
    match leaf.word:
        case "repeats_yearly":
            entry.pop("repeats_until", None)
            if entry.pop("follows_need", None) and "full_year_gbp_m" not in entry:
                entry.setdefault("share_pct", 1.0)
        case "form":
            for term in TERMS & entry.keys():
                del entry[term]
        case "pfi":
            for term in ("fixed_pct", "semi_fixed_pct") if leaf.value is False else ("ends",):
                _at(moved, leaf.path[:-1]).pop(term, None)
        case "rule":
            entry.pop("fills_in_part", None)
        case "kind" if "gateways" in leaf.path and leaf.value == "consultation":
            for term in ("delay_months", "kept_pct"):
                _at(moved, leaf.path[:-1]).pop(term, None)
        case "kind" if leaf.value == "closure":
            entry.pop("capacity_lost_pct", None)
        case "growth_includes" if leaf.value == "demography":
            entry["cost_per_head_gbp"] = list(range(1, len(document["age_bands"]) + 1))
        case "price" if leaf.path[2] == "costs":
            _call_cash_releasing(moved, f"{leaf.path[1]}.{leaf.path[3]}")
    return moved


def _named(document: Document, words: frozenset[str]) -> set[str]:
    return {leaf.value for leaf in leaves(document) if leaf.word in words}


def _call_cash_releasing(document: Document, line: str) -> None:
    """Schemes on a line that no longer moves with pay cannot be called `workforce`; the effect is the same."""
    for scheme in document["schemes"].values():
        if scheme["kind"] == "workforce" and line in scheme["on"]:
            scheme["kind"] = "cash_releasing"


def _at(document: Document, path: Path) -> Any:
    part: Any = document
    for key in path:
        part = part[key]
    return part


def _with(document: Document, path: Path, value: Any) -> Document:
    moved = copy.deepcopy(document)
    _at(moved, path[:-1])[path[-1]] = value
    return moved

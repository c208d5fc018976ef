"""Of every figure the JSON Schema refuses what the loader refuses: at each bound nothing, just beyond it everything."""

from __future__ import annotations

import copy
import datetime
import math
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from simulator.errors import ScenarioError
from simulator.scenario import json_schema, load, resolved_toml
from simulator.scenario.bounds import Bounds
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table
from simulator.scenario.rules.contradiction import tables
from simulator.scenario.schema import SCHEMA_ID
from simulator.scenario.terms.bodies import Body
from simulator.scenario.terms.correlations import Correlation
from tests.helpers.figures import NUMBERS, ends, figures

ROOT = Path(__file__).parents[2]
SCHEMA = json_schema()
LEAST = 1e-9
"""What is nearer to 0 is refused as next to nothing: a figure just beyond 0 is so far from it."""
KINDS_ELSEWHERE = {Body, Correlation}
"""What bodies have in common stands in each kind of them; a correlation's only figures are held by a rule."""

SEED = (Scenario, "seed")
"""Beyond its greatest value TOML itself ends: a file with such a figure is read no further."""

Form = Callable[[float, float], Any]
"""A number as somebody may write it, from the figure at its end and one within."""

LOW: dict[str, Form] = {
    "plain": lambda end, inner: end,
    "value": lambda end, inner: {"value": end},
    "p10": lambda end, inner: {"p10": end, "p50": inner, "p90": inner},
    "p50": lambda end, inner: {"p10": end, "p50": end, "p90": inner},
    "p90": lambda end, inner: {"p10": end, "p50": end, "p90": end},
    "plan": lambda end, inner: {"plan": end, "p10": inner, "p50": inner, "p90": inner},
    "low": lambda end, inner: {"low": end, "p10": inner, "p50": inner, "p90": inner},
    "normal": lambda end, inner: {"dist": "normal", "mean": end, "sd": 0.1},
    "pert": lambda end, inner: {"dist": "pert", "low": end, "mode": inner, "high": inner},
    "triangular": lambda end, inner: {"dist": "triangular", "low": end, "mode": end, "high": inner},
    "uniform": lambda end, inner: {"dist": "uniform", "low": end, "high": inner},
    "beta": lambda end, inner: {
        "dist": "beta",
        "low": end,
        "mean": (end + inner) / 2,
        "sd": (inner - end) / 5,
        "high": inner,
    },
    "discrete": lambda end, inner: {
        "dist": "discrete",
        "values": [inner, end],
        "probabilities": [0.5, 0.5],
    },
}
HIGH: dict[str, Form] = {
    "plain": LOW["plain"],
    "value": LOW["value"],
    "p10": lambda end, inner: {"p10": end, "p50": end, "p90": end},
    "p50": lambda end, inner: {"p10": inner, "p50": end, "p90": end},
    "p90": lambda end, inner: {"p10": inner, "p50": inner, "p90": end},
    "plan": LOW["plan"],
    "high": lambda end, inner: {"high": end, "p10": inner, "p50": inner, "p90": inner},
    "normal": LOW["normal"],
    "lognormal": lambda end, inner: {"dist": "lognormal", "p50": end / 2, "p90": end},
    "pert": lambda end, inner: {"dist": "pert", "low": inner, "mode": inner, "high": end},
    "triangular": lambda end, inner: {"dist": "triangular", "low": inner, "mode": end, "high": end},
    "uniform": lambda end, inner: {"dist": "uniform", "low": inner, "high": end},
    "beta": lambda end, inner: LOW["beta"](inner, end),
    "discrete": LOW["discrete"],
}
CASES = [("low", name) for name in LOW] + [("high", name) for name in HIGH] + [("width", "normal")]
IDS = ["-".join(case) for case in CASES]
BEYOND = r"(is|has \w+ =) \S+; allowed is "
"""How the loader says that a number lies beyond its bounds."""
UNFIT = r"(entry 1 )?should be (at least|at most|above|below) "
"""How it says so of a plain figure."""
NO_DATE = "should be a date between "
"""How it says so of a date."""
DAYS = {
    ("first", False): datetime.date(1900, 1, 1),
    ("first", True): datetime.date(1899, 12, 31),
    ("last", False): datetime.date(2200, 12, 31),
    ("last", True): datetime.date(2201, 1, 1),
}
"""Of dates that a file may name, and just beyond: which end, and whether it is beyond."""


def a_number(end: str, name: str, bounds: Bounds, *, is_beyond: bool) -> Any:
    """A number with a figure at one end of its bounds, or just beyond it."""
    inner = (bounds.low + bounds.high) / 2
    if end == "low":
        return LOW[name](below(bounds.low) if is_beyond else bounds.low, inner)
    if end == "high":
        return HIGH[name](above(bounds.high) if is_beyond else bounds.high, inner)
    width = bounds.high - bounds.low
    return {"dist": "normal", "mean": inner, "sd": above(width) if is_beyond else width}


def above(figure: float) -> float:
    return math.nextafter(figure, math.inf) if figure else LEAST


def below(figure: float) -> float:
    return -above(-figure)


@cache
def everything() -> dict[str, Any]:
    """A scenario, as TOML has it, in which every kind of table stands that has figures."""
    text = resolved_toml(load(ROOT / "tests/scenarios/eventful_policy.toml"))
    table = tomllib.loads(text)
    body = next(iter(table["bodies"]))
    table["system"]["control_total"] = {"start": datetime.date(2026, 4, 1)}
    template = next(scheme for scheme in table["schemes"].values() if scheme.get("repeats_yearly"))
    template["follows_need"] = {"most_pct": 4.0}
    table["operational_shocks"] = {"sd_pct": 1.0}
    provider = next(key for key, entry in table["bodies"].items() if entry["kind"] == "provider")
    table["bodies"][provider]["quality"] = {"probability": 0.1, "lasts_months": 9.0, "cost_pct": 1.0}
    table["bodies"][provider]["submitted_plan"] = {"position_gbp_m": {"2025": 1.0}}
    table["actuals"] = {body: {"position_gbp_m": [0.0]}}
    table["reported"] = {
        "x": {
            "body": body,
            "measure": "surplus",
            "kind": "level",
            "year": 2025,
            "value_gbp_m": 1.0,
            "basis": "x",
        }
    }
    table["envelope"] = {"total_gbp_m": 1.0, "lines": {"x": {"name": "x", "gbp_m": 1.0}}}
    table["planning_template"] = {"cost_growth_pct": 5.0}
    table["stresses"] = {"x": {"name": "x", "steps": ["pay_up"], "settings": ["winter.probability=1"]}}
    return table


@cache
def places() -> list[tuple[tuple[str, ...], type[Table]]]:
    """Where the tables of that scenario stand, and their kinds."""
    found = tables(Scenario.model_validate(everything()))
    return [(path, type(table)) for path, table in found if not isinstance(table, Number)]


def changed(values: Mapping[tuple[type[Table], str], Any]) -> tuple[dict[str, Any], set[str]]:
    """That scenario with other values at their keys wherever these stand, and the places of these."""
    table, written = copy.deepcopy(everything()), set()
    for path, kind in places():
        inner = table
        for key in path:
            inner = inner.setdefault(key, {})
        for (of, key), value in values.items():
            if of is kind:
                inner[key] = value
                written.add(".".join([*path, key]))
    return table, written


def told(folder: Path, table: dict[str, Any], words: str) -> set[str]:
    """The keys at which the loader says some words."""
    file = folder / "all.toml"
    file.write_text(tomli_w.dumps(table), encoding="utf-8")
    try:
        load(file)
    except ScenarioError as refused:
        return {
            re.sub(r"\.[0-9]+|(?<=rates_pct)\.other", "", mistake.key)
            for mistake in refused.mistakes
            if re.match(words, mistake.message)
        }
    return set()


def refused(values: Mapping[tuple[type[Table], str], Any]) -> set[tuple[type[Table], str]]:
    """The keys at which the schema takes a value neither in a whole file nor in one that extends another."""
    found = set()
    for kind, key in values:
        says = {bool(v.is_valid(as_json(values[kind, key]))) for v in validators(kind, key)}
        assert len(says) == 1, f"{kind.__name__}.{key}: a whole file and a part are held to different bounds"
        if says == {False}:
            found.add((kind, key))
    return found


@cache
def validators(kind: type[Table], key: str) -> list[Draft202012Validator]:
    """Of one key: in a whole file, and in a file that extends another."""
    name = "WholeScenario" if kind is Scenario else kind.__name__
    part = "#/properties" if kind is Scenario else f"#/$defs/{name}Part/properties"
    return [Draft202012Validator(_alone(f"{at}/{key}")) for at in (f"#/$defs/{name}/properties", part)]


def _alone(reference: str) -> dict[str, Any]:
    """A schema of what one place of the schema describes."""
    resource = Resource.from_contents(SCHEMA)
    found = Registry().with_resource(SCHEMA_ID, resource).resolver(SCHEMA_ID).lookup(reference)
    return {"$schema": SCHEMA["$schema"], "$defs": SCHEMA["$defs"], **found.contents}


def as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def as_written(kind: type[Table], key: str, figure: Any) -> Any:
    """A figure as it stands at a key: alone, in a list of so many as there must be, by year or by a price's key."""
    shape: Any = validators(kind, key)[0].schema
    years = shape.get("patternProperties", {})
    shape = next(iter(years.values()), shape)
    if shape.get("type") == "array":
        figure = [figure] * shape.get("minItems", len(everything()["age_bands"]))
    if not years:
        return figure
    return {"2025" if re.search(next(iter(years)), "2025") else "other": figure}


def of_all(end: str, name: str, *, is_beyond: bool) -> dict[tuple[type[Table], str], Any]:
    """A value for every number of every kind of table."""
    values = {}
    for (kind, key), bounds in NUMBERS.items():
        if kind not in KINDS_ELSEWHERE:
            number = a_number(end, name, bounds, is_beyond=is_beyond)
            values[kind, key] = as_written(kind, key, number)
    return values


def of_all_plain(end: str, *, is_beyond: bool) -> dict[tuple[type[Table], str], Any]:
    """A value for every figure that is no number, at one end of what it may be or just beyond it."""
    values = {}
    for kind, key, plain, limits in figures():
        if plain in {int, float} and kind not in KINDS_ELSEWHERE and (kind, key) != SEED:
            held = ends(limits)
            (word,) = held.keys() & ({"ge", "gt"} if end == "low" else {"le", "lt"})
            is_open = word in {"gt", "lt"}
            away = 1 if (end == "high") == is_beyond else -1
            limit = held[word] if is_open == is_beyond else beside(held[word], away, plain)
            values[kind, key] = as_written(kind, key, plain(limit))
    return values


def beside(limit: float, away: int, plain: type) -> float:
    """The next figure after a limit, or before it where ``away`` is -1."""
    if plain is int:
        return int(limit) + away
    return above(limit) if away == 1 else below(limit)


def test_every_kind_of_table_with_figures_stands_in_that_scenario() -> None:
    named = {kind for kind, *_ in figures()}
    assert named - KINDS_ELSEWHERE <= {kind for _, kind in places()}


@pytest.mark.parametrize(("end", "name"), CASES, ids=IDS)
def test_at_a_bound_schema_and_loader_take_every_number(tmp_path: Path, end: str, name: str) -> None:
    values = of_all(end, name, is_beyond=False)
    assert not refused(values)
    assert not told(tmp_path, changed(values)[0], BEYOND)


@pytest.mark.parametrize(("end", "name"), CASES, ids=IDS)
def test_just_beyond_a_bound_schema_and_loader_refuse_every_number(
    tmp_path: Path, end: str, name: str
) -> None:
    values = of_all(end, name, is_beyond=True)
    table, written = changed(values)
    assert refused(values) == values.keys()
    assert told(tmp_path, table, BEYOND) == written


@pytest.mark.parametrize("end", ["low", "high"])
def test_plain_figures_are_held_alike(tmp_path: Path, end: str) -> None:
    """Counts, shares, lists by age band or month; what must be above its limit is refused at it."""
    at, past = (of_all_plain(end, is_beyond=is_beyond) for is_beyond in (False, True))
    assert not refused(at)
    assert not told(tmp_path, changed(at)[0], UNFIT)
    table, written = changed(past)
    assert refused(past) == past.keys()
    assert told(tmp_path, table, UNFIT) == written


@pytest.mark.parametrize("end", ["first", "last"])
def test_dates_are_held_alike(tmp_path: Path, end: str) -> None:
    at, past = (
        {(kind, key): DAYS[end, is_beyond] for kind, key, plain, _ in figures() if plain is datetime.date}
        for is_beyond in (False, True)
    )
    assert not refused(at)
    assert not told(tmp_path, changed(at)[0], NO_DATE)
    table, written = changed(past)
    assert refused(past) == past.keys()
    assert told(tmp_path, table, NO_DATE) == written


def test_a_deviation_of_nothing_is_refused_alike(tmp_path: Path) -> None:
    values = {
        key: as_written(*key, {"dist": "normal", "mean": bounds.high / 2, "sd": 0.0})
        for key, bounds in NUMBERS.items()
        if key[0] not in KINDS_ELSEWHERE
    }
    assert refused(values) == values.keys()
    some = dict(list(values.items())[::2])
    # In two files: of one so wrong the loader tells the first 500 mistakes.
    for part in (some, {key: value for key, value in values.items() if key not in some}):
        table, written = changed(part)
        assert {key.removesuffix(".sd") for key in told(tmp_path, table, UNFIT)} == written


def test_the_seed_is_held_to_what_toml_can_write(tmp_path: Path) -> None:
    at, past = ({SEED: 2**63 - 1}, {SEED: 2**63})
    assert not refused(at)
    assert "seed" not in told(tmp_path, changed(at)[0], "")
    assert refused(past) == {SEED}
    assert told(tmp_path, changed(past)[0], "") == {"seed"}

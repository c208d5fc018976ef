"""The JSON Schema takes every scenario that loads, refuses what is misspelt or of a wrong type, and explains keys."""

from __future__ import annotations

import copy
import datetime
import json
import os
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from simulator.plan_workbook import scenario_of_plan, write_template
from simulator.scenario import Number, json_schema, new_scenario
from simulator.scenario.schema import SCHEMA_FILE

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
EVENTFUL = ROOT / "tests/scenarios/eventful.toml"
MECHANISMS = ROOT / "tests/scenarios/mechanisms.toml"
FILES = sorted(
    file
    for folder in ("scenarios", "tests/cases", "tests/scenarios")
    for file in (ROOT / folder).rglob("*.toml")
    if file.name != "case.toml"
)
WHOLE = {"template": new_scenario("A base"), "mechanisms": MECHANISMS.read_text("utf-8")}
SCHEMA = json_schema()
TOMBI = Path(sysconfig.get_path("scripts")) / ("tombi.exe" if sys.platform == "win32" else "tombi")


@cache
def validator() -> Draft202012Validator:
    """Of the schema; two seconds to import, which each process of the tests would take to collect them."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def as_json(value: Any) -> Any:
    """A TOML value as schemas see it: dates are texts."""
    if isinstance(value, dict):
        return {key: as_json(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [as_json(entry) for entry in value]
    return value.isoformat() if isinstance(value, (datetime.date, datetime.time)) else value


def tables(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
        for key, entry in value.items():
            yield from tables(entry, (*path, key))


def entries(schema: Any) -> Iterator[dict[str, Any]]:
    """Every table of a schema, examples and defaults aside."""
    if isinstance(schema, dict):
        yield schema
        for key, entry in schema.items():
            yield from entries(entry) if key not in {"examples", "default"} else ()
    elif isinstance(schema, list):
        for entry in schema:
            yield from entries(entry)


def test_the_schema_is_a_schema() -> None:
    validator().check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA, allow_nan=False)) == SCHEMA


def test_the_schema_has_a_name_with_the_version_of_the_format() -> None:
    """The page for planners promises it: whoever keeps a copy knows by it which files it describes."""
    assert SCHEMA["$id"] == "urn:recovery-sim:scenario:1"
    assert SCHEMA["properties"]["format"]["const"] == 1
    assert f"`{SCHEMA['$id']}`" in (ROOT / "docs/formats.md").read_text("utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_scenario_fits_the_schema(file: Path) -> None:
    table = as_json(tomllib.loads(file.read_text("utf-8")))
    if file.parent.name == "national":  # a part of others, which lay themselves over it
        table["extends"] = "no whole scenario"
    wrong = list(validator().iter_errors(table))
    assert not wrong, [f"{error.json_path}: {error.message}" for error in wrong]


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE.keys())
def test_the_schema_refuses_a_misspelt_key_in_every_kind_of_table(text: str) -> None:
    """In the keyed sections a key is the author's to choose: there it is one with a capital letter."""
    scenario = as_json(tomllib.loads(text))
    for path, _ in tables(scenario):
        changed = copy.deepcopy(scenario)
        table = changed
        for key in path:
            table = table[key]
        table["Misspelt"] = 1
        assert not validator().is_valid(changed), path


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE.keys())
def test_the_schema_refuses_a_wrong_type_at_every_key(text: str) -> None:
    """Truth fits no key but the few that are true or false; a number fits none of those."""
    scenario = as_json(tomllib.loads(text))
    for path, table in tables(scenario):
        assert validator().is_valid(alone(path, table)), path
        for key, value in table.items():
            wrong = 1 if isinstance(value, bool) else True
            assert not validator().is_valid(alone(path, {**table, key: wrong})), (*path, key)
            changed = copy.deepcopy(scenario)
            inner = changed
            for name in path:
                inner = inner[name]
            inner[key] = wrong
            assert not validator().is_valid(changed), (*path, key)


def alone(path: tuple[str, ...], table: dict[str, Any]) -> dict[str, Any]:
    """A file with one table, laid over another that has all the rest."""
    for key in reversed(path):
        table = {key: table}
    return {"extends": "base.toml", **table}


@pytest.mark.parametrize(
    "number",
    [
        {},
        {"p10": 1.0, "p50": 2.0},
        {"source": "x"},
        {"dist": "pert"},
        {"dist": "normal", "mean": 1.0},
        "1",
        None,
        True,
    ],
)
def test_the_schema_refuses_what_is_no_number(number: Any) -> None:
    child = {"extends": "base.toml", "bodies": {"x": {"allocation_gbp_m": number}}}
    assert not validator().is_valid(child)


@pytest.mark.parametrize(
    "number",
    [
        1,
        1.5,
        {"value": 1},
        {"p10": 1, "p50": 2, "p90": 3.5},
        {"dist": "normal", "mean": 1, "sd": 2, "source": "x"},
    ],
)
def test_the_schema_takes_every_form_of_a_number(number: Any) -> None:
    assert validator().is_valid({"extends": "base.toml", "bodies": {"x": {"allocation_gbp_m": number}}})


def test_a_whole_file_needs_what_a_child_may_leave_out() -> None:
    assert validator().is_valid({"extends": "base.toml"})
    assert not validator().is_valid({"format": 1})


def test_every_key_is_explained() -> None:
    unexplained = [
        f"{name}.{key}"
        for name, table in {"Scenario": SCHEMA, **SCHEMA["$defs"]}.items()
        for key, entry in table.get("properties", {}).items()
        if not entry.get("description")
    ]
    assert not unexplained


def test_defaults_are_written_as_in_a_file() -> None:
    """A number's default is a bare number; TOML has no null."""
    scheme = SCHEMA["$defs"]["Scheme"]["properties"]
    assert (scheme["delivery"]["default"], scheme["team"]["default"]) == (1.0, 0)
    assert "null" not in json.dumps(SCHEMA)


@pytest.mark.parametrize(
    ("table", "key", "said"),
    [
        ("Scheme", "recurrent_pct", "Allowed: 0 to 100 %."),
        ("Scheme", "pushed_gbp_m", "Allowed: −10,000,000,000 to 10,000,000,000 £m."),
        ("Scheme", "ramp_months", "Allowed: 0 to 1,200 months."),
        ("Scheme", "repeats_until", "Allowed: 1990 to 2100."),
        ("Service", "season", "Allowed: above 0 to 1,000."),
        ("Regime", "quarters_pct", "Allowed: 0 to 100 %."),
        ("Price", "planned_pct", "Allowed: −99 to 100 %."),
        ("Dependence", "shared_noise", "Allowed: 0 to 1."),
    ],
)
def test_bounds_and_units_are_explained(table: str, key: str, said: str) -> None:
    for name in (table, f"{table}Part"):
        assert SCHEMA["$defs"][name]["properties"][key]["description"].endswith(said)


def test_examples_are_right() -> None:
    """Each fits the place that it is an example of, and those of numbers are read as numbers."""
    from jsonschema import Draft202012Validator

    count = 0
    for entry in entries(SCHEMA):
        for example in entry.get("examples", ()):
            alone = {"$defs": SCHEMA["$defs"], **entry}
            assert Draft202012Validator(alone).is_valid(example), example
            count += 1
    assert count > 2 * len([name for name in SCHEMA["$defs"] if name.startswith("Number")])
    for name, table in SCHEMA["$defs"].items():
        for example in table["examples"] if name.startswith("Number") else ():
            Number.model_validate(example)


def test_what_templates_become_fits_the_schema(tmp_path: Path) -> None:
    for name, text in made_from_templates(tmp_path).items():
        assert validator().is_valid(as_json(tomllib.loads(text))), name


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as an editor sees it: the schema beside the scenarios that point at it."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / SCHEMA_FILE).write_text(json.dumps(SCHEMA), encoding="utf-8")
    return folder


def editor_says(file: Path, text: str) -> tuple[int, str]:
    """Exit code and findings of tombi for a file with this text."""
    file.write_text(text, encoding="utf-8")
    return editor_says_of(file)


def editor_says_of(*files: Path) -> tuple[int, str]:
    """Exit code and findings of tombi, a TOML language server that runs in editors, without a network."""
    ended = subprocess.run(
        [TOMBI, "lint", "--offline", "--error-on-warnings", *files],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=files[0].parent,
        env={**os.environ, "NO_COLOR": "1"},
    )
    return ended.returncode, ended.stdout + ended.stderr


def made_from_templates(folder: Path) -> dict[str, str]:
    """What templates become with their example rows: on the small economy, and on a shipped one."""
    texts = {}
    for name, economy in (("alone", None), ("extending", ROOT / "scenarios/west_norfolk.toml")):
        plan = folder / f"{name}.xlsx"
        write_template(plan, economy)
        made = scenario_of_plan([plan], title="Mine", target=folder / "mine.toml", economy=economy)
        texts[f"{name}.toml"] = made.text
    return texts


def test_an_editor_finds_nothing_in_scenarios_that_are_right(desk: Path) -> None:
    """Every scenario shipped or tested, what `new` writes, and what a planner's filled template becomes."""
    texts = {"new.toml": new_scenario("A base"), **made_from_templates(desk)}
    for number, file in enumerate(FILES):
        text = file.read_text("utf-8")
        is_part = file.parent.name == "national" and "\nextends = " not in text
        part = 'extends = "no whole scenario"\n' if is_part else ""
        texts[f"{number}.toml"] = f"{part}{text}"
    for name, text in texts.items():
        own = text.removeprefix(f"#:schema ./{SCHEMA_FILE}\n")
        (desk / name).write_text(f"#:schema ./{SCHEMA_FILE}\n{own}", encoding="utf-8")
    code, found = editor_says_of(*(desk / name for name in texts))
    assert code == 0, found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ramp_months = 12", "ramp_month = 12", '"ramp_month" is not allowed'),
        ("base_gbp_m = 38.0", 'base_gbp_m = "38"', "expected a value of type Float"),
        ("years = 5", "years = 500", "30"),
        ("base_gbp_m = 38.0", "base_gbp_m = -38.0", "must be ≥ 0, but found -38"),
        (
            "base_gbp_m = 38.0",
            "base_gbp_m = { p10 = -1.0, p50 = 38.0, p90 = 40.0 }",
            "must be ≥ 0, but found -1",
        ),
        ("allocation_gbp_m = 260.0", "", '"allocation_gbp_m" is required'),
        ("start = 2025-04-01", 'start = "April"', "expected a value of type LocalDate"),
    ],
)
def test_an_editor_marks_what_is_wrong(desk: Path, old: str, new: str, said: str) -> None:
    text = new_scenario("A base")
    assert old in text
    code, found = editor_says(desk / "wrong.toml", text.replace(old, new))
    assert code != 0
    assert said in found

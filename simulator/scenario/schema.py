"""The scenario file's JSON Schema, for editors that complete and check while one writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from simulator.scenario.model import Scenario
from simulator.scenario.number import PARAMETERS, PERCENTILES

SCHEMA_FILE = "recovery-sim.schema.json"
ADDRESS = "https://recovery-sim.example/recovery-sim.schema.json"
"""By it a schema that this program wrote is known from another."""
DIRECTIVES: dict[str, Any] = {
    "$schema": {"type": "string", "description": "Where this schema is; for editors only."},
    "extends": {
        "type": "string",
        "description": "Another scenario file, relative to this one; this one wins.",
    },
    "unset": {
        "type": "array",
        "items": {"type": "string"},
        "description": 'Keys to take out of the extended file, e.g. ["schemes.care_at_home"].',
    },
}
"""Keys that say how to read the file and are no part of the scenario."""

NUMBER = "#/$defs/Number"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a scenario file.

    A file that extends another may leave out what stands there: required keys are asked of whole files only.
    So every table is described twice, as a part of a file that may be laid over another, and whole. A number
    is replaced whole wherever it stands, so it is described once.
    """
    whole = _tidy(Scenario.model_json_schema())
    whole["$defs"]["Number"]["anyOf"][1]["anyOf"] = [{"required": keys} for keys in _forms_of_a_number()]
    part = _as_part(whole)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS,
        "title": "Recovery scenario, format 1",
        "description": whole["description"],
        "type": "object",
        "additionalProperties": False,
        "properties": {**DIRECTIVES, **part["properties"]},
        # Said so, and not by `not`, because editors take what stands in an `if` for a table of its own.
        "if": {"required": ["extends"], "additionalProperties": True},
        "else": {"$ref": "#/$defs/WholeScenario"},
        "$defs": {
            **whole["$defs"],
            **{f"{name}Part": table for name, table in part["$defs"].items() if name != "Number"},
            # What else may stand at the top is said above, once.
            "WholeScenario": {
                "type": "object",
                "properties": whole["properties"],
                "required": whole["required"],
                "additionalProperties": True,
            },
        },
    }


def schema_document() -> str:
    """The schema as it stands in a file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def schema_of_others(folder: Path) -> bool:
    """Whether a folder has something by the schema's name that this program did not write: it is left alone."""
    file = folder / SCHEMA_FILE
    if file.is_symlink() or (file.exists() and not file.is_file()):
        return True
    try:
        found = json.loads(file.read_bytes())
    except FileNotFoundError:
        return False
    except (OSError, ValueError, RecursionError):
        return True
    return not isinstance(found, dict) or found.get("$id") != ADDRESS


def _forms_of_a_number() -> list[list[str]]:
    """What a table that is a number must hold: a value, percentiles, or a distribution with all that it needs."""
    named = sorted({("dist", *sorted(needed)) for needed in PARAMETERS.values()})
    return [["value"], sorted(PERCENTILES), *map(list, named)]


def _tidy(schema: Any) -> Any:
    """A copy for people who write TOML: it has no null, unknown keys are wrong, and titles repeat the key."""
    if isinstance(schema, list):
        return [_tidy(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {
        key: _tidy(entry) for key, entry in schema.items() if not (key == "title" and isinstance(entry, str))
    }
    if {"type": "null"} in tidy.get("anyOf", []):
        alternatives = [entry for entry in tidy.pop("anyOf") if entry != {"type": "null"}]
        tidy = {**tidy, **(alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives})}
        tidy.pop("default", None)
    if "patternProperties" in tidy:
        tidy["additionalProperties"] = False
    if isinstance(standard := tidy.get("default"), dict):
        del tidy["default"]
        if tidy.get("$ref") == NUMBER:
            tidy["default"] = standard["value"]
    tidy.pop("discriminator", None)
    return tidy


def _as_part(schema: Any) -> Any:
    """A copy in which nothing is required, and tables are parts: a body without its kind may be either."""
    if isinstance(schema, list):
        return [_as_part(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    part = {}
    for key, entry in schema.items():
        if key == "$ref":
            part[key] = entry if entry == NUMBER else f"{entry}Part"
        elif key == "oneOf":
            part["anyOf"] = _as_part(entry)
        elif key != "required" or not isinstance(entry, list):
            part[key] = _as_part(entry)
    return part

"""The scenario file's JSON Schema, for editors that complete and check while one writes."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any, get_args

from simulator.scenario.model import Scenario
from simulator.scenario.schema_numbers import NUMBER, with_bounded_numbers
from simulator.scenario.units import allowed

(FORMAT,) = get_args(Scenario.model_fields["format"].annotation)
SCHEMA_ID = f"urn:recovery-sim:scenario:{FORMAT}"
"""The name of the format for programs: it changes only with the format's version. Nothing is to be found at a URN."""
SCHEMA_FILE = "recovery-sim.schema.json"
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


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a scenario file.

    A file that extends another may leave out what stands there: required keys are asked of whole files only.
    So every table is described twice, as a part of a file that may be laid over another, and whole. A number
    is replaced whole wherever it stands, so it is described once for each pair of bounds.

    Examples
    --------
    >>> from simulator import json_schema
    >>> json_schema()["title"]
    'Recovery scenario, format 1'
    """
    return copy.deepcopy(_json_schema())


@cache
def _json_schema() -> dict[str, Any]:
    """Made once: every scenario that `new` writes has it beside it."""
    whole = with_bounded_numbers(_with_what_is_allowed(model_schema()))
    part = _as_part(whole)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": f"Recovery scenario, format {FORMAT}",
        "description": whole["description"],
        "type": "object",
        "additionalProperties": False,
        "properties": {**DIRECTIVES, **part["properties"]},
        # Said so, and not by `not`, because editors take what stands in an `if` for a table of its own.
        "if": {"required": ["extends"], "additionalProperties": True},
        "else": {"$ref": "#/$defs/WholeScenario"},
        "$defs": {
            **whole["$defs"],
            **{f"{name}Part": table for name, table in part["$defs"].items() if not _is_number(name)},
            # What else may stand at the top is said above, once.
            "WholeScenario": {
                "type": "object",
                "properties": whole["properties"],
                "required": whole["required"],
                "additionalProperties": True,
            },
        },
    }


def model_schema() -> dict[str, Any]:
    """The schema of a whole file as the model has it: numbers by reference, their bounds beside the reference."""
    schema: dict[str, Any] = _tidy(Scenario.model_json_schema())
    return schema


def _with_what_is_allowed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with bounds and unit of every figure told where editors explain its key."""
    for table in (schema, *schema["$defs"].values()):
        for key, entry in table.get("properties", {}).items():
            if words := allowed(key, entry):
                entry["description"] = f"{entry['description']} Allowed: {words}."
    return schema


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
    return not isinstance(found, dict) or found.get("$id") != SCHEMA_ID


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


def _is_number(name: str) -> bool:
    return f"#/$defs/{name}".startswith(NUMBER)


def _as_part(schema: Any) -> Any:
    """A copy in which nothing is required, and tables are parts: a body without its kind may be either."""
    if isinstance(schema, list):
        return [_as_part(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    part = {}
    for key, entry in schema.items():
        if key == "$ref":
            part[key] = entry if entry.startswith(NUMBER) else f"{entry}Part"
        elif key == "oneOf":
            part["anyOf"] = _as_part(entry)
        elif key != "required" or not isinstance(entry, list):
            part[key] = _as_part(entry)
    return part

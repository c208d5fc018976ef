"""`recovery-sim schema`: the JSON Schema of scenario files."""

from __future__ import annotations

import json

import click

from simulator.cli.streams import print_document
from simulator.texts import json_shown


@click.command("schema")
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check."""
    from simulator.scenario import json_schema

    print_document(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n", json_shown)

"""`recovery-sim schema`: the JSON Schema of scenario files."""

from __future__ import annotations

import click

from simulator.cli.streams import print_document
from simulator.texts import json_shown


@click.command("schema")
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check."""
    from simulator.scenario.schema import schema_document

    print_document(schema_document(), json_shown)

"""`recovery-sim schema`: the JSON Schema of scenario files."""

from __future__ import annotations

import json

import click


@click.command("schema")
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check."""
    from simulator.scenario import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))

"""`recovery-sim schema`: the JSON Schema of scenario files, or the same as a page to read."""

from __future__ import annotations

import click

from simulator.cli.streams import print_document
from simulator.words.texts import json_shown, visible


@click.command("schema")
@click.option("--markdown", is_flag=True, help="Print a page to read instead: every table and key.")
def schema(markdown: bool) -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check."""
    if markdown:
        from simulator.scenario.reference import reference

        print_document(reference(), lambda page, **_: visible(page, newlines=True))
        return
    from simulator.scenario.schema import schema_document

    print_document(schema_document(), json_shown)

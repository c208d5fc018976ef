"""`recovery-sim new`: a small scenario to begin with, and the schema that helps an editor with it."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command("new")
@click.argument("name", type=click.Path(path_type=Path))
def new(name: Path) -> None:
    """Write NAME.toml, a small commented scenario that runs, and recovery-sim.schema.json beside it."""
    from simulator.errors import RecoverySimError
    from simulator.scenario import json_schema, new_scenario
    from simulator.scenario.schema import SCHEMA_FILE

    file = name if name.suffix == ".toml" else name.with_name(f"{name.name}.toml")
    title = file.stem.replace("_", " ").replace("-", " ").strip().capitalize() or file.stem
    text = json.dumps(json_schema(), indent=2, ensure_ascii=False)
    try:
        # Opened to be created: what somebody has written is never replaced.
        with file.open("x", encoding="utf-8") as stream:
            stream.write(new_scenario(title))
        file.with_name(SCHEMA_FILE).write_text(text + "\n", encoding="utf-8")
    except FileExistsError as error:
        raise RecoverySimError(f"{file} is there already; it was not changed. Take another name.") from error
    except OSError as error:
        raise RecoverySimError(f"{file} cannot be written: {error.strerror}") from error
    click.echo(f"Wrote {file} and {file.with_name(SCHEMA_FILE)}.")
    click.echo(f"Next: recovery-sim check {file}")

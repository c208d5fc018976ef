"""Arguments that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

scenario_argument = click.argument("scenario", type=click.Path(path_type=Path))

set_option = click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="KEY=VALUE",
    help="Another figure than the file's; repeatable.",
)

anyway_option = click.option(
    "--anyway",
    is_flag=True,
    help="Run in spite of opening positions that do not hold; every result says so.",
)

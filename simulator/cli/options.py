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

unit_option = click.option(
    "--unit",
    metavar="UNIT",
    help='What amounts in Excel and CSV files are in where these do not say: "£m" (else), "£000" or "£".',
)

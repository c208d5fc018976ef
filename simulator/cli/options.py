"""Arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


class Named(click.Path):
    """The name of a file or folder; an empty one, as an unset variable gives it, is not the folder one is in."""

    def __init__(self, example: str) -> None:
        super().__init__(path_type=Path)
        self._example = example

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, unless there is none."""
        if not str(value).strip():
            self.fail(f"the name is empty; name {self._example}", param, ctx)
        return super().convert(value, param, ctx)


FOLDER = Named("a folder, e.g. results/my_run")
FILE = Named("a file")

scenario_argument = click.argument("scenario", type=FILE)

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

unit_option = click.option(
    "--unit",
    metavar="UNIT",
    help='What amounts in Excel and CSV files are in where these do not say: "£m" (else), "£000" or "£".',
)

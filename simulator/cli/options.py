"""Arguments that several commands share."""

from __future__ import annotations

import math
import shlex
import sys
from pathlib import Path
from typing import Any

import click

from simulator.words.texts import visible


class Named(click.Path):
    """The name of a file or folder: of one line, and not empty, as an unset variable gives it."""

    def __init__(self, example: str) -> None:
        super().__init__(path_type=Path)
        self._example = example

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, unless there is none."""
        if not str(value).strip():
            self.fail(f"the name is empty; name {self._example}", param, ctx)
        if "\n" in str(value):
            name = visible(str(value))
            self.fail(f"{name} holds a line end, and no sentence could name it: take another", param, ctx)
        return super().convert(value, param, ctx)


class Figure(click.FloatRange):
    """A number within a range, which neither "nan" nor an infinite one is."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number, if it is one."""
        figure = super().convert(value, param, ctx)
        if not math.isfinite(figure):
            self.fail(f"{value} is no number to reckon with; write one such as 0.01", param, ctx)
        return figure


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


def as_typed() -> str:
    """The command line as it was typed, for a manifest."""
    return shlex.join(sys.argv)

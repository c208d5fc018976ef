"""`recovery-sim new`: a small scenario to begin with, or a plan in Excel or CSV made into one; and its template."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.options import unit_option
from simulator.cli.streams import say
from simulator.texts import visible

if TYPE_CHECKING:
    from simulator.plan_workbook import MadeScenario

FILE = click.Path(path_type=Path)
MOST_ASKED = 10
"""Questions of one kind that are put one by one."""


@click.command("new")
@click.argument("name", type=FILE, required=False)
@click.option(
    "--from",
    "plan",
    type=FILE,
    multiple=True,
    help="Schemes and risks: a workbook, a folder of CSV files, or a CSV file (then repeat it for each).",
)
@click.option("--extends", "economy", type=FILE, help="The scenario whose economy the plan is laid on.")
@click.option(
    "--replace",
    is_flag=True,
    help="Leave out the economy's own schemes, and its risks where the plan has a sheet of them.",
)
@unit_option
@click.option(
    "--template",
    type=FILE,
    help="Write a template for plans instead: a workbook (.xlsx) or a folder of CSV files.",
)
def new(
    name: Path | None,
    plan: tuple[Path, ...],
    economy: Path | None,
    replace: bool,
    unit: str | None,
    template: Path | None,
) -> None:
    """Write NAME.toml, a small commented scenario that runs, and recovery-sim.schema.json beside it.

    With --from, its schemes and risks are those of a plan; with --extends, they lie on the economy of
    another scenario, whose schemes of other keys stay unless --replace is said.
    """
    _refuse_what_does_not_go_together(name, plan, economy, replace, template)
    if unit is not None and not plan:
        raise click.UsageError("--unit goes with --from.")
    if template is not None:
        _write_template(template, economy)
    elif name is not None:
        _write_scenario(name, plan, economy, replace, unit)


def _refuse_what_does_not_go_together(
    name: Path | None, plan: tuple[Path, ...], economy: Path | None, replace: bool, template: Path | None
) -> None:
    if template is not None and (name is not None or plan or replace):
        raise click.UsageError("--template stands alone, or with --extends.")
    if template is None and name is None:
        raise click.UsageError("Missing argument 'NAME'.")
    if template is None and economy is not None and not plan:
        raise click.UsageError("--extends goes with --from or --template.")
    if replace and economy is None:
        raise click.UsageError("--replace goes with --extends.")


def _write_template(place: Path, economy: Path | None) -> None:
    from simulator.plan_workbook import write_template

    written = write_template(place, economy)
    say(f"Wrote {', '.join(map(str, written.files))}.")
    if written.left_out:
        say(
            f"Not in it, as their figures have forms that its columns do not: {', '.join(written.left_out)}. "
            "They stay in the economy as they are."
        )
    extends = f" --extends {shlex.quote(str(economy))}" if economy else ""
    say(f"Next: fill it in, then recovery-sim new my_plan --from {shlex.quote(str(place))}{extends}")


def _write_scenario(
    name: Path, plan: tuple[Path, ...], economy: Path | None, replace: bool, unit: str | None
) -> None:
    from simulator.errors import RecoverySimError
    from simulator.scenario import json_schema, new_scenario
    from simulator.scenario.reading.files import shown
    from simulator.scenario.schema import SCHEMA_FILE

    file = name if name.suffix == ".toml" else name.with_name(f"{name.name}.toml")
    if shown(file) != str(file):
        raise RecoverySimError(
            f"{shown(file)} is no name in UTF-8, and could not be read again: take another one"
        )
    stem = visible(file.stem)
    title = stem.replace("_", " ").replace("-", " ").strip().capitalize() or stem
    schema = json.dumps(json_schema(), indent=2, ensure_ascii=False)
    made = None
    if plan:
        from simulator.plan_workbook import scenario_of_plan

        made = scenario_of_plan(plan, title=title, target=file, economy=economy, replace=replace, unit=unit)
    try:
        # Opened to be created: what somebody has written is never replaced.
        with file.open("x", encoding="utf-8") as stream:
            stream.write(made.text if made else new_scenario(title))
        file.with_name(SCHEMA_FILE).write_text(schema + "\n", encoding="utf-8")
    except FileExistsError as error:
        raise RecoverySimError(f"{file} is there already; it was not changed. Take another name.") from error
    except OSError as error:
        raise RecoverySimError(f"{file} cannot be written: {error.strerror}") from error
    say(f"Wrote {file} and {file.with_name(SCHEMA_FILE)}.")
    if made:
        _tell(made, economy)
    say(f"Next: recovery-sim check {shlex.quote(str(file))}")


def _tell(made: MadeScenario, economy: Path | None) -> None:
    """What the plan holds, what became of the economy's own, and what was not read or read in one of two ways."""
    base = str(economy) if economy else "a small invented economy"
    say(f"The plan: {_count(made.schemes, 'scheme')}, {_count(made.risks, 'risk')}, on {base}.")
    for names, what in (
        (made.taken_out, "Not as in the economy"),
        (made.same, "As in the economy"),
        (made.kept, "Kept from the economy"),
    ):
        if names:
            say(f"{what}: {', '.join(names)}.")
    if made.other_sheets:
        say(f"Not read: the sheets {', '.join(made.other_sheets)}.")
    if made.day_first:
        say(f"Dates written as text, read day first: {', '.join(made.day_first)}.")
    for question in made.questions[:MOST_ASKED]:
        say(question)
    if len(made.questions) > MOST_ASKED:
        say(f"… and {len(made.questions) - MOST_ASKED} more such amounts.")
    if any("£000" in question for question in made.questions):
        say('If they are in £000, make it anew with --unit "£000".')


def _count(keys: tuple[str, ...], what: str) -> str:
    return f"{len(keys)} {what}{'' if len(keys) == 1 else 's'}"

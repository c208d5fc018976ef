"""`recovery-sim run`: simulate a scenario, keep everything in a folder, and answer on the terminal."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from simulator.cli.options import FOLDER, Figure, anyway_option, as_typed, scenario_argument, set_option
from simulator.cli.progress import Ticker
from simulator.cli.streams import print_document, say
from simulator.words.texts import json_shown, visible

if TYPE_CHECKING:
    from simulator.analyses.findings import Findings
    from simulator.montecarlo import Run
    from simulator.scenario import Origins


@click.command("run")
@scenario_argument
@click.option(
    "--replications",
    type=click.IntRange(min=1),
    help="Possible futures [default: 10240]; with --precision the most there may be [default: 102400].",
)
@click.option(
    "--precision",
    type=Figure(0, 0.5, min_open=True, max_open=True),
    help="Stop when every chance of break even and of 1 % is as sure as this: 0.01 is one point either way.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    help="Seed of chance; else the scenario's, else one is drawn.",
)
@click.option("--workers", type=click.IntRange(min=1), help="Processes to use; changes no figure.")
@click.option(
    "--output",
    type=FOLDER,
    help="Folder of the results, new or of this run [default: results/<name>-<hash>].",
)
@click.option(
    "--fresh", is_flag=True, help="Simulate every block anew; another run's files in the folder are replaced."
)
@anyway_option
@set_option
@click.option("--json", "as_json", is_flag=True, help="Print summary.json instead of the answer.")
@click.option("--quiet", is_flag=True, help="Print only the folder.")
@click.pass_context
def run(
    ctx: click.Context,
    scenario: Path,
    replications: int | None,
    precision: float | None,
    seed: int | None,
    workers: int | None,
    output: Path | None,
    fresh: bool,
    anyway: bool,
    overrides: tuple[str, ...],
    as_json: bool,
    quiet: bool,
) -> None:
    """Simulate SCENARIO: will the bodies recover, how sure is that, and what matters most?

    The same command on its folder simulates only what is missing; with more replications, only the new ones.
    Progress goes to standard error.
    """
    if as_json and quiet:
        raise click.UsageError("--json and --quiet exclude each other")
    # The heavy parts are imported once the command line and the file are known to be right.
    from simulator.scenario import load_with_origins

    loaded, origins = load_with_origins(scenario, overrides=overrides)
    from simulator import montecarlo
    from simulator.cli.asked import say_how_many
    from simulator.engine.opening import refuse_wrong_openings
    from simulator.reports.files import paths

    if not quiet:
        say_how_many(loaded, scenario, overrides)
    refuse_wrong_openings(loaded, anyway=anyway, origins=origins)
    chosen = montecarlo.choose_seed(loaded, seed)
    folder = output or montecarlo.default_folder(scenario.stem, loaded, chosen)
    is_drawn = seed is None and loaded.seed is None
    go_on = _command_again(ctx, seed=chosen if is_drawn else None)
    with (
        montecarlo.holding(folder),
        _telling_how_to_go_on(folder, go_on, is_another_command=is_drawn),
        Ticker(loaded.start.year + loaded.years - 1, is_silent=quiet, precision=precision) as ticker,
    ):
        finished = montecarlo.run(
            loaded,
            replications=replications,
            precision=precision,
            seed=chosen,
            workers=workers,
            folder=folder,
            fresh=fresh,
            writes=paths(loaded.bodies),
            anyway=anyway,
            progress=ticker.show,
            command=as_typed(),
        )
        ticker.say("writing results")
        findings, document = _write(finished, folder, origins.within(scenario.parent))
    with _telling_how_to_go_on(folder, go_on, is_another_command=is_drawn):
        if as_json:
            print_document(document, json_shown)
        elif quiet:
            say(folder)
        else:
            _answer(findings, scenario, folder, overrides)


@contextmanager
def _telling_how_to_go_on(folder: Path, command: str, *, is_another_command: bool) -> Iterator[None]:
    """Tell whoever stops a run, or sees it fail, which command goes on from what is finished.

    After a failure only where it is another one than was given: the seed was drawn and must now be given.
    """
    from simulator.errors import FolderError, SimulationError
    from simulator.montecarlo import telling_if_memory_runs_out

    try:
        with telling_if_memory_runs_out(folder):
            yield
    except KeyboardInterrupt as stopped:
        kept = f"What is finished is kept in {visible(str(folder))}"
        what = f"Stopped. {kept}; to go on:\n  {visible(command)}"
        raise KeyboardInterrupt(what) from stopped
    except SimulationError as error:
        if is_another_command and not isinstance(error, FolderError):
            raise type(error)(f"{error}\nWith the seed that was drawn, that is: {command}") from error
        raise


def _command_again(ctx: click.Context, *, seed: int | None) -> str:
    """The command as it was given; with the seed, where it was drawn."""
    words = ["recovery-sim", "run", str(ctx.params["scenario"])]
    for option in ctx.command.params:
        name = option.name or ""
        if name == "fresh" or not isinstance(option, click.Option):
            continue
        if ctx.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        for given in ctx.params[name] if option.multiple else (ctx.params[name],):
            words += [option.opts[0]] if option.is_flag else [option.opts[0], str(given)]
    if seed is not None:
        words += ["--seed", str(seed)]
    return shlex.join(words)


def _write(finished: Run, folder: Path, origins: Origins) -> tuple[Findings, str]:
    """Write every table and picture; what was found, and the text of `summary.json`."""
    from simulator.analyses.digest import digest
    from simulator.analyses.findings import Findings
    from simulator.analyses.origins import origins_table
    from simulator.analyses.summary import months_table, schemes_table
    from simulator.analyses.typed_and_sampled import inputs_table
    from simulator.montecarlo import note_files, put
    from simulator.reports import files
    from simulator.reports.names import with_names
    from simulator.reports.pictures import every_picture
    from simulator.reports.style import attempted

    findings = Findings(finished)
    tables = {
        "summary": findings.summary,
        "schemes": schemes_table(finished),
        "months": months_table(finished),
        "inputs": inputs_table(finished),
        "correlations": findings.correlations,
        "scenario.origins": origins_table(finished.scenario, origins),
    }
    if finished.scenario.actuals:
        tables["forecast"] = findings.forecast
    tables |= findings.tables
    document = files.json_text(digest(findings))
    drawn, notes = attempted(lambda: every_picture(findings))
    named = {name: with_names(table, finished.scenario) for name, table in tables.items()}
    written = files.write_frames(folder, named)
    written["summary.json"] = put(folder, "summary.json", document.encode())
    written |= files.write_charts(folder, drawn)
    note_files(folder, written)
    for note in notes:
        say(note, err=True)
    return findings, document


def _answer(findings: Findings, scenario: Path, folder: Path, overrides: tuple[str, ...]) -> None:
    from simulator.montecarlo import replications_kept
    from simulator.reports.answer import answer
    from simulator.reports.terminal import print_answer

    kept = replications_kept(folder)
    print_answer(answer(findings, scenario_file=str(scenario), folder=folder, overrides=overrides, kept=kept))

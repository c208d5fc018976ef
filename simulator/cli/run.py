"""`recovery-sim run`: simulate a scenario, keep everything in a folder, and answer on the terminal."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click
from click.core import ParameterSource

from simulator.cli.options import scenario_argument, set_option

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from simulator.montecarlo import Progress, Run
    from simulator.reports.findings import Findings
    from simulator.scenario import Origins

SECONDS_BETWEEN_LINES = 5.0


@click.command("run")
@scenario_argument
@click.option(
    "--replications",
    type=click.IntRange(min=1),
    help="Possible futures [default: 10240]; with --precision the most there may be [default: 102400].",
)
@click.option(
    "--precision",
    type=click.FloatRange(0, 0.5, min_open=True, max_open=True),
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
    type=click.Path(path_type=Path),
    help="Folder of the results [default: results/<name>-<hash>].",
)
@click.option("--fresh", is_flag=True, help="Simulate every block anew, even those that the folder holds.")
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
    # The heavy parts are imported once the command line is known to be right.
    from simulator import montecarlo
    from simulator.cli.asked import say_how_many
    from simulator.scenario import load_with_origins

    loaded, origins = load_with_origins(scenario, overrides=overrides)
    if not quiet:
        say_how_many(loaded, scenario, overrides)
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
            progress=ticker.show,
        )
        ticker.say("writing results")
        findings, document = _write(finished, folder, origins.within(scenario.parent))
    if as_json:
        click.echo(document, nl=False)
    elif quiet:
        click.echo(folder)
    else:
        _answer(findings, scenario, folder, overrides)


@contextmanager
def _telling_how_to_go_on(folder: Path, command: str, *, is_another_command: bool) -> Iterator[None]:
    """Tell whoever stops a run, or sees it fail, which command goes on from what is finished.

    After a failure only where it is another one than was given: the seed was drawn and must now be given.
    """
    from simulator.errors import SimulationError

    try:
        yield
    except KeyboardInterrupt:
        click.echo(f"Stopped. What is finished is kept in {folder}; to go on:\n  {command}", err=True)
        raise
    except SimulationError as error:
        if is_another_command:
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
    from simulator.analyses.dependence import correlations_table
    from simulator.analyses.origins import origins_table
    from simulator.analyses.summary import months_table, schemes_table, summary_json
    from simulator.analyses.typed_and_sampled import inputs_table
    from simulator.errors import StorageError
    from simulator.montecarlo import note_files
    from simulator.reports import files
    from simulator.reports.findings import Findings
    from simulator.reports.pictures import every_picture
    from simulator.reports.reforms import frames_of_reforms

    findings = Findings(finished)
    tables = {
        "summary": findings.summary,
        "schemes": schemes_table(finished),
        "months": months_table(finished),
        "inputs": inputs_table(finished),
        "correlations": correlations_table(finished),
        "scenario.origins": origins_table(finished.scenario, origins),
    }
    if finished.scenario.actuals:
        tables["forecast"] = findings.forecast
    tables |= frames_of_reforms(findings)
    document = files.json_text(summary_json(finished))
    try:
        written = files.write_frames(folder, tables)
        written["summary.json"] = files.write(folder / "summary.json", document.encode())
        written |= files.write_charts(folder, every_picture(findings))
    except OSError as problem:
        raise StorageError(
            f"The tables and charts cannot be written to {folder}: {problem.strerror}. Every possible future is "
            "kept there."
        ) from problem
    note_files(folder, written)
    return findings, document


def _answer(findings: Findings, scenario: Path, folder: Path, overrides: tuple[str, ...]) -> None:
    from simulator.montecarlo import futures_kept
    from simulator.reports.answer import answer
    from simulator.reports.terminal import print_answer

    kept = futures_kept(folder)
    print_answer(answer(findings, scenario_file=str(scenario), folder=folder, overrides=overrides, kept=kept))


class Ticker(AbstractContextManager["Ticker"]):
    """Truthful progress on standard error: a bar on a terminal, a line now and then elsewhere."""

    def __init__(self, last_year: int, *, is_silent: bool, precision: float | None = None) -> None:
        self._last_year = last_year
        self._precision = precision
        self._is_silent = is_silent
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._last_line = -SECONDS_BETWEEN_LINES

    def __enter__(self) -> Self:
        if not self._is_silent and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn
            from rich.progress import Progress as Bar

            columns = (BarColumn(bar_width=20), TextColumn("{task.description}", markup=False))
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("simulating the first block", total=None)
            self._bar.start()
        else:
            self.say("simulating")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, progress: Progress) -> None:
        """Tell how far the run is; in plain lines only every few seconds, and of the last block."""
        if self._bar is not None and self._task is not None:
            total = progress.blocks if self._precision is None else None
            self._bar.update(self._task, total=total, completed=progress.blocks_done)
        now = time.monotonic()
        is_due = now - self._last_line >= SECONDS_BETWEEN_LINES or progress.blocks_done == progress.blocks
        if self._bar is not None or is_due:
            self._last_line = now
            self.say(self._words(progress))

    def say(self, words: str) -> None:
        """Show words beside the bar, or as a line."""
        if self._is_silent:
            return
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=words)
        else:
            click.echo(words, err=True)

    def _words(self, progress: Progress) -> str:
        from simulator.reports.tables import chance
        from simulator.timeline import financial_year_label

        most = "of" if self._precision is None else "of at most"
        words = [f"{progress.blocks_done} {most} {progress.blocks} blocks"]
        if progress.half_width is not None and self._precision is not None:
            words.append(f"±{100 * progress.half_width:.2g} of ±{100 * self._precision:g} points")
        if progress.headline is not None:
            year = financial_year_label(self._last_year)
            words.append(f"every body breaks even in {year}: {chance(progress.headline)}")
        if progress.seconds_left and progress.blocks_done < progress.blocks:
            words.append(f"{_duration(progress.seconds_left)} left")
        return " · ".join(words)


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"about {max(1, round(seconds))} s"
    return f"about {seconds / 60:.0f} min"

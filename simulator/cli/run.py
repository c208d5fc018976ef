"""`recovery-sim run`: simulate a scenario, keep everything in a folder, and answer on the terminal."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from simulator.cli.options import scenario_argument, set_option

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from simulator.montecarlo import Progress, Run
    from simulator.reports.findings import Findings

SECONDS_BETWEEN_LINES = 5.0


@click.command("run")
@scenario_argument
@click.option(
    "--replications", type=click.IntRange(min=1), default=10_240, show_default=True, help="Possible futures."
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
def run(
    scenario: Path,
    replications: int,
    seed: int | None,
    workers: int | None,
    output: Path | None,
    fresh: bool,
    overrides: tuple[str, ...],
    as_json: bool,
    quiet: bool,
) -> None:
    """Simulate SCENARIO: will the bodies recover, how sure is that, and what matters most?

    Run again with more replications, only the new ones are simulated. Progress goes to standard error.
    """
    if as_json and quiet:
        raise click.UsageError("--json and --quiet exclude each other")
    # The heavy parts are imported once the command line is known to be right.
    from simulator import montecarlo
    from simulator.scenario import load

    loaded = load(scenario, overrides=overrides)
    chosen = montecarlo.choose_seed(loaded, seed)
    folder = output or montecarlo.default_folder(scenario.stem, loaded, chosen)
    _make(folder)
    with Ticker(loaded.start.year + loaded.years - 1, is_silent=quiet) as ticker:
        finished = montecarlo.run(
            loaded,
            replications=replications,
            seed=chosen,
            workers=workers,
            folder=folder,
            fresh=fresh,
            progress=ticker.show,
        )
        ticker.say("writing results")
        findings, document = _write(finished, folder)
    if as_json:
        click.echo(document, nl=False)
    elif quiet:
        click.echo(folder)
    else:
        _answer(findings, scenario, folder, overrides)


def _make(folder: Path) -> None:
    from simulator.errors import RecoverySimError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise RecoverySimError(
            f"{folder} cannot be the folder of the results: {problem.strerror}"
        ) from problem


def _write(finished: Run, folder: Path) -> tuple[Findings, str]:
    """Write every table and picture; what was found, and the text of `summary.json`."""
    from simulator.analyses.summary import months_table, schemes_table, summary_json
    from simulator.errors import SimulationError
    from simulator.reports import files
    from simulator.reports.charts import draw
    from simulator.reports.findings import Findings
    from simulator.reports.pictures import fans, heat

    findings = Findings(finished)
    tables = {
        "summary": findings.summary,
        "schemes": schemes_table(finished),
        "months": months_table(finished),
    }
    document = files.json_text(summary_json(finished))
    try:
        files.write_frames(folder, tables)
        files.write(folder / "summary.json", document.encode())
        files.write_charts(folder, draw(fans(findings), heat(findings)))
    except OSError as problem:
        raise SimulationError(f"The results cannot be written to {folder}: {problem.strerror}") from problem
    return findings, document


def _answer(findings: Findings, scenario: Path, folder: Path, overrides: tuple[str, ...]) -> None:
    from simulator.reports.answer import answer
    from simulator.reports.terminal import print_answer

    print_answer(answer(findings, scenario_file=str(scenario), folder=folder, overrides=overrides))


class Ticker(AbstractContextManager["Ticker"]):
    """Truthful progress on standard error: a bar on a terminal, a line now and then elsewhere."""

    def __init__(self, last_year: int, *, is_silent: bool) -> None:
        self._last_year = last_year
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
            self._bar.update(self._task, total=progress.blocks, completed=progress.blocks_done)
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

        words = [f"{progress.blocks_done} of {progress.blocks} blocks"]
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

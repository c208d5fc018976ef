"""What the tools of the reviewer's bench have in common: what they are asked, and how they tell what they found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from simulator.cli.options import FOLDER, anyway_option, as_typed, scenario_argument, set_option
from simulator.cli.streams import print_document, say
from simulator.words.texts import json_shown, visible

if TYPE_CHECKING:
    from simulator.montecarlo.manifest import Manifest
    from simulator.montecarlo.sweep import SweepProgress
    from simulator.reports.review.report import Report
    from simulator.review.common_futures import Futures
    from simulator.review.question import Question
    from simulator.scenario import Scenario

Command = TypeVar("Command", bound=Callable[..., Any])
DUTY_NAMES = ("break_even", "break_even_before_pooling", "surplus_1pct", "cumulative_1pct", "control_total")


def question_options(command: Command) -> Command:
    """Whose duty is asked about, and of which year."""
    for option in (
        click.option(
            "--duty",
            type=click.Choice(DUTY_NAMES),
            default="break_even",
            show_default=True,
            help="What is to be reached.",
        ),
        click.option("--year", metavar="YEAR", help="Financial year, e.g. 2022/23 [default: the last]."),
        click.option(
            "--body",
            metavar="KEY",
            default="system",
            show_default=True,
            help="A body of the scenario, system (the members consolidated) or every_body (all at once).",
        ),
    ):
        command = option(command)
    return command


def bench_options(command: Command) -> Command:
    """Of which scenario and in which futures; where everything is kept, and how the answer is printed."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON instead."),
        set_option,
        anyway_option,
        click.option("--fresh", is_flag=True, help="Replace what --output holds of another question or run."),
        click.option(
            "--output",
            type=FOLDER,
            help="Folder for tables, charts and a manifest; the same command goes on there.",
        ),
        click.option("--workers", type=click.IntRange(min=1), help="Processes to use; changes no figure."),
        click.option(
            "--seed",
            type=click.IntRange(0, 2**63 - 1),
            help="Seed of chance; else the scenario's, else one is drawn.",
        ),
        click.option(
            "--replications",
            type=click.IntRange(min=1),
            default=10_240,
            show_default=True,
            help="Possible futures of each variant.",
        ),
        scenario_argument,
    ):
        command = option(command)
    return command


@dataclass(frozen=True)
class Bench:
    """A scenario on the bench, and how its tool was asked.

    Attributes
    ----------
    asked : dict
        What decides, beside the scenario and its futures, what the tool finds.
    """

    tool: str
    scenario: Scenario
    question: Question
    futures: Futures
    manifest: Manifest | None
    as_json: bool

    def tell(self, report: Report) -> None:
        """Write what was found into the folder, if one was named, and print it."""
        from simulator.errors import StorageError
        from simulator.reports.files import json_text
        from simulator.reports.review.folder import write
        from simulator.reports.terminal import print_answer

        problem: StorageError | None = None
        try:
            if self.manifest is not None:
                for note in write(self.manifest, self.tool, self.scenario, report):
                    say(note, err=True)
        except StorageError as found:
            problem = found  # the answer is there all the same, and is not to be simulated for again
        if self.as_json:
            print_document(json_text(report.document), json_shown)
        else:
            print_answer(report.answer)
            if self.manifest is not None and problem is None:
                say("")
                say(f"Everything is in {visible(str(self.manifest.folder))}")
        if problem is not None:
            raise problem


@contextmanager
def on_the_bench(
    tool: str, file: Path, *, options: dict[str, Any], asked: dict[str, Any] | None = None
) -> Iterator[Bench]:
    """A scenario laid on the bench: read, its openings and its question looked at, its folder held.

    Parameters
    ----------
    tool : str
        The name of the command.
    options : dict
        What `question_options` and `bench_options` gave.
    asked : dict, optional
        Whatever else decides what the tool finds.
    """
    output: Path | None = options["output"]
    if options["fresh"] and output is None:
        raise click.UsageError("--fresh goes with --output")
    # The heavy parts are imported once the command line is known to be right.
    from simulator.cli.asked import say_how_many
    from simulator.engine.opening import refuse_wrong_openings
    from simulator.montecarlo import holding
    from simulator.reports.review.folder import blocks_folder, claim
    from simulator.review.common_futures import futures_of
    from simulator.review.question import asked as question_of
    from simulator.scenario import load_with_origins

    loaded, origins = load_with_origins(file, overrides=options["overrides"])
    question = question_of(loaded, body=options["body"], year=options["year"], duty=options["duty"])
    say_how_many(loaded, file, options["overrides"])
    refuse_wrong_openings(loaded, anyway=options["anyway"], origins=origins)
    futures = futures_of(
        loaded,
        replications=options["replications"],
        seed=options["seed"],
        workers=options["workers"],
        anyway=options["anyway"],
        progress=Pace(),
    )
    known = {"body": question.body, "year": question.year, "duty": question.duty, **(asked or {})}
    with holding(output) if output else nullcontext():
        manifest = None
        if output is not None:
            manifest = claim(
                output,
                tool,
                loaded,
                asked={**known, "replications": futures.replications},
                seed=futures.seed,
                fresh=options["fresh"],
                command=as_typed(),
            )
            manifest.begin()
            futures = futures.kept_in(blocks_folder(output, loaded, futures.seed))
        yield Bench(tool, loaded, question, futures, manifest, options["as_json"])


class Pace:
    """How far the blocks of all variants are: a line on standard error every few seconds."""

    seconds_between_lines = 5.0

    def __init__(self) -> None:
        from time import monotonic

        self._now = monotonic
        self._last = monotonic()

    def __call__(self, progress: SweepProgress) -> None:
        now = self._now()
        if now - self._last < self.seconds_between_lines:
            return
        self._last = now
        left = "" if progress.seconds_left is None else f" · about {progress.seconds_left:.0f} s left"
        say(f"{progress.done} of {progress.units} blocks{left}", err=True)

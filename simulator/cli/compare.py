"""`recovery-sim compare`: what another plan, or another figure, changes in the same possible futures."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.options import FILE, FOLDER, anyway_option, as_typed, set_option
from simulator.cli.streams import print_document, say
from simulator.words.texts import json_shown

if TYPE_CHECKING:
    from simulator.analyses.comparison import Comparison
    from simulator.cli.variants import Side
    from simulator.montecarlo import Run
    from simulator.montecarlo.manifest import Manifest
    from simulator.reports.comparison_tables import Variant


@click.command("compare")
@click.argument("scenarios", type=FILE, nargs=-1, required=True)
@set_option
@click.option(
    "--variant",
    "variants",
    type=(str, str),
    multiple=True,
    metavar="NAME KEY=VALUE",
    help="A named variant of the one scenario; give the name again for each further KEY=VALUE of it.",
)
@click.option(
    "--replications", type=click.IntRange(min=1), default=10_240, show_default=True, help="Possible futures."
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    help="Seed of chance; else the first one that a scenario names, else one is drawn.",
)
@click.option("--workers", type=click.IntRange(min=1), help="Processes to use; changes no figure.")
@click.option(
    "--year",
    metavar="YEAR",
    help="Financial year that the sentences are about, e.g. 2022/23 [default: where most changes].",
)
@click.option("--output", type=FOLDER, help="Folder for compare.csv, charts and a manifest.")
@click.option("--fresh", is_flag=True, help="Replace another comparison, or a run, that --output holds.")
@anyway_option
@click.option("--json", "as_json", is_flag=True, help="Print compare.json instead of the answer.")
def compare(
    scenarios: tuple[Path, ...],
    overrides: tuple[str, ...],
    variants: tuple[tuple[str, str], ...],
    replications: int,
    seed: int | None,
    workers: int | None,
    year: str | None,
    output: Path | None,
    fresh: bool,
    anyway: bool,
    as_json: bool,
) -> None:
    """Compare SCENARIOS, future by future, with the first of them; or one with what --set changes in it.

    \b
    recovery-sim compare plan.toml bold.toml
    recovery-sim compare plan.toml --set schemes.care_at_home.delivery=0.6
    recovery-sim compare plan.toml \\
        --variant late   schemes.care_at_home.delay_months=6 \\
        --variant little schemes.care_at_home.delivery=0.6 \\
        --variant little office.places=4

    Every --set belongs to one variant. What the scenarios leave to chance is drawn alike for all.
    """
    if fresh and output is None:
        raise click.UsageError("--fresh goes with --output")
    # The heavy parts are imported once the command line is known to be right.
    from simulator.analyses.common_ground import refuse_incomparable, year_to_tell
    from simulator.cli.variants import sides
    from simulator.montecarlo import holding, refuse_runs_that_do_not_fit
    from simulator.reports.comparison import telling_year
    from simulator.reports.comparison_files import claim_folder

    named = sides(scenarios, overrides, variants)
    refuse_incomparable([(side.name, side.scenario) for side in named])
    years, asked = year_to_tell([side.scenario for side in named], year)
    if not anyway:
        _refuse_wrong_openings(named)
    refuse_runs_that_do_not_fit([side.scenario for side in named], replications)
    _say_how_many_questions(named)
    chosen, notes = _seed(named, seed)
    with holding(output) if output else nullcontext():
        manifest = (
            claim_folder(
                output,
                [side.scenario for side in named],
                chosen,
                replications,
                fresh=fresh,
                command=as_typed(),
            )
            if output
            else None
        )
        compared = _compared(named, replications=replications, seed=chosen, workers=workers)
        told = asked or telling_year(compared, years)
        _tell(named, compared, told, notes, manifest, as_json=as_json)


def _refuse_wrong_openings(named: Sequence[Side]) -> None:
    """Refuse all scenarios of a comparison where any body of one does not start where it says."""
    from simulator.engine.opening import opening_refusals
    from simulator.errors import OpeningError

    refusals = [
        f"{side.name}: {refusal}"
        for side in named
        for refusal in opening_refusals(side.scenario, side.origins)
    ]
    if refusals:
        raise OpeningError(refusals)


def _say_how_many_questions(named: Sequence[Side]) -> None:
    """A line for each scenario that is asked about, unless an earlier one of the same file was asked the same."""
    from simulator.cli.asked import say_how_many, told_questions

    known: dict[Path, frozenset[str]] = {}
    for side in named:
        before = known.get(side.file, frozenset())
        say_how_many(side.scenario, side.file, side.overrides, but=before)
        known[side.file] = before | set(told_questions(side.scenario))


def _seed(named: Sequence[Side], seed: int | None) -> tuple[int, list[str]]:
    """The one seed of all runs, and what is to be said of it."""
    from simulator.montecarlo import choose_seed

    own = {side.name: side.scenario.seed for side in named if side.scenario.seed is not None}
    source = next((side for side in named if side.scenario.seed is not None), named[0])
    chosen = choose_seed(source.scenario, seed)
    if len(own) == len(named) and len(set(own.values())) == 1:
        return chosen, []
    if len(own) == 0 or seed is not None:
        return chosen, []
    return chosen, [
        f"The scenarios do not name the same seed: {chosen}, that of {source.name}, was taken for all of them."
    ]


def _compared(
    named: Sequence[Side], *, replications: int, seed: int, workers: int | None
) -> list[Comparison]:
    """Simulate all, one after the other, and hold each against the first."""
    from simulator.analyses.compare import compare as compare_runs

    def finished(side: Side) -> Run:
        return _run(side, replications=replications, seed=seed, workers=workers)

    first = finished(named[0])
    return [compare_runs(first, finished(side)) for side in named[1:]]


def _run(side: Side, *, replications: int, seed: int, workers: int | None) -> Run:
    from simulator import montecarlo
    from simulator.cli.progress import Ticker

    with Ticker(side.scenario.start.year + side.scenario.years - 1, is_silent=False) as ticker:
        ticker.say(side.name)
        return montecarlo.run(
            side.scenario,
            replications=replications,
            seed=seed,
            workers=workers,
            anyway=True,  # else it was refused before anything was simulated
            progress=ticker.show,
        )


def _tell(
    named: Sequence[Side],
    compared: Sequence[Comparison],
    year: str,
    notes: Sequence[str],
    manifest: Manifest | None,
    *,
    as_json: bool,
) -> None:
    from simulator.errors import StorageError
    from simulator.reports.comparison import comparison_answer, document
    from simulator.reports.comparison_files import write_comparison
    from simulator.reports.files import json_text
    from simulator.reports.terminal import print_answer

    variants = _lettered(named, compared)
    text = json_text(document(named[0].name, variants, year=year, notes=notes))
    problem: StorageError | None = None
    try:
        if manifest is not None:
            scenarios = [side.scenario for side in named]
            for note in write_comparison(manifest, scenarios, variants, year=year, document=text):
                say(note, err=True)
    except StorageError as found:
        problem = found  # the answer is there all the same, and is not to be simulated for again
    if as_json:
        print_document(text, json_shown)
    else:
        folder = manifest.folder if manifest and problem is None else None
        print_answer(comparison_answer(named[0].name, variants, year=year, notes=notes, folder=folder))
    if problem is not None:
        raise problem


def _lettered(named: Sequence[Side], compared: Sequence[Comparison]) -> list[Variant]:
    from simulator.reports.comparison import letter
    from simulator.reports.comparison_tables import Variant

    return [
        Variant(letter(number), side.name, comparison)
        for number, (side, comparison) in enumerate(zip(named[1:], compared, strict=True), start=1)
    ]

"""`recovery-sim check`: is the scenario right, and does every body start where it says it does?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.options import FILE, Figure, scenario_argument, set_option, unit_option

if TYPE_CHECKING:
    from simulator.cli.reports import Page
    from simulator.plan_workbook import Stated
    from simulator.scenario import Origins, Scenario


@click.command("check")
@scenario_argument
@click.option(
    "--replications",
    type=click.IntRange(min=1),
    help="Possible futures, for reference classes and reported facts [default: 2048; 1024 where no fact is reported].",
)
@click.option(
    "--quick", is_flag=True, help="Simulate no futures: say nothing of reference classes and reported facts."
)
@click.option(
    "--against",
    type=FILE,
    help="The finance team's own figures, CSV or .xlsx: body, line, year (empty: opening), amount_gbp_m.",
)
@click.option(
    "--tolerance",
    type=Figure(min=0),
    default=0.01,
    show_default=True,
    help="By how many £m a line of --against may differ.",
)
@click.option(
    "--inputs", is_flag=True, help="Show what every uncertain number implies: p10, p50, p90, mean, clipped."
)
@unit_option
@click.option(
    "--order",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, _, is_wanted: _print_order(ctx) if is_wanted else None,
    help="Print the order of a month, in which money moves, and end.",
)
@set_option
@click.pass_context
def check(
    ctx: click.Context,
    scenario: Path,
    replications: int | None,
    quick: bool,
    against: Path | None,
    tolerance: float,
    inputs: bool,
    unit: str | None,
    overrides: tuple[str, ...],
) -> None:
    """Check SCENARIO: is the file right, and does base income less base cost give each opening position?

    First of all what looks like a slip of units, per cents, people or dates, as questions. Beside each opening stands
    the plan's first year. Also shown: control totals that the plan itself misses in it, how a published total adds up,
    how much demand people explain, what is hindsight, what the plan saves, which uncertain numbers imply something else
    than was typed, where the scenario stands among reference classes, and where reported facts fall in the simulated
    futures (--quick leaves these two out); and with --against, opening amounts and the
    plan beside the finance team's figures, line by line. Exit code 1 where an opening position differs by more than
    £0.01m, or a line of theirs by more than the tolerance or is not known; 2 where a file is wrong; where facts fall, a
    reference class that is left, questions, a control total that the plan misses, and what of a total nothing explains
    change none.
    """
    if unit is not None and against is None:
        raise click.UsageError("--unit goes with --against.")
    loaded, origins, stated = _read(scenario, overrides, against, unit)
    # What is heavy to import comes once the files are known to be right: a wrong one is refused at once.
    from simulator.analyses.demography import demographic_growth
    from simulator.analyses.dependence import repaired, told
    from simulator.analyses.envelope import allotted
    from simulator.analyses.first_year import first_years
    from simulator.analyses.hindsight import hindsight
    from simulator.analyses.planned_savings import planned_savings
    from simulator.analyses.reconciliation import reconcile
    from simulator.analyses.typed_and_implied import typed_and_implied
    from simulator.cli.asked import show_questions
    from simulator.cli.inputs import show_inputs
    from simulator.cli.reconciled import show_reconciliation
    from simulator.cli.reports import Page

    found = reconcile(loaded, stated, tolerance) if against else None
    years, missed = first_years(loaded)
    walks = [year.walk for year in years]
    page = Page()
    holds = all(walk.closes for walk in walks)
    state = "is right" if holds else "can be read, but does not hold together"
    page.say(f"{loaded.title}: the file {state}.", "bold")
    for pair in repaired(loaded):
        page.say(f"{told(pair)}.")
    show_questions(page, loaded, origins)
    page.opening(years)
    page.envelope(allotted(loaded))
    page.demography(demographic_growth(loaded))
    page.hindsight(hindsight(loaded), loaded.as_of)
    page.savings(planned_savings(loaded), loaded)
    show_inputs(page, typed_and_implied(loaded), every=inputs)
    if not quick:
        _show_futures(page, loaded, replications)
    if found and against:
        show_reconciliation(page, found, against)
    page.verdict(walks)
    page.control_totals(missed)
    if not holds or (found and not found.holds):
        ctx.exit(1)


def _show_futures(page: Page, scenario: Scenario, replications: int | None) -> None:
    """Where the scenario stands among reference classes, and where reported facts fall in the same futures."""
    from simulator.analyses.reference_classes import reference_classes
    from simulator.analyses.reported import REPLICATIONS, places, records, runs_of
    from simulator.cli.facts import show_facts
    from simulator.statistics.arrays import BLOCK

    count = replications or (REPLICATIONS if scenario.reported else BLOCK)
    runs = runs_of(scenario, {"expected", *(fact.run for fact in scenario.reported.values())}, count)
    page.reference_classes(scenario, reference_classes(runs["expected"]), count)
    found = places(scenario, runs)
    show_facts(page, found, records(found), count, scenario.as_of)


def _read(
    scenario: Path, overrides: tuple[str, ...], against: Path | None, unit: str | None
) -> tuple[Scenario, Origins, list[Stated]]:
    """The scenario with its origins, and the budget; where both are wrong, all that is wrong with either."""
    from simulator.errors import RecoverySimError
    from simulator.plan_workbook import read_budget
    from simulator.scenario import load_with_origins

    try:
        stated = read_budget(against, unit=unit) if against else []
    except RecoverySimError as problem:
        try:
            load_with_origins(scenario, overrides=overrides)
        except RecoverySimError as another:
            raise RecoverySimError(f"{another}\n{problem}") from problem
        raise
    return *load_with_origins(scenario, overrides=overrides), stated


def _print_order(ctx: click.Context) -> None:
    """Every phase of a month with its steps, in their order."""
    from simulator.cli.reports import Page
    from simulator.engine.month import LIVES, ORDER

    page = Page()
    page.table(
        "The order of a month",
        ("phase", "step", "what is done"),
        [(phase.name, step.name, step.does) for phase, steps in ORDER.items() for step in steps],
        texts=3,
    )
    page.table(
        "What waits and acts in between: before the steps of its phase, in this order",
        ("life", "what it does"),
        [(life.name, life.does) for life in LIVES],
        texts=2,
    )
    ctx.exit()

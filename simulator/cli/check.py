"""`recovery-sim check`: is the scenario right, and does every body start where it says it does?"""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.options import scenario_argument, set_option


@click.command("check")
@scenario_argument
@set_option
@click.pass_context
def check(ctx: click.Context, scenario: Path, overrides: tuple[str, ...]) -> None:
    """Check SCENARIO: is the file right, and does base income less base cost give each opening position?

    Also shown: how much demand people explain, what is hindsight, and what the plan saves. Exit code 1
    where an opening position differs by more than £0.01m, 2 where the file is wrong.
    """
    from simulator.analyses.demography import demographic_growth
    from simulator.analyses.hindsight import hindsight
    from simulator.analyses.opening import opening_walks
    from simulator.analyses.planned_savings import planned_savings
    from simulator.cli.reports import Page
    from simulator.scenario import load

    loaded = load(scenario, overrides=overrides)
    walks = opening_walks(loaded)
    page = Page()
    page.say(f"{loaded.title}: the file is right.", "bold")
    page.opening(walks)
    page.demography(demographic_growth(loaded))
    page.hindsight(hindsight(loaded), loaded.as_of)
    page.savings(planned_savings(loaded))
    page.verdict(walks)
    if not all(walk.closes for walk in walks):
        ctx.exit(1)

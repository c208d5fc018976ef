"""`recovery-sim trace`: one possible future, day by day, in words."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.options import anyway_option, scenario_argument, set_option
from simulator.cli.streams import say


@click.command("trace")
@scenario_argument
@click.option(
    "--replication", type=click.IntRange(min=0), required=True, help="Number of the possible future, from 0."
)
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of the run it belongs to; else the scenario's."
)
@anyway_option
@set_option
def trace(
    scenario: Path, replication: int, seed: int | None, anyway: bool, overrides: tuple[str, ...]
) -> None:
    """Tell one possible future of SCENARIO by date, event, body and £.

    Its yearly figures are those that `run` stores for the same replication and seed.
    """
    from simulator.analyses.trace import trace as trace_replication
    from simulator.engine.opening import refuse_wrong_openings, said_of_openings
    from simulator.montecarlo import choose_seed
    from simulator.reports.narrative import tell
    from simulator.scenario import load_with_origins

    loaded, origins = load_with_origins(scenario, overrides=overrides)
    refuse_wrong_openings(loaded, anyway=anyway, origins=origins)
    told = trace_replication(loaded, seed=choose_seed(loaded, seed), replication=replication)
    for warning in said_of_openings(loaded):
        say(warning)
    say(f"{loaded.title}: possible future {replication}, seed {told.seed}")
    for day, sentence in tell(told):
        say(f"{day}  {sentence}")

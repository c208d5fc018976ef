"""`recovery-sim trace`: one possible future, day by day, in words."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.streams import say


@click.command("trace")
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--replication", type=click.IntRange(min=0), required=True, help="Number of the possible future, from 0."
)
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of the run it belongs to; else the scenario's."
)
@click.option(
    "--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Another figure than the file's."
)
def trace(scenario: Path, replication: int, seed: int | None, overrides: tuple[str, ...]) -> None:
    """Tell one possible future of SCENARIO by date, event, body and £.

    Its yearly figures are those that `run` stores for the same replication and seed.
    """
    from simulator.analyses.trace import trace as trace_future
    from simulator.montecarlo import choose_seed
    from simulator.reports.narrative import tell
    from simulator.scenario import load

    loaded = load(scenario, overrides=overrides)
    told = trace_future(loaded, seed=choose_seed(loaded, seed), replication=replication)
    say(f"{loaded.title}: possible future {replication}, seed {told.seed}")
    for day, sentence in tell(told):
        say(f"{day}  {sentence}")

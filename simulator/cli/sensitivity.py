"""`recovery-sim sensitivity`: which assumptions carry the answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.bench import bench_options, on_the_bench, question_options

if TYPE_CHECKING:
    from simulator.cli.bench import Bench
    from simulator.montecarlo import Run


@click.command("sensitivity")
@bench_options
@question_options
@click.option(
    "--outcome",
    type=click.Choice(("surplus", "duty")),
    default="surplus",
    show_default=True,
    help="What is carried: the £m above or below the duty, or whether it is reached.",
)
@click.option(
    "--top", type=click.IntRange(min=1), default=10, show_default=True, help="Assumptions shown at most."
)
def sensitivity(scenario: Path, outcome: str, top: int, **options: Any) -> None:
    """Which assumptions of SCENARIO carry the answer, and by how much?

    \b
    recovery-sim sensitivity plan.toml
    recovery-sim sensitivity plan.toml --body qeh --year 2022/23 --outcome duty

    The scenario is simulated once; everything is read from these futures. With --output, finished blocks are kept.
    """
    asked = {"outcome": outcome, "top": top}
    with on_the_bench("sensitivity", scenario, options=options, asked=asked) as bench:
        from simulator.reports.review.sensitivity import report
        from simulator.review.sensitivity import sensitivity as found_in

        of = bench.question
        found = found_in(_run(bench), body=of.body, year=of.year, duty=of.duty, outcome=outcome)
        bench.tell(
            report(bench.scenario, found, seed=bench.futures.seed, top=top, scenario_file=str(scenario))
        )


def _run(bench: Bench) -> Run:
    from simulator import montecarlo
    from simulator.cli.progress import Ticker

    last = bench.scenario.start.year + bench.scenario.years - 1
    with Ticker(last, is_silent=False) as ticker:
        return montecarlo.run(
            bench.scenario,
            replications=bench.futures.replications,
            seed=bench.futures.seed,
            workers=bench.futures.workers,
            folder=bench.futures.folder,
            anyway=True,  # else it was refused before anything was simulated
            progress=ticker.show,
        )

"""`recovery-sim stress`: the ladder that boards know, every step in the same futures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from simulator.cli.bench import bench_options, on_the_bench, question_options


@click.command("stress")
@bench_options
@question_options
@click.option(
    "--step",
    "steps",
    multiple=True,
    metavar="KEY",
    help="Only this step, built in or of [stresses.*]; repeatable.",
)
@click.option(
    "--schemes/--no-schemes", default=True, show_default=True, help="Whether each scheme is left out in turn."
)
@click.option("--replan", is_flag=True, help="Let plans and budgets know the stress.")
def stress(scenario: Path, steps: tuple[str, ...], schemes: bool, replan: bool, **options: Any) -> None:
    """Stress SCENARIO: what would each of some thirty misfortunes take from its chance, and in £m?

    \b
    recovery-sim stress plan.toml --year 2022/23
    recovery-sim stress plan.toml --body qeh --duty surplus_1pct --no-schemes
    recovery-sim stress plan.toml --step pay_up --step hard_winters --output results/stress

    What is stressed is what comes: plans stay as they were, unless --replan. Steps of your own stand in [stresses.*].
    """
    asked = {"steps": list(steps), "schemes": schemes, "replan": replan}
    with on_the_bench("stress", scenario, options=options, asked=asked) as bench:
        from simulator.reports.review.stress import report
        from simulator.review.stress import chosen_steps, climbed

        taken = chosen_steps(bench.scenario, steps or None, schemes=schemes)
        bench.tell(report(climbed(bench.scenario, taken, bench.question, bench.futures, replan=replan)))

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
@click.option(
    "--reverse",
    "is_reverse",
    is_flag=True,
    help="Instead: the mildest joint shift that breaks it, or where it is broken, the mildest luck that saves it.",
)
@click.option("--replan", is_flag=True, help="Let plans and budgets know the stress.")
def stress(
    scenario: Path, steps: tuple[str, ...], schemes: bool, is_reverse: bool, replan: bool, **options: Any
) -> None:
    """Stress SCENARIO: what would each of some thirty misfortunes take from its chance, and in £m?

    \b
    recovery-sim stress plan.toml --year 2022/23
    recovery-sim stress plan.toml --body qeh --duty surplus_1pct --no-schemes
    recovery-sim stress plan.toml --step pay_up --step hard_winters --output results/stress

    What is stressed is what comes: plans stay as they were, unless --replan. Steps of your own stand in [stresses.*].
    """
    if is_reverse and (steps or replan):
        raise click.UsageError(
            "--reverse looks for a shift of its own: it goes with neither --step nor --replan"
        )
    if is_reverse:
        _reverse(scenario, options)
        return
    asked = {"steps": list(steps), "schemes": schemes, "replan": replan}
    with on_the_bench("stress", scenario, options=options, asked=asked) as bench:
        from simulator.reports.review.stress import report
        from simulator.review.stress import chosen_steps, climbed

        taken = chosen_steps(bench.scenario, steps or None, schemes=schemes)
        bench.tell(report(climbed(bench.scenario, taken, bench.question, bench.futures, replan=replan)))


def _reverse(scenario: Path, options: dict[str, Any]) -> None:
    with on_the_bench("stress", scenario, options=options, asked={"reverse": True}) as bench:
        from simulator.reports.review.reverse import report
        from simulator.review.reverse import reversed_stress

        bench.tell(report(reversed_stress(bench.run(), bench.question, bench.futures)))

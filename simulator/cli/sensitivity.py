"""`recovery-sim sensitivity`: which assumptions carry the answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.bench import bench_options, on_the_bench, question_options

if TYPE_CHECKING:
    from simulator.cli.bench import Bench
    from simulator.review.fixed_tornado import Fixed
    from simulator.review.sensitivity import Sensitivity


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
@click.option(
    "--tornado",
    "is_fixed",
    is_flag=True,
    help="Simulate besides each number shown at its p10 and its p90, all else alike: two runs each.",
)
def sensitivity(scenario: Path, outcome: str, top: int, is_fixed: bool, **options: Any) -> None:
    """Which assumptions of SCENARIO carry the answer, and by how much?

    \b
    recovery-sim sensitivity plan.toml
    recovery-sim sensitivity plan.toml --body qeh --year 2022/23 --outcome duty

    The scenario is simulated once; everything but --tornado is read from these futures. With --output, finished blocks
    are kept.
    """
    asked = {"outcome": outcome, "top": top, "tornado": is_fixed}
    with on_the_bench("sensitivity", scenario, options=options, asked=asked) as bench:
        from simulator.reports.review.sensitivity import report
        from simulator.review.sensitivity import sensitivity as found_in

        of = bench.question
        found = found_in(bench.run(), body=of.body, year=of.year, duty=of.duty, outcome=outcome)
        fixed = _fixed(bench, found, top) if is_fixed else ()
        answered = report(
            bench.scenario, found, fixed, seed=bench.futures.seed, top=top, scenario_file=str(scenario)
        )
        bench.tell(answered)


def _fixed(bench: Bench, found: Sensitivity, top: int) -> tuple[Fixed, ...]:
    """What is told from noise and a number of the file, at its p10 and its p90."""
    from simulator.review.fixed_tornado import fixable, fixed_tornado

    told = [one.assumption for one in found.told]
    numbers = fixable(bench.scenario, told)
    some = [one for one in told if one.key in numbers][:top]
    return fixed_tornado(bench.scenario, bench.question, some, bench.futures) if some else ()

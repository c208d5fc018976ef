"""`recovery-sim assumptions`: the register of all numbers, with what they rest on and how far each moves the answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from simulator.cli.bench import bench_options, on_the_bench, question_options


@click.command("assumptions")
@bench_options
@question_options
def assumptions(scenario: Path, **options: Any) -> None:
    """Register the assumptions of SCENARIO: where is each number from, and which judgements matter most?

    \b
    recovery-sim assumptions plan.toml --year 2022/23
    recovery-sim assumptions plan.toml --body qeh --output results/assumptions

    The scenario is simulated once. With --output every number stands in assumptions.csv, with source, reason, owner,
    file and line.
    """
    with on_the_bench("assumptions", scenario, options=options) as bench:
        from simulator.reports.review.assumptions import report
        from simulator.review.assumptions import register

        bench.tell(report(register(bench.run(), bench.question, bench.origins)))

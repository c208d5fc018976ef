"""`recovery-sim track-record`: is this plan like any plan before?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from simulator.cli.bench import bench_options, on_the_bench, question_options


@click.command("track-record")
@bench_options
@question_options
def track_record(scenario: Path, **options: Any) -> None:
    """Set SCENARIO beside the record of plans: is it like any before, and what if that record were the truth?

    \b
    recovery-sim track-record plan.toml --year 2022/23
    recovery-sim track-record plan.toml --body qeh --duty surplus_1pct --output results/record
    """
    with on_the_bench("track-record", scenario, options=options) as bench:
        from simulator.reports.review.track_record import report
        from simulator.review.track_record import recorded

        bench.tell(report(recorded(bench.run(), bench.question, bench.futures)))

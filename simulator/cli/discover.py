"""`recovery-sim discover`: in which conditions does the plan fail, or come right?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from simulator.cli.bench import bench_options, on_the_bench, question_options


@click.command("discover")
@bench_options
@question_options
@click.option(
    "--interest",
    type=click.Choice(("rarer", "missed", "reached")),
    default="rarer",
    show_default=True,
    help="What conditions are looked for of.",
)
@click.option(
    "--boxes", type=click.IntRange(1, 5), default=2, show_default=True, help="Boxes of conditions at most."
)
def discover(scenario: Path, interest: str, boxes: int, **options: Any) -> None:
    """Discover in which conditions SCENARIO fails, or where it fails mostly, in which it comes right.

    \b
    recovery-sim discover plan.toml --year 2022/23
    recovery-sim discover plan.toml --body qeh --duty control_total --interest missed

    The scenario is simulated once; boxes are found in one half of the futures and counted in the other.
    """
    asked = {"interest": interest, "boxes": boxes}
    with on_the_bench("discover", scenario, options=options, asked=asked) as bench:
        from simulator.reports.review.discover import report
        from simulator.review.discover import discovered

        bench.tell(report(discovered(bench.run(), bench.question, interest=interest, boxes=boxes)))

"""`recovery-sim solve`: what would it take?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from simulator.cli.bench import bench_options, on_the_bench, question_options
from simulator.cli.options import Figure


@click.command("solve")
@bench_options
@question_options
@click.option(
    "--chance",
    type=Figure(0, 100, min_open=True, max_open=True),
    default=80.0,
    show_default=True,
    help="How likely it is to be, in per cent.",
)
@click.option(
    "--decision",
    metavar="WHAT",
    help="What a board turns: savings, recurrent (£m a year), office (places), SCHEME.start (months), or "
    "KEY=low..high [default: savings].",
)
@click.option(
    "--assumption",
    metavar="KEY",
    help="Instead: an uncertain input, alone or as KEY=low..high; the plan stays.",
)
def solve(
    scenario: Path, chance: float, decision: str | None, assumption: str | None, **options: Any
) -> None:
    """Solve SCENARIO for a chance: what would have to be for it to be as likely as that?

    \b
    recovery-sim solve plan.toml --chance 80 --year 2022/23 --decision savings
    recovery-sim solve plan.toml --chance 50 --body qeh --decision recurrent
    recovery-sim solve plan.toml --chance 50 --assumption bodies.qeh.unit_cost_growth_pct

    A decision is turned with its plan. An assumption is held the same in every future: its switching value.
    """
    if decision is not None and assumption is not None:
        raise click.UsageError("--decision and --assumption exclude each other: turn one of them at a time")
    asked = {"chance": chance, "decision": decision, "assumption": assumption}
    with on_the_bench("solve", scenario, options=options, asked=asked) as bench:
        from simulator.reports.review.solve import report
        from simulator.review import levers
        from simulator.review.solve import solved

        loaded, body = bench.scenario, bench.question.body
        lever = (
            levers.assumption(loaded, assumption)
            if assumption
            else levers.decision(loaded, decision or levers.SAVINGS, body)
        )
        bench.tell(report(solved(loaded, bench.question, lever, chance / 100, bench.futures)))

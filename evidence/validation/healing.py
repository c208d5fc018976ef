"""Does the economy of a scenario heal by itself? Balances that pile up, savings that never end, recovery without need.

`python -m evidence.validation.healing` prints the table of `docs/validation.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evidence.validation.markdown import share, show
from simulator import load, simulate
from simulator.analyses.new_savings import Started
from simulator.montecarlo.run import Run
from simulator.results.outcomes import POUND

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = (
    "west_norfolk_2013",
    "nene",
    "norfolk_waveney_2016",
    "norfolk_waveney",
    "norfolk_waveney_ics",
    "west_norfolk",
)
REPLICATIONS = 2_048


@dataclass(frozen=True)
class Healing:
    """Of the bodies of one kind of a scenario; shares of 1."""

    kind: str
    piled_up: float
    """Largest, over bodies and years, of the 90th percentile of the cumulative position over the year's income."""
    new_savings: float
    """New savings of the last year over income, mean of the futures."""
    in_recovery: float
    """Share of body-years in balance with any month of financial recovery."""
    in_balance: float
    """Share of body-years in balance."""


def healing(run: Run) -> Iterator[Healing]:
    """Commissioners and providers apart."""
    results = run.results
    for kind in ("commissioners", "providers"):
        is_commissioner = kind == "commissioners"
        rows = [
            row
            for row, body in enumerate(results.bodies)
            if (body in results.commissioners) == is_commissioner and body not in results.councils
        ]
        income = results.by_year["income"][rows]
        cumulative = results.by_year["cumulative"][rows] / income
        is_balanced = results.by_year["surplus"][rows] >= -POUND
        recovers = results.by_year["recovery_months"][rows] > 0
        started = Started.of(run.scenario, results, {results.bodies[row] for row in rows})
        yield Healing(
            kind=kind,
            piled_up=float(np.quantile(cumulative, 0.9, axis=-1).max()),
            new_savings=float((started.new(results)[-1] / income[:, -1].sum(axis=0)).mean()),
            in_recovery=float(np.mean(recovers[is_balanced])),
            in_balance=float(np.mean(is_balanced)),
        )


def main() -> None:
    """Every scenario, by kind."""
    rows = []
    for name in NAMES:
        scenario = load(SCENARIOS / f"{name}.toml")
        run = simulate(scenario, REPLICATIONS, scenario.seed or 0, workers=None)
        for one in healing(run):
            figures = (one.piled_up, one.new_savings, one.in_balance, one.in_recovery)
            rows.append((f"`{name}`", one.kind, *(share(figure).replace("-", "−") for figure in figures)))
    show(
        "What bodies end with, what they still save, and who is in recovery without need",
        (
            "scenario",
            "bodies",
            "largest p90 of the cumulative position, of income",
            "new savings of the last year, of income",
            "body-years in balance",
            "of these in financial recovery",
        ),
        rows,
    )


if __name__ == "__main__":
    main()

"""How many bodies are in deficit, by kind, scenario and year, beside how many were in England.

`python -m evidence.validation.base_rates` prints the table of `docs/validation.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator import load, simulate
from simulator.montecarlo.run import Run
from simulator.results.outcomes import POUND
from simulator.timeline import financial_year_label

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = ("west_norfolk_2013", "nene", "norfolk_waveney_2016", "norfolk_waveney", "west_norfolk")
REPLICATIONS = 2_048
YEARS_COUNTED = (2013, 2015, 2017)
"""Financial years of which a national share is known."""


@dataclass(frozen=True)
class Rates:
    """Of all bodies of a kind in all futures, one financial year: shares."""

    scenario: str
    kind: str
    bodies: int
    year: int
    in_deficit: float
    before_funding: float
    """In deficit without sustainability funding."""
    brought_forward: float
    """With a balance below nothing, earlier years included."""
    below_plan: float
    surplus: float
    """Mean surplus over mean income."""


def rates(name: str, run: Run) -> Iterator[Rates]:
    """Commissioners and providers apart, in the first and the tenth year and in those counted in England."""
    results = run.results
    years = sorted({results.years[0], results.years[-1], *(y for y in YEARS_COUNTED if y in results.years)})
    kinds = {
        "commissioners": [row for row, body in enumerate(results.bodies) if body in results.commissioners],
        "providers": [
            row
            for row, body in enumerate(results.bodies)
            if body not in results.commissioners and body not in results.councils
        ],
    }
    for kind, rows in kinds.items():
        for year in years:
            y = results.years.index(year)
            surplus = results.by_year["surplus"][rows, y]
            funding = results.by_year["funding"][rows, y]
            plan = run.plan.by_year["surplus"][rows, y]
            yield Rates(
                scenario=name,
                kind=kind,
                bodies=len(rows),
                year=year,
                in_deficit=float(np.mean(surplus < -POUND)),
                before_funding=float(np.mean(surplus - funding < -POUND)),
                brought_forward=float(np.mean(results.by_year["cumulative"][rows, y] < -POUND)),
                below_plan=float(np.mean(surplus < plan - POUND)),
                surplus=float(surplus.mean() / results.by_year["income"][rows, y].mean()),
            )


def table(replications: int = REPLICATIONS) -> Iterator[str]:
    """Every scenario, one row a kind and year."""
    yield (
        "| scenario | kind | bodies | year | in deficit | without sustainability funding | balance brought forward "
        "below 0 | below plan | surplus, % of income |"
    )
    yield "|" + "---|" * 9
    for name in NAMES:
        scenario = load(SCENARIOS / f"{name}.toml")
        for rate in rates(name, simulate(scenario, replications, scenario.seed or 0, workers=None)):
            number = rate.year - scenario.start.year + 1
            shares = (rate.in_deficit, rate.before_funding, rate.brought_forward, rate.below_plan)
            cells = [
                f"`{rate.scenario}`",
                rate.kind,
                str(rate.bodies),
                f"{number}: {financial_year_label(rate.year)}",
                *(f"{share:.0%}" for share in shares),
                _percent(rate.surplus),
            ]
            yield f"| {' | '.join(cells)} |"


def _percent(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−")


def main() -> None:
    """Print the table of `docs/validation.md`."""
    for line in table():
        print(line, flush=True)


if __name__ == "__main__":
    main()

"""The shape of the fan and the bias of misses: what experience says, and what the model makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator import Run, Scenario, load, simulate

SCENARIO = Path(__file__).parents[2] / "scenarios" / "west_norfolk.toml"
REPLICATIONS = 10_240
FOLLOWERS = ("prices.tariff", "prices.allocation")


@dataclass(frozen=True)
class Fan:
    """Width from p10 to p90 of a body's surplus, as shares of its mean income, by year."""

    body: str
    width: tuple[float, ...]
    width_uncorrected: tuple[float, ...]
    """The same where policy follows no inflation."""
    below_plan: tuple[float, ...]
    """P(outturn < plan)."""
    mean_miss: tuple[float, ...]
    """Mean of outturn less plan, £m."""


def fans(path: Path = SCENARIO, replications: int = REPLICATIONS) -> Iterator[Fan]:
    """The fan of every body of a scenario, beside the fan without correction of prices."""
    run = simulate(load(path), replications=replications, workers=None)
    uncorrected = simulate(_without_following(path), replications=replications, workers=None)
    for row, body in enumerate(run.results.bodies):
        surplus, plan = run.results.by_year["surplus"][row], run.plan.by_year["surplus"][row]
        yield Fan(
            body=body,
            width=_width(run, row),
            width_uncorrected=_width(uncorrected, row),
            below_plan=tuple(np.mean(surplus < plan, axis=1)),
            mean_miss=tuple(np.mean(surplus - plan, axis=1)),
        )


def _without_following(path: Path) -> Scenario:
    return load(path, overrides=[f"{key}.follows_inflation=0.0" for key in FOLLOWERS])


def _width(run: Run, row: int) -> tuple[float, ...]:
    low, high = np.percentile(run.results.by_year["surplus"][row], [10, 90], axis=1)
    return tuple((high - low) / run.results.by_year["income"][row].mean(axis=1))

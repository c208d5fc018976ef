"""The shape of the fan and the bias of misses: what experience says, and what the model makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator import Run, Scenario, load, simulate
from simulator.statistics.arrays import Array

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
    width_unfunded: tuple[float, ...]
    """The same without the year's sustainability funding, in the same futures."""
    below_plan: tuple[float, ...]
    """P(outturn < plan)."""
    mean_miss: tuple[float, ...]
    """Mean of outturn less plan, £m."""
    delivered: tuple[float, ...]
    """Mean savings delivered, of what the plan run delivers."""


def fans(path: Path = SCENARIO, replications: int = REPLICATIONS) -> Iterator[Fan]:
    """The fan of every body of a scenario, beside the fan without correction of prices."""
    run = simulate(load(path), replications=replications, workers=None)
    uncorrected = simulate(_without_following(path), replications=replications, workers=None)
    for row, body in enumerate(run.results.bodies):
        surplus, plan = run.results.by_year["surplus"][row], run.plan.by_year["surplus"][row]
        yield Fan(
            body=body,
            width=_width(run, row, surplus),
            width_uncorrected=_width(uncorrected, row, uncorrected.results.by_year["surplus"][row]),
            width_unfunded=_width(run, row, surplus - run.results.by_year["funding"][row]),
            below_plan=tuple(np.mean(surplus < plan, axis=1)),
            mean_miss=tuple(np.mean(surplus - plan, axis=1)),
            delivered=_delivered(run, row),
        )


def _without_following(path: Path) -> Scenario:
    return load(path, overrides=[f"{key}.follows_inflation=0.0" for key in FOLLOWERS])


def _width(run: Run, row: int, surplus: Array) -> tuple[float, ...]:
    low, high = np.percentile(surplus, [10, 90], axis=1)
    return tuple((high - low) / run.results.by_year["income"][row].mean(axis=1))


def _delivered(run: Run, row: int) -> tuple[float, ...]:
    found, plan = (r.by_year["savings_delivered"][row].mean(axis=1) for r in (run.results, run.plan))
    return tuple(found / plan)


def main() -> None:
    """Print the table of `docs/validation.md`."""
    print("| body | what | " + " | ".join(f"year {y}" for y in range(1, 11)) + " |")
    print("|---|---|" + "---|" * 10)
    for fan in fans():
        for what, values, form in (
            ("p10–p90, % of income", fan.width, "{:.1%}"),
            ("the same, policy not following inflation", fan.width_uncorrected, "{:.1%}"),
            ("the same, without the year's sustainability funding", fan.width_unfunded, "{:.1%}"),
            ("P(outturn < plan)", fan.below_plan, "{:.2f}"),
            ("mean miss, £m", fan.mean_miss, "{:+.1f}"),
            ("savings delivered, of plan", fan.delivered, "{:.0%}"),
        ):
            print(f"| {fan.body} | {what} | " + " | ".join(form.format(v) for v in values) + " |")


if __name__ == "__main__":
    main()

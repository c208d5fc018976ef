"""The gap if nothing is done, from the opening position to it, by what drives it; and what was published of it.

`python -m evidence.validation.gap` prints the tables of `docs/validation.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from evidence.validation.drivers import Driver, drivers_of, reverse_order, standing_still
from evidence.validation.markdown import amount, share
from simulator import load
from simulator.analyses.planning_template import template_surplus
from simulator.analyses.reported import RunName, places
from simulator.montecarlo.run import Run, simulate
from simulator.results.arrays import Results
from simulator.results.outcomes import with_system
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.programmes import with_names
from simulator.scenario.uncertainty import planned
from simulator.simulation import plan_run
from simulator.statistics.arrays import Array

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SCENARIO = SCENARIOS / "norfolk_waveney_2016.toml"
YEAR = 2020
REPLICATIONS = 4_096
PUBLISHED = (-415.0, -440.0, -545.0)
RESIDUAL = -50.0
POINT = 1.0
"""Percentage points a year by which growth is moved, to see what a published gap would need."""


@dataclass(frozen=True)
class Group:
    """£m of a group of bodies, in one year and in all years to it."""

    in_the_year: float
    by_then: float

    def __sub__(self, other: Group) -> Group:
        return Group(self.in_the_year - other.in_the_year, self.by_then - other.by_then)


Position = Mapping[str, Group]
"""By group: commissioners, providers, the system (both), councils."""


@dataclass(frozen=True)
class Step:
    """What one driver adds to the surplus of each group, after those before it."""

    name: str
    added: Position


def bridge(scenario: Scenario, drivers: Sequence[Driver], year: int) -> tuple[Position, list[Step], Position]:
    """From a year in which everything stands still to doing nothing, one driver after another.

    The steps add up to the difference of both ends exactly, in whatever order; each step's size depends on what
    was added before it.
    """
    nothing = doing_nothing_until(scenario, year)
    positions = [
        position(standing_still(nothing, drivers[added:]), year) for added in range(len(drivers) + 1)
    ]
    steps = [
        Step(driver.name, {group: after[group] - before[group] for group in after})
        for driver, before, after in zip(drivers, positions[:-1], positions[1:], strict=True)
    ]
    return positions[0], steps, positions[-1]


def doing_nothing_until(scenario: Scenario, year: int) -> Scenario:
    """Doing nothing, to the end of a financial year."""
    return with_names(replaced(scenario.doing_nothing(), {"years": year - scenario.start.year + 1}))


def position(scenario: Scenario, year: int) -> Position:
    """Surpluses of the plan run, by group."""
    return groups(plan_run(scenario), year)


def groups(results: Results, year: int) -> Position:
    """Mean surpluses, by group."""
    surplus = results.by_year["surplus"].mean(axis=-1)
    last = results.years.index(year)
    providers = set(results.members) - results.commissioners
    kinds: Mapping[str, Collection[str]] = {
        "commissioners": results.commissioners,
        "providers": providers,
        "system": results.members,
        "councils": results.councils,
    }
    return {
        name: _sum(surplus[[row for row, body in enumerate(results.bodies) if body in bodies]], last)
        for name, bodies in kinds.items()
    }


def _sum(surplus: Array, last: int) -> Group:
    return Group(float(surplus[:, last].sum()), float(surplus[:, : last + 1].sum()))


@dataclass(frozen=True)
class Need:
    """What one percentage point a year more of something adds to the gap of the system."""

    name: str
    added: float

    def points_to(self, gap: float, found: float) -> float:
        """Points a year that would lead from what was found to a published gap, if it were linear."""
        return (gap - found) / self.added


def needs(scenario: Scenario, year: int) -> Iterator[Need]:
    """How far the gap moves with a point a year more of care, of prices, and less of allocations."""
    nothing = doing_nothing_until(scenario, year)
    found = position(nothing, year)["system"].in_the_year

    def added(changed: Scenario) -> float:
        return position(with_names(changed), year)["system"].in_the_year - found

    services = {
        key: replaced(service, {"growth_pct": _moved(service.growth_pct, POINT)})
        for key, service in nothing.services.items()
    }
    yield Need("growth of all care", added(replaced(nothing, {"services": services})))
    for name, keys, points in (("pay", ["pay"], POINT), ("allocations", ["allocation"], -POINT)):
        prices = {
            key: replaced(
                price, {"planned_pct": {y: _moved(row, points) for y, row in price.planned_pct.items()}}
            )
            if key in keys
            else price
            for key, price in nothing.prices.items()
        }
        yield Need(f"{'less' if points < 0 else 'more'} {name}", added(replaced(nothing, {"prices": prices})))


def _moved(number: Number, points: float) -> Number:
    """The number, certain, at its plan and some points more; as known on the same date."""
    return Number(value=planned(number) + points, source=number.source)


@cache
def worlds(path: Path = SCENARIO, replications: int = REPLICATIONS) -> Mapping[RunName, Run]:
    """The futures of the scenario, and those of doing nothing on the same draws."""
    scenario = load(path)
    seed = scenario.seed or 0
    return {
        "expected": simulate(scenario, replications, seed, workers=None),
        "do_nothing": simulate(scenario.doing_nothing(), replications, seed, workers=None),
    }


def bridge_table(scenario: Scenario, year: int) -> Iterator[str]:
    """The bridge, its steps in the order told and in the reverse order."""
    drivers = drivers_of(scenario)
    start, steps, end = bridge(scenario, drivers, year)
    backwards = {step.name: step for step in bridge(scenario, reverse_order(drivers), year)[1]}
    labels = f"{year}/{year % 100 + 1}"
    yield f"| £m | commissioners {labels} | providers {labels} | system {labels} | in reverse order | sum to {labels} |"
    yield "|---|---|---|---|---|---|"
    yield _row("everything stands still", start, start)
    for step in steps:
        yield _row(step.name, step.added, backwards[step.name].added)
    yield _row("**doing nothing, plan run**", end, end)


def _row(name: str, forward: Position, backward: Position) -> str:
    years = [forward[group].in_the_year for group in ("commissioners", "providers", "system")]
    cells = [*years, backward["system"].in_the_year, forward["system"].by_then]
    return f"| {name} | " + " | ".join(amount(cell) for cell in cells) + " |"


def futures_table(year: int) -> Iterator[str]:
    """From the plan run to the futures: what it leaves out, the council apart, and the published figures' places."""
    runs = worlds()
    nothing, plan = runs["do_nothing"], groups(runs["do_nothing"].plan, year)
    mean = groups(nothing.results, year)
    yield "| £m | in the year | sum of years |\n|---|---|---|"
    for name, found in (
        ("doing nothing, plan run", plan["system"]),
        (
            "mean of what it leaves out: hidden cost, winters, risks, errors of prices, escalation",
            mean["system"] - plan["system"],
        ),
        ("doing nothing, mean of the futures", mean["system"]),
        ("the council's, beside it: plan run", plan["councils"]),
        ("the council's, beside it: mean of the futures", mean["councils"]),
    ):
        yield f"| {name} | {amount(found.in_the_year)} | {amount(found.by_then)} |"
    template = template_surplus(nothing.scenario, nothing.plan)
    if template is not None:
        last = nothing.plan.years.index(year)
        in_the_year, by_then = amount(float(template[last])), amount(float(template[: last + 1].sum()))
        yield f"| doing nothing, as a planning template reads it | {in_the_year} | {by_then} |"
    for percentile in (5, 10, 50, 90, 95):
        low = [np.percentile(figures, percentile) for figures in _gap(nothing.results, year)]
        yield f"| p{percentile} of the futures | {amount(low[0])} | {amount(low[1])} |"
    for published in PUBLISHED:
        shares = [float(np.mean(figures < published)) for figures in _gap(nothing.results, year)]
        yield f"| place of the published {amount(published)}: futures below | {share(shares[0])} | {share(shares[1])} |"


def _gap(results: Results, year: int) -> tuple[Array, Array]:
    surplus = with_system(results, "surplus")[-1]
    last = results.years.index(year)
    return surplus[last], surplus[: last + 1].sum(axis=0)


def residual_table(year: int) -> Iterator[str]:
    """What is left after the plan: the plan run and the futures beside the reported residual."""
    runs = worlds()
    run, nothing = runs["expected"], runs["do_nothing"]
    last = run.results.years.index(year)
    yield "| £m | do nothing | what is done brings | after the plan | savings delivered in the year |"
    yield "|---|---|---|---|---|"
    for name, after, before in (
        ("plan run", run.plan, nothing.plan),
        ("mean of the futures", run.results, nothing.results),
    ):
        left, gap = groups(after, year)["system"].in_the_year, groups(before, year)["system"].in_the_year
        delivered = with_system(after, "savings_delivered")[-1, last].mean()
        yield f"| {name} | {amount(gap)} | {amount(left - gap)} | {amount(left)} | {delivered:.1f} |"
    place = next(p for p in places(run.scenario, runs) if p.key == "residual_2020")
    p10, p50, p90 = place.quantiles[1:4]
    below = f"{share(place.share_below_low)} of the futures below"
    middle = f"p10 {amount(p10)}, p50 {amount(p50)}, p90 {amount(p90)}"
    yield f"\nReported {amount(RESIDUAL)}: {below}; {middle}."


def needs_table(scenario: Scenario, year: int) -> Iterator[str]:
    """What a published gap in the year would need of one input alone."""
    found = position(doing_nothing_until(scenario, year), year)["system"].in_the_year
    yield (
        "| one point a year | adds to the gap | "
        + " | ".join(f"points for {amount(gap)}" for gap in PUBLISHED)
        + " |"
    )
    yield "|---|---|" + "---|" * len(PUBLISHED)
    for need in needs(scenario, year):
        points = " | ".join(f"{need.points_to(gap, found):.1f}" for gap in PUBLISHED)
        yield f"| {need.name} | {amount(need.added)} | {points} |"


def main() -> None:
    """Print the tables of `docs/validation.md`."""
    scenario = load(SCENARIO)
    for table in (
        bridge_table(scenario, YEAR),
        needs_table(scenario, YEAR),
        futures_table(YEAR),
        residual_table(YEAR),
        bridge_table(load(SCENARIOS / "west_norfolk_2013.toml"), YEAR),
    ):
        for line in table:
            print(line, flush=True)
        print()


if __name__ == "__main__":
    main()

"""Hold the block engine to the independent model: every body, year, month's end and scheme of some futures."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulator.engine.event_log import EventLog
from simulator.montecarlo.conditioning import inputs_of
from simulator.results.arrays import Results
from simulator.sampling.inputs import Inputs
from simulator.scenario.model import Scenario
from simulator.simulation import do_nothing_run, plan_run, simulate_block
from tests.oracle.future import Future
from tests.oracle.model import Oracle

FUTURES = 64
TOLERANCE = 1e-9
"""Of a body's turnover: what the engine and the oracle may differ by."""
KNIFE_EDGE = 1e-9
"""A decision nearer than this to its threshold may fall either way: a future is compared up to that month."""


@dataclass
class Comparison:
    """What differs, which events occurred, and how many futures could not be compared to the end."""

    differences: list[str] = field(default_factory=list)
    figures: int = 0
    cut_short: int = 0
    engine_events: dict[str, int] = field(default_factory=dict)
    oracle_events: dict[str, int] = field(default_factory=dict)


def compare(scenario: Scenario, *, futures: int = FUTURES, alone: Sequence[int] | None = None) -> Comparison:
    """Run both models on some futures of one block, and the plan and do-nothing runs besides.

    Parameters
    ----------
    futures : int
        The first so many are compared; the engine simulates them among all others of their block.
    alone : sequence of int, optional
        These are compared instead; the engine simulates no others.
    """
    oracle = Oracle(scenario)
    plan = plan_run(scenario)
    inputs = inputs_of(scenario, 1, 0, plan)
    if alone is not None:
        futures = len(alone)
        inputs = Inputs(futures, {name: drawn[..., alone] for name, drawn in inputs.draws.items()})
    event_log = EventLog(slice(0, futures))
    results = simulate_block(scenario, inputs, plan, event_log=event_log)
    comparison = Comparison(engine_events=dict(event_log.counts))
    _compare_future(comparison, "plan", plan, oracle.plan, 0)
    _compare_future(comparison, "do nothing", do_nothing_run(scenario), oracle.do_nothing, 0)
    for replication in range(futures):
        future = oracle.future(inputs, replication)
        _compare_future(comparison, f"future {replication}", results, future, replication)
        for kind, count in future.events.items():
            comparison.oracle_events[kind] = comparison.oracle_events.get(kind, 0) + count
    return comparison


def _compare_future(
    comparison: Comparison, name: str, engine: Results, oracle: Future, position: int
) -> None:
    edges = [month for month, distance in oracle.closest.items() if distance < KNIFE_EDGE]
    months = min(edges, default=12 * len(engine.years))
    comparison.cut_short += months < 12 * len(engine.years)
    for what, scale, one, other in _pairs(engine, oracle, position, months):
        comparison.figures += 1
        if one == other or (math.isnan(one) and math.isnan(other)):
            continue
        if not abs(one - other) <= TOLERANCE * scale:
            label = " ".join(map(str, what))
            comparison.differences.append(f"{name}: {label}: engine {one!r}, oracle {other!r}")


def _pairs(
    engine: Results, oracle: Future, position: int, months: int
) -> Iterator[tuple[tuple[object, ...], float, float, float]]:
    """(what it is, scale, engine's figure, oracle's figure); a figure that one of them lacks is a difference."""
    turnover = {
        body: max(1.0, float(np.abs(engine.by_year["income"][row, 0, position])))
        for row, body in enumerate(engine.bodies)
    }
    for measure, values in engine.by_year.items():
        for row, body in enumerate(engine.bodies):
            for y, figure in enumerate(values[row, : months // 12, position].tolist()):
                yield (measure, body, "year", y), turnover[body], figure, oracle.by_year[measure, body, y]
    for measure, values in engine.by_month.items():
        for row, body in enumerate(engine.bodies):
            for month, figure in enumerate(values[row, :months, position].tolist()):
                expected = oracle.by_month[measure, body, month]
                yield (measure, body, "month", month), turnover[body], figure, expected
    for measure, values in engine.schemes_by_year.items():
        for row, instance in enumerate(engine.instances):
            for y, figure in enumerate(values[row, : months // 12, position].tolist()):
                expected = oracle.schemes_by_year[measure, instance, y]
                yield (measure, instance, "year", y), 1.0, figure, expected
    for measure, values in engine.schemes.items():
        for row, instance in enumerate(engine.instances):
            yield (measure, instance), 120.0, float(values[row, position]), oracle.schemes[measure, instance]
    for milestone, times in engine.milestones.items():
        yield ("time of", milestone), 120.0, float(times[position]), oracle.milestones[milestone]

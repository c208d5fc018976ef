"""Small scenarios whose figures a planner can work out by hand: each folder's `case.toml` shows the arithmetic."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.engine.event_log import EventLog
from simulator.results.arrays import Results
from simulator.results.outcomes import outcomes, with_system
from simulator.sampling import draw
from simulator.sampling.inputs import Inputs
from simulator.scenario import load
from simulator.simulation import plan_run, simulate_block
from simulator.statistics.arrays import Array

CASES = sorted(Path(__file__).parent.glob("*/case.toml"))


@pytest.mark.parametrize("case_file", CASES, ids=lambda file: file.parent.name)
def test_case_equals_hand_arithmetic(case_file: Path) -> None:
    case = tomllib.loads(case_file.read_text("utf-8"))
    margin = case["margin"]
    worlds = [(world, run) for world in case["worlds"] for run in world["runs"]]
    wrong = [line for world, run in worlds for line in differences(case_file.parent, world, run, margin)]
    assert not wrong, "\n".join([case["question"], *wrong, "", case["derivation"]])


def differences(folder: Path, world: dict[str, Any], run: str, margin: float) -> Iterator[str]:
    """Every figure of a world that is not as expected in each of its futures, and every event told otherwise: `told`
    has by kind and subject when it happened, in months from the start, and its amount (0 where it has none)."""
    event_log = EventLog(slice(0, 1))
    results = simulated(folder / world["scenario"], world, run, event_log)
    for measure, bodies_or_schemes in world["expected"].items():
        for name, by_time in bodies_or_schemes.items():
            for time, expected in by_time.items():
                found = figure(results, measure, name, time)
                if not np.allclose(found, expected, rtol=0.0, atol=margin, equal_nan=True):
                    span = f"{found.min():.9g} to {found.max():.9g}"
                    yield f"{world['scenario']}, {run}: {name} {measure} {time}: {expected} by hand, is {span}"

    for kind, by_subject in world.get("told", {}).items() if run == "futures" else ():
        for subject, expected in by_subject.items():
            told = [(e.when, e.amount) for e in event_log.entries if (e.kind, e.subject) == (kind, subject)]
            found = np.array([[when, amount or 0.0] for when, amount in told]).reshape(-1, 2)
            by_hand = np.array(expected, dtype=float) if expected else np.empty((0, 2))
            if found.shape != by_hand.shape or not np.allclose(found, by_hand, rtol=0.0, atol=margin):
                yield f"{world['scenario']}, {run}: {kind} of {subject}: {expected} by hand, is {found.tolist()}"


def simulated(file: Path, world: dict[str, Any], run: str, event_log: EventLog) -> Results:
    """The plan run, or a block of futures in which the case may fix what is left to chance."""
    scenario = load(file)
    plan = plan_run(scenario)
    if run == "plan":
        return plan
    chance = draw(scenario, world.get("seed", 1), 0)
    fixed = {name: np.full_like(chance.path(name), value) for name, value in world.get("fixed", {}).items()}
    return simulate_block(
        scenario, Inputs(chance.replications, {**chance.draws, **fixed}), plan, event_log=event_log
    )


def figure(results: Results, measure: str, name: str, time: str) -> Array:
    """A measure of a body, the system or a scheme in each future: of a year, a month, or once in its life."""
    values: Array
    if name in results.instances:
        row = results.instances.index(name)
        if time == "once":
            values = results.schemes[measure][row]
        else:
            values = results.schemes_by_year[measure][row, results.years.index(int(time))]
    elif measure in results.by_month:
        values = results.by_month[measure][results.bodies.index(name), results.months.index(time)]
    else:
        duties, year = outcomes(results), results.years.index(int(time))
        amounts = with_system(results, measure) if measure in results.by_year else getattr(duties, measure)
        values = amounts[duties.names.index(name), year].astype(np.float64)
    return values

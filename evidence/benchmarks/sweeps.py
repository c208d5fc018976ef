"""A sweep of many variants against as many calls of `simulate` on freshly loaded files: same figures, less time."""

from __future__ import annotations

import time
from itertools import islice
from pathlib import Path

import numpy as np

from simulator import load, simulate, sweep
from simulator.scenario import Scenario

FILE = Path(__file__).parents[2] / "scenarios" / "west_norfolk.toml"
MEASURES = ("surplus", "income", "cash")
FUTURES = 1024
SEED = 1
ROUNDS = 4
LEAST = 1.5
"""Times as fast as the calls, on two cores."""


def measured(count: int) -> bool:
    """Whether the sweep has the figures of the calls, to the bit, and clears its bar.

    Both take turns, `ROUNDS` of them, so that a machine that is busier at one time than at another favours neither; the
    sweep loads its file, checks its variants and starts its processes anew in each.
    """
    changes = list(_changes(load(FILE), count).items())
    print(f"{count} variants of {FILE.name}, {FUTURES:,} futures of each, {', '.join(MEASURES)}", flush=True)
    calls, together, is_same = 0.0, 0.0, True
    for number in range(ROUNDS):
        part = dict(changes[number::ROUNDS])
        alone, slow = _calls(part)
        started = time.perf_counter()
        found = sweep(load(FILE), part, measures=MEASURES, replications=FUTURES, seed=SEED)
        quick = time.perf_counter() - started
        is_same &= all(
            np.array_equal(found[measure].sel(variant=name).values, figures[measure], equal_nan=True)
            for name, figures in alone.items()
            for measure in MEASURES
        )
        calls, together = calls + slow, together + quick
        print(f"  round {number + 1}: {len(part)} calls {slow:.1f} s, sweep {quick:.1f} s", flush=True)
    print(f"  calls of simulate on freshly loaded files  {calls:8.1f} s")
    print(f"  sweep, everything included                 {together:8.1f} s")
    print(f"  times as fast                              {calls / together:8.2f}   (bar: {LEAST:g})")
    print(f"  same figures, to the bit                   {'yes' if is_same else 'NO'}")
    return is_same and calls >= LEAST * together


def _changes(scenario: Scenario, count: int) -> dict[str, dict[str, float]]:
    """A certain delivery of one scheme after another, in steps: no two variants are alike."""
    schemes = [key for key, scheme in scenario.schemes.items() if scheme.delivery.value is None]
    steps = (
        {f"schemes.{scheme}.delivery": round(0.2 + 0.8 * step / count, 6)}
        for step in range(count)
        for scheme in schemes
    )
    return {f"variant {number}": change for number, change in enumerate(islice(steps, count))}


def _calls(changes: dict[str, dict[str, float]]) -> tuple[dict[str, dict[str, np.ndarray]], float]:
    """The figures of every variant by a call of its own, and the seconds that all of them took."""
    started = time.perf_counter()
    found: dict[str, dict[str, np.ndarray]] = {}
    for name, change in changes.items():
        overrides = [f"{key}={value}" for key, value in change.items()]
        results = simulate(load(FILE, overrides=overrides), FUTURES, SEED).results
        found[name] = {measure: results.by_year[measure] for measure in MEASURES}
    return found, time.perf_counter() - started

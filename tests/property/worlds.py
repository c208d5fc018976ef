"""Two worlds that differ in one thing: small runs of real scenarios, ways to change them, and what then differs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from simulator.results.arrays import KINDS, Results
from simulator.sampling import Inputs, draw
from simulator.scenario import load
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.programmes import with_names
from simulator.scenario.terms.bodies import Provider
from simulator.scenario.terms.schemes import Scheme
from simulator.simulation import plan_run, simulate_block

ROOT = Path(__file__).parents[2]
EVENTFUL = ROOT / "tests" / "scenarios" / "eventful.toml"
EVENTFUL_MECHANISMS = ROOT / "tests" / "scenarios" / "eventful_mechanisms.toml"
WEST_NORFOLK = ROOT / "scenarios" / "west_norfolk.toml"
FILES = (EVENTFUL, EVENTFUL_MECHANISMS, WEST_NORFOLK)
every_file = pytest.mark.parametrize(
    "file",
    [
        pytest.param(file, id=file.stem, marks=() if file == EVENTFUL_MECHANISMS else pytest.mark.slow)
        for file in FILES
    ],
)
"""The one that has every mechanism always, the others with the long evidence."""
FUTURES = 32
"""Enough for every kind of event in the eventful economy, few enough for many examples."""

SEEDS = st.integers(0, 2**63 - 1)


@dataclass(frozen=True)
class Economy:
    """One of the scenarios, changed: short enough to be read in the report of a failed test."""

    file: str
    overrides: tuple[str, ...]
    missing: tuple[str, ...]
    """Schemes that are left out."""
    years: int

    @property
    def scenario(self) -> Scenario:
        """The changed scenario."""
        return shortened(
            without_schemes(load(ROOT / self.file, overrides=self.overrides), self.missing), self.years
        )


WITH_MECHANISMS = Economy(EVENTFUL_MECHANISMS.relative_to(ROOT).as_posix(), (), (), years=3)
"""Long enough for a merger, a pool, closures and escalation to move money."""


@st.composite
def economies(choose: st.DrawFn, *, longest: int = 2) -> Economy:
    """A scenario over a few years, with another office, other winters and budgets, and some schemes missing."""
    file = choose(st.sampled_from(FILES))
    written = as_written(file)
    overrides = (
        f"office.places={choose(st.integers(2, 12))}",
        f"winter.probability={choose(st.sampled_from((0.0, 0.5, 1.0)))}",
        f"dependence.shared_noise={choose(st.sampled_from((0.0, 0.4, 1.0)))}",
        *(f"bodies.{body}.budget_catch_up_pct={choose(st.integers(0, 100))}" for body in written.bodies),
    )
    missing = choose(st.sets(st.sampled_from(sorted(written.schemes)), max_size=5))
    years = choose(st.integers(1, longest))
    return Economy(file.relative_to(ROOT).as_posix(), overrides, tuple(sorted(missing)), years)


@cache
def as_written(file: Path) -> Scenario:
    """A scenario file as it stands."""
    return load(file)


def shortened(scenario: Scenario, years: int) -> Scenario:
    """The scenario over fewer years; what begins after them is kept, though a file would be refused for it."""
    return changed(scenario, years=years)


def few_inputs(scenario: Scenario, seed: int, replications: int = FUTURES) -> Inputs:
    """The first futures of the first block."""
    whole = draw(scenario, seed, 0)
    first = {name: np.ascontiguousarray(values[..., :replications]) for name, values in whole.draws.items()}
    return Inputs(replications, first)


def few_futures(scenario: Scenario, seed: int = 1) -> Results:
    """The first futures of a scenario, simulated against its own plan."""
    return simulate_block(scenario, few_inputs(scenario, seed), plan_run(scenario))


def changed(scenario: Scenario, **tables: Any) -> Scenario:
    """The scenario with other tables."""
    return with_names(replaced(scenario, tables))


def with_scheme(scenario: Scenario, key: str, scheme: Scheme) -> Scenario:
    """The scenario with a scheme added or replaced."""
    return changed(scenario, schemes={**scenario.schemes, key: scheme})


def without_schemes(scenario: Scenario, keys: Collection[str]) -> Scenario:
    """The scenario without some schemes, and without those that need them."""
    gone = set(keys)
    while more := {key for key, scheme in scenario.schemes.items() if gone & set(scheme.needs)} - gone:
        gone |= more
    return scenario.keeping_schemes(scenario.schemes.keys() - gone)


def without_recovery(scenario: Scenario) -> Scenario:
    """The scenario in which nobody reacts to a forecast."""
    bodies = {key: replaced(body, {"recovery": None}) for key, body in scenario.bodies.items()}
    return changed(scenario, bodies=bodies)


def own_line(scenario: Scenario, body: str) -> str:
    """A line of a body that a savings scheme may act on."""
    entry = scenario.bodies[body]
    lines = entry.costs if isinstance(entry, Provider) else entry.spend
    return f"{body}.{min(lines)}"


def differing(one: Results, other: Results, *, tolerance: float = 0.0) -> list[str]:
    """Measures that are not the same, to the last bit if need be, on the bodies and schemes that both worlds have."""
    assert one.bodies == other.bodies
    shared = [name for name in one.instances if name in other.instances]
    found = []
    for kind in KINDS:
        for measure, values in getattr(one, kind).items():
            others = getattr(other, kind)[measure]
            if kind.startswith("schemes"):
                values = values[[one.instances.index(name) for name in shared]]
                others = others[[other.instances.index(name) for name in shared]]
            if not np.allclose(values, others, rtol=0, atol=tolerance, equal_nan=True):
                found.append(f"{kind}.{measure}")
    return found


def constant(scheme: Scheme) -> Scheme:
    """The scheme with the same share in every year; of one that states none, the least that need sets."""
    least = scheme.follows_need.least_pct if scheme.follows_need else None
    share = scheme.share_pct or least
    return replaced(scheme, {"follows_need": None} | ({} if share is None else {"share_pct": share}))

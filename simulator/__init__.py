"""Will they recover, when, and how sure are we? A simulator of financial recovery plans.

>>> from simulator import load, simulate, summary
>>> run = simulate(load("scenarios/west_norfolk.toml"), replications=1024, seed=1)
>>> table = summary(run)
>>> list(table.columns[:3])
['body', 'year', 'p_break_even']
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from simulator.version import __version__

if TYPE_CHECKING:
    from simulator.analyses.compare import compare
    from simulator.analyses.drivers import drivers
    from simulator.analyses.summary import recovery_year, summary
    from simulator.errors import RecoverySimError, ScenarioError
    from simulator.montecarlo.run import Run, simulate
    from simulator.montecarlo.sweep import sweep
    from simulator.results.arrays import Results
    from simulator.review.assumptions import assumptions
    from simulator.review.discover import discover
    from simulator.review.sensitivity import sensitivity
    from simulator.review.solve import solve
    from simulator.review.stress import stress
    from simulator.review.track_record import track_record
    from simulator.scenario import json_schema, load
    from simulator.scenario.model import Scenario
    from simulator.scenario.plausibility import questions
    from simulator.statistics.intervals import Probability

__all__ = [
    "Probability",
    "RecoverySimError",
    "Results",
    "Run",
    "Scenario",
    "ScenarioError",
    "__version__",
    "assumptions",
    "compare",
    "discover",
    "drivers",
    "json_schema",
    "load",
    "questions",
    "recovery_year",
    "sensitivity",
    "simulate",
    "solve",
    "stress",
    "summary",
    "sweep",
    "track_record",
]

_HOMES = {
    "Probability": "simulator.statistics.intervals",
    "RecoverySimError": "simulator.errors",
    "Results": "simulator.results.arrays",
    "Run": "simulator.montecarlo.run",
    "Scenario": "simulator.scenario.model",
    "ScenarioError": "simulator.errors",
    "assumptions": "simulator.review.assumptions",
    "compare": "simulator.analyses.compare",
    "discover": "simulator.review.discover",
    "drivers": "simulator.analyses.drivers",
    "json_schema": "simulator.scenario",
    "load": "simulator.scenario",
    "questions": "simulator.scenario.plausibility",
    "recovery_year": "simulator.analyses.summary",
    "sensitivity": "simulator.review.sensitivity",
    "simulate": "simulator.montecarlo.run",
    "solve": "simulator.review.solve",
    "stress": "simulator.review.stress",
    "summary": "simulator.analyses.summary",
    "sweep": "simulator.montecarlo.sweep",
    "track_record": "simulator.review.track_record",
}
"""Where each public name is at home; imported when first used: `recovery-sim --help` is to answer at once."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""What `from simulator import …` offers is documented, and its examples give what they show."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import simulator
from simulator import Run, Scenario
from simulator.scenario import resolved_toml

HOME = Path(__file__).parents[2]
WITHOUT_EXAMPLE = frozenset({"__version__"})


@pytest.fixture(scope="module")
def remembered() -> Callable[..., Run]:
    """`simulate`, which simulates once for all examples that ask for the same."""
    runs: dict[tuple[str, str], Run] = {}
    simulate = simulator.simulate

    def once(scenario: Scenario, *args: Any, **asked: Any) -> Run:
        key = (resolved_toml(scenario), repr((args, sorted(asked.items()))))
        if key not in runs:
            runs[key] = simulate(scenario, *args, **asked)
        return runs[key]

    return once


@pytest.mark.parametrize("name", ["simulator", *sorted(set(simulator.__all__) - WITHOUT_EXAMPLE)])
def test_examples_of_public_names_hold(
    name: str, remembered: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(HOME)
    found = simulator if name == "simulator" else getattr(simulator, name)
    if name != "simulate":
        monkeypatch.setattr(simulator, "simulate", remembered)
    examples = [test for test in doctest.DocTestFinder().find(found, name) if test.examples]
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    for test in examples:
        runner.run(test)
    assert runner.summarize(verbose=False).failed == 0
    assert getattr(found, "__doc__", None)


@pytest.mark.parametrize("name", sorted(set(simulator.__all__) - WITHOUT_EXAMPLE))
def test_every_public_function_has_an_example(name: str) -> None:
    found = getattr(simulator, name)
    if isinstance(found, type):
        return
    assert any(test.examples for test in doctest.DocTestFinder().find(found, name)), name

"""What a function of the Python interface cannot use is told in a sentence that says what there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator import Run, Scenario, compare, drivers, load, questions, recovery_year, simulate, summary
from simulator.errors import ArgumentError
from tests.helpers.random_run import random_results, random_run, small_scenario


@pytest.fixture(scope="module")
def run() -> Run:
    return random_run(random_results(64))


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return small_scenario()


ASKED: dict[str, tuple[Callable[[Run, Scenario], Any], str]] = {
    "load a number": (lambda r, s: load(3), "should be named by its path"),  # type: ignore[arg-type]
    "load with a text for a list": (lambda r, s: load("x.toml", overrides="years=9"), "a list of settings"),
    "load with a mapping": (
        lambda r, s: load("x.toml", overrides={"years": 9}),  # type: ignore[arg-type]
        "scenario.with_",
    ),
    "simulate a file's name": (
        lambda r, s: simulate("west_norfolk.toml"),  # type: ignore[arg-type]
        "The scenario should be one that `load` gives, but is 'west_norfolk.toml'.",
    ),
    "simulate no future": (
        lambda r, s: simulate(s, 0),
        "0 replications were asked for: at least 1 is needed.",
    ),
    "simulate half a future": (
        lambda r, s: simulate(s, 0.5),  # type: ignore[arg-type]
        "replications should be a whole number, but is 0.5.",
    ),
    "simulate True": (lambda r, s: simulate(s, True), "replications should be a whole number, but is True."),
    "simulate with words": (
        lambda r, s: simulate(s, 64, workers="all"),  # type: ignore[arg-type]
        "workers should be a whole number, but is 'all'.",
    ),
    "simulate with a seed in words": (
        lambda r, s: simulate(s, 64, seed="one", anyway=True),  # type: ignore[arg-type]
        "a seed is a whole number",
    ),
    "simulate to a precision in words": (
        lambda r, s: simulate(s, precision="high", anyway=True),  # type: ignore[arg-type]
        "precision should be a number",
    ),
    "simulate into a number": (
        lambda r, s: simulate(s, 64, folder=3),  # type: ignore[arg-type]
        "The folder should be a path, but is 3.",
    ),
    "sum up a scenario": (
        lambda r, s: summary(s),  # type: ignore[arg-type]
        "The run should be one that `simulate` gives, but is a Scenario.",
    ),
    "recovery of nothing": (
        lambda r, s: recovery_year(None),  # type: ignore[arg-type]
        "The run should be one that `simulate` gives, but is None.",
    ),
    "compare with a scenario": (
        lambda r, s: compare(r, s),  # type: ignore[arg-type]
        "The second run should be one that `simulate` gives",
    ),
    "ask about a run": (lambda r, s: questions(r), "should be one that `load` gives"),  # type: ignore[arg-type]
    "drivers of a scenario": (lambda r, s: drivers(s), "The run should be"),  # type: ignore[arg-type]
    "drivers of another year": (
        lambda r, s: drivers(r, year=1999),
        "There is no year 1999 in this run: it has ",
    ),
    "drivers of a year in words": (
        lambda r, s: drivers(r, year="last"),
        "There is no year 'last' in this run",
    ),
    "drivers of a misspelt outcome": (
        lambda r, s: drivers(r, outcome="brake_even"),
        'There is no outcome "brake_even"; did you mean "break_even"? Allowed: ',
    ),
    "drivers of no outcome": (
        lambda r, s: drivers(r, outcome=None),  # type: ignore[arg-type]
        "outcome should be a name",
    ),
    "no drivers": (lambda r, s: drivers(r, top=0), "0 rows a body were asked for"),
    "an unknown body of a comparison": (
        lambda r, s: compare(r, random_run(random_results(64, seed=2))).median_recovery("a", "genral"),
        'There is no body "genral"; did you mean "general"?',
    ),
    "an unknown amount of a comparison": (
        lambda r, s: compare(r, random_run(random_results(64, seed=2))).concerns("surplu", 0),
        'There is no amount "surplu"; did you mean "surplus"?',
    ),
}


@pytest.mark.parametrize(("ask", "said"), ASKED.values(), ids=ASKED.keys())
def test_it_is_told_in_a_sentence(
    run: Run, scenario: Scenario, ask: Callable[[Run, Scenario], Any], said: str
) -> None:
    with pytest.raises(ArgumentError) as refused:
        ask(run, scenario)
    assert said in str(refused.value)


def test_a_path_of_any_kind_names_a_file() -> None:
    file = Path(__file__).parents[2] / "scenarios" / "west_norfolk.toml"
    assert load(file) == load(str(file))

"""Milestones: when they are reached, from when what waits for them counts, and that a folder tells the same times."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pytest

from simulator.engine.milestone_times import counts_by_year, milestone_times, time_of
from simulator.montecarlo import run
from simulator.sampling import draw
from simulator.sampling.inputs import Inputs
from simulator.scenario import load
from simulator.scenario.model import Scenario
from simulator.simulation import plan_run
from simulator.statistics.arrays import BLOCK

MECHANISMS = Path(__file__).parents[1] / "scenarios" / "eventful_mechanisms.toml"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(MECHANISMS)


def chained(scenario: Scenario) -> tuple[str, str]:
    """A milestone that needs exactly one other, and that other."""
    return next((key, m.needs[0]) for key, m in sorted(scenario.milestones.items()) if len(m.needs) == 1)


def fixed(scenario: Scenario, values: dict[str, float]) -> Inputs:
    """Draws in which some are the same in every future; no milestone fails or is late unless they say so."""
    drawn = draw(scenario, 1, 0)
    sure = {
        f"milestones.{key}.{what}": 0.0 for key in scenario.milestones for what in ("fails", "delay_months")
    }
    held = {name: np.full_like(drawn.path(name), value) for name, value in {**sure, **values}.items()}
    return Inputs(drawn.replications, {**drawn.draws, **held})


def test_a_milestone_comes_as_late_as_it_is_after_the_last_of_its_date_and_its_needs(
    scenario: Scenario,
) -> None:
    """T = max(date, T of what it needs) + delay below 0 cut off; both are fixed here."""
    key, need = chained(scenario)
    inputs = fixed(scenario, {f"milestones.{need}.delay_months": 30.0, f"milestones.{key}.delay_months": 2.5})
    times = milestone_times(scenario, inputs, is_plan=False)
    at_once = milestone_times(scenario, inputs, is_plan=True)
    assert times[need] == pytest.approx(at_once[need] + 30)
    assert times[key] == pytest.approx(np.maximum(at_once[key], times[need]) + 2.5)
    early = fixed(scenario, {f"milestones.{need}.delay_months": -3.0})
    assert milestone_times(scenario, early, is_plan=False)[need] == pytest.approx(at_once[need])


def test_what_needs_a_milestone_that_fails_never_comes(scenario: Scenario) -> None:
    key, need = chained(scenario)
    inputs = fixed(scenario, {f"milestones.{need}.fails": 1.0})
    assert np.isinf(milestone_times(scenario, inputs, is_plan=False)[key]).all()
    assert np.isfinite(milestone_times(scenario, inputs, is_plan=True)[key]).all()


def test_a_mechanism_counts_from_the_first_april_on_or_after_its_time() -> None:
    """1 April is 0, 12, 24: what is at 0 or before counts in every year, at 12.5 from the third on, never in none."""
    times = np.array([-3.0, 0.0, 0.1, 12.0, 12.5, np.inf])
    by_year = [counts_by_year(times, year).tolist() for year in range(3)]
    assert by_year[0] == [True, True, False, False, False, False]
    assert by_year[1] == [True, True, True, True, False, False]
    assert by_year[2] == [True, True, True, True, True, False]


def test_what_starts_on_a_date_waits_for_its_milestones(scenario: Scenario) -> None:
    """1 October of the first year is 6; of two milestones at 3 and 9.5 the second decides."""
    start = datetime.date(scenario.start.year, 10, 1)
    times = {"early": np.array([3.0]), "late": np.array([9.5])}
    assert time_of(scenario, times, start, []) == 6
    assert time_of(scenario, times, start, ["early"]) == 6
    assert time_of(scenario, times, start, ["early", "late"]) == 9.5


def test_a_folder_tells_the_same_times_as_the_memory(scenario: Scenario, tmp_path: Path) -> None:
    kept = run(scenario, seed=7, replications=BLOCK, workers=1, folder=tmp_path).results.milestones
    held = run(scenario, seed=7, replications=BLOCK, workers=1).results
    assert list(kept) == sorted(scenario.milestones)
    assert all(np.array_equal(kept[key], held.milestones[key]) for key in kept)
    assert held.to_xarray()["milestone_time"].dims == ("milestone", "replication")


def test_the_length_of_the_arrays_changes_no_digit(scenario: Scenario) -> None:
    """A folder tells the times of all blocks at once, which the engine asked for block by block."""
    drawn = [draw(scenario, 7, block) for block in range(2)]
    both = Inputs(
        2 * BLOCK,
        {name: np.concatenate([one.path(name) for one in drawn], axis=-1) for name in drawn[0].draws},
    )
    apart = [milestone_times(scenario, one, is_plan=False) for one in drawn]
    for key, times in milestone_times(scenario, both, is_plan=False).items():
        assert np.array_equal(times, np.concatenate([one[key] for one in apart]))


def test_what_a_milestone_costs_is_charged_whatever_it_is(scenario: Scenario) -> None:
    """In the plan's first year, before anything reacts, a second million costs what the first one did."""
    spent = [
        plan_run(scenario.with_({"milestones.one_management.cost_gbp_m": cost}))
        .by_year["expenditure"][:, 0]
        .sum()
        for cost in (0.0, 1.0, 2.0)
    ]
    assert spent[1] - spent[0] == pytest.approx(spent[2] - spent[1])
    assert 0.1 < spent[1] - spent[0] <= 1.1

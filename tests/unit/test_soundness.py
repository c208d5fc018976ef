"""A figure that is infinite or lost stops the block, and the month, the process and the body are named."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import SimulationError
from simulator.results.arrays import Results
from simulator.sampling import draw
from simulator.sampling.inputs import Inputs
from simulator.scenario import load
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.simulation import plan_run, simulate_block, simulate_closely
from simulator.statistics.arrays import Array

EVENTFUL = Path(__file__).parents[1] / "scenarios" / "eventful.toml"
FUTURE = 17


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return replaced(load(EVENTFUL), {"years": 3})


@pytest.fixture(scope="module")
def plan(scenario: Scenario) -> Results:
    return plan_run(scenario)


@pytest.fixture(scope="module")
def inputs(scenario: Scenario) -> Inputs:
    drawn = draw(scenario, 1, 0)
    return Inputs(64, {name: values[..., :64].copy() for name, values in drawn.draws.items()})


def with_draw(inputs: Inputs, name: str, value: float, *, month: int | None = None) -> Inputs:
    """The same inputs, but for one draw of one future."""
    values: Array = inputs.draws[name].copy()
    values[(FUTURE,) if month is None else (month, FUTURE)] = value
    return replace(inputs, draws={**inputs.draws, name: values})


def test_a_sound_block_shows_no_fault_under_close_watch(
    scenario: Scenario, inputs: Inputs, plan: Results
) -> None:
    simulate_closely(scenario, inputs, plan)


NOISE, INFLATION = "noise.north_shire.emergency", "prices.tariff.innovation"
NOT_FINITE = (np.inf, -np.inf, np.nan)


@pytest.mark.parametrize(
    ("name", "month", "said", "value"),
    [
        *(
            (NOISE, 7, "November 2020, demand (DEMAND): demand of north_shire for emergency", value)
            for value in (np.inf, np.nan)
        ),
        *((INFLATION, 1, "April 2021, prices (OPEN_YEAR): price of", value) for value in (np.inf, np.nan)),
        # A price has a floor, so that its step is lost only in the year after, in which the error persists.
        (INFLATION, 1, "April 2022, prices (OPEN_YEAR): price of", -np.inf),
        *(
            (
                "bodies.general.forecast.innovation",
                5,
                "September 2020, month-end report general (REPORT)",
                value,
            )
            for value in NOT_FINITE
        ),
        *(("risks.general_roof.amount_gbp_m", None, "general", value) for value in NOT_FINITE),
        *(
            ("schemes.general_rostering.delivery", None, "schemes.general_rostering", value)
            for value in NOT_FINITE
        ),
    ],
)
def test_a_draw_that_is_not_finite_is_told_with_month_process_and_body(
    scenario: Scenario, inputs: Inputs, plan: Results, name: str, month: int | None, said: str, value: float
) -> None:
    spoilt = with_draw(inputs, name, value, month=month)
    if name.startswith("risks"):
        happens = {
            f"risks.general_roof.{key}": np.ones(64) * of for key, of in (("happens", 1), ("day", 0.1))
        }
        spoilt = replace(spoilt, draws={**spoilt.draws, **happens})
    with pytest.raises(SimulationError) as stopped:
        simulate_block(scenario, spoilt, plan)
    sentence = str(stopped.value)
    assert said in sentence
    assert name in sentence
    assert "in the books of" in sentence
    assert f"future {FUTURE} " in sentence


@pytest.mark.parametrize(
    ("name", "month", "value"),
    [("schemes.general_rostering.delay_months", None, np.inf), (NOISE, 7, -np.inf)],
)
def test_an_infinite_draw_that_no_amount_shows_is_told_too(
    scenario: Scenario, inputs: Inputs, plan: Results, name: str, month: int | None, value: float
) -> None:
    """A scheme delayed for ever never goes live, demand has a floor of nothing: no infinite amount, but never meant."""
    spoilt = with_draw(inputs, name, value, month=month)
    with pytest.raises(SimulationError, match=rf"{re.escape(name)} is not finite"):
        simulate_block(scenario, spoilt, plan)

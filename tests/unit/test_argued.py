"""Inputs that are one question are one assumption; what is drawn anew each year is known year by year."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator import Run, load
from simulator.montecarlo.blocks import input_columns
from simulator.review.argued import Columns, assumptions, families
from simulator.review.yearly_draws import yearly_draws
from simulator.sampling import draw
from simulator.simulation import plan_run
from tests.helpers.shipped import SCENARIOS


@pytest.fixture(scope="module")
def run() -> Run:
    """What 1,030 futures of West Norfolk are given; they are not simulated."""
    scenario = load(SCENARIOS / "west_norfolk.toml")
    blocks = [input_columns(draw(scenario, 1, block), scenario.years) for block in range(2)]
    inputs = pd.concat([pd.DataFrame(block) for block in blocks], ignore_index=True)[:1030]
    plan = plan_run(scenario)
    return Run(scenario, 1, 1030, plan, plan, plan, inputs)


def test_parts_and_years_of_one_question_are_one_assumption(run: Run) -> None:
    found = {one.key: one for one in assumptions(run, 2021)}
    assert found["schemes.qeh_cip.delivery"].members == tuple(
        f"schemes.qeh_cip@{year}.delivery" for year in (2019, 2020, 2021)
    )
    assert found["schemes.qeh_cip.delivery"].told == "more of “Yearly CIP, all years” is delivered"
    assert set(found["risks.pay_funding"].members) == {
        f"risks.pay_funding.{part}" for part in ("happens", "day", "amount_gbp_m")
    }
    assert found["risks.pay_funding"].anchor == "risks.pay_funding.happens"
    assert found["prices.allocation"].members == (
        "prices.allocation.innovation",
        "prices.allocation.planned_pct.2019",
    )
    assert found["winter"].told == "more winters are hard"


def test_every_input_up_to_the_year_is_in_one_assumption(run: Run) -> None:
    members = [name for one in assumptions(run, 2027) for name in one.members]
    assert sorted(members) == sorted(run.inputs.columns)


def test_what_is_of_later_years_is_left_out(run: Run) -> None:
    names = [name for one in assumptions(run, 2019) for name in one.members]
    assert "schemes.qeh_cip@2019.delivery" in names
    assert not any("2020" in name or "2021" in name for name in names)


def test_what_common_factors_move_is_a_family(run: Run) -> None:
    found = {one.whole.key: one for one in families(run, assumptions(run, 2021))}
    assert {"factors.demand", "factors.delivery", "inflation", "shocks"} <= set(found)
    assert [one.key for one in found["shocks"].members] == [
        "bodies.qeh.shock.innovation",
        "bodies.wnccg.shock.innovation",
    ]


def test_draws_of_years_add_up_to_the_inputs_of_the_run(run: Run) -> None:
    yearly = yearly_draws(run)
    assert {"prices.pay.innovation", "winter.strikes", "bodies.qeh.shock.innovation"} <= set(yearly)
    for name, years in yearly.items():
        assert np.allclose(years.sum(axis=0), run.inputs[name], rtol=1e-12, atol=1e-12), name


def test_only_years_up_to_the_one_asked_about_are_looked_at(run: Run) -> None:
    columns = Columns(run, 2019, yearly_draws(run))
    assert columns.of(("unit_costs.innovation",)).shape == (1030, 2)
    known_by_sums = Columns(run, 2019, {})
    assert known_by_sums.of(("unit_costs.innovation",)).shape == (1030, 1)


def test_closed_months_move_chance_so_that_years_are_not_drawn_again(run: Run) -> None:
    closed = load(Path(__file__).parents[1] / "scenarios" / "closed_months.toml")
    assert yearly_draws(replace(run, scenario=closed)) == {}

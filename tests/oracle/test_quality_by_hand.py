"""Quality special measures in the independent model, held to arithmetic by hand."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from simulator.scenario.model import Scenario
from tests.oracle.model import Oracle
from tests.oracle.two_bodies import live_once, scenario_with, scheme

ANY_LENGTH = {"plan": 6, "dist": "uniform", "low": 0, "high": 36}


def inspected(**changes: Any) -> Scenario:
    """A hospital of which 108 move with pay, and measures that cost 10 % of it: 0.9 a month."""
    quality = {"in_special_measures": False, "probability": 0.3, "lasts_months": ANY_LENGTH, "cost_pct": 10}
    costs = {"wages": {"base_gbp_m": 108, "price": "pay"}, "supplies": {"base_gbp_m": 12, "price": "other"}}
    income = {"training": {"base_gbp_m": 6, "price": "pay"}}
    return scenario_with(
        bodies__hospital__costs=costs,
        bodies__hospital__income=income,
        bodies__hospital__quality=quality | changes.pop("quality", {}),
        **changes,
    )


def drawn(*, enters: list[int], lasts: list[float] | None = None) -> dict[str, np.ndarray]:
    draws = {"bodies.hospital.quality.enters": np.array(enters, dtype=float)[:, np.newaxis]}
    if lasts is not None:
        draws["bodies.hospital.quality.lasts_months"] = np.array(lasts)[:, np.newaxis]
    return draws


def test_measures_of_the_start_end_in_the_middle_of_a_month_and_new_ones_begin_in_april() -> None:
    """4.5 months of 0.9; then 12 at pay 10 % higher, which are just over when 3 more begin, at 21 % more.

    The plan knows six months from the start, and no more. Neither 6 of income that moves with pay nor a scheme
    that halves wages in the last year counts.
    """
    halves = {"half": scheme(share_pct=50, start=datetime.date(2020, 4, 1))}
    oracle = Oracle(
        inspected(
            quality={"in_special_measures": True},
            prices__pay={"planned_pct": {"2018": 0, "2019": 10}},
            schemes=halves,
        )
    )
    future = live_once(oracle, drawn(enters=[1, 1, 1], lasts=[4.5, 12, 3]))
    years = range(3)
    costs = [4.05, 12 * 0.99, 3 * 1.089]
    assert [future.by_year["quality_cost", "hospital", y] for y in years] == pytest.approx(costs)
    assert future.by_year["surplus", "hospital", 0] == pytest.approx(6 - 4.05)
    assert future.by_year["non_recurrent", "hospital", 0] == pytest.approx(-4.05)
    assert future.by_year["underlying", "hospital", 0] == pytest.approx(6)
    months = [future.by_month["position", "hospital", t] for t in (3, 4, 5)]
    assert months == pytest.approx([0.5 - 0.9, 0.5 - 0.45, 0.5])
    assert future.by_year["quality_cost", "payer", 0] == 0
    assert future.events["quality_measures_entered"] == 3
    for run in (oracle.plan, oracle.do_nothing):
        assert [run.by_year["quality_cost", "hospital", y] for y in years] == pytest.approx([5.4, 0, 0])


@pytest.mark.parametrize(
    ("enters", "lasts", "months", "entered"),
    [
        ([0, 0, 0], [18, 1, 5], [0, 0, 0], 0),
        ([1, 1, 1], [18, 1, 5], [12, 6, 5], 2),  # in the second April those of the first still last
        ([0, 1, 1], [18, 1, 5], [0, 1, 5], 2),
        ([1, 0, 0], [50, 1, 5], [12, 12, 12], 1),  # until after the end
        ([1, 1, 0], [0, 2, 5], [0, 2, 0], 1),
    ],
)
def test_measures_are_entered_in_aprils_at_which_none_last(
    enters: list[int], lasts: list[float], months: list[float], entered: int
) -> None:
    """0.9 for each of the months that fall in a year, and nothing in the plan."""
    oracle = Oracle(inspected())
    future = live_once(oracle, drawn(enters=enters, lasts=lasts))
    costs = [future.by_year["quality_cost", "hospital", y] for y in range(3)]
    assert costs == pytest.approx([0.9 * part for part in months])
    assert future.events["quality_measures_entered"] == entered
    assert [oracle.plan.by_year["quality_cost", "hospital", y] for y in range(3)] == [0, 0, 0]


def test_measures_of_a_certain_length_last_so_whenever_they_begin() -> None:
    """18 months from the second April: 12 and 6 of 0.9 each."""
    oracle = Oracle(inspected(quality={"lasts_months": 18}))
    future = live_once(oracle, drawn(enters=[0, 1, 1]))
    costs = [future.by_year["quality_cost", "hospital", y] for y in range(3)]
    assert costs == pytest.approx([0, 10.8, 5.4])
    assert future.events["quality_measures_entered"] == 1
    spared = live_once(oracle)
    assert spared.by_year["surplus", "hospital", 1] == pytest.approx(6)

"""Operational shocks in the independent model, held to arithmetic by hand."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from simulator.scenario.model import Scenario
from tests.oracle.model import Oracle
from tests.oracle.two_bodies import live_once, scenario_with

ONE_SD = NormalDist().inv_cdf(0.5 + 2 / (3 * math.sqrt(3)))
"""Where Student's t of 4 degrees of freedom is √2, its standard deviation.

Its share below x is ½ + 3/8 · x/√(1 + x²/4) · (1 − x²/(12 + 3x²)); with x² = 2 that is ½ + 3/8 · 2/√3 · 8/9.
"""


def struck(*, mean_pct: float, sd_pct: float = 2, recurrent_pct: float = 0, **changes: Any) -> Scenario:
    shocks = {
        "mean_pct": mean_pct,
        "sd_pct": sd_pct,
        "recurrent_pct": recurrent_pct,
        "commissioners_pct": 25,
        "shared": 0.5,
    }
    return scenario_with(operational_shocks=shocks, **changes)


def innovations(body: str, *normals: float) -> dict[str, np.ndarray]:
    return {f"bodies.{body}.shock.innovation": np.array(normals)[:, np.newaxis]}


def test_half_of_what_a_year_brings_comes_back_in_every_later_one() -> None:
    """−1 % and a standard deviation of 2 %: 1, −3 and −1 % of a planned income of 120, which are 1.2, −3.6, −1.2.

    Prices rise by 10 % a year after the first. The years cost −1.2, then 3.6 − ½ · 1.2 · 1.1 = 2.94, then
    1.2 − ½ · (1.2 · 1.21 − 3.6 · 1.1) = 2.454. Half of what a year itself brings does not recur: 0.6, −1.8, −0.6.
    Only −3 % is told of.
    """
    prices = {"planned_pct": {"2018": 0, "2019": 10}}
    oracle = Oracle(struck(mean_pct=-1, recurrent_pct=50, prices__other=prices))
    future = live_once(oracle, innovations("hospital", ONE_SD, -ONE_SD, 0))
    years = range(3)
    assert [future.by_year["shock", "hospital", y] for y in years] == pytest.approx([-1.2, 2.94, 2.454])
    assert [future.by_year["surplus", "hospital", y] for y in years] == pytest.approx([1.2, -2.94, -2.454])
    assert [future.by_year["non_recurrent", "hospital", y] for y in years] == pytest.approx([0.6, -1.8, -0.6])
    assert [future.by_year["underlying", "hospital", y] for y in years] == pytest.approx([0.6, -1.14, -1.854])
    assert future.by_month["position", "hospital", 23] == pytest.approx(-2.94 / 12)
    assert future.by_year["income", "hospital", 0] == pytest.approx(120)  # a gain is expenditure avoided
    assert future.by_year["shock", "payer", 1] == 0
    assert future.events["shock_struck"] == 1
    for run in (oracle.plan, oracle.do_nothing):
        assert [run.by_year["shock", "hospital", y] for y in years] == [0, 0, 0]


def test_a_commissioner_is_struck_by_a_part_and_a_council_not_at_all() -> None:
    """A quarter of −3 % of 240 is −1.8, and no event tells of 0.75 %."""
    council = {
        "kind": "council",
        "name": "Council",
        "population": "town",
        "opening_underlying_gbp_m": 0,
        "funding_gbp_m": 60,
        "spend": {"home_care": {"base_gbp_m": 60}},
    }
    oracle = Oracle(struck(mean_pct=-1, bodies__council=council, years=1))
    draws = innovations("payer", -ONE_SD) | innovations("council", -ONE_SD)
    future = live_once(oracle, draws)
    assert future.by_year["shock", "payer", 0] == pytest.approx(1.8)
    assert future.by_year["surplus", "payer", 0] == pytest.approx(-1.8)
    assert future.by_year["shock", "council", 0] == 0
    assert future.events["shock_struck"] == 0


@pytest.mark.parametrize(
    ("mean_pct", "cost", "told"), [(-60, 60, 1), (60, -60, 1), (-2, 2.4, 1), (2, -2.4, 1), (1.99, -2.388, 0)]
)
def test_no_year_brings_more_than_half_and_events_tell_of_2_per_cent(
    mean_pct: float, cost: float, told: int
) -> None:
    """At the median the shock is its mean; of 120 at most 60, for good or ill."""
    oracle = Oracle(struck(mean_pct=mean_pct, years=1))
    future = live_once(oracle, innovations("hospital", 0))
    assert future.by_year["shock", "hospital", 0] == pytest.approx(cost)
    assert future.events["shock_struck"] == told


def test_shocks_are_measured_by_planned_income_with_its_support() -> None:
    """Planned are 240 and 24 for keeping the control total: a quarter of 4 % of 264 is 2.64, and the 24 are lost."""
    regime = {"quarters_pct": [10, 20, 30, 40]}
    rules = {"improvement_pct": {"2018": 0}, "ceiling_pct": {"2018": 0}}
    oracle = Oracle(
        struck(
            mean_pct=-4,
            bodies__payer__control_total={"opening_gbp_m": 0},
            bodies__payer__sustainability_funding={"offer_gbp_m": {"2018": 24}},
            regime=regime | {"commissioners": rules},
            years=1,
        )
    )
    assert oracle.plan.by_year["income", "payer", 0] == pytest.approx(264)
    future = live_once(oracle, innovations("payer", 0))
    assert future.by_year["shock", "payer", 0] == pytest.approx(2.64)
    assert future.by_year["surplus", "payer", 0] == pytest.approx(-2.64)

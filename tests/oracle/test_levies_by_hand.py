"""Levies on allocations, held to arithmetic by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.oracle.model import Oracle
from tests.oracle.two_bodies import live_once, scenario_with

COUNCIL: dict[str, Any] = {
    "kind": "council",
    "name": "Council",
    "population": "town",
    "opening_underlying_gbp_m": 0,
    "funding_gbp_m": 60,
    "spend": {"home_care": {"base_gbp_m": 60}},
}


def test_levies_take_their_share_in_their_years_and_from_commissioners_alone() -> None:
    """An allocation of 240, and 300 from the second year on.

    1 % until the first year, and 2 % from the second on: 2.4, then 6, of which one month is 0.5. Each begins
    once. Those that ended before the start, begin after the end, or take nothing are told of nowhere.
    """
    levies = {
        "old": {"from_year": 2016, "to_year": 2018, "share_pct": 1},
        "new": {"from_year": 2019, "share_pct": 2, "paid_to": "fund"},
        "over": {"from_year": 2015, "to_year": 2017, "share_pct": 50},
        "far": {"from_year": 2021, "share_pct": 50},
        "nothing": {"from_year": 2018, "share_pct": 0},
    }
    oracle = Oracle(
        scenario_with(
            levies=levies,
            outside={"fund": {"name": "Fund"}},
            bodies__council=COUNCIL,
            bodies__payer__allocation_price="other",
            prices__other={"planned_pct": {"2018": 0, "2019": 25, "2020": 0}},
        )
    )
    for run in (live_once(oracle), oracle.plan, oracle.do_nothing):
        assert [run.by_year["levies", "payer", y] for y in range(3)] == pytest.approx([2.4, 6, 6])
        assert [run.by_year["surplus", "payer", y] for y in range(3)] == pytest.approx([-2.4, 54, 54])
        assert run.by_year["underlying", "payer", 0] == pytest.approx(-2.4)
        assert [run.by_year["duty_income", "payer", y] for y in range(3)] == pytest.approx([240, 300, 300])
        assert run.by_month["position", "payer", 12] == pytest.approx(5 - 0.5)
        assert run.by_year["levies", "hospital", 1] == run.by_year["levies", "council", 1] == 0
        assert run.events["levy_begins"] == 2


def test_a_levy_that_begins_within_the_horizon_is_told_to_each_commissioner() -> None:
    """240 and 100, in the second year alone: 1 % of each in this future; planned is the median, 2.5 %.

    Where the share was not drawn nothing is taken.
    """
    other = {
        "kind": "commissioner",
        "name": "Other",
        "population": "town",
        "opening_underlying_gbp_m": 0,
        "allocation_gbp_m": 100,
        "spend": {"own": {"base_gbp_m": 100}},
    }
    share = {"dist": "uniform", "low": 0, "high": 5}
    oracle = Oracle(
        scenario_with(
            levies={"l": {"from_year": 2019, "to_year": 2019, "share_pct": share}}, bodies__other=other
        )
    )
    future = live_once(oracle, {"levies.l.share_pct": np.full(1, 1.0)})
    for body, allocation in (("payer", 240), ("other", 100)):
        found = [future.by_year["levies", body, y] for y in range(3)]
        assert found == pytest.approx([0, allocation / 100, 0])
        planned = [oracle.plan.by_year["levies", body, y] for y in range(3)]
        assert planned == pytest.approx([0, allocation / 40, 0])
    assert future.events["levy_begins"] == 2
    assert live_once(oracle).events["levy_begins"] == 0

"""What mechanisms do in the independent model, held to arithmetic that a planner can do by hand."""

from __future__ import annotations

import datetime
import math
from typing import Any

import numpy as np
import pytest

from tests.oracle.milestones import Milestone
from tests.oracle.model import Oracle
from tests.oracle.two_bodies import APRIL_2018, live_once, scenario_with


def payer(surplus: float, allocation: float = 100, **changes: Any) -> dict[str, Any]:
    """A commissioner that ends every year with ``surplus`` before support."""
    table = {
        "kind": "commissioner",
        "name": "Payer",
        "population": "town",
        "opening_underlying_gbp_m": surplus,
        "allocation_gbp_m": allocation,
        "spend": {"own": {"base_gbp_m": allocation - surplus}},
    }
    return table | changes


def four_payers(**pooling: Any) -> Oracle:
    """Rich has 10 left; a lacks 2, b 3 and c 9. Moving money costs a quarter of it."""
    bodies = {"rich": payer(10), "a": payer(-2), "b": payer(-3), "c": payer(-9)}
    table = {"start": APRIL_2018, "administration_pct": 25} | pooling
    changes = {f"bodies__{key}": body for key, body in bodies.items()}
    members = ["payer", "hospital", *bodies]
    return Oracle(scenario_with(system={"name": "Pool", "members": members, "pooling": table}, **changes))


@pytest.mark.parametrize(
    ("rule", "received", "left"),
    [
        ({"rule": "smallest_shortfall_first"}, {"a": 2, "b": 3, "c": 3}, 0),
        ({"rule": "smallest_shortfall_first", "fills_in_part": False}, {"a": 2, "b": 3, "c": 0}, 3.75),
        ({"rule": "proportional"}, {"a": 8 / 7, "b": 12 / 7, "c": 36 / 7}, 0),
    ],
)
def test_a_pool_of_10_has_8_to_give(rule: dict[str, Any], received: dict[str, float], left: float) -> None:
    """10 / 1.25 = 8 can be given: 2 and 3, and the other 3 of c's 9 or nothing; or 8/14 of every shortfall.

    Where only 5 are given, their administration costs 1.25 and 3.75 are left.
    """
    plan = four_payers(**rule).plan
    for key, amount in received.items():
        assert plan.by_year["pooled", key, 0] == pytest.approx(amount)
    assert plan.by_year["pooled", "rich", 0] == pytest.approx(-sum(received.values()))
    assert plan.by_year["pooling_administration", "rich", 0] == pytest.approx(sum(received.values()) / 4)
    assert plan.by_year["surplus", "rich", 0] == pytest.approx(left, abs=1e-12)
    assert plan.by_year["underlying", "a", 0] == pytest.approx(-2)


def test_pooling_begins_with_the_first_april_on_or_after_its_start() -> None:
    """From 2 April 2019 on: nothing moves in the first two years."""
    plan = four_payers(rule="proportional", start=datetime.date(2019, 4, 2)).plan
    assert [plan.by_year["pooled", "a", y] for y in range(3)] == pytest.approx([0, 0, 8 / 7])


MERGER = {
    "name": "Merger",
    "kind": "merger",
    "date": datetime.date(2018, 12, 1),
    "bodies": ["big", "small"],
    "cost_gbp_m": 6,
    "cost_months": 6,
}


def test_merged_bodies_end_alike_for_their_income() -> None:
    """Left are 6 of 200 and −3 of 100, less 2 each for the merger in the first year and 1 each in the second.

    From the second year on what they have together is shared 2 to 1: of 5 and −4 the 1, of 6 and −3 the 3.
    Control totals: 1 and −4 in the first year; then 1 % of income better than half way to the outturn of 4
    (1 + 1.5 + 2 = 4.5) and of −5 (−4 − 0.5 + 1 = −3.5), together 1: 2/3 and 1/3.
    """

    def held(total: float) -> dict[str, Any]:
        return {"control_total": {"opening_gbp_m": total, "share_of_outturn_pct": 50}}

    oracle = Oracle(
        scenario_with(
            bodies__big=payer(6, 200, **held(1)),
            bodies__small=payer(-3, **held(-4)),
            milestones={"merger": MERGER},
            regime={"commissioners": {"improvement_pct": {"2018": 1}, "ceiling_pct": {"2018": 50}}},
        )
    )
    plan = oracle.plan
    assert [plan.by_year["transfers", "big", y] for y in range(3)] == pytest.approx([0, 2 / 3 - 5, -4])
    assert [plan.by_year["surplus", "small", y] for y in range(3)] == pytest.approx([-5, 1 / 3, 1])
    assert [plan.by_year["non_recurrent", "small", y] for y in range(3)] == pytest.approx(
        [-2, 1 / 3 + 4 - 1, 4]
    )
    assert [plan.by_year["control_total", "big", y] for y in range(2)] == pytest.approx([1, 2 / 3])
    assert [plan.by_year["control_total", "small", y] for y in range(2)] == pytest.approx([-4, 1 / 3])
    assert plan.milestones == {"merger": 8}
    assert oracle.do_nothing.by_year["surplus", "big", 1] == pytest.approx(6)
    future = live_once(oracle, {"milestones.merger.fails": np.ones(1)})
    assert future.by_year["surplus", "big", 1] == pytest.approx(6)
    assert future.milestones == {"merger": math.inf}


def test_a_merger_that_costs_falls_on_both_bodies_by_the_month() -> None:
    """A cost of 6 over six months from December: 4 fall in the first year and 2 in the second, half on each."""
    plan = Oracle(scenario_with(bodies__big=payer(6, 200), bodies__small=payer(-3))).plan
    assert plan.by_year["surplus", "big", 0] == pytest.approx(6)
    merged = Oracle(
        scenario_with(bodies__big=payer(6, 200), bodies__small=payer(-3), milestones={"merger": MERGER})
    ).plan
    assert merged.by_month["position", "small", 8] == pytest.approx(-0.25 - 0.5)
    assert merged.by_month["position", "small", 13] == pytest.approx(-0.25 - 0.5)
    assert merged.by_month["position", "small", 14] == pytest.approx(-0.25)


def test_shared_management_moves_grip_by_quarters() -> None:
    """Reached at 4.5, 0.2 in 12 months: seen first at 6 (1.5/12 of it), disrupted by 0.1 until 9."""
    milestone = Milestone("shared_management", 4.5, False, [], [], 0, 1, 0.2, 12, 0.1, 4)
    found = [milestone.moves_grip(t) for t in (5, 6, 8, 9, 18)]
    assert found == pytest.approx([0, 0.025 - 0.1, 0.025 - 0.1, 0.075, 0.2])
    assert not milestone.counts_in(0)
    assert milestone.counts_in(1)


def funded(offer: float, **changes: Any) -> dict[str, Any]:
    return {
        "control_total": {"opening_gbp_m": 0},
        "sustainability_funding": {"offer_gbp_m": {"2018": offer}},
    } | changes


FUNDING_RULES = {
    "quarters_pct": [10, 20, 30, 40],
    "commissioners": {"improvement_pct": {"2018": 0}, "ceiling_pct": {"2018": 0}},
    "providers": {
        "improvement_pct": {"2018": 0},
        "ceiling_pct": {"2018": 0},
        "finance_pct": {"2018": 70},
        "performance_limit_pct": {"2018": 1},
    },
}


def surprise(amount: float, date: datetime.date, owner: str = "alone") -> dict[str, Any]:
    return {
        "name": "Surprise",
        "owner": owner,
        "probability": 0.5,
        "amount_gbp_m": amount,
        "date": date,
        "duration_months": 1,
    }


@pytest.mark.parametrize(("comes_back", "funding", "missed", "again"), [(0, 0, 4, 0), (1, 10, 2, 1)])
def test_a_missed_finance_quarter_is_earned_again(
    comes_back: int, funding: float, missed: int, again: int
) -> None:
    """6 too much in May: June and September are missed. Saved in October: 60 % at once and 40 % in March."""
    risks = {
        "may": surprise(6, datetime.date(2018, 5, 1)),
        "october": surprise(-6, datetime.date(2018, 10, 1)),
    }
    oracle = Oracle(
        scenario_with(bodies__alone=payer(0, **funded(10)), regime=FUNDING_RULES, risks=risks, years=1)
    )
    draws = {"risks.may.happens": np.ones(1), "risks.october.happens": np.full(1, float(comes_back))}
    future = live_once(oracle, draws)
    assert future.by_year["funding", "alone", 0] == pytest.approx(funding)
    assert future.by_year["surplus", "alone", 0] == pytest.approx(funding - 6 * (1 - comes_back))
    assert future.events["funding_missed"] == missed
    assert future.events["funding_earned_again"] == again
    assert oracle.plan.by_year["funding", "alone", 0] == pytest.approx(10)


def test_a_provider_that_fails_in_finance_is_still_paid_for_performance() -> None:
    """10 offered, 30 % of it for care that was not cancelled: 3, of which the last 1.2 arrive in April."""
    cash = {"opening_gbp_m": 0, "minimum_gbp_m": -100, "loan_rate_pct": 0, "loan_term_months": 12}
    oracle = Oracle(
        scenario_with(
            bodies__hospital__control_total={"opening_gbp_m": 0},
            bodies__hospital__sustainability_funding={"offer_gbp_m": {"2018": 10}},
            bodies__hospital__cash=cash,
            regime=FUNDING_RULES,
            risks={"flood": surprise(6, APRIL_2018, "hospital")},
            years=1,
        )
    )
    future = live_once(oracle, {"risks.flood.happens": np.ones(1)})
    assert future.by_year["funding", "hospital", 0] == pytest.approx(3)
    assert future.by_year["cash", "hospital", 0] == pytest.approx(3 - 1.2 - 6)
    assert future.by_year["duty_income", "hospital", 0] == pytest.approx(123)


def test_members_keep_a_single_control_total_together() -> None:
    """One is 6 below its own total, the other 6 above: alone one of them is paid, together both."""
    single = {"start": APRIL_2018}
    for table, expected in (({}, [0, 10]), ({"control_total": single}, [10, 10])):
        oracle = Oracle(
            scenario_with(
                bodies__low=payer(-6, **funded(10)),
                bodies__high=payer(6, **funded(10)),
                system={"name": "Both", "members": ["payer", "hospital", "low", "high"]} | table,
                regime=FUNDING_RULES,
                years=1,
            )
        )
        future = live_once(oracle)
        assert [future.by_year["funding", key, 0] for key in ("low", "high")] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("windfall", "bonus", "forward"), [(4.0, 50 / 100 * 4 + 20 / 100 * 10, 0), (-4.0, 0.0, 0)]
)
def test_who_is_ahead_shares_what_others_did_not_earn(windfall: float, bonus: float, forward: int) -> None:
    """4 ahead of a total of 0: half of it, 20 % of the 10 offered, and nothing brought forward; 4 behind: nothing."""
    rewards = {"incentive_pct": {"2018": 50}, "bonus_pct": {"2018": 20}}
    oracle = Oracle(
        scenario_with(
            bodies__hospital__control_total={"opening_gbp_m": 0},
            bodies__hospital__sustainability_funding={"offer_gbp_m": {"2018": 10}},
            bodies__hospital__year_end={"found_pct": 0, "brought_forward_pct": 50},
            regime=FUNDING_RULES | {"providers": FUNDING_RULES["providers"] | rewards},
            risks={"luck": surprise(-windfall, datetime.date(2018, 10, 1), "hospital")},
            years=1,
        )
    )
    future = live_once(
        oracle, {"risks.luck.happens": np.ones(1), "bodies.hospital.year_end.found_pct": np.full((1, 1), 5.0)}
    )
    earned = 10.0 if windfall > 0 else 3.0 + 0.7 * 10 * 0.3  # performance; finance until October
    assert future.by_year["funding", "hospital", 0] == pytest.approx(earned + bonus)
    assert future.events["bonus_earned"] == (bonus > 0)
    assert future.events["spending_brought_forward"] == forward
    assert oracle.plan.by_year["funding", "hospital", 0] == pytest.approx(10)

"""Loans that are written off, rescues, and stages of escalation that have their years, held to arithmetic by hand."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.oracle.future import Future
from tests.oracle.model import Oracle
from tests.oracle.two_bodies import live_once, scenario_with

NATION = "regime.write_off.happens"
COMES = "bodies.hospital.rescue.comes"
BREAK = "policy_regimes.interruption.begins"


def cash(loans: float = 0, rate: float = 0, term: int = 1200) -> dict[str, Any]:
    """100 in the bank: nothing needs to be borrowed."""
    return {
        "opening_gbp_m": 100,
        "minimum_gbp_m": 0,
        "opening_loans_gbp_m": loans,
        "loan_rate_pct": rate,
        "loan_term_months": term,
    }


def write_off(share: float) -> dict[str, Any]:
    return {"write_off": {"probability": {"2018": 0.1}, "share_pct": share}}


def rescue(**changes: Any) -> dict[str, Any]:
    """For two years, with half of the deficit; only for failure."""
    table = {
        "loans_written_off_pct": 0,
        "loans_above_pct": 1000,
        "deficit_pct": 0,
        "failed_years": 2,
        "probability": 0.5,
        "lasts_years": 2,
        "support_pct": 50,
    }
    return {"rescue": table | changes}


def by_year(*said: float) -> np.ndarray:
    return np.array(said, dtype=float)[:, None]


def told(future: Future, measure: str, years: int, body: str = "hospital") -> list[float]:
    return [future.by_year[measure, body, y] for y in range(years)]


def failing(regime: dict[str, Any], years: int, loans: float = 0, **changes: Any) -> Oracle:
    """A hospital that is paid 108 for work that costs 120, in the plan too."""
    return Oracle(
        scenario_with(
            bodies__hospital__cash=cash(loans),
            contracts__main__opening_plan=0.9,
            regime={"providers": regime},
            years=years,
            **changes,
        )
    )


def test_a_write_off_leaves_less_to_pay_interest_on_and_less_to_repay() -> None:
    """12 % of 10 in the first year. 40 % of 10 are written off in April, and 12 % of 6 paid in the second.

    In its March the 6 that are left fall due, and are repaid out of the bank.
    """
    oracle = Oracle(
        scenario_with(bodies__hospital__cash=cash(10, rate=12, term=24), regime={"providers": write_off(40)})
    )
    future = live_once(oracle, {NATION: by_year(0, 1, 0)})
    assert told(future, "written_off", 3) == pytest.approx([0, 4, 0])
    assert told(future, "interest", 3) == pytest.approx([1.2, 0.72, 0])
    assert told(future, "loans", 3) == pytest.approx([10, 0, 0])
    assert told(future, "cash", 3) == pytest.approx([98.8, 98.8 - 0.72 - 6, 98.8 - 0.72 - 6])
    assert told(future, "income", 3) == pytest.approx([120, 120, 120])
    assert told(future, "surplus", 3) == pytest.approx([-1.2, -0.72, 0])
    assert told(future, "non_recurrent", 3) == [0, 0, 0]
    assert future.events["loans_written_off"] == 1
    assert told(future, "written_off", 3, "payer") == [0, 0, 0]
    for run in (oracle.plan, oracle.do_nothing, live_once(oracle)):
        assert told(run, "written_off", 3) == [0, 0, 0]
        assert told(run, "interest", 3) == pytest.approx([1.2, 1.2, 0])


def test_what_is_borrowed_at_any_time_is_written_off_alike() -> None:
    """1 a month is missing and borrowed: 12 in the first year. In April 9 of them go, and each 1 is a 0.25.

    With a term of 12 months each 0.25 falls due in the second year, is rolled, and 12 more are borrowed.
    """
    empty = cash(term=12) | {"opening_gbp_m": 0}
    regime = {"providers": write_off(75)}
    oracle = Oracle(
        scenario_with(bodies__hospital__cash=empty, contracts__main__opening_plan=0.9, regime=regime)
    )
    future = live_once(oracle, {NATION: by_year(0, 1, 0)})
    assert told(future, "written_off", 3) == pytest.approx([0, 9, 0])
    assert told(future, "loans", 3) == pytest.approx([12, 15, 27])
    assert told(future, "cash", 3) == pytest.approx([0, 0, 0], abs=1e-9)


def test_loans_are_written_off_in_the_first_april_and_again_and_again() -> None:
    """Of 10 half in the first April and half of the rest in the third: interest of 12 % on 5, 5 and 2.5."""
    regime = {"providers": write_off(50)}
    oracle = Oracle(scenario_with(bodies__hospital__cash=cash(10, rate=12), regime=regime))
    future = live_once(oracle, {NATION: by_year(1, 0, 1)})
    assert told(future, "written_off", 3) == pytest.approx([5, 0, 2.5])
    assert told(future, "interest", 3) == pytest.approx([0.6, 0.6, 0.3])
    assert future.events["loans_written_off"] == 2


@pytest.mark.parametrize("tables", [{}, {"bodies__hospital__cash": cash(0.0124)}])
def test_of_what_is_hardly_worth_it_no_event_tells(tables: dict[str, Any]) -> None:
    """Without loans nothing is written off; 40 % of 0.0124 are less than 0.005."""
    oracle = Oracle(scenario_with(regime={"providers": write_off(40)}, **tables))
    future = live_once(oracle, {NATION: by_year(1, 0, 0)})
    assert told(future, "written_off", 1) == pytest.approx([0.4 * 0.0124 if tables else 0])
    assert future.events["loans_written_off"] == 0


def test_who_owes_too_much_is_rescued_for_two_years() -> None:
    """30 are more than a fifth of 108. Half of them are written off, and 6 of the 12 come at two closes.

    They are in the bank in the Aprils that follow. Of the 15 that are left, a fifth of the income is not enough.
    """
    regime = rescue(loans_above_pct=20, failed_years=99, loans_written_off_pct=50)
    oracle = failing(regime, years=5, loans=30)
    future = live_once(oracle, {COMES: np.ones((5, 1))})
    assert told(future, "written_off", 5) == pytest.approx([0, 15, 0, 0, 0])
    assert told(future, "deficit_support", 5) == pytest.approx([0, 6, 6, 0, 0])
    assert told(future, "surplus", 5) == pytest.approx([-12, -6, -6, -12, -12])
    assert told(future, "income", 5) == pytest.approx([108, 114, 114, 108, 108])
    assert told(future, "duty_income", 5) == told(future, "income", 5)
    assert told(future, "non_recurrent", 5) == pytest.approx([0, 6, 6, 0, 0])
    assert told(future, "underlying", 5) == pytest.approx([-12] * 5)
    assert told(future, "cash", 5) == pytest.approx([88, 76, 70, 64, 52])
    assert told(future, "loans", 5) == pytest.approx([30, 15, 15, 15, 15])
    counted = [future.events[kind] for kind in ("rescue_begins", "deficit_support_paid", "loans_written_off")]
    assert counted == [1, 2, 1]
    for run in (oracle.plan, oracle.do_nothing):
        assert told(run, "deficit_support", 5) == told(run, "written_off", 5) == [0] * 5


@pytest.mark.parametrize("share", [27, 28])
def test_it_is_more_than_the_share_of_income_that_is_too_much(share: float) -> None:
    """30 are more than 27 % of 108, 29.16, and less than 28 %, 30.24."""
    regime = rescue(loans_above_pct=share, failed_years=99)
    future = live_once(failing(regime, years=2, loans=30), {COMES: np.ones((2, 1))})
    assert future.events["rescue_begins"] == (share == 27)


@pytest.mark.parametrize(
    ("comes", "lasts", "support", "begins"),
    [
        # The second failure in a row is enough. In the two years that follow none is counted: the fifth is the
        # first again, and the sixth decides a rescue of which no year is left.
        ((1, 1, 1, 1, 1, 1), 2, (0, 0, 6, 6, 0, 0), 2),
        # The second close says no, the third yes.
        ((1, 0, 1, 1, 1, 1), 2, (0, 0, 0, 6, 6, 0), 1),
        # Nobody comes in the last year of a rescue, and after it two years have to fail anew.
        ((1, 1, 1, 1, 1, 1), 1, (0, 0, 6, 0, 0, 6), 2),
        ((0, 0, 0, 0, 0, 0), 2, (0, 0, 0, 0, 0, 0), 0),
    ],
)
def test_two_failed_years_in_a_row_bring_a_rescue(
    comes: tuple[int, ...], lasts: int, support: tuple[float, ...], begins: int
) -> None:
    """Half of 12 in each year of a rescue; a deficit of 11.1 % of income is beyond 10 %."""
    oracle = failing(rescue(lasts_years=lasts, deficit_pct=10), years=6)
    future = live_once(oracle, {COMES: by_year(*comes)})
    assert told(future, "deficit_support", 6) == pytest.approx(support)
    assert told(future, "surplus", 6) == pytest.approx([amount - 12 for amount in support])
    assert future.events["rescue_begins"] == begins


def test_a_good_year_between_two_failures_begins_the_count_anew() -> None:
    """Income of 108, 135, 108 and 108 for a cost of 120: only the last close is the second bad one in a row."""
    prices = {
        "prices__tariff": {"planned_pct": {"2018": -10, "2019": 25, "2020": -20, "2021": 0}},
        "contracts__main__price": "tariff",
    }
    oracle = Oracle(
        scenario_with(bodies__hospital__cash=cash(), regime={"providers": rescue()}, years=4, **prices)
    )
    future = live_once(oracle, {COMES: np.ones((4, 1))})
    assert told(future, "surplus", 4) == pytest.approx([-12, 15, -12, -12])
    assert future.events["rescue_begins"] == 1
    twice = live_once(oracle, {COMES: by_year(1, 1, 1, 0)})
    assert twice.events["rescue_begins"] == 0


@pytest.mark.parametrize("is_banked", [True, False])
def test_nobody_is_rescued_for_a_small_deficit_or_without_a_bank(is_banked: bool) -> None:
    """12 are less than 20 % of 108; and of a hospital without a bank no deficit is too large."""
    regime = rescue(deficit_pct=20 if is_banked else 0)
    tables = {"bodies__hospital__cash": cash()} if is_banked else {}
    oracle = Oracle(
        scenario_with(contracts__main__opening_plan=0.9, regime={"providers": regime}, years=4, **tables)
    )
    future = live_once(oracle, {COMES: np.ones((4, 1))})
    assert future.events["rescue_begins"] == 0
    assert told(future, "deficit_support", 4) == [0] * 4


@pytest.mark.parametrize(
    ("changes", "measure", "other"),
    [
        # 12 less 4 are 8, of which half is 4.
        (
            {
                "bodies__hospital__control_total": {"opening_gbp_m": -20},
                "bodies__hospital__sustainability_funding": {"offer_gbp_m": {"2018": 4}},
            },
            "funding",
            (4, 4, 4),
        ),
        # 5 % of 108 are found, 5.4, and half of the 6.6 that are left is 3.3.
        (
            {
                "bodies__hospital__control_total": {"opening_gbp_m": 0, "share_of_outturn_pct": 0},
                "bodies__hospital__year_end": {"found_pct": 5},
            },
            "year_end_measures",
            (5.4, 5.4, 5.4),
        ),
    ],
)
def test_deficit_support_fills_what_all_other_support_leaves(
    changes: dict[str, Any], measure: str, other: tuple[float, ...]
) -> None:
    """12 are missing in each of three years, and the third is one of a rescue."""
    national = {
        "quarters_pct": [10, 20, 30, 40],
        "providers": rescue()
        | {
            "improvement_pct": {"2018": 0},
            "ceiling_pct": {"2018": 0},
            "finance_pct": {"2018": 100},
            "performance_limit_pct": {"2018": 1},
        },
    }
    oracle = Oracle(
        scenario_with(
            bodies__hospital__cash=cash(), contracts__main__opening_plan=0.9, regime=national, **changes
        )
    )
    future = live_once(oracle, {COMES: np.ones((3, 1))})
    assert told(future, measure, 3) == pytest.approx(other)
    assert told(future, "deficit_support", 3) == pytest.approx([0, 0, (12 - other[2]) / 2])
    assert told(future, "surplus", 3) == pytest.approx([other[0] - 12, other[1] - 12, (other[2] - 12) / 2])


def test_who_needs_no_support_in_a_rescue_has_none() -> None:
    """The price rises by a third in the third year: 108 become 144, and the 24 to spare stay as they are."""
    oracle = failing(
        rescue(),
        years=3,
        prices__tariff={"planned_pct": {"2018": 0, "2020": 100 / 3}},
        contracts__main__price="tariff",
    )
    future = live_once(oracle, {COMES: np.ones((3, 1))})
    assert told(future, "surplus", 3) == pytest.approx([-12, -12, 24])
    assert told(future, "deficit_support", 3) == [0, 0, 0]
    assert (future.events["rescue_begins"], future.events["deficit_support_paid"]) == (1, 0)


def test_who_was_supported_fails_by_less() -> None:
    """In the third year 10.8 of the 12 are given: what is left is less than 5 % of income."""
    escalation = {
        "deficit_pct": 5,
        "special_measures_years": 1,
        "contingency_planning_years": 9,
        "administration_years": 9,
        "administration_probability": 0,
    }
    oracle = failing(rescue(support_pct=90) | {"escalation": escalation}, years=3)
    future = live_once(oracle, {COMES: np.ones((3, 1))})
    assert told(future, "surplus", 3) == pytest.approx([-12, -12, -1.2])
    assert told(future, "escalation", 3) == [1, 1, 0]


def test_in_one_april_a_break_comes_first_then_the_nation_then_the_rescue() -> None:
    """Of 40 a quarter, 10; of 30 half, 15; of 15 the rescue writes 40 % off, 6. One event tells of the 31."""
    policy = {
        "begins": [2018],
        "plan": "only",
        "regimes": {"only": {"probability": 1.0}},
        "interruption": {"probability": 0.1, "lasts_years": 2, "loans_written_off_pct": 25},
    }
    regime = rescue(loans_above_pct=20, loans_written_off_pct=40) | write_off(50)
    oracle = failing(regime, years=3, loans=40, policy_regimes=policy)
    draws = {COMES: by_year(1, 0, 0), NATION: by_year(0, 1, 0), BREAK: by_year(0, 1, 0)}
    future = live_once(oracle, draws)
    assert told(future, "written_off", 3) == pytest.approx([0, 31, 0])
    assert told(future, "loans", 3) == pytest.approx([40, 9, 9])
    assert future.events["loans_written_off"] == 1


STAGES: dict[str, Any] = {
    "deficit_pct": 1,
    "special_measures_years": 1,
    "contingency_planning_years": 2,
    "administration_years": 3,
    "administration_probability": 0.5,
    "contingency_planning_gbp_m": 0.6,
    "administration_gbp_m": 2,
}
SENT_AND_APPOINTED = {
    "contingency_planning_from": 2020,
    "contingency_planning_until": 2021,
    "administration_from": 2023,
    "administration_until": 2023,
}


@pytest.mark.parametrize(
    ("kind", "body", "changes"),
    [
        ("providers", "hospital", {"contracts__main__opening_plan": 0.9}),
        ("commissioners", "payer", {"bodies__payer__spend": {"own": {"base_gbp_m": 132}}}),
    ],
)
@pytest.mark.parametrize(
    ("limits", "said", "stages"),
    [
        ({}, (0, 0, 1, 0, 0, 0, 0), (1, 2, 3, 3, 3, 3, 3)),
        # The second year's close is too early for a team, those of the fifth and sixth too late. Administrators
        # are appointed in the sixth year alone: the draws of all the others say no.
        (SENT_AND_APPOINTED, (1, 1, 1, 1, 1, 0, 1), (1, 1, 2, 2, 1, 1, 1)),
        # Once appointed, one stays.
        (SENT_AND_APPOINTED, (1, 1, 1, 1, 1, 1, 0), (1, 1, 2, 2, 1, 3, 3)),
        ({"contingency_planning_until": 2019}, (0, 0, 0, 0, 0, 0, 0), (1, 2, 1, 1, 1, 1, 1)),
        ({"contingency_planning_from": 2022}, (0, 0, 0, 0, 0, 0, 0), (1, 1, 1, 1, 2, 2, 2)),
        ({"administration_until": 2021}, (0, 0, 0, 0, 1, 1, 1), (1, 2, 2, 2, 2, 2, 2)),
        ({"administration_until": 2021}, (0, 0, 0, 1, 0, 0, 0), (1, 2, 2, 3, 3, 3, 3)),
        ({"administration_from": 2022}, (0, 0, 1, 1, 0, 1, 0), (1, 2, 2, 2, 2, 3, 3)),
    ],
)
def test_stages_exist_in_their_years_alone(
    kind: str,
    body: str,
    changes: dict[str, Any],
    limits: dict[str, int],
    said: tuple[int, ...],
    stages: tuple[int, ...],
) -> None:
    """12 are missing every year. A team costs 0.6 in the year after a close at stage 2, the administrator 2 once."""
    oracle = Oracle(scenario_with(regime={kind: {"escalation": STAGES | limits}}, years=7, **changes))
    future = live_once(oracle, {f"bodies.{body}.escalation.administered": by_year(*said)})
    assert told(future, "escalation", 7, body) == list(stages)
    entered = [stage for last, stage in pairwise((0, *stages)) if stage > last]
    costs = [0.6 if stage == 2 else 0 for stage in stages]
    if 3 in stages:
        costs[stages.index(3)] = 2
    assert told(future, "escalation_cost", 7, body) == pytest.approx([0, *costs[:-1]])
    kinds = ("special_measures_entered", "contingency_planning_begun", "administration_begun")
    assert [future.events[kind] for kind in kinds] == [entered.count(stage) for stage in (1, 2, 3)]

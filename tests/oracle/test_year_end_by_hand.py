"""Year-end measures, held to arithmetic by hand."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from tests.oracle.future import Future
from tests.oracle.model import Oracle
from tests.oracle.test_mechanisms_by_hand import FUNDING_RULES, MERGER, payer, surprise
from tests.oracle.two_bodies import APRIL_2018, live_once, scenario_with

STILL = {"improvement_pct": {"2018": 0}, "ceiling_pct": {"2018": 0}}
"""Control totals that move by last year's outturn alone."""


def of_years(future: Future, measure: str, body: str, years: int = 3) -> Any:
    """A measure by year, for comparison."""
    return pytest.approx([future.by_year[measure, body, y] for y in range(years)])


def year_end(found: Any, brought_forward: float = 0, returns: float = 0) -> dict[str, Any]:
    return {"found_pct": found, "brought_forward_pct": brought_forward, "returns_pct": returns}


def held_to(total: float, share: float = 100) -> dict[str, float]:
    return {"opening_gbp_m": total, "share_of_outturn_pct": share}


def test_what_is_missing_is_found_and_half_of_it_comes_back() -> None:
    """1 short of a control total of 0, and up to 3 % of 100 found: 1, of which 0.5 come back.

    The next control total goes on from −1, without what was found; 1.5 short, the close finds 0.5 of it. Then
    −1.5 are asked and 1.25 are short: nothing is missing, and nothing is brought forward.
    """
    body = payer(-1, control_total=held_to(0), year_end=year_end(3, returns=50))
    oracle = Oracle(scenario_with(bodies__alone=body, regime={"commissioners": STILL}))
    future = live_once(oracle)
    assert of_years(future, "control_total", "alone") == [0, -1, -1.5]
    assert of_years(future, "year_end_measures", "alone") == [1, 0.5, 0]
    assert of_years(future, "year_end_returns", "alone") == [0, 0.5, 0.25]
    assert of_years(future, "surplus", "alone") == [0, -1, -1.25]
    assert of_years(future, "non_recurrent", "alone") == [1, 0, -0.25]
    assert of_years(future, "underlying", "alone") == [-1, -1, -1]
    assert of_years(future, "income", "alone") == [101, 100.5, 100]
    assert of_years(future, "duty_income", "alone") == [100, 100, 100]
    assert future.by_year["cumulative", "alone", 2] == pytest.approx(-2.25)
    assert future.by_month["position", "alone", 12] == pytest.approx(-1.5 / 12)
    assert future.events["gap_closed"] == 2
    assert future.events["gap_narrowed"] == future.events["spending_brought_forward"] == 0
    for run in (oracle.plan, oracle.do_nothing):
        assert of_years(run, "year_end_measures", "alone") == [0, 0, 0]
        assert of_years(run, "surplus", "alone") == [-1, -1, -1]


def test_what_can_be_found_is_drawn_each_year() -> None:
    """1 short of 0 each year: 0.4 % and 0.2 % of 100 narrow the gap, and 2 % would have been enough twice over."""
    uncertain = {"dist": "uniform", "low": 0, "high": 4}
    body = payer(-1, control_total=held_to(0, 0), year_end=year_end(uncertain))
    oracle = Oracle(scenario_with(bodies__alone=body, regime={"commissioners": STILL}))
    drawn = np.array([[0.4], [0.2], [2.0]])
    future = live_once(oracle, {"bodies.alone.year_end.found_pct": drawn})
    assert of_years(future, "year_end_measures", "alone") == [0.4, 0.2, 1]
    assert of_years(future, "surplus", "alone") == [-0.6, -0.8, 0]
    assert (future.events["gap_narrowed"], future.events["gap_closed"]) == (2, 1)
    nothing = live_once(oracle)
    assert of_years(nothing, "year_end_measures", "alone") == [0, 0, 0]
    assert nothing.events["gap_narrowed"] == 0


def test_who_is_ahead_brings_spending_forward() -> None:
    """6 ahead of 0: half is 3, and at most 2 % of 100 goes. A quarter is not to be spent again: 6.5 ahead, 2 go.

    Of a control total of 5 the others are 1 ahead: 0.5 go, and 0.125 are not spent again.
    """
    free = payer(6, year_end=year_end(2, brought_forward=50, returns=25))
    regime = {"commissioners": {"improvement_pct": {"2018": 0}, "ceiling_pct": {"2018": 100}}}
    asked = free | {"control_total": held_to(5, 0)}
    oracle = Oracle(scenario_with(bodies__free=free, bodies__asked=asked, regime=regime, years=2))
    future = live_once(oracle)
    assert of_years(future, "year_end_measures", "free", 2) == [-2, -2]
    assert of_years(future, "year_end_returns", "free", 2) == [0, -0.5]
    assert of_years(future, "surplus", "free", 2) == [4, 4.5]
    assert of_years(future, "expenditure", "free", 2) == [96, 95.5]
    assert of_years(future, "non_recurrent", "free", 2) == [-2, -1.5]
    assert of_years(future, "year_end_measures", "asked", 2) == [-0.5, -0.5625]
    assert of_years(future, "surplus", "asked", 2) == [5.5, 5.5625]
    assert future.events["spending_brought_forward"] == 4
    assert future.events["gap_closed"] == 0


def test_without_a_control_total_a_deficit_that_was_budgeted_is_the_target() -> None:
    """A budget of −3, less a contingency of 1 % of 100 of one of them; 2 more are lost in May.

    Of one 2 are found and of the other 1. A body that budgets 1 and has lost 2 is asked to break even: 1.
    """
    may = datetime.date(2018, 5, 1)
    bodies: dict[str, Any] = {
        "bodies__bare": payer(-3, year_end=year_end(5)),
        "bodies__safe": payer(-3, contingency_pct=1, year_end=year_end(5)),
        "bodies__sound": payer(1, year_end=year_end(5)),
    }
    names = ("bare", "safe", "sound")
    oracle = Oracle(scenario_with(risks={name: surprise(2, may, name) for name in names}, years=1, **bodies))
    future = live_once(oracle, {f"risks.{name}.happens": np.ones(1) for name in names})
    assert [future.by_year["year_end_measures", name, 0] for name in names] == pytest.approx([2, 1, 1])
    assert [future.by_year["surplus", name, 0] for name in names] == pytest.approx([-3, -4, 0])
    assert future.events["gap_closed"] == 3


@pytest.mark.parametrize(
    ("share", "found", "funding", "event"), [(4, 0.04 * 121.8, 3, "gap_narrowed"), (5, 6, 10, "gap_closed")]
)
def test_what_a_provider_finds_earns_the_fourth_quarter(
    share: float, found: float, funding: float, event: str
) -> None:
    """6 short of 0, with income of 120 and 1.8 of funding: 60 % of the 3 that are offered for performance.

    5 % of 121.8 would be more than is missing: all of the 7 for finance is earned at once. What the close brings
    is paid in April: until then the cash is 1.8 less 6. It counts in the income on which duties are measured.
    """
    cash = {"opening_gbp_m": 0, "minimum_gbp_m": -100, "loan_rate_pct": 0, "loan_term_months": 12}
    oracle = Oracle(
        scenario_with(
            bodies__hospital__control_total={"opening_gbp_m": 0},
            bodies__hospital__sustainability_funding={"offer_gbp_m": {"2018": 10, "2019": 0}},
            bodies__hospital__cash=cash,
            bodies__hospital__year_end=year_end(share),
            regime=FUNDING_RULES,
            risks={"flood": surprise(6, APRIL_2018, "hospital")},
            years=2,
        )
    )
    future = live_once(oracle, {"risks.flood.happens": np.ones(1)})
    assert future.by_year["year_end_measures", "hospital", 0] == pytest.approx(found)
    assert future.by_year["funding", "hospital", 0] == pytest.approx(funding)
    assert future.by_year["surplus", "hospital", 0] == pytest.approx(-6 + found + funding)
    assert future.by_year["duty_income", "hospital", 0] == pytest.approx(120 + found + funding)
    assert [1.8 - 6, -6 + found + funding] == of_years(future, "cash", "hospital", 2)
    assert future.events[event] == 1
    assert future.by_year["control_total", "hospital", 1] == pytest.approx(-6)


def test_what_one_finds_is_shared_in_a_merged_body() -> None:
    """One is 6 ahead of 200, the other 3 behind of 100 and finds 2 of them: together 5, shared 2 to 1."""
    small = payer(-3, control_total=held_to(0, 0), year_end=year_end(2))
    oracle = Oracle(
        scenario_with(
            bodies__big=payer(6, 200),
            bodies__small=small,
            milestones={"merger": MERGER | {"cost_gbp_m": 0}},
            regime={"commissioners": STILL},
            years=2,
        )
    )
    future = live_once(oracle)
    assert of_years(future, "transfers", "big", 2) == [0, 10 / 3 - 6]
    assert of_years(future, "transfers", "small", 2) == [0, 5 / 3 + 1]
    assert of_years(future, "surplus", "small", 2) == [-1, 5 / 3]


def test_a_pool_shares_what_measures_leave() -> None:
    """Of 10 a fifth is brought forward: 8 can be given. One finds 1 of 2 that it lacks, one all of 3, one none of 9.

    The 8 fill four fifths of the 1 and 9 that are left, and nothing goes to the one that has reached its target.
    """
    bodies = {
        "rich": payer(10, year_end=year_end(5, brought_forward=20)),
        "a": payer(-2, control_total=held_to(0), year_end=year_end(1)),
        "b": payer(-3, control_total=held_to(0), year_end=year_end(5)),
        "c": payer(-9),
    }
    system = {
        "name": "Pool",
        "members": ["payer", "hospital", *bodies],
        "pooling": {"start": APRIL_2018, "rule": "proportional"},
    }
    changes = {f"bodies__{key}": body for key, body in bodies.items()}
    oracle = Oracle(scenario_with(system=system, regime={"commissioners": STILL}, years=1, **changes))
    future = live_once(oracle)
    pooled = [future.by_year["pooled", key, 0] for key in bodies]
    assert pooled == pytest.approx([-8, 0.8, 0, 7.2])
    assert [future.by_year["surplus", key, 0] for key in bodies] == pytest.approx(
        [0, -0.2, 0, -1.8], abs=1e-12
    )
    assert (future.events["pooled_given"], future.events["pooled_received"]) == (1, 2)

"""Parliaments' policies, and the years in which policy breaks, held to arithmetic by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.oracle.future import Future
from tests.oracle.model import Oracle
from tests.oracle.two_bodies import live_once, scenario_with, scheme

BEGINS = "policy_regimes.interruption.begins"
BUSY: dict[str, Any] = {"services__care": {"growth_includes": ["demography"], "noise_sd_pct": 10}}


def by_year(*said: float) -> np.ndarray:
    return np.array(said, dtype=float)[:, None]


def noise(*by_year: float) -> dict[str, np.ndarray]:
    """Activity of 1 and a tenth of this, in every month of a year."""
    return {"noise.town.care": np.repeat(np.array(by_year, dtype=float), 12)[:, None]}


def parliaments(*begins: int, **regimes: Any) -> dict[str, Any]:
    """Three regimes, in another order than that of their keys; the plan is steady."""
    table: dict[str, Any] = {
        "thrift": {"probability": 0.5},
        "steady": {"probability": 0.3},
        "boom": {"probability": 0.2},
    }
    for key, terms in regimes.items():
        table[key] |= terms
    return {"begins": list(begins), "plan": "steady", "regimes": table}


def break_of(**changes: Any) -> dict[str, Any]:
    """Two years in which nothing else happens; one regime holds throughout and changes nothing."""
    table = {"probability": 0.1, "lasts_years": 2} | changes
    only = {"only": {"probability": 1.0}}
    return {"begins": [2018], "plan": "only", "regimes": only, "interruption": table}


def told(future: Future, measure: str, years: int, body: str = "hospital") -> list[float]:
    return [future.by_year[measure, body, y] for y in range(years)]


def test_each_parliament_has_its_policy_on_prices() -> None:
    """None before 2019; then boom (0.1 ≤ 0.2), and in 2021 thrift (0.6 > 0.2 + 0.3).

    Wages move by 10, 10, −10 and −10 %: 120, 132, 145.2, 130.68, 117.612. The plan's by 5 % from 2019 on.
    """
    rates = {
        "boom": {"rates_pct": {"pay": 10}},
        "steady": {"rates_pct": {"pay": 5}},
        "thrift": {"rates_pct": {"pay": -10}},
    }
    oracle = Oracle(scenario_with(policy_regimes=parliaments(2019, 2021, **rates), years=5))
    drawn = {"policy_regimes.drawn.2019": np.full(1, 0.1), "policy_regimes.drawn.2021": np.full(1, 0.6)}
    future = live_once(oracle, drawn)
    for body in ("hospital", "payer"):
        assert told(future, "policy_regime", 5, body) == [-1, 0, 0, 2, 2]
    assert told(future, "expenditure", 5) == pytest.approx([120, 132, 145.2, 130.68, 117.612])
    assert told(future, "policy_break", 5) == [0] * 5
    assert future.events["policy_regime_begins"] == 2
    for run in (oracle.plan, oracle.do_nothing):
        assert told(run, "policy_regime", 5) == [-1, 1, 1, 1, 1]
        assert told(run, "expenditure", 5) == pytest.approx([120, 126, 132.3, 138.915, 145.86075])


@pytest.mark.parametrize(("drawn", "place"), [(0.2, 0), (0.2001, 1), (0.5, 1), (0.5001, 2), (1 - 2**-53, 2)])
def test_the_first_regime_by_key_at_which_the_probabilities_reach_what_was_drawn(
    drawn: float, place: int
) -> None:
    oracle = Oracle(scenario_with(policy_regimes=parliaments(2018), years=1))
    future = live_once(oracle, {"policy_regimes.drawn.2018": np.full(1, drawn)})
    assert told(future, "policy_regime", 1) == [place]


def test_probabilities_add_up_in_decimals() -> None:
    """0.7 + 0.1 are 0.8, and not the 0.7999999999999999 of two floats."""
    regimes = {"a": 0.7, "b": 0.1, "c": 0.2}
    table = {
        "begins": [2018],
        "plan": "a",
        "regimes": {key: {"probability": odds} for key, odds in regimes.items()},
    }
    oracle = Oracle(scenario_with(policy_regimes=table, years=1))
    future = live_once(oracle, {"policy_regimes.drawn.2018": np.full(1, 0.8)})
    assert told(future, "policy_regime", 1) == [1]


def test_a_parliament_may_have_begun_before_the_start_and_one_begins_after_the_end() -> None:
    """No event tells of either."""
    oracle = Oracle(scenario_with(policy_regimes=parliaments(2016, 2030), years=2))
    future = live_once(oracle, {"policy_regimes.drawn.2016": np.full(1, 0.9)})
    assert told(future, "policy_regime", 2) == [2, 2]
    assert told(oracle.plan, "policy_regime", 2) == [1, 1]
    assert future.events["policy_regime_begins"] == 0


def test_where_nothing_was_drawn_policy_is_as_the_plan_assumes() -> None:
    future = live_once(Oracle(scenario_with(policy_regimes=parliaments(2018), years=1)))
    assert told(future, "policy_regime", 1) == [1]


def test_without_a_table_no_policy_holds() -> None:
    future = live_once(Oracle(scenario_with(years=1)))
    assert told(future, "policy_regime", 1) == [-1]
    assert told(future, "policy_break", 1) == told(future, "break_funding", 1) == [0]


def test_what_policy_adds_is_part_of_the_whole_rate_and_nothing_follows_it() -> None:
    """The tariff is 3 less (1 + 2) in the first year and, policy being the same, in the second: it stays at 1.

    Wages rise by 4 %, but those are no surprise that the allocation would follow.
    """
    oracle = Oracle(
        scenario_with(
            prices__tariff={"planned_pct": {"2018": 3}, "less": "efficiency"},
            prices__efficiency={"planned_pct": {"2018": 1}},
            prices__pay={"planned_pct": {"2018": 0}, "inflation_weight": 1.0},
            prices__grants={"planned_pct": {"2018": 0}, "follows_inflation": 1, "lag_years": 0},
            bodies__payer__allocation_price="grants",
            contracts__main__price="tariff",
            policy_regimes=parliaments(2018, boom={"rates_pct": {"efficiency": 2, "pay": 4}}),
            years=2,
        )
    )
    future = live_once(oracle, {"policy_regimes.drawn.2018": np.full(1, 0.1)})
    assert told(future, "income", 2) == pytest.approx([120, 120])
    assert told(future, "income", 2, "payer") == pytest.approx([240, 240])
    assert told(future, "expenditure", 2) == pytest.approx([124.8, 129.792])
    assert told(oracle.plan, "income", 2) == pytest.approx([120 * 1.02, 120 * 1.02**2])


def test_rates_hold_in_years_before_errors_and_no_price_falls_by_more_than_99_per_cent() -> None:
    """−60 and −60 points: wages of 120 are 1.2 then, a hundredth."""
    oracle = Oracle(
        scenario_with(
            prices__pay={"planned_pct": {"2018": -60}, "errors_from": 2025},
            policy_regimes=parliaments(2018, boom={"rates_pct": {"pay": -60}}),
            years=1,
        )
    )
    future = live_once(oracle, {"policy_regimes.drawn.2018": np.full(1, 0.1)})
    assert told(future, "expenditure", 1) == pytest.approx([1.2])


FUNDING: dict[str, Any] = {
    "bodies__hospital__control_total": {"opening_gbp_m": -10, "share_of_outturn_pct": 0},
    "bodies__hospital__sustainability_funding": {
        "offer_gbp_m": {"2018": 4},
        "fills_deficit_pct": {"2018": 10},
    },
    "regime": {
        "quarters_pct": [10, 20, 30, 40],
        "providers": {
            "improvement_pct": {"2018": 0},
            "ceiling_pct": {"2018": 0},
            "finance_pct": {"2018": 80},
            "performance_limit_pct": {"2018": 1},
        },
    },
}
"""Offered are 4 and a tenth of 10: 5."""


@pytest.mark.parametrize(("drawn", "funding"), [(0.1, 10), (0.4, 2.5), (0.9, 5)])
def test_policy_pays_more_or_less_of_what_is_offered(drawn: float, funding: float) -> None:
    """Of 5 boom pays twice as much and steady, the plan, half; thrift says nothing, and pays all."""
    support = {"boom": {"support_pct": 200}, "steady": {"support_pct": 50}}
    oracle = Oracle(scenario_with(policy_regimes=parliaments(2018, **support), years=1, **FUNDING))
    future = live_once(oracle, {"policy_regimes.drawn.2018": np.full(1, drawn)})
    assert told(future, "funding_offered", 1) == told(future, "funding", 1) == pytest.approx([funding])
    assert told(oracle.plan, "funding", 1) == pytest.approx([2.5])


@pytest.mark.parametrize(
    "terms",
    [
        {"form": "activity"},
        {"form": "marginal_rate", "marginal_rate_pct": {"2018": 80}},
        {"form": "blended", "variable_pct": 90},
        {"form": "blended", "variable_pct": 90, "cap_pct": 1, "collar_pct": 1},
        {"form": "block"},
    ],
)
def test_in_a_break_every_contract_is_a_block(terms: dict[str, Any]) -> None:
    """Work of 1.1, 1.1, 0.9, 0.9 and 1.1 costs the hospital 132 or 108. 120 are paid while a break lasts.

    That of the second year lasts two years, whatever the second of them drew. The next one begins at once and
    lasts beyond the end: two begin, and one ends within the horizon.
    """
    contract = {f"contracts__main__{key}": entry for key, entry in terms.items()}
    oracle = Oracle(scenario_with(policy_regimes=break_of(), years=5, **BUSY, **contract))
    future = live_once(oracle, noise(1, 1, -1, -1, 1) | {BEGINS: by_year(0, 1, 1, 1, 0)})
    for body in ("hospital", "payer"):
        assert told(future, "policy_break", 5, body) == [0, 1, 1, 1, 1]
    assert told(future, "income", 5)[1:] == pytest.approx([120] * 4)
    assert told(future, "expenditure", 5) == pytest.approx([132, 132, 108, 108, 132])
    assert (future.events["policy_break_begins"], future.events["policy_break_ends"]) == (2, 1)
    whole = {"activity": 132, "marginal_rate": 129.6, "blended": 130.8, "block": 120}[terms["form"]]
    assert told(future, "income", 1) == pytest.approx([121.2 if "cap_pct" in terms else whole])
    hit = 12 if "cap_pct" in terms else 0
    assert (future.events["contract_cap_hit"], future.events["contract_collar_hit"]) == (hit, 0)
    for run in (oracle.plan, oracle.do_nothing):
        assert told(run, "policy_break", 5) == [0] * 5


def test_a_break_ends_and_contracts_are_paid_as_agreed_again() -> None:
    """A break of one year, from the first April on."""
    terms = {"contracts__main__form": "activity", "policy_regimes": break_of(lasts_years=1)}
    oracle = Oracle(scenario_with(years=3, **BUSY, **terms))
    future = live_once(oracle, noise(1, 1, 1) | {BEGINS: by_year(1, 0, 1)})
    assert told(future, "policy_break", 3) == [1, 0, 1]
    assert told(future, "income", 3) == pytest.approx([120, 132, 120])
    assert (future.events["policy_break_begins"], future.events["policy_break_ends"]) == (2, 1)


def test_in_a_break_nothing_is_withheld_or_stopped() -> None:
    """Without it half of 1 a month is withheld from May on, and 20 % of that is stopped."""
    terms: dict[str, Any] = {
        "bodies__payer__affordability": {"withheld_pct": 50, "withheld_in_full_at_pct": 0},
        "bodies__payer__control_total": {"opening_gbp_m": 100},
        "contracts__main__form": "activity",
        "contracts__main__stopped_pct": 40,
        "winter": {"probability": 0, "length_months": 1, "severity": 1, "backlog_share_pct": 0},
    }
    oracle = Oracle(scenario_with(policy_regimes=break_of(), years=1, **BUSY, **terms))
    usual, broken = (live_once(oracle, noise(1) | {BEGINS: by_year(said)}) for said in (0, 1))
    assert told(usual, "care_stopped", 1) == pytest.approx([11 * 0.2])
    assert usual.events["payment_withheld"] == 11
    assert told(broken, "care_stopped", 1) == told(broken, "withheld", 1) == [0]
    assert told(broken, "expenditure", 1) == pytest.approx([132])
    assert broken.events["payment_withheld"] == 0


def test_in_a_break_volume_is_still_bought_and_costs_something() -> None:
    """Money of 1.25 for a tariff of 1, and work of 1.1: 165 without a break, and 150 with it, a fifth of it volume.

    Half of its price is what a unit of volume costs: 16.5 and 15.
    """
    terms: dict[str, Any] = {
        "prices__money": {"planned_pct": {"2018": 25}},
        "contracts__main__form": "activity",
        "contracts__main__commissioned": {"money": "money", "cost_pct": 50},
    }
    oracle = Oracle(scenario_with(policy_regimes=break_of(), years=1, **BUSY, **terms))
    usual, broken = (live_once(oracle, noise(1) | {BEGINS: by_year(said)}) for said in (0, 1))
    assert told(usual, "income", 1) == pytest.approx([165])
    assert told(usual, "commissioned_cost", 1) == pytest.approx([16.5])
    assert told(broken, "income", 1) == pytest.approx([150])
    assert told(broken, "commissioned_cost", 1) == pytest.approx([15])


def test_in_a_break_less_activity_is_worth_nothing_and_a_lower_price_what_it_always_is() -> None:
    """A tenth less care is worth 12 where activity is paid for. In a break it saves the hospital 12, and no one else.

    A tenth off the price of 120 is worth 12 in a break too; before it, of the 108 that were left, 10.8.
    """
    schemes = {
        "less": scheme(owner="payer", kind="demand", on=["contracts.main"], share_pct=10),
        "lower": scheme(owner="payer", kind="price", on=["contracts.main"], share_pct=10),
    }
    terms: dict[str, Any] = {"contracts__main__form": "activity", "policy_regimes": break_of()}
    oracle = Oracle(scenario_with(schemes=schemes, years=2, **terms))
    future = live_once(oracle, {BEGINS: by_year(0, 1)})
    delivered = {
        key: [future.schemes_by_year["delivered", key, y] for y in range(2)] for key in ("less", "lower")
    }
    assert delivered["less"] == pytest.approx([0.9 * 12, 0])
    assert delivered["lower"] == pytest.approx([10.8, 12])
    assert [future.schemes_by_year["full_year", "less", y] for y in range(2)] == pytest.approx([10.8, 0])
    assert told(future, "income", 2) == pytest.approx([0.9 * 108, 108])
    assert told(future, "expenditure", 2) == pytest.approx([108, 108])


def test_at_the_close_of_a_break_deficits_are_filled_and_no_funding_is_offered() -> None:
    """The hospital lacks 12 of 132 and the payer 10: 9 and 7.5 come. The council, that lacks 6, gets nothing.

    Only the hospital's income is more for it. What comes in March is in the bank in April.
    """
    council = {
        "kind": "council",
        "name": "Council",
        "population": "town",
        "opening_underlying_gbp_m": 0,
        "funding_gbp_m": 54,
        "spend": {"home_care": {"base_gbp_m": 60}},
    }
    cash = {"opening_gbp_m": 100, "minimum_gbp_m": 0, "loan_rate_pct": 0, "loan_term_months": 12}
    terms: dict[str, Any] = {
        "bodies__council": council,
        "bodies__payer__spend": {"own": {"base_gbp_m": 130}},
        "bodies__hospital__cash": cash,
        "contracts__main__form": "activity",
    }
    policy = break_of(lasts_years=1, fills_deficit_pct=75)
    oracle = Oracle(scenario_with(policy_regimes=policy, years=3, **BUSY, **FUNDING, **terms))
    future = live_once(oracle, noise(1, 1, 1) | {BEGINS: by_year(0, 1, 0)})
    assert told(future, "funding_offered", 3) == pytest.approx([5, 0, 5])
    assert told(future, "funding", 3) == pytest.approx([5, 0, 5])
    assert told(future, "break_funding", 3) == pytest.approx([0, 9, 0])
    assert told(future, "surplus", 3) == pytest.approx([5, -3, 5])
    assert told(future, "non_recurrent", 3) == pytest.approx([5, 9, 5])
    assert told(future, "duty_income", 3) == pytest.approx([137, 129, 137])
    assert told(future, "cash", 3) == pytest.approx([100 + 3, 105 - 12, 105 - 3 + 3])
    assert told(future, "break_funding", 3, "payer") == pytest.approx([0, 7.5, 0])
    assert told(future, "surplus", 3, "payer") == pytest.approx([-22, -2.5, -22])
    assert told(future, "income", 3, "payer") == pytest.approx([240, 247.5, 240])
    assert told(future, "duty_income", 3, "payer") == pytest.approx([240] * 3)
    assert told(future, "break_funding", 3, "council") == [0, 0, 0]
    assert told(future, "surplus", 3, "council") == pytest.approx([-6] * 3)
    assert told(oracle.plan, "break_funding", 3) == [0, 0, 0]


def test_who_is_ahead_in_a_break_gets_nothing() -> None:
    """Work of 0.9 costs 108, and 120 are paid."""
    policy = break_of(fills_deficit_pct=100)
    oracle = Oracle(scenario_with(policy_regimes=policy, years=1, **BUSY))
    future = live_once(oracle, noise(-1) | {BEGINS: by_year(1)})
    assert told(future, "surplus", 1) == pytest.approx([12])
    assert told(future, "break_funding", 1) == [0]


def test_in_a_break_a_deficit_is_filled_after_what_was_found_and_before_a_rescue() -> None:
    """12 of 108 are missing each year. In the third 5 % of 108 are found: 6.6 are left. A break fills a third: 2.2.

    The rescue that the first close decided gives half of the 4.4 that are left; in the second year of 6.6.
    """
    rescue = {
        "loans_above_pct": 1000,
        "deficit_pct": 0,
        "loans_written_off_pct": 0,
        "failed_years": 1,
        "probability": 0.5,
        "lasts_years": 2,
        "support_pct": 50,
    }
    still = {"improvement_pct": {"2018": 0}, "ceiling_pct": {"2018": 0}}
    oracle = Oracle(
        scenario_with(
            bodies__hospital__cash={
                "opening_gbp_m": 100,
                "minimum_gbp_m": 0,
                "loan_rate_pct": 0,
                "loan_term_months": 12,
            },
            bodies__hospital__control_total={"opening_gbp_m": 0, "share_of_outturn_pct": 0},
            bodies__hospital__year_end={"found_pct": 5},
            contracts__main__opening_plan=0.9,
            regime={"providers": {"rescue": rescue} | still},
            policy_regimes=break_of(fills_deficit_pct=100 / 3),
        )
    )
    draws = {BEGINS: by_year(0, 0, 1), "bodies.hospital.rescue.comes": by_year(1, 0, 0)}
    future = live_once(oracle, draws)
    assert told(future, "year_end_measures", 3) == pytest.approx([5.4, 5.4, 5.4])
    assert told(future, "break_funding", 3) == pytest.approx([0, 0, 2.2])
    assert told(future, "deficit_support", 3) == pytest.approx([0, 3.3, 2.2])
    assert told(future, "surplus", 3) == pytest.approx([-6.6, -3.3, -2.2])


def test_in_its_first_april_a_break_writes_loans_off() -> None:
    """Half of 20, once. In the third year another break begins: half of 10."""
    cash = {
        "opening_gbp_m": 100,
        "minimum_gbp_m": 0,
        "opening_loans_gbp_m": 20,
        "loan_rate_pct": 0,
        "loan_term_months": 1200,
    }
    policy = break_of(loans_written_off_pct=50)
    oracle = Oracle(scenario_with(bodies__hospital__cash=cash, policy_regimes=policy, years=4))
    future = live_once(oracle, {BEGINS: by_year(1, 1, 1, 0)})
    assert told(future, "written_off", 4) == pytest.approx([10, 0, 5, 0])
    assert told(future, "loans", 4) == pytest.approx([10, 10, 5, 5])
    assert future.events["loans_written_off"] == 2
    assert told(oracle.plan, "written_off", 4) == [0] * 4

"""What a commissioner offers, withholds and has stopped, held to arithmetic by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.oracle.model import Oracle
from tests.oracle.two_bodies import live_once, scenario_with, scheme

AFFORDABILITY: dict[str, float] = {"withheld_pct": 50, "withheld_in_full_at_pct": 0}
NOISE: dict[str, Any] = {"growth_includes": ["demography"], "noise_sd_pct": 10}
BUSIER = {"noise.town.care": np.ones((12, 1))}
"""Activity of 1.1 in every month of a year."""
OUT_OF_REACH = {"opening_gbp_m": 100}
"""A control total that no forecast reaches: without a margin, pay is withheld from May on."""
RULES = {
    "surplus_pct": {"2018": 1},
    "headroom_pct": {"2018": 0},
    "headroom_spent_pct": {"2018": 0},
    "drawdown_pct": {"2018": 0},
    "improvement_pct": {"2018": 0},
    "ceiling_pct": {"2018": 1},
}


def growing(**changes: Any) -> Oracle:
    """A block of 120 that asks for 5 % a year, beside 114: 240 are spent, and 244.8 come in the second year."""
    return Oracle(
        scenario_with(
            **{
                "prices__grants": {"planned_pct": {"2018": 0, "2019": 2, "2020": 0}},
                "bodies__payer__allocation_price": "grants",
                "bodies__payer__affordability": AFFORDABILITY,
                "bodies__payer__spend": {"own": {"base_gbp_m": 114, "price": "pay"}},
                "contracts__main__planned_growth_pct": 5,
                "contracts__main__price": "tariff",
                "prices__tariff": {"planned_pct": {"2018": 0}},
            }
            | changes
        )
    )


def test_growth_is_offered_as_far_as_the_allocation_leaves_room() -> None:
    """Of 6.3 asked for 4.8 are offered, 130.8 paid, and nothing is left; in the third year nothing is offered.

    The plan run offers 5 % and again 5 %.
    """
    oracle = growing()
    future = live_once(oracle)
    assert [future.by_year["income", "hospital", y] for y in range(3)] == pytest.approx([126, 130.8, 130.8])
    offered = [future.by_year["offered_growth_pct", "payer", y] for y in range(3)]
    assert offered == pytest.approx([100, 100 * 4.8 / 6.3, 0], abs=1e-9)
    assert [future.by_year["surplus", "payer", y] for y in range(3)] == pytest.approx([0, 0, 0], abs=1e-9)
    assert future.events["growth_not_offered"] == 2
    for plan in (oracle.plan, oracle.do_nothing):
        assert [plan.by_year["income", "hospital", y] for y in range(3)] == pytest.approx(
            [126, 132.3, 138.915]
        )
        assert [plan.by_year["offered_growth_pct", "payer", y] for y in range(3)] == [100, 100, 100]
        assert plan.events["growth_not_offered"] == 0
    assert np.isnan(future.by_year["offered_growth_pct", "hospital", 1])


def test_prices_of_old_volumes_and_all_other_growth_come_first() -> None:
    """1 % on 114 takes 1.14 of the 4.8, and 1 % on the 126 takes 1.26: 2.4 are left, and nothing at the end.

    A third year with 1 % on both and no new money has room for nothing: what it pays grows by prices alone.
    """
    future = live_once(
        growing(
            prices__pay={"planned_pct": {"2018": 0, "2019": 1}},
            prices__tariff={"planned_pct": {"2018": 0, "2019": 1}},
        )
    )
    paid = 126 * 1.01 + 2.4
    assert future.by_year["offered_growth_pct", "payer", 1] == pytest.approx(100 * 2.4 / (6.3 * 1.01))
    assert future.by_year["surplus", "payer", 1] == pytest.approx(0, abs=1e-9)
    assert future.by_year["offered_growth_pct", "payer", 2] == 0
    assert future.by_year["income", "hospital", 2] == pytest.approx(paid * 1.01)


@pytest.mark.parametrize(
    ("tables", "target"),
    [
        ({}, 0),
        ({"bodies__payer__business_rules": {"development_pct": 50}}, 2.4),
        ({"bodies__payer__control_total": {"opening_gbp_m": 1, "share_of_outturn_pct": 0}}, 1),
        (
            {
                "bodies__payer__business_rules": {"development_pct": 50},
                "bodies__payer__control_total": {"opening_gbp_m": 1, "share_of_outturn_pct": 0},
            },
            1,
        ),
    ],
)
def test_room_is_what_reaching_the_target_leaves(tables: dict[str, Any], target: float) -> None:
    """4.8 less the control total of 1, or less 1 % of last year's 240 where none is set, or less nothing."""
    future = live_once(growing(regime={"commissioners": RULES}, **tables))
    assert future.by_year["offered_growth_pct", "payer", 1] == pytest.approx(100 * (4.8 - target) / 6.3)
    assert future.by_year["surplus", "payer", 1] == pytest.approx(target, abs=1e-9)


def test_what_shrinks_is_agreed_as_asked() -> None:
    """5 % less a year and a tenth less money: there is no room, and no growth either."""
    future = live_once(
        growing(
            contracts__main__planned_growth_pct=-5,
            prices__grants={"planned_pct": {"2018": 0, "2019": -10, "2020": 0}},
        )
    )
    assert [future.by_year["income", "hospital", y] for y in range(3)] == pytest.approx([114, 108.3, 102.885])
    assert [future.by_year["offered_growth_pct", "payer", y] for y in range(3)] == [100, 100, 100]
    assert future.events["growth_not_offered"] == 0


def test_there_may_be_room_for_all_that_is_asked() -> None:
    """24 more are more than 6.3."""
    future = live_once(growing(prices__grants={"planned_pct": {"2018": 0, "2019": 10, "2020": 0}}))
    assert future.by_year["income", "hospital", 1] == pytest.approx(132.3)
    assert future.by_year["offered_growth_pct", "payer", 1] == 100
    assert future.events["growth_not_offered"] == 0


def test_all_contracts_of_a_payer_are_offered_the_same_share_of_what_they_ask() -> None:
    """Of 60 each one grows by a tenth to 66 and 72.6, and one shrinks by 5 % to 57 and 54.15: 3.75 more in all.

    1.875 more of 240 is room for half: 69.3 and 55.575.
    """
    contract = {"payer": "payer", "service": "care", "form": "block", "value_gbp_m": 60}
    future = live_once(
        growing(
            contracts={
                "main": contract | {"provider": "hospital", "planned_growth_pct": 10},
                "more": contract | {"provider": "other", "planned_growth_pct": -5},
            },
            outside={"other": {"name": "Other hospital"}},
            bodies__payer__spend={"own": {"base_gbp_m": 117}},
            prices__grants={"planned_pct": {"2018": 0, "2019": 0.78125}},
            years=2,
        )
    )
    assert future.by_year["offered_growth_pct", "payer", 1] == pytest.approx(50)
    assert future.by_year["income", "hospital", 1] == pytest.approx(69.3)
    assert future.by_year["expenditure", "payer", 1] == pytest.approx(117 + 69.3 + 55.575)


def test_what_was_paid_above_the_old_plan_makes_room_for_the_new_one() -> None:
    """132 were paid for activity of 1.1, 12 above the plan; half the gap of 0.1 is asked for: 6.

    Money falls by 4 % (9.6): 0 − 9.6 + 12 is room for 2.4, and the plan is 1.02. Then half of 0.08 is asked
    for, 4.8; the year before ended 9.6 short, and that is what it paid above 122.4: there is no room.
    """
    oracle = growing(
        services__care=NOISE,
        contracts__main__form="activity",
        contracts__main__planned_growth_pct=0,
        contracts__main__rebase_share_pct=50,
        bodies__payer__affordability={"withheld_pct": 0, "withheld_in_full_at_pct": 0},
        bodies__payer__spend={"own": {"base_gbp_m": 108}},
        prices__grants={"planned_pct": {"2018": 0, "2019": -4, "2020": 0}},
    )
    future = live_once(oracle, {"noise.town.care": np.ones((36, 1))})
    offered = [future.by_year["offered_growth_pct", "payer", y] for y in range(3)]
    assert offered == pytest.approx([100, 40, 0], abs=1e-9)
    assert future.by_year["income", "hospital", 2] == pytest.approx(132)
    assert future.events["payment_withheld"] == 0


def test_only_what_recurs_makes_room() -> None:
    """A sale of 3 in the first year makes no room in the second: 4.8 of 6.3 as without it."""
    sale = scheme(owner="payer", kind="one_off", on=[], full_year_gbp_m=3)
    future = live_once(growing(schemes={"sale": sale}))
    assert future.by_year["surplus", "payer", 0] == pytest.approx(3)
    assert future.by_year["offered_growth_pct", "payer", 1] == pytest.approx(100 * 4.8 / 6.3)


def test_where_nothing_else_is_planned_it_is_not_expected_to_grow() -> None:
    """270 are paid for a contract of 240 and an eighth more; 12 are spent that no plan knows.

    −12 and 27 more are room for 15 of the next eighth, 33.75.
    """
    future = live_once(
        growing(
            bodies__payer__allocation_gbp_m=270,
            bodies__payer__spend={},
            bodies__payer__opening_underlying_gbp_m={"plan": 0, "p10": -20, "p50": -10, "p90": 0},
            contracts__main__value_gbp_m=240,
            contracts__main__planned_growth_pct=12.5,
            prices__grants={"planned_pct": {"2018": 0, "2019": 10}},
            years=2,
        ),
        {"bodies.payer.opening_underlying_gbp_m": np.full(1, -12.0)},
    )
    assert future.by_year["offered_growth_pct", "payer", 1] == pytest.approx(100 * 15 / 33.75)


def busy(**changes: Any) -> Oracle:
    """One year of a contract paid by activity, of which there is a tenth more than planned."""
    return Oracle(
        scenario_with(
            **{
                "years": 1,
                "services__care": NOISE,
                "contracts__main__form": "activity",
                "bodies__payer__affordability": AFFORDABILITY,
                "bodies__payer__forecast": {"run_rate_share": 0},
            }
            | changes
        )
    )


def test_the_worse_the_forecast_the_more_is_withheld() -> None:
    """Half is withheld where the forecast is 5 % of 240 below the plan's position: a 24th for each million.

    1 a month is done beyond plan. April pays all of it; May withholds a 24th, June a 24th of 1 + 23/24, and so
    on: a month pays 23/24 of what the last one paid.
    """
    oracle = busy(bodies__payer__affordability={"withheld_pct": 50, "withheld_in_full_at_pct": 5})
    future = live_once(oracle, BUSIER)
    paid = [(23 / 24) ** t for t in range(12)]
    assert [future.by_month["position", "payer", t] for t in range(12)] == pytest.approx([-x for x in paid])
    assert future.by_year["income", "hospital", 0] == pytest.approx(120 + sum(paid))
    assert future.by_year["withheld", "hospital", 0] == pytest.approx(12 - sum(paid))
    assert future.by_year["withheld", "payer", 0] == 0
    assert future.events["payment_withheld"] == 11
    assert oracle.plan.by_year["withheld", "hospital", 0] == 0


@pytest.mark.parametrize(
    ("short_at", "activity", "opening", "months"),
    [
        (0, 1.0, None, 11),  # May sees a forecast of −1 against a plan of 0
        (0, -1.0, None, 0),  # a tenth less than planned: nothing is owed above the offer
        (0, 1.0, -1.5, 10),  # a control total of −1.5: only the forecast of May, −2, falls short of it
        (0.25, 1.0, 1.5, 11),  # 0.6 of the allocation's 0.25 %: more than all is never withheld
    ],
)
def test_pay_is_withheld_while_the_forecast_falls_short(
    short_at: float, activity: float, opening: float | None, months: int
) -> None:
    """Half of 1 a month, in so many months."""
    held = {} if opening is None else {"bodies__payer__control_total": {"opening_gbp_m": opening}}
    table = AFFORDABILITY | {"withheld_in_full_at_pct": short_at}
    oracle = busy(bodies__payer__affordability=table, **held)
    future = live_once(oracle, {"noise.town.care": np.full((12, 1), activity)})
    assert future.by_year["withheld", "hospital", 0] == pytest.approx(0.5 * months)
    assert future.events["payment_withheld"] == months


def test_later_years_fall_short_of_what_the_rules_tell_to_keep() -> None:
    """A first year as planned leaves 0, and nothing is withheld. 1 % of 240 is the second's target: 2.4.

    All forecasts fall short of it, and half of 1 a month is withheld from May on.
    """
    oracle = busy(
        years=2,
        bodies__payer__business_rules={"development_pct": 50},
        regime={"commissioners": RULES},
    )
    noise = np.concatenate([np.zeros((12, 1)), np.ones((12, 1))])
    future = live_once(oracle, {"noise.town.care": noise})
    assert [future.by_year["withheld", "hospital", y] for y in range(2)] == pytest.approx([0, 5.5])
    assert future.by_year["offered_growth_pct", "payer", 1] == 100


def test_pay_is_withheld_at_the_price_that_is_paid() -> None:
    """10 a month at 1.1 and a tenth off is 9.9; half of the tenth above plan is 0.495, for eleven months."""
    oracle = busy(
        bodies__payer__control_total=OUT_OF_REACH,
        contracts__main__price="tariff",
        prices__tariff={"planned_pct": {"2018": 10}},
        schemes={"tender": scheme(owner="payer", kind="price", on=["contracts.main"], share_pct=10)},
    )
    future = live_once(oracle, BUSIER)
    assert future.by_year["withheld", "hospital", 0] == pytest.approx(11 * 0.495)
    assert future.by_year["income", "hospital", 0] == pytest.approx(12 * 9.9 * 1.1 - 11 * 0.495)


def test_a_cap_holds_what_is_left_after_withholding() -> None:
    """60 % of 0.5 is 0.3, capped at 0.2: 12 in April. From May on half of it, 0.15, is under the cap: 11.5.

    Withheld are 1.5 a month, whatever the cap would have left of it.
    """
    oracle = busy(
        services__care=NOISE | {"noise_sd_pct": 50},
        bodies__payer__control_total=OUT_OF_REACH,
        contracts__main__form="blended",
        contracts__main__variable_pct=60,
        contracts__main__cap_pct=20,
        contracts__main__collar_pct=5,
    )
    future = live_once(oracle, BUSIER)
    assert future.by_year["income", "hospital", 0] == pytest.approx(12 + 11 * 11.5)
    assert future.by_year["withheld", "hospital", 0] == pytest.approx(11 * 1.5)
    assert future.events["contract_cap_hit"] == 1


def test_activity_below_plan_takes_off_what_it_always_does() -> None:
    """60 % of −0.1 is −0.06 of the plan, in every month."""
    oracle = busy(
        bodies__payer__control_total=OUT_OF_REACH,
        contracts__main__form="blended",
        contracts__main__variable_pct=60,
        contracts__main__cap_pct=20,
        contracts__main__collar_pct=20,
        contracts__main__stopped_pct=40,
    )
    future = live_once(oracle, {"noise.town.care": -np.ones((12, 1))})
    assert future.by_year["income", "hospital", 0] == pytest.approx(12 * 9.4)
    assert future.by_year["withheld", "hospital", 0] == 0
    assert future.by_year["care_stopped", "hospital", 0] == 0


@pytest.mark.parametrize(
    ("terms", "paid", "withheld"),
    [
        ({"form": "marginal_rate", "marginal_rate_pct": {"2018": 30}}, 120 + 0.3 + 11 * 0.15, 11 * 0.15),
        ({"form": "activity", "challenged_pct": 20}, 120 + 0.8 + 11 * 0.4, 11 * 0.4),
    ],
)
def test_of_what_is_paid_above_plan_half_is_withheld(
    terms: dict[str, Any], paid: float, withheld: float
) -> None:
    """1 a month above plan is worth 0.3 at the marginal rate, and 0.8 after challenges."""
    future = live_once(
        busy(
            bodies__payer__control_total=OUT_OF_REACH,
            **{f"contracts__main__{key}": entry for key, entry in terms.items()},
        ),
        BUSIER,
    )
    assert future.by_year["income", "hospital", 0] == pytest.approx(paid)
    assert future.by_year["withheld", "hospital", 0] == pytest.approx(withheld)


@pytest.mark.parametrize(
    "terms",
    [
        {"form": "block"},
        {"form": "activity", "challenged_pct": 100},
        {"form": "marginal_rate", "marginal_rate_pct": {"2018": 0}},
        {"form": "blended", "variable_pct": 0, "cap_pct": 20, "collar_pct": 20},
    ],
)
def test_where_nothing_is_paid_above_plan_nothing_is_withheld_or_stopped(terms: dict[str, Any]) -> None:
    """120, and all care is given."""
    future = live_once(
        busy(
            bodies__payer__control_total=OUT_OF_REACH,
            contracts__main__stopped_pct=40,
            **{f"contracts__main__{key}": entry for key, entry in terms.items()},
        ),
        BUSIER,
    )
    assert future.by_year["income", "hospital", 0] == pytest.approx(120)
    assert future.by_year["expenditure", "hospital", 0] == pytest.approx(132)
    assert future.by_year["withheld", "hospital", 0] == 0
    assert future.by_year["care_stopped", "hospital", 0] == 0
    assert future.events["payment_withheld"] == 0


WINTER: dict[str, Any] = {
    "probability": 0.5,
    "length_months": 1,
    "severity": 1,
    "backlog_share_pct": 25,
}


def test_care_that_is_stopped_waits_and_is_worked_off() -> None:
    """40 % of the half withheld is a fifth of the 0.1 above plan: 0.02 from May on, worked off a month later.

    Done are 1.1 in April, 1.08 in May and 1.1 again from June on, of which 1.1 − 1 or 1.08 − 1 are above plan:
    half of 0.8 in May and half of 1 in ten months is not paid. 0.02 wait on 31 March.
    """
    oracle = busy(winter=WINTER, bodies__payer__control_total=OUT_OF_REACH, contracts__main__stopped_pct=40)
    future = live_once(oracle, BUSIER)
    assert future.by_year["care_stopped", "hospital", 0] == pytest.approx(11 * 0.2)
    assert future.by_year["care_cancelled", "hospital", 0] == 0
    assert future.by_year["withheld", "hospital", 0] == pytest.approx(0.4 + 10 * 0.5)
    assert future.by_year["backlog", "hospital", 0] == pytest.approx(0.2)
    assert future.by_year["expenditure", "hospital", 0] == pytest.approx(10.8 + 11 * 11)
    assert future.by_year["income", "hospital", 0] == pytest.approx(11 + 10.4 + 10 * 10.5)
    assert future.events["backlog_worked_off"] == 10
    assert oracle.plan.by_year["care_stopped", "hospital", 0] == 0


def test_what_winter_brings_above_plan_is_stopped_in_part_and_what_it_cancels_is_not_counted_twice() -> None:
    """January: 0.2 more, 0.05 cancelled, 0.15 above plan; all is withheld and 40 % of it, 0.06, stopped: 1.09.

    0.05 and 0.06 wait until February: 1.11. Nothing is paid for the 0.09 and the 0.11 above plan.
    """
    care = {"growth_includes": ["demography"], "winter_extra_pct": 20, "winter_cancelled_pct": 5}
    oracle = busy(
        winter=WINTER,
        services__care=care,
        bodies__payer__affordability={"withheld_pct": 100, "withheld_in_full_at_pct": 0},
        bodies__payer__control_total=OUT_OF_REACH,
        contracts__main__stopped_pct=40,
    )
    struck = {"winter.strikes": np.ones((1, 1)), "winter.start": np.full((1, 1), 1 / 3)}
    future = live_once(oracle, struck)
    assert future.by_year["care_stopped", "hospital", 0] == pytest.approx(0.6)
    assert future.by_year["care_cancelled", "hospital", 0] == pytest.approx(0.5)
    assert future.by_year["withheld", "hospital", 0] == pytest.approx(0.9 + 1.1)
    assert future.by_year["income", "hospital", 0] == pytest.approx(120)
    assert future.by_year["expenditure", "hospital", 0] == pytest.approx(122)
    assert future.by_year["backlog", "hospital", 0] == pytest.approx(0, abs=1e-12)
    assert future.events["payment_withheld"] == 2


def test_a_provider_outside_is_told_of_by_its_payer() -> None:
    """A second contract of 60, with a clinic outside: half of the half of a tenth is withheld, 40 % stopped."""
    clinic = {
        "payer": "payer",
        "provider": "clinic",
        "service": "care",
        "form": "activity",
        "value_gbp_m": 60,
        "stopped_pct": 40,
    }
    oracle = busy(
        winter=WINTER,
        bodies__payer__control_total=OUT_OF_REACH,
        contracts__clinic=clinic,
        outside={"clinic": {"name": "Clinic"}},
    )
    future = live_once(oracle, BUSIER)
    assert future.by_year["withheld", "hospital", 0] == pytest.approx(5.5)
    assert future.by_year["withheld", "payer", 0] == pytest.approx(0.2 + 10 * 0.25)
    assert future.by_year["care_stopped", "payer", 0] == pytest.approx(11 * 0.1)
    assert future.events["payment_withheld"] == 22

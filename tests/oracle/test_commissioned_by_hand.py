"""Volume that a payer decides, held to arithmetic by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.scenario.model import Scenario
from tests.oracle.model import Oracle
from tests.oracle.two_bodies import live_once, scenario_with, scheme

HALF: dict[str, Any] = {"money": "money", "cost_pct": 50}


def commissioned(
    money: dict[str, float], tariff: dict[str, float] | None = None, cost: Any = 50, **changes: Any
) -> Scenario:
    """The hospital's contract of 120 with money, and perhaps a tariff, of these rates."""
    prices: dict[str, Any] = {"prices__money": {"planned_pct": money}}
    if tariff is not None:
        prices |= {"prices__tariff": {"planned_pct": tariff}, "contracts__main__price": "tariff"}
    terms = {"money": "money", "cost_pct": cost}
    return scenario_with(contracts__main__commissioned=terms, **prices, **changes)


def test_money_beyond_the_tariff_buys_volume_that_costs_something() -> None:
    """Money 1, 1.25 and 1.25, tariff 1, 1 and 1.25: 150 are paid from the second year on.

    In the second year a fifth of 150 is volume, 30, and costs 40 % of that: 12. In the third all is price.
    """
    scenario = commissioned({"2018": 0, "2019": 25, "2020": 0}, {"2018": 0, "2020": 25}, cost=40)
    oracle = Oracle(scenario)
    for run in (live_once(oracle), oracle.plan, oracle.do_nothing):
        assert [run.by_year["income", "hospital", y] for y in range(3)] == pytest.approx([120, 150, 150])
        assert [run.by_year["commissioned_cost", "hospital", y] for y in range(3)] == pytest.approx(
            [0, 12, 0]
        )
        assert [run.by_year["surplus", "hospital", y] for y in range(3)] == pytest.approx([0, 18, 30])
        assert run.by_year["underlying", "hospital", 1] == pytest.approx(18)
        assert run.by_year["commissioned_cost", "payer", 1] == 0
        assert run.by_month["position", "hospital", 12] == pytest.approx(2.5 - 1)
        assert run.events["volume_bought"] == 1


def test_volume_that_is_not_bought_any_more_costs_nothing() -> None:
    """Money falls by a fifth and there is no tariff: 96 are paid, and half of the 24 that are not is saved."""
    future = live_once(Oracle(commissioned({"2018": -20, "2019": 0}, years=1)))
    assert future.by_year["commissioned_cost", "hospital", 0] == pytest.approx(-12)
    assert future.by_year["surplus", "hospital", 0] == pytest.approx(96 - 120 + 12)
    assert future.events["volume_bought"] == 1


def test_an_event_tells_of_a_hundredth_and_more() -> None:
    """Money is 0.9 % beyond prices, then 1.9 %, then 0.2 % below them: told of once."""
    future = live_once(Oracle(commissioned({"2018": 0.9, "2019": 1, "2020": -2.1})))
    assert future.events["volume_bought"] == 1


def test_the_cost_of_volume_is_drawn() -> None:
    """A quarter more money is a fifth of 150: 30, at 80 % in this future, and at 50 % in the plan."""
    uncertain = {"dist": "uniform", "low": 0, "high": 100}
    oracle = Oracle(commissioned({"2018": 25, "2019": 0}, cost=uncertain, years=1))
    future = live_once(oracle, {"contracts.main.commissioned.cost_pct": np.full(1, 80.0)})
    assert future.by_year["commissioned_cost", "hospital", 0] == pytest.approx(24)
    assert oracle.plan.by_year["commissioned_cost", "hospital", 0] == pytest.approx(15)


@pytest.mark.parametrize(("kind", "delivered", "paid"), [("demand", 15, 150 - 15), ("price", 15, 150 - 15)])
def test_schemes_on_a_commissioned_contract_are_worth_its_money(
    kind: str, delivered: float, paid: float
) -> None:
    """A tenth off the activity, or the price, of 120 at 1.25: 15. Of what is left a fifth is volume, at 50 %."""
    scenario = commissioned(
        {"2018": 25, "2019": 0},
        {"2018": 0},
        contracts__main__form="activity",
        schemes={"s": scheme(owner="payer", kind=kind, on=["contracts.main"], share_pct=10, recurrent_pct=0)},
        years=1,
    )
    future = live_once(Oracle(scenario))
    assert future.schemes_by_year["delivered", "s", 0] == pytest.approx(delivered)
    assert future.by_year["income", "hospital", 0] == pytest.approx(paid)
    assert future.by_year["commissioned_cost", "hospital", 0] == pytest.approx(0.5 * 0.2 * paid)
    assert future.by_year["non_recurrent", "payer", 0] == pytest.approx(delivered)
    assert future.by_year["non_recurrent", "hospital", 0] == pytest.approx(-delivered)


def test_an_outside_provider_is_paid_and_its_cost_is_nobodys() -> None:
    """12 a year to a clinic, and a quarter more: 15. The hospital's own contract is as it was."""
    clinic = {
        "payer": "payer",
        "provider": "clinic",
        "service": "care",
        "form": "block",
        "value_gbp_m": 12,
        "commissioned": HALF,
    }
    oracle = Oracle(
        scenario_with(
            outside={"clinic": {"name": "Clinic"}},
            contracts__clinic=clinic,
            prices__money={"planned_pct": {"2018": 25, "2019": 0}},
            years=1,
        )
    )
    future = live_once(oracle)
    assert future.by_year["expenditure", "payer", 0] == pytest.approx(120 + 120 + 15)
    assert future.by_year["commissioned_cost", "payer", 0] == 0
    assert future.by_year["surplus", "hospital", 0] == pytest.approx(0)
    assert future.events["volume_bought"] == 1

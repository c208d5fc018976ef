"""What a commissioner cannot afford its hospital feels, and what it saves itself helps it; an offer is never a cut."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.results.arrays import Results
from simulator.scenario import load
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.number import LEAST
from simulator.scenario.terms.affordability import Affordability
from simulator.scenario.terms.bodies import Commissioner
from simulator.scenario.terms.vocabulary import certain
from simulator.scenario.uncertainty import planned
from simulator.simulation import do_nothing_run, plan_run, simulate_block
from simulator.statistics.arrays import Array
from tests.property.worlds import (
    ROOT,
    WEST_NORFOLK,
    as_written,
    changed,
    constant,
    differing,
    few_futures,
    few_inputs,
    shortened,
    without_recovery,
)

CASE = ROOT / "tests" / "cases" / "what_a_commissioner_can_afford" / "offer.toml"
PAYER, HOSPITAL = "wnccg", "qeh"
FUTURES = 64
ROUNDING = 1e-9
WITHOUT = (None, 0.0)
TERMS = ((50.0, 0.0), (50.0, 50.0), (100.0, 50.0))
"""Withheld, and of that stopped, both in per cent."""
EACH = [pytest.param(terms, marks=pytest.mark.slow) for terms in TERMS[:-1]] + [TERMS[-1]]
"""The strictest always, the others with the long evidence."""
RATES = st.floats(-8.0, 12.0).map(lambda rate: rate if abs(rate) >= LEAST else 0.0)


@pytest.mark.parametrize("terms", EACH)
def test_more_demand_does_not_help_a_hospital_whose_payer_is_short(terms: tuple[float, float]) -> None:
    """In West Norfolk a point more growth of every service is worth £15m to the hospital in ten years where all growth
    is offered and all work paid for, and still £12m where growth alone is held to what can be afforded."""
    assert gain_of_demand(WITHOUT) > 10.0
    assert gain_of_demand((0.0, 0.0)) < gain_of_demand(WITHOUT)
    assert gain_of_demand(terms) <= 0.0


@pytest.mark.parametrize("terms", [WITHOUT, *EACH])
def test_a_commissioner_that_falls_short_is_helped_by_twice_the_savings(
    terms: tuple[float | None, float],
) -> None:
    """By programmes of a constant size: those that follow need save less where others save more."""
    once = west_norfolk(terms)
    schemes = {key: constant(scheme) for key, scheme in once.schemes.items()}
    once = changed(once, schemes=dict(schemes))
    for key, scheme in once.schemes.items():
        if scheme.owner == PAYER:
            size = "share_pct" if scheme.share_pct is not None else "full_year_gbp_m"
            schemes[key] = replaced(scheme, {size: certain(2 * planned(getattr(scheme, size)))})
    before, after = (surplus(scenario, PAYER) for scenario in (once, changed(once, schemes=schemes)))
    assert before.sum() < 0
    assert (after > before).all()


@given(growths=st.tuples(RATES, RATES), allowance=RATES, drugs=RATES)
def test_an_offer_lies_between_last_years_volumes_and_what_is_asked(
    growths: tuple[float, float], allowance: float, drugs: float
) -> None:
    """Both contracts are blocks without a price: what is paid is what was offered."""
    scenario = two_blocks(growths, allowance, drugs)
    results = simulate_block(scenario, few_inputs(scenario, 1, 1), plan_run(scenario))
    ccg, hospital = (results.bodies.index(body) for body in ("ccg", "hospital"))
    share = results.by_year["offered_growth_pct"][ccg] / 100
    assert ((share >= 0) & (share <= 1)).all()
    to_hospital = results.by_year["income"][hospital]
    for paid, growth in (
        (to_hospital, growths[0]),
        (results.by_year["paid_on_contracts"][ccg] - to_hospital, growths[1]),
    ):
        last, asked = paid[:-1], paid[:-1] * (1 + growth / 100)
        np.testing.assert_allclose(paid[1:], last + share[1:] * (asked - last), rtol=0, atol=ROUNDING)
        assert (paid[1:] >= np.minimum(last, asked) - ROUNDING).all()


def test_offers_of_who_can_afford_all_are_the_same_to_the_last_bit_as_without() -> None:
    rich = with_affordability(shortened(as_written(WEST_NORFOLK), 3), WITHOUT, more_gbp_m=200.0)
    payer = replaced(rich.bodies[PAYER], {"control_total": None, "sustainability_funding": None})
    rich = changed(rich, bodies={**rich.bodies, PAYER: replaced(payer, {"business_rules": None})})
    bound = with_affordability(rich, (0.0, 0.0))
    for run in (few_futures, plan_run, do_nothing_run):
        assert set(differing(run(rich), run(bound))) <= {"by_year.offered_growth_pct"}
    offered = few_futures(bound).by_year["offered_growth_pct"]
    assert (offered[[body == PAYER for body in few_futures(bound).bodies]] == 100).all()


def test_contingency_that_is_not_spent_is_no_reason_to_withhold() -> None:
    """Where nobody reacts to a forecast, what a payer holds as contingency moves the forecast and no money."""
    scenario = without_recovery(shortened(west_norfolk(TERMS[-1]), 3))
    none, some = (
        few_futures(
            changed(scenario, bodies={**scenario.bodies, PAYER: replaced(scenario.bodies[PAYER], change)})
        )
        for change in ({"contingency_pct": certain(share)} for share in (0.0, 1.0))
    )
    assert none.by_year["withheld"].any()
    for measure in ("withheld", "care_stopped", "surplus"):
        np.testing.assert_allclose(some.by_year[measure], none.by_year[measure], rtol=0, atol=1e-8)
    row = none.bodies.index(PAYER)
    gap = none.by_month["forecast_outturn"][row] - some.by_month["forecast_outturn"][row]
    assert (gap[:11] > 1.0).all()


def test_plan_and_doing_nothing_know_none_of_it() -> None:
    without, bound = (
        with_affordability(shortened(as_written(WEST_NORFOLK), 3), t) for t in (WITHOUT, TERMS[-1])
    )
    for run in (plan_run, do_nothing_run):
        assert set(differing(run(without), run(bound))) == {"by_year.offered_growth_pct"}


@cache
def gain_of_demand(terms: tuple[float | None, float]) -> float:
    """What a point more growth of every service is worth to the hospital over all years: £m, in the mean."""
    less, more = (surplus(faster(west_norfolk(terms), points), HOSPITAL) for points in (0.0, 1.0))
    return float((more - less).sum())


def surplus(scenario: Scenario, body: str) -> Array:
    """Mean surplus by year."""
    results: Results = simulate_block(scenario, few_inputs(scenario, 1, FUTURES), plan_run(scenario))
    mean: Array = results.by_year["surplus"][results.bodies.index(body)].mean(axis=-1)
    return mean


def west_norfolk(terms: tuple[float | None, float]) -> Scenario:
    return with_affordability(as_written(WEST_NORFOLK), terms)


def with_affordability(
    scenario: Scenario, terms: tuple[float | None, float], *, more_gbp_m: float = 0.0
) -> Scenario:
    """The scenario in which the commissioner withholds in full at 1 % of its allocation, or not at all."""
    withheld, stopped = terms
    payer = scenario.bodies[PAYER]
    assert isinstance(payer, Commissioner)
    table = None
    if withheld is not None:
        table = Affordability(withheld_pct=certain(withheld), withheld_in_full_at_pct=certain(1.0))
    allocation = certain(planned(payer.allocation_gbp_m) + more_gbp_m)
    payer = replaced(payer, {"affordability": table, "allocation_gbp_m": allocation})
    contracts = dict(scenario.contracts)
    for key, contract in scenario.contracts.items():
        if contract.payer == PAYER and contract.form != "block":
            contracts[key] = replaced(contract, {"stopped_pct": certain(stopped) if stopped else None})
    return changed(scenario, bodies={**scenario.bodies, PAYER: payer}, contracts=contracts)


def faster(scenario: Scenario, points: float) -> Scenario:
    """The scenario with so many points more growth of every service, which is certain."""
    services = {
        key: replaced(service, {"growth_pct": certain(planned(service.growth_pct) + points)})
        for key, service in scenario.services.items()
    }
    return changed(scenario, services=services)


def two_blocks(growths: tuple[float, float], allowance: float, drugs: float) -> Scenario:
    """A commissioner whose two contracts grow, each at its own rate, and its means and other spend as they will."""
    scenario = load(CASE)
    block = replaced(
        scenario.contracts["care"],
        {
            "form": "block",
            "marginal_rate_pct": None,
            "rebase_share_pct": certain(0.0),
            "opening_plan": certain(1.0),
        },
    )
    contracts = {
        "care": replaced(block, {"planned_growth_pct": certain(growths[0])}),
        "others": replaced(
            block,
            {
                "planned_growth_pct": certain(growths[1]),
                "provider": "department",
                "value_gbp_m": certain(30.0),
            },
        ),
    }
    prices = dict(scenario.prices)
    for key, rate in (("allowance", allowance), ("drugs", drugs)):
        prices[key] = replaced(prices[key], {"planned_pct": {"2020": certain(rate)}})
    return changed(scenario, contracts=contracts, prices=prices)

"""Write-offs take loans and nothing else; who is rescued is paid for its deficit alone, and never more than it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.results.arrays import Results
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.number import LEAST
from simulator.scenario.scope import owing
from simulator.scenario.terms.soft_budgets import Rescue, WriteOff
from simulator.simulation import plan_run
from tests.property.test_money import assert_same_money, with_clerk
from tests.property.test_more_is_never_less import without_reaction
from tests.property.worlds import (
    EVENTFUL,
    EVENTFUL_MECHANISMS,
    SEEDS,
    as_written,
    changed,
    differing,
    few_futures,
    few_inputs,
    shortened,
)

ROUNDING_GBP_M = 1e-9
WITH_LOANS = (EVENTFUL, EVENTFUL_MECHANISMS)
SHARES = st.floats(0.0, 100.0).map(lambda share: share if share >= LEAST else 0.0)
every_file = pytest.mark.parametrize("file", WITH_LOANS, ids=lambda file: file.stem)


@given(file=st.sampled_from(WITH_LOANS), share=SHARES, seed=SEEDS)
def test_a_write_off_saves_its_interest_and_moves_no_other_money(file: Path, share: float, seed: int) -> None:
    """Two years in which nobody reacts to a better position; in both Aprils the same share is written off."""
    scenario = changed(without_reaction(file), operational_shocks=None)
    without = few_futures(soft(scenario), seed)
    with_it = few_futures(soft(scenario, write_off=write_off(share)), seed)
    gain = (with_it.by_month["year_to_date"] - without.by_month["year_to_date"])[:, 11::12]
    saved = -difference(without, with_it, "interest")
    assert saved.min() >= -ROUNDING_GBP_M
    for row, body in enumerate(without.bodies):
        if body in owing(scenario):
            np.testing.assert_allclose(gain[row], saved[row], rtol=0, atol=ROUNDING_GBP_M)
            assert (difference(without, with_it, "loans")[row] <= ROUNDING_GBP_M).all()
        else:
            assert not with_it.by_year["written_off"][row].any()
            assert np.abs(gain[row]).max() <= ROUNDING_GBP_M


@every_file
def test_all_that_is_owed_is_written_off_tranche_by_tranche(file: Path) -> None:
    """What is drawn afterwards is all that is owed, and it is due when it was to be."""
    scenario = soft(shortened(as_written(file), 3), write_off=write_off(100.0))
    results, clerk = with_clerk(scenario, few_inputs(scenario, 1))
    for body in owing(scenario):
        row = results.bodies.index(body)
        for y in range(3):
            drawn = clerk.sum_of(y, lambda e, b=body: e.payee == b and e.line == "loan drawn")  # type: ignore[misc]
            repaid = clerk.sum_of(y, lambda e, b=body: e.payer == b and e.line == "loan repaid")  # type: ignore[misc]
            assert_same_money(results.by_year["loans"][row, y], drawn - repaid)
            off = clerk.sum_of(y, lambda e, b=body: e.payer == b and e.line == "loan written off")  # type: ignore[misc]
            assert_same_money(results.by_year["written_off"][row, y], off)


@given(file=st.sampled_from(WITH_LOANS), support=SHARES, seed=SEEDS)
def test_deficit_support_is_that_share_of_a_rescued_deficit_and_nothing_else(
    file: Path, support: float, seed: int
) -> None:
    scenario = soft(shortened(as_written(file), 4), rescue=rescue(support_pct=support))
    results, clerk = with_clerk(scenario, few_inputs(scenario, seed))
    paid, in_rescue = results.by_year["deficit_support"], results.by_year["in_rescue"] > 0
    before = results.by_year["surplus"] - paid
    due = np.where(in_rescue, support / 100 * np.maximum(-before, 0.0), 0.0)
    np.testing.assert_allclose(paid, due, rtol=0, atol=ROUNDING_GBP_M)
    assert in_rescue.any()
    assert not in_rescue[:, 0].any()
    for row, body in enumerate(results.bodies):
        for y in range(scenario.years):
            assert_same_money(paid[row, y], clerk.net(y, body, lambda e: e.line == "deficit support"))


@every_file
def test_a_rescue_lasts_its_years_and_is_followed_by_none_at_once(file: Path) -> None:
    """Whoever owes anything would be rescued at once: two years in, and then at least one out."""
    scenario = soft(shortened(as_written(file), 6), rescue=rescue(lasts_years=2))
    in_rescue = few_futures(scenario).by_year["in_rescue"]
    begins = np.diff(in_rescue, axis=1, prepend=0.0) > 0
    assert begins.any()
    for y in range(1, 4):
        assert in_rescue[:, y + 1][begins[:, y]].all()
        assert not in_rescue[:, y + 2][begins[:, y]].any()


@every_file
def test_a_rescue_that_fills_all_leaves_no_deficit(file: Path) -> None:
    results = few_futures(soft(shortened(as_written(file), 4), rescue=rescue(support_pct=100.0)))
    assert results.by_year["surplus"][results.by_year["in_rescue"] > 0].min() >= -ROUNDING_GBP_M


@every_file
def test_at_the_first_close_a_likelier_rescue_comes_to_the_same_and_to_more(file: Path) -> None:
    """And so does one for which less has to be owed."""
    scenario = shortened(as_written(file), 2)
    few, more = (
        few_futures(soft(scenario, rescue=rescue(probability=odds))).by_year["in_rescue"]
        for odds in (0.3, 0.8)
    )
    assert (few <= more).all()
    assert (few < more).any()
    strict, lenient = (
        few_futures(soft(scenario, rescue=rescue(loans_above_pct=limit, failed_years=9))).by_year["in_rescue"]
        for limit in (20.0, 0.0)
    )
    assert (strict <= lenient).all()


@every_file
def test_soft_budgets_that_never_come_are_the_same_to_the_last_bit_as_none(file: Path) -> None:
    scenario = shortened(as_written(file), 3)
    never = soft(scenario, write_off=write_off(50.0, probability=0.0), rescue=rescue(probability=0.0))
    nothing = soft(
        scenario,
        write_off=write_off(0.0),
        rescue=rescue(probability=0.0),
    )
    without = few_futures(soft(scenario))
    assert differing(without, few_futures(never)) == []
    assert differing(without, few_futures(nothing)) == []


@every_file
def test_the_plan_knows_of_none_and_who_does_nothing_meets_the_same(file: Path) -> None:
    scenario = shortened(as_written(file), 3)
    some = soft(scenario, write_off=write_off(50.0), rescue=rescue())
    for without, with_it in (
        (soft(scenario), some),
        (soft(scenario).doing_nothing(), some.doing_nothing()),
    ):
        assert differing(plan_run(without), plan_run(with_it)) == []
    idle = few_futures(some.doing_nothing())
    assert idle.by_year["written_off"].any()
    assert idle.by_year["in_rescue"].any()


@every_file
def test_soft_budgets_are_drawn_anew_each_year_and_move_no_other_draw(file: Path) -> None:
    scenario = shortened(as_written(file), 3)
    terms = {"write_off": write_off(50.0, probability=0.5), "rescue": rescue(probability=0.5)}
    without, with_them = (few_inputs(soft(scenario, **given), 1).draws for given in ({}, terms))
    names = {"regime.write_off.happens", *(f"bodies.{body}.rescue.comes" for body in owing(scenario))}
    assert with_them.keys() - without.keys() == names
    assert all((with_them[name][0] != with_them[name][1]).any() for name in names)
    assert [name for name, values in without.items() if not np.array_equal(values, with_them[name])] == []


def difference(one: Results, other: Results, measure: str) -> Any:
    return other.by_year[measure] - one.by_year[measure]


def write_off(share: float, probability: float = 1.0) -> WriteOff:
    return WriteOff.model_validate({"probability": {"1990": probability}, "share_pct": share}, strict=False)


def rescue(**terms: float) -> Rescue:
    """Whoever owes anything is rescued, unless said otherwise."""
    usual = {"deficit_pct": 1.0, "failed_years": 2, "loans_above_pct": 0.0, "probability": 1.0}
    usual |= {"loans_written_off_pct": 50.0, "support_pct": 80.0, "lasts_years": 1}
    return Rescue.model_validate({**usual, **terms}, strict=False)


def soft(scenario: Scenario, write_off: WriteOff | None = None, rescue: Rescue | None = None) -> Scenario:
    """The scenario with these soft budgets and no others."""
    providers = replaced(scenario.regime.providers, {"write_off": write_off, "rescue": rescue})
    return changed(scenario, regime=replaced(scenario.regime, {"providers": providers}))

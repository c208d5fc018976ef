"""Incentive and bonus add to funding, keep spending back, and are nothing to the plan."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.results.arrays import Results
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.number import LEAST
from simulator.scenario.scope import funded
from simulator.scenario.terms.bodies import Provider
from simulator.scenario.terms.vocabulary import certain
from simulator.scenario.terms.year_end_measures import YearEndMeasures
from simulator.simulation import plan_run
from simulator.statistics.arrays import Array
from tests.property.worlds import (
    EVENTFUL_MECHANISMS,
    SEEDS,
    WEST_NORFOLK,
    as_written,
    changed,
    differing,
    few_futures,
    shortened,
)

ROUNDING_GBP_M = 1e-9
REACHED_GBP_M = 1e-6
FUNDED = (EVENTFUL_MECHANISMS, WEST_NORFOLK)
SHARES = st.floats(0.0, 200.0).map(lambda share: share if share >= LEAST else 0.0)
every_file = pytest.mark.parametrize("file", FUNDED, ids=lambda file: file.stem)


@given(file=st.sampled_from(FUNDED), shares=st.tuples(SHARES, SHARES), seed=SEEDS)
def test_in_the_first_year_they_are_paid_to_funded_providers_that_meet_their_totals_and_to_nobody_else(
    file: Path, shares: tuple[float, float], seed: int
) -> None:
    """Nobody moves spending over the year's end here, or meets a total with others: nothing but them differs."""
    scenario = with_year_end(shortened(as_written(file), 1))
    scenario = changed(scenario, system=replaced(scenario.system, {"control_total": None}))
    without, with_them = (few_futures(rewarding(scenario, *pair), seed) for pair in ((0.0, 0.0), shares))
    more = of_year(with_them, "funding") - of_year(without, "funding")
    offered, ahead = of_year(without, "funding_offered"), ahead_of_total(without)
    due = shares[0] / 100 * np.maximum(ahead, 0.0) + shares[1] / 100 * offered
    is_due = are_funded(scenario, without) & (offered > 0) & (ahead >= -REACHED_GBP_M)
    np.testing.assert_allclose(more, np.where(is_due, due, 0.0), rtol=0, atol=ROUNDING_GBP_M)
    np.testing.assert_allclose(
        of_year(with_them, "surplus") - of_year(without, "surplus"), more, rtol=0, atol=ROUNDING_GBP_M
    )


def test_who_is_paid_for_being_ahead_brings_no_spending_forward() -> None:
    scenario = with_year_end(shortened(as_written(EVENTFUL_MECHANISMS), 3), found_pct=3.0)
    without, with_one = (few_futures(rewarding(scenario, share, 0.0)) for share in (0.0, 50.0))
    offered = with_one.by_year["funding_offered"] > 0
    is_rewarded = offered & are_funded(scenario, with_one)[:, None]
    forward = without.by_year["year_end_measures"] < 0
    assert (forward & is_rewarded).any()
    assert (with_one.by_year["year_end_measures"][is_rewarded] >= 0).all()
    is_other = ~is_rewarded[:, 0]
    first = [of_year(results, "year_end_measures")[is_other] for results in (without, with_one)]
    np.testing.assert_array_equal(*first)


@every_file
def test_shares_of_nothing_are_the_same_to_the_last_bit_as_no_rows(file: Path) -> None:
    scenario = shortened(as_written(file), 3)
    none, nothing = rewarding(scenario, None, None), rewarding(scenario, 0.0, 0.0)
    assert differing(few_futures(none), few_futures(nothing)) == []


@every_file
def test_the_plan_and_doing_nothing_as_planned_are_paid_none(file: Path) -> None:
    scenario = shortened(as_written(file), 3)
    none, some = rewarding(scenario, None, None), rewarding(scenario, 100.0, 50.0)
    assert differing(plan_run(none), plan_run(some)) == []
    assert differing(plan_run(none.doing_nothing()), plan_run(some.doing_nothing())) == []


def rewarding(scenario: Scenario, incentive: float | None, bonus: float | None) -> Scenario:
    """The scenario with these per cents in every year; None is no rows."""
    year = str(scenario.start.year)
    rows = {
        word: {} if share is None else {year: certain(share)}
        for word, share in (("incentive_pct", incentive), ("bonus_pct", bonus))
    }
    regime = replaced(scenario.regime, {"providers": replaced(scenario.regime.providers, rows)})
    return changed(scenario, regime=regime)


def with_year_end(scenario: Scenario, found_pct: float = 0.0) -> Scenario:
    """The scenario in which every provider can move so much of its income over a year's end, and nobody else any."""
    terms = YearEndMeasures(
        found_pct=certain(found_pct), brought_forward_pct=certain(100.0), returns_pct=certain(0.0)
    )
    bodies = {
        key: body
        if body.kind == "council"
        else replaced(body, {"year_end": terms if isinstance(body, Provider) else None})
        for key, body in scenario.bodies.items()
    }
    return changed(scenario, bodies=bodies)


def of_year(results: Results, measure: str) -> Array:
    """A measure of the first year: £m, shape ``(bodies, replications)``."""
    return results.by_year[measure][:, 0]


def ahead_of_total(results: Results) -> Array:
    """The first year's position with what members help each other with, less the control total."""
    helped = of_year(results, "funding") + of_year(results, "break_funding")
    helped = helped + of_year(results, "deficit_support")
    return np.asarray(of_year(results, "surplus") - helped - of_year(results, "control_total"))


def are_funded(scenario: Scenario, results: Results) -> Array:
    """Providers that are offered funding: shape ``(bodies, 1)``."""
    offered = funded(scenario)
    return np.array(
        [[body in offered and isinstance(scenario.bodies[body], Provider)] for body in results.bodies]
    )

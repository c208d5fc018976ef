"""Unit costs that grow more never help a provider, and those that do not grow change no bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.number import LEAST
from simulator.scenario.terms.bodies import Provider
from simulator.scenario.terms.unit_costs import UnitCosts
from simulator.scenario.terms.vocabulary import certain
from simulator.simulation import do_nothing_run, plan_run
from tests.property.test_more_is_never_less import ROUNDING_GBP_M, without_reaction
from tests.property.worlds import (
    EVENTFUL,
    SEEDS,
    WEST_NORFOLK,
    as_written,
    changed,
    differing,
    every_file,
    few_futures,
    few_inputs,
    shortened,
)

GROWTHS = st.floats(-99.0, 20.0).map(lambda growth: growth if abs(growth) >= LEAST else 0.0)
IN_COMMON = UnitCosts(error_sd_pct=certain(3.0), error_persistence=certain(0.6))


@given(
    file=st.sampled_from((EVENTFUL, WEST_NORFOLK)),
    pick=st.integers(0, 100),
    growths=st.tuples(GROWTHS, GROWTHS),
    in_common=st.sampled_from((None, IN_COMMON)),
    seed=SEEDS,
)
def test_more_growth_leaves_a_provider_no_better_off_in_any_future_and_nobody_else_otherwise(
    file: Path, pick: int, growths: tuple[float, float], in_common: UnitCosts | None, seed: int
) -> None:
    """Without support and reactions: the surplus is the position, and no year closed changes the next."""
    scenario = without_reaction(file)
    providers = sorted(providers_of(scenario))
    key = providers[pick % len(providers)]
    less, more = (
        few_futures(with_growth(scenario, {key: growth}, in_common), seed) for growth in sorted(growths)
    )
    row = less.bodies.index(key)
    gain = more.by_year["surplus"] - less.by_year["surplus"]
    assert gain[row].max() <= ROUNDING_GBP_M
    assert (np.delete(gain, row, axis=0) == 0).all()
    months = more.by_month["position"][row] - less.by_month["position"][row]
    assert months.max() <= ROUNDING_GBP_M
    cost = more.by_year["unit_cost_growth"][row] - less.by_year["unit_cost_growth"][row]
    assert cost.min() >= -ROUNDING_GBP_M


@every_file
def test_growth_of_nothing_is_the_same_to_the_last_bit_as_none(file: Path) -> None:
    scenario = shortened(as_written(file), 3)
    providers = providers_of(scenario)
    none = with_growth(scenario, dict.fromkeys(providers), None)
    nothing = with_growth(scenario, dict.fromkeys(providers, 0.0), None)
    for run in (few_futures, plan_run, do_nothing_run):
        assert differing(run(none), run(nothing)) == []
    assert not few_futures(nothing).by_year["unit_cost_growth"].any()


@every_file
def test_what_years_have_in_common_is_one_draw_more_and_moves_no_other(file: Path) -> None:
    scenario = shortened(as_written(file), 3)
    providers = providers_of(scenario)
    without = few_inputs(with_growth(scenario, dict.fromkeys(providers, 1.0), None), 1).draws
    with_it = few_inputs(with_growth(scenario, dict.fromkeys(providers, 1.0), IN_COMMON), 1).draws
    assert with_it.keys() - without.keys() == {"unit_costs.innovation"}
    assert [name for name, values in without.items() if not np.array_equal(values, with_it[name])] == []


def providers_of(scenario: Scenario) -> list[str]:
    return [key for key, body in scenario.bodies.items() if isinstance(body, Provider)]


def with_growth(
    scenario: Scenario, growth_pct: dict[str, float | None], in_common: UnitCosts | None
) -> Scenario:
    """The scenario with other growth of some providers' unit costs, and of what their years have in common."""
    bodies = dict(scenario.bodies)
    for key, growth in growth_pct.items():
        number = None if growth is None else certain(growth)
        bodies[key] = replaced(bodies[key], {"unit_cost_growth_pct": number})
    return changed(scenario, bodies=bodies, unit_costs=in_common)

"""What befalls bodies in a year widens what the year may come to, is shared as stated, and moves no other draw."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr, t

from simulator.results.arrays import Results
from simulator.sampling import BLOCK, draw
from simulator.scenario.model import Scenario
from simulator.scenario.scope import struck
from simulator.scenario.terms.bodies import Council
from simulator.scenario.terms.operational_shocks import OperationalShocks
from simulator.scenario.terms.vocabulary import certain
from simulator.simulation import do_nothing_run, plan_run, simulate_block
from simulator.statistics.arrays import Array
from tests.property.test_more_is_never_less import without_reaction
from tests.property.worlds import (
    WEST_NORFOLK,
    as_written,
    changed,
    differing,
    every_file,
    few_futures,
    shortened,
)

ROUNDING_GBP_M = 1e-9


def shocks(
    *,
    mean_pct: float = 0.0,
    sd_pct: float = 1.5,
    recurrent_pct: float = 0.0,
    commissioners_pct: float = 0.0,
    shared: float = 0.0,
) -> OperationalShocks:
    return OperationalShocks(
        mean_pct=certain(mean_pct),
        sd_pct=certain(sd_pct),
        recurrent_pct=certain(recurrent_pct),
        commissioners_pct=certain(commissioners_pct),
        shared=shared,
    )


def with_shocks(scenario: Scenario, terms: OperationalShocks | None) -> Scenario:
    return changed(scenario, operational_shocks=terms)


@cache
def first_year(terms: OperationalShocks | None) -> Results:
    """A whole block of futures of one year."""
    scenario = with_shocks(shortened(as_written(WEST_NORFOLK), 1), terms)
    return simulate_block(scenario, draw(scenario, 11, 0), plan_run(scenario))


def test_shocks_of_mean_nothing_widen_the_first_year_of_everybody_they_befall_and_of_nobody_else() -> None:
    without, with_them = first_year(None), first_year(shocks(commissioners_pct=50.0))
    for body, _ in enumerate(without.bodies):
        width = [
            np.ptp(np.quantile(run.by_year["surplus"][body, 0], (0.1, 0.9))) for run in (without, with_them)
        ]
        assert width[1] > width[0]
    providers_alone = first_year(shocks())
    for body, key in enumerate(without.bodies):
        if key in without.commissioners:
            same = np.array_equal(without.by_year["surplus"][body], providers_alone.by_year["surplus"][body])
            assert same


@pytest.mark.parametrize("shared", [0.0, 0.3, 0.8, 1.0])
def test_what_two_bodies_share_is_the_correlation_stated(shared: float) -> None:
    """Of the normals ρ, and of the shocks' ranks 6/π · asin(ρ/2); of 2,048 futures within three standard errors."""
    scenario = with_shocks(
        shortened(as_written(WEST_NORFOLK), 2), shocks(commissioners_pct=100.0, shared=shared)
    )
    one, two = struck(scenario)[:2]
    blocks = [draw(scenario, 3, block) for block in range(2)]
    normals = [
        np.concatenate([block.path(f"bodies.{body}.shock.innovation")[0] for block in blocks])
        for body in (one, two)
    ]
    error = 3 / math.sqrt(2 * BLOCK)
    assert np.corrcoef(normals)[0, 1] == pytest.approx(shared, abs=max(error * (1 - shared**2), 1e-12))
    costs = [
        np.concatenate([_costs(scenario, number)[body] for number in range(2)])
        for body in (struck(scenario).index(one), struck(scenario).index(two))
    ]
    ranks = 6 / math.pi * math.asin(shared / 2)
    assert spearmanr(*costs).statistic == pytest.approx(ranks, abs=max(error * (1 - ranks**2), 1e-12))


def _costs(scenario: Scenario, block: int) -> Array:
    """What the first year's shock costs each body that is struck: shape ``(bodies, replications)``."""
    results = simulate_block(scenario, draw(scenario, 3, block), plan_run(scenario))
    rows = [results.bodies.index(body) for body in struck(scenario)]
    return results.by_year["shock"][rows, 0]


def test_shocks_have_the_mean_and_the_quantiles_of_a_t_with_their_standard_deviation() -> None:
    """4 degrees of freedom: the sample variance has none of its own, so that quantiles stand for it."""
    mean, sd, terms = -0.4, 1.5, shocks(mean_pct=-0.4)
    scenario = with_shocks(shortened(as_written(WEST_NORFOLK), 10), terms)
    results = simulate_block(scenario, draw(scenario, 5, 0), plan_run(scenario))
    income = plan_run(scenario).by_year["income"]
    rows = [results.bodies.index(body) for body in struck(scenario)]
    shares = -100 * (results.by_year["shock"] / income)[rows].ravel()
    assert len(shares) >= 10 * BLOCK
    assert abs(shares.mean() - mean) < 3 * sd / math.sqrt(len(shares))
    for u in (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99):
        quantile = t.ppf(u, 4) * sd / math.sqrt(2)
        density = t.pdf(t.ppf(u, 4), 4) / (sd / math.sqrt(2))
        error = math.sqrt(u * (1 - u) / len(shares)) / density
        assert np.quantile(shares, u) - mean == pytest.approx(quantile, abs=3 * error)


@every_file
def test_where_nobody_reacts_a_year_is_worse_by_what_shocks_cost_and_a_part_stays(file: Path) -> None:
    scenario = without_reaction(file)
    without = few_futures(with_shocks(scenario, None))
    with_them = few_futures(with_shocks(scenario, shocks(recurrent_pct=30.0, commissioners_pct=60.0)))
    change = {name: with_them.by_year[name] - without.by_year[name] for name in ("surplus", "underlying")}
    cost = with_them.by_year["shock"]
    councils = [without.bodies.index(k) for k, b in scenario.bodies.items() if isinstance(b, Council)]
    assert not cost[councils].any()
    if not without.by_year["interest"].any() and not scenario.system.pooling and not scenario.mergers:
        np.testing.assert_allclose(change["surplus"], -cost, rtol=0, atol=ROUNDING_GBP_M)
    np.testing.assert_allclose(
        change["underlying"][:, 0] - change["surplus"][:, 0], 0.7 * cost[:, 0], rtol=0, atol=ROUNDING_GBP_M
    )


@every_file
def test_the_plan_and_doing_nothing_know_of_no_shock_and_no_other_draw_moves(file: Path) -> None:
    scenario = shortened(as_written(file), 3)
    none, many = (with_shocks(scenario, terms) for terms in (None, shocks(mean_pct=-1.0, shared=0.4)))
    for run in (plan_run, do_nothing_run):
        assert differing(run(none), run(many)) == []
    before, after = (draw(one, 1, 0).draws for one in (none, many))
    new = {f"bodies.{body}.shock.innovation" for body in struck(many)}
    assert after.keys() - before.keys() == new
    assert [name for name, values in before.items() if not np.array_equal(values, after[name])] == []


def test_shocks_of_nothing_change_no_bit() -> None:
    scenario = shortened(as_written(WEST_NORFOLK), 3)
    none, nothing = (with_shocks(scenario, terms) for terms in (None, shocks(sd_pct=0.0)))
    assert differing(few_futures(none), few_futures(nothing)) == []

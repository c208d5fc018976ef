"""The made-up England: what its lines mean, worked out by hand; its file, its national figures and its page agree."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from evidence.england.bodies import ACUTE, COMMISSIONERS, PROVIDERS
from evidence.england.calibration import KEPT
from evidence.england.definitions import (
    draws_pct,
    in_deficit_pct,
    margin_pct,
    mean_correlation,
    persistence,
)
from evidence.england.figures import figures
from evidence.england.making import FILE, england
from evidence.england.mechanisms import (
    BASELINE,
    FITTED_BONUS,
    FITTED_CLOSE,
    FITTED_GROWTH,
    FITTED_SHOCKS,
    MECHANISMS,
    STAGES,
    found,
    unit_cost_growth,
    up_to,
)
from evidence.england.national import NATIONAL
from evidence.england.table import kept, page, read_figures, rows, table, verdict, write_figures
from simulator import Scenario, load
from simulator.analyses.reference_formulas import (
    all_transitions_pct,
    is_deep_in_deficit,
    is_in_surplus,
    miss_pct,
    new_savings,
    spread,
    transition_pct,
)
from simulator.engine.opening import refuse_wrong_openings
from simulator.montecarlo.run import Run
from simulator.sampling import draw
from simulator.sampling.inputs import Inputs
from simulator.scenario.terms.bodies import Commissioner, Provider
from simulator.scenario.uncertainty import planned
from simulator.simulation import plan_run, simulate_block
from simulator.statistics.arrays import BLOCK

FEW = 8


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(FILE)


@pytest.fixture(scope="module")
def few_futures(scenario: Scenario) -> Run:
    """Eight futures, every hundred-and-twenty-eighth of the first block; doing nothing is not asked about."""
    import pandas as pd

    drawn = draw(scenario, 1, 0)
    inputs = Inputs(FEW, {name: values[..., :: BLOCK // FEW] for name, values in drawn.draws.items()})
    plan = plan_run(scenario)
    results = simulate_block(scenario, inputs, plan)
    return Run(scenario, 1, FEW, plan, plan, results, pd.DataFrame())


def test_a_deficit_is_more_than_a_pound_below_nothing() -> None:
    """Two bodies, one year, two futures: −1, 0, +1 and half a pound below: one of four."""
    position = np.array([[[-1.0, 0.0]], [[1.0, -0.5e-6]]])
    assert in_deficit_pct(position) == pytest.approx([25.0])
    assert is_in_surplus(position).sum() == 3


def test_a_margin_is_of_all_bodies_together_and_then_the_mean_of_the_futures() -> None:
    """(1 + 3) / (100 + 300) = 1 % and (−2 + 0) / (100 + 100) = −1 %: nothing. By body it would be 0.25 %."""
    surplus = np.array([[[1.0, -2.0]], [[3.0, 0.0]]])
    income = np.array([[[100.0, 100.0]], [[300.0, 100.0]]])
    assert margin_pct(surplus, income) == pytest.approx([0.0])


def test_a_transition_counts_each_body_future_and_first_year_once() -> None:
    """Five years, three years on: A + + − − +, B + − − + −. In the first both, of whom B; in the second A, which is."""
    surplus = np.array([[1.0, 1.0, -1.0, -1.0, 1.0], [1.0, -1.0, -1.0, 1.0, -1.0]])[:, :, None]
    kept = is_in_surplus(surplus)
    assert transition_pct(kept, kept) == pytest.approx([50.0, 100.0])
    assert all_transitions_pct(kept, kept) == pytest.approx(200 / 3)
    assert math.isnan(all_transitions_pct(np.zeros_like(kept), kept))


def test_a_deep_deficit_is_beyond_five_per_cent_of_income() -> None:
    """5 of 100 is not, 5.1 is."""
    assert list(is_deep_in_deficit(np.array([-5.0, -5.1]), np.array([100.0, 100.0]))) == [False, True]


def test_misses_are_shares_of_income_with_a_mean_spread_and_correlation() -> None:
    """Plan 2 of 200: surpluses 0 … 10 miss by −1 … +4 %. Percentiles of eleven even steps: 0.5 apart each, 8 of them.

    Against its mirror image the correlation is −1, with itself 1: of three pairs (1 − 1 − 1) / 3.
    """
    surplus = np.arange(11.0)[None, :]
    missed = miss_pct(surplus, np.array([[2.0]]), np.full((1, 11), 200.0))
    assert missed[0, 0] == pytest.approx(-1.0)
    assert missed[0, -1] == pytest.approx(4.0)
    assert spread(missed) == pytest.approx(4.0)
    assert mean_correlation(np.concatenate([missed, missed, -missed])) == pytest.approx(-1 / 3)


def test_new_savings_count_full_year_effects_and_do_not_take_off_what_ended() -> None:
    """5 of this year's; of last year's the recurrent part grows from 3 to 4 and, in the other, falls: 5 + 1 + 0."""
    found = new_savings(np.array([[2.0], [3.0]]), np.array([[3.0], [2.0]]), np.array([[4.0], [1.0]]))
    assert found == pytest.approx([6.0])


def test_draws_are_what_is_owed_more_than_a_year_before() -> None:
    """10, 16, 13 of an income of 200: 3 % drawn, 1.5 % repaid."""
    owed = np.array([10.0, 16.0, 13.0])[None, :, None]
    assert draws_pct(owed, np.array([[200.0]]))[0, :, 0] == pytest.approx([3.0, -1.5])


def test_persistence_is_by_band_of_the_first_draw() -> None:
    """First draws 0, 3, 5, 6, 10, then 2, 0.5, 5, 0, 12: bands of one, two (3 and 5) and two (6 and 10)."""
    first, then = np.array([0.0, 3.0, 5.0, 6.0, 10.0]), np.array([2.0, 0.5, 5.0, 0.0, 12.0])
    found = persistence(first, then)
    assert found["mean after under 1 %"] == 2.0
    assert found["under 1 % after under 1 %"] == 0.0
    assert found["mean after 3 to 6 %"] == 2.75
    assert found["under 1 % after 3 to 6 %"] == 50.0
    assert found["mean after over 6 %"] == 6.0
    assert found["under 1 % after over 6 %"] == 50.0
    # deviations −4.8 −1.8 0.2 1.2 5.2 and −1.9 −3.4 1.1 −3.9 8.1: 52.9 / √(54.8 · 97.2)
    assert found["correlation"] == pytest.approx(52.9 / math.sqrt(54.8 * 97.2))


def test_persistence_of_nobody_is_no_number() -> None:
    assert all(math.isnan(figure) for figure in persistence(np.array([]), np.array([])).values())


def test_the_scenario_is_what_the_bodies_make() -> None:
    assert FILE.read_text(encoding="utf-8") == england()


def test_the_scenario_opens_as_it_says(scenario: Scenario) -> None:
    refuse_wrong_openings(scenario, anyway=False)
    kinds = [type(body) for body in scenario.bodies.values()]
    assert kinds.count(Provider) == len(PROVIDERS) == 12
    assert kinds.count(Commissioner) == len(COMMISSIONERS) == 8
    assert set(scenario.system.members) == set(scenario.bodies)
    assert len(ACUTE) == 8


def test_margins_at_the_start_are_those_of_the_sector(scenario: Scenario) -> None:
    """Weighted by turnover +0.9 %, and one provider of twelve in deficit; 0.9 % of last year's programmes is to come.

    Of that hospitals lose 0.4 to what commissioners' programmes still bring.
    """
    turnover = sum(one.turnover_gbp_m for one in PROVIDERS)
    margin = sum(one.margin_pct * one.turnover_gbp_m for one in PROVIDERS) / turnover
    assert margin == pytest.approx(0.9, abs=0.1)
    assert sum(one.margin_pct < 0 for one in PROVIDERS) == 1
    for one in PROVIDERS:
        opening = scenario.bodies[one.key].opening_underlying_gbp_m
        rate = one.margin_pct + (0.5 if one.key in ACUTE else 0.9)
        assert planned(opening) == pytest.approx(rate / 100 * one.turnover_gbp_m, abs=0.01)


def test_providers_earn_their_turnover(few_futures: Run) -> None:
    """In the plan's first year, a price step and a year's work on from the base, within 3 %."""
    plan = few_futures.plan
    for one in PROVIDERS:
        income = plan.by_year["income"][plan.bodies.index(one.key), 0, 0]
        assert income == pytest.approx(one.turnover_gbp_m, rel=0.03)


def test_policy_is_certain(scenario: Scenario) -> None:
    assert all(planned(price.error_sd_pct) == 0 for price in scenario.prices.values())


def test_national_figures_lie_in_their_ranges_and_say_where_they_are_from() -> None:
    places = [(one.line, one.label) for one in NATIONAL]
    assert len(set(places)) == len(places)
    for one in NATIONAL:
        assert one.low < one.high
        assert one.value is None or one.low <= one.value <= one.high
        assert one.source
        assert (one.quality == "J") <= (one.value is None)


def test_few_futures_give_every_line(few_futures: Run) -> None:
    found, before = figures(few_futures), read_figures(kept(BASELINE))
    assert {line: tuple(labels) for line, labels in found.items()} == {
        line: tuple(labels) for line, labels in before.items()
    }
    stages = {BASELINE: before, STAGES[1]: found}
    known = {(one.line, one.label) for one in NATIONAL}
    assert known <= {(row.line, row.label) for row in rows(stages)}
    printed = list(table(stages))
    assert len(printed) == 2 + sum(len(labels) for labels in found.values())
    assert "| baseline | + unit costs | England |" in printed[0]
    assert verdict(stages).startswith(f"Of {len(known)} figures 25 (baseline), ")


def test_the_page_is_that_of_the_figures_kept() -> None:
    file = Path(__file__).parents[2] / "docs" / "england.md"
    assert file.read_text(encoding="utf-8") == page({stage: read_figures(kept(stage)) for stage in STAGES})


def test_figures_are_read_as_they_were_written(tmp_path: Path) -> None:
    found = {"a": {"2012/13": 1.25, "all years": math.nan}}
    write_figures(found, tmp_path / "figures.json")
    again = read_figures(tmp_path / "figures.json")
    assert again["a"]["2012/13"] == 1.25
    assert math.isnan(again["a"]["all years"])
    assert read_figures(tmp_path / "nothing.json") == {}


def test_each_stage_has_the_mechanisms_up_to_its_own() -> None:
    plain = load(FILE)
    assert up_to(plain, BASELINE) is plain
    assert (BASELINE, *(mechanism.name for mechanism in MECHANISMS)) == STAGES
    first, last = (up_to(plain, stage) for stage in (STAGES[1], STAGES[-1]))
    assert plain != first != last != plain
    changed = [mechanism.changes(plain).keys() for mechanism in MECHANISMS]
    assert all(changed)
    for place in range(1, len(MECHANISMS)):
        assert not set().union(*changed[place:]) & set().union(*changed[:place])


@pytest.mark.slow
@pytest.mark.parametrize(("before", "stage"), list(pairwise(STAGES)))
def test_each_stage_is_another_england_than_the_one_before(before: str, stage: str) -> None:
    plain = load(FILE)
    assert up_to(plain, stage) != up_to(plain, before)


def test_what_was_fitted_is_what_is_set() -> None:
    """As kept by the last fit, rounded to a twentieth."""
    kept_values = json.loads(KEPT.read_text("utf-8"))["values"]
    assert list(kept_values.values()) == pytest.approx(
        [FITTED_GROWTH, FITTED_CLOSE, FITTED_SHOCKS, FITTED_BONUS], abs=0.025
    )


@pytest.mark.parametrize("name", ["west_norfolk", "norfolk_waveney", "west_norfolk_2013", "nene"])
def test_a_scenario_behaves_as_england_does(name: str) -> None:
    """What is fitted has no second value: growth of unit costs, closes, shocks and the bonus."""
    scenario = load(Path(__file__).parents[2] / "scenarios" / f"{name}.toml")
    shocks, bonus = scenario.operational_shocks, scenario.regime.providers.bonus_pct
    assert shocks is not None
    assert shocks.sd_pct.value == FITTED_SHOCKS
    assert [share.value for share in bonus.values()] == [FITTED_BONUS]
    for body in scenario.bodies.values():
        if isinstance(body, Commissioner | Provider):
            assert body.year_end is not None
            close = body.year_end.found_pct
            median = FITTED_CLOSE if isinstance(body, Provider) else 0.9
            assert (close.p10, close.p50, close.p90) == tuple(found(median).values())
        if isinstance(body, Provider):
            growth = body.unit_cost_growth_pct
            assert (growth.p10, growth.p50, growth.p90) == pytest.approx(
                tuple(unit_cost_growth(FITTED_GROWTH)[key] for key in ("p10", "p50", "p90"))
            )

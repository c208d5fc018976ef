"""Two scenarios in the same futures: differences that are known beforehand."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from simulator import Run, compare, load, simulate
from simulator.analyses.compare import AMOUNTS, DUTIES
from simulator.analyses.comparison import Comparison
from simulator.analyses.explained import explained
from simulator.economy.catalogue import BY_YEAR
from simulator.errors import RecoverySimError
from simulator.results.outcomes import POUND, with_system
from simulator.scenario import new_scenario
from simulator.statistics.arrays import BLOCK
from tests.helpers.random_run import random_results, random_run, with_amounts

CASES = Path(__file__).parents[1] / "cases"
DELIVERY = "schemes.care_at_home.delivery=0.9"

GROWING = (
    "bodies.ccg.opening_underlying_gbp_m={ dist = 'normal', mean = 0.0, sd = 3.0 }",
    "bodies.ccg.allocation_price='pace'",
    "prices.pace={ planned_pct = { 2020 = 0.0, 2021 = 10.0 } }",
)
"""A commissioner's true position is normal with a spread of £3m; its allocation grows by a tenth a year from 2021."""


@cache
def simulated(file: Path, *overrides: str, replications: int = BLOCK, seed: int = 1) -> Run:
    # A million more of allocation moves an opening position: that is what is looked at.
    return simulate(load(file, overrides=overrides), replications, seed, anyway=True)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scenario that `recovery-sim new` writes: a commissioner, its hospital, five years, much chance."""
    file = tmp_path_factory.mktemp("compare") / "template.toml"
    file.write_text(new_scenario("Template"), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def more_care_at_home(template: Path) -> Comparison:
    return compare(simulated(template), simulated(template, DELIVERY))


def test_a_scenario_against_itself_is_the_same_in_every_future_and_says_so(template: Path) -> None:
    run = simulated(template)
    found = compare(run, simulate(load(template), BLOCK, 1))
    assert found.is_same
    assert found.changes == found.not_shared == ()
    for pair in found.probabilities.values():
        assert not pair.difference.estimate.any()
        assert not pair.difference.changed.any()
        assert (pair.difference.low < 0.0).all()
        assert (pair.difference.high > 0.0).all()
    for amounts in found.amounts.values():
        assert not amounts.difference.estimate.any()
        assert amounts.difference.high == pytest.approx(np.full_like(amounts.a, POUND))
    assert not any(shares.estimate.any() for shares in found.better.values())


def test_a_million_of_allocation_is_a_million_at_the_prices_of_the_year() -> None:
    """£1m at the index: 1, 1.1 and 1.21, in every future; the hospital on its block contract sees nothing."""
    base = CASES / "base.toml"
    more = (*GROWING, "bodies.ccg.allocation_gbp_m=201.0")
    found = compare(simulated(base, *GROWING), simulated(base, *more))
    ccg, hospital = found.names.index("ccg"), found.names.index("hospital")
    surplus = found.amounts["surplus"]
    assert surplus.difference.estimate[ccg] == pytest.approx([1.0, 1.1, 1.21], abs=1e-9)
    for percentile in surplus.percentiles.values():
        assert percentile[ccg] == pytest.approx([1.0, 1.1, 1.21], abs=1e-9)
    assert surplus.difference.high[ccg] - surplus.difference.low[ccg] == pytest.approx([2 * POUND] * 3)
    assert not surplus.difference.changed[hospital].any()
    assert (found.better["noticeably_better"].estimate[ccg] == 1.0).all()
    assert not found.better["better"].estimate[hospital].any()
    assert found.totals["surplus"].difference.estimate[ccg] == pytest.approx(3.31, abs=1e-9)


def test_the_chance_gained_by_a_million_is_that_of_the_normal_distribution() -> None:
    """The first year's surplus is normal with spread 3: from Φ(0) to Φ(1/3), 0.1306 more; its duty of 1 % moves
    from Φ(−2/3) to Φ(−1.01/3). Nets of 1,024 points miss neither by more than a few futures."""
    base = CASES / "base.toml"
    more = (*GROWING, "bodies.ccg.allocation_gbp_m=201.0")
    found = compare(*(simulated(base, *set_, replications=8 * BLOCK) for set_ in (GROWING, more)))
    ccg = found.names.index("ccg")
    even, one_percent = (
        found.probabilities[duty].difference.at(ccg, 0) for duty in ("break_even", "surplus_1pct")
    )
    assert even.estimate == pytest.approx(norm.cdf(1 / 3) - 0.5, abs=0.001)
    assert one_percent.estimate == pytest.approx(norm.cdf(-1.01 / 3) - norm.cdf(-2 / 3), abs=0.001)
    assert even.low < norm.cdf(1 / 3) - 0.5 < even.high


def test_what_a_one_off_adds_has_the_quantiles_of_its_delivery() -> None:
    """£2m · δ received once, δ normal around 0.5 with spread 0.5: mean £1m, p90 £1m + 1.2816 · £1m, better in Φ(1)."""
    base = CASES / "base.toml"
    scheme = "schemes.sale={ name = 'Sale', owner = 'ccg', kind = 'one_off', full_year_gbp_m = 2.0, "
    sale = scheme + "start = 2020-06-01, delivery = { dist = 'normal', mean = 0.5, sd = 0.5 } }"
    found = compare(simulated(base), simulated(base, sale))
    ccg = found.names.index("ccg")
    surplus = found.amounts["surplus"]
    assert surplus.difference.estimate[ccg] == pytest.approx([1.0, 0.0, 0.0], abs=0.005)
    assert surplus.percentiles[90][ccg, 0] == pytest.approx(1.0 + 1.2815516, abs=0.01)
    assert found.better["better"].estimate[ccg, 0] == pytest.approx(norm.cdf(1.0), abs=0.001)
    assert found.amounts["savings_delivered"].difference.estimate[ccg, 0] == pytest.approx(1.0, abs=0.005)


def test_swapping_the_scenarios_turns_every_sign(template: Path, more_care_at_home: Comparison) -> None:
    one = more_care_at_home
    other = compare(simulated(template, DELIVERY), simulated(template))
    assert not one.is_same
    for duty in DUTIES:
        a, b = one.probabilities[duty].difference, other.probabilities[duty].difference
        assert b.estimate == pytest.approx(-a.estimate)
        assert b.low == pytest.approx(-a.high)
    for measure in AMOUNTS:
        c, d = one.amounts[measure], other.amounts[measure]
        assert d.difference.estimate == pytest.approx(-c.difference.estimate)
        assert d.percentiles[10] == pytest.approx(-c.percentiles[90])
    assert other.better["worse"].estimate[:-1] == pytest.approx(one.better["better"].estimate[:-1])
    assert other.later.estimate == pytest.approx(one.earlier.estimate)


def test_pairs_are_surer_than_two_runs_apart(template: Path) -> None:
    """The standard error of the paired difference against that of two runs with seeds of their own."""
    one, changed = simulated(template), simulated(template, DELIVERY)
    a, b = (with_system(run.results, "surplus") for run in (one, changed))
    paired = (b - a).std(axis=-1)
    apart = np.hypot(a.std(axis=-1), b.std(axis=-1))
    assert (paired < 0.5 * apart)[:, -1].all()


def test_every_body_is_better_off_only_where_all_are_at_once(
    template: Path, more_care_at_home: Comparison
) -> None:
    found = more_care_at_home
    members = [found.names.index(name) for name in found.a.system.members]
    a, b = (simulated(template, *set_) for set_ in ((), (DELIVERY,)))
    gained = b.results.by_year["surplus"][members] - a.results.by_year["surplus"][members] > POUND
    every_body = found.better["better"].estimate[found.names.index("every_body")]
    assert every_body == pytest.approx(gained.all(axis=0).mean(axis=-1))


def test_recovery_counts_futures_and_medians() -> None:
    """Allocation £6m short, then £6m more: the commissioner recovers never, then at once."""
    base = CASES / "base.toml"
    short, ample = (f"bodies.ccg.allocation_gbp_m={value}" for value in (194.0, 206.0))
    found = compare(simulated(base, short), simulated(base, ample))
    ccg = found.names.index("ccg")
    assert (found.median_recovery("a", "ccg"), found.median_recovery("b", "ccg")) == (None, "2020/21")
    assert (found.earlier.estimate[ccg], found.later.estimate[ccg]) == (1.0, 0.0)
    assert found.probabilities["recovered_by"].difference.estimate[ccg] == pytest.approx([1.0] * 3)
    assert (found.probabilities["recovered_by"].difference.low[ccg] < 1.0).all()


def test_what_only_one_has_is_said_and_left_out() -> None:
    """Five years against three: the first three are compared, and the same futures give the same figures."""
    base = CASES / "base.toml"
    found = compare(simulated(base, *GROWING), simulated(base, *GROWING, "years=5"))
    assert found.years == ("2020/21", "2021/22", "2022/23")
    assert len(found.not_shared) == 1
    assert "Only B has 2023/24, 2024/25" in found.not_shared[0]
    assert found.is_same


def test_systems_with_other_members_are_not_compared() -> None:
    base = CASES / "base.toml"
    found = compare(simulated(base), simulated(base, "system.members=['ccg']"))
    assert found.names == ("ccg", "hospital")
    assert any("different members" in sentence for sentence in found.not_shared)


@pytest.mark.parametrize(
    ("other", "words"),
    [({"seed": 2}, "simulate both with one seed"), ({"replications": 2 * BLOCK}, "simulate as many of both")],
)
def test_runs_of_other_futures_are_refused(other: dict[str, int], words: str) -> None:
    base = CASES / "base.toml"
    with pytest.raises(RecoverySimError, match=words):
        compare(simulated(base), simulated(base, **other))  # type: ignore[arg-type]


def test_scenarios_without_a_body_in_common_are_refused() -> None:
    run = simulated(CASES / "base.toml")
    stranger = dataclasses.replace(
        run, results=dataclasses.replace(run.results, bodies=("north", "south"), members=("north", "south"))
    )
    with pytest.raises(RecoverySimError, match="no body in common"):
        compare(run, stranger)


def test_changes_name_every_key_that_differs() -> None:
    base = CASES / "base.toml"
    found = compare(simulated(base), simulated(base, *GROWING))
    keys = {change.key: (change.a, change.b) for change in found.changes}
    assert keys["bodies.ccg.opening_underlying_gbp_m"] == ("0.0", '{ dist = "normal", mean = 0.0, sd = 3.0 }')
    assert keys["bodies.ccg.allocation_price"] == ("", '"pace"')
    assert keys["prices.pace"] == ("", "…")


def test_the_frame_has_a_row_a_body_year_and_measure(more_care_at_home: Comparison) -> None:
    found = more_care_at_home
    frame = found.frame()
    names, parties, years = len(found.names), len(found.parties), len(found.years)
    asked = len(DUTIES) - 1  # nobody has a control total
    told = {measure for measure in AMOUNTS if not BY_YEAR[measure].is_for_some}
    assert len(frame) == years * (asked * names + len(told) * parties) + 4 * parties
    row = frame[(frame.measure == "surplus") & (frame.body == "system")].iloc[-1]
    surplus = found.amounts["surplus"]
    assert row.difference == pytest.approx(row.b - row.a)
    assert row.difference_p50 == surplus.percentiles[50][found.parties.index("system"), -1]
    assert row.difference_low < row.difference < row.difference_high
    assert list(found.recovery_frame().body) == list(found.names)


def test_the_lines_of_a_change_add_up_to_it(more_care_at_home: Comparison) -> None:
    found = more_care_at_home
    lines = {line: change for line, change in found.explained.items() if line != "surplus"}
    surplus = found.amounts["surplus"].difference.estimate
    assert sum(lines.values()) == pytest.approx(surplus, abs=1e-12)
    assert found.explained["surplus"] == pytest.approx(surplus, abs=1e-12)
    assert found.explained["savings_delivered"] == pytest.approx(
        found.amounts["savings_delivered"].difference.estimate
    )
    frame = found.explained_frame()
    added = frame[frame.line != "surplus"].groupby(["body", "year"]).change_gbp_m.sum()
    whole = frame[frame.line == "surplus"].set_index(["body", "year"]).change_gbp_m
    assert added.sort_index().to_numpy() == pytest.approx(whole.sort_index().to_numpy(), abs=1e-12)


def test_a_change_is_told_by_the_line_that_makes_it() -> None:
    """B has £2m from the pool for £0.1m of interest more, and £0.5m that no line holds: 2.4 better in all."""
    run = random_run(random_results(8))
    zero = {name: np.array(0.0) for name in run.results.by_year if name != "control_total"}
    one = with_amounts(run.results, **zero)
    other = with_amounts(
        run.results, **(zero | {"surplus": np.array(2.4), "pooled": np.array(2.0), "interest": np.array(0.1)})
    )
    found = explained([one, other])
    assert found["pooled"][0] == pytest.approx([2.0] * 3)
    assert found["interest"][0] == pytest.approx([-0.1] * 3)
    assert found["other"][0] == pytest.approx([0.5] * 3)
    assert found["surplus"][-1] == pytest.approx([4.8] * 3)  # two bodies
    assert not found["funding"].any()


def test_a_duty_that_only_one_scenario_asks_is_not_compared() -> None:
    one, other = random_run(random_results(8)), random_run(random_results(8))
    other.results.by_year["control_total"][:] = 0.0
    found = compare(one, other)
    assert not found.asked["control_total"].any()
    assert "p_control_total" not in set(found.frame().measure)
    one.results.by_year["control_total"][0] = 0.0
    both = compare(one, other)
    assert both.asked["control_total"].tolist() == [[True] * 3, [False] * 3, [False] * 3, [False] * 3]
    assert set(both.frame().query("measure == 'p_control_total'").body) == {"general"}

"""What carries the answer: a run whose surplus is a known sum of known inputs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator import Run, load, sensitivity, simulate
from simulator.errors import ArgumentError
from simulator.review.sensitivity import Sensitivity
from simulator.statistics.arrays import Array

BASE = Path(__file__).parents[1] / "cases" / "base.toml"
FUTURES = 2048


def made_up(inputs: dict[str, Array], surplus: Array) -> Run:
    """A run of the base case in which the hospital's last year comes to ``surplus``, and the commissioner's to 0."""
    run = simulate(load(BASE), 1024, 1)
    amounts = {
        name: np.zeros((*values.shape[:-1], len(surplus))) for name, values in run.results.by_year.items()
    }
    amounts["surplus"][run.results.bodies.index("hospital"), -1] = surplus
    return replace(
        run,
        replications=len(surplus),
        inputs=pd.DataFrame(inputs),
        results=replace(run.results, by_year=amounts),
    )


@pytest.fixture(scope="module")
def normals() -> Array:
    return np.random.default_rng(1).standard_normal((12, FUTURES))


@pytest.fixture(scope="module")
def run(normals: Array) -> Run:
    """Variance 16: nine from a growth, four in two years of a programme, three of nobody's."""
    surplus = -3 * normals[0] + np.sqrt(2) * (normals[1] + normals[2]) + np.sqrt(3) * normals[3]
    inputs = {
        "services.care.growth_pct": normals[0],
        "schemes.cip@2021.delivery": normals[1],
        "schemes.cip@2022.delivery": normals[2],
    }
    idle = {f"bodies.hospital.idle_{i}_pct": normals[4 + i] for i in range(8)}
    return made_up(inputs | idle, surplus)


@pytest.fixture(scope="module")
def found(run: Run) -> Sensitivity:
    return sensitivity(run, body="hospital")


def test_shares_are_those_of_the_sum(found: Sensitivity) -> None:
    first, second, *others = found.carried
    assert (first.assumption.key, second.assumption.key) == (
        "services.care.growth_pct",
        "schemes.cip.delivery",
    )
    assert first.first_order.estimate == pytest.approx(9 / 16, abs=0.03)
    assert second.first_order.estimate == pytest.approx(4 / 16, abs=0.03)
    assert all(one.first_order.estimate < 0.02 for one in others)
    assert found.all_told is not None
    assert found.all_told.estimate == pytest.approx(13 / 16, abs=0.02)


def test_only_what_has_influence_is_told_from_noise(found: Sensitivity) -> None:
    assert [one.assumption.key for one in found.told] == ["services.care.growth_pct", "schemes.cip.delivery"]
    assert all(one.pawn > one.noise for one in found.told)
    assert all(one.pawn < one.noise for one in found.carried[2:])


def test_signs_follow_what_is_named(found: Sensitivity) -> None:
    """Growth costs, delivery saves; the highest fifth of a normal lies 1.400 deviations above its mean."""
    growth, delivery = found.told
    assert growth.rank_correlation < 0 < delivery.rank_correlation
    assert growth.high.margin.estimate == pytest.approx(-3 * 1.400, abs=0.3)
    assert growth.low.margin.estimate == pytest.approx(3 * 1.400, abs=0.3)
    assert growth.high.value == pytest.approx(1.400, abs=0.05)
    assert delivery.high.margin.estimate == pytest.approx(2 * 1.400, abs=0.3)
    assert growth.high.chance.high < 0 < delivery.high.chance.low


def test_a_duty_is_carried_in_the_same_order_with_less_of_each(run: Run, found: Sensitivity) -> None:
    amounts, reached = found, sensitivity(run, body="hospital", outcome="duty")
    assert [one.assumption.key for one in reached.told] == [one.assumption.key for one in amounts.told]
    assert reached.carried[0].first_order.estimate < amounts.carried[0].first_order.estimate
    assert reached.chance == amounts.chance


def test_a_programmes_later_year_carries_nothing_earlier(run: Run) -> None:
    years = run.results.by_year["surplus"].copy()
    years[:, 1] = years[:, 2]
    earlier = replace(run, results=replace(run.results, by_year={**run.results.by_year, "surplus": years}))
    found = sensitivity(earlier, body="hospital", year=2021)
    members = {one.assumption.key: one.assumption.members for one in found.carried}
    assert members["schemes.cip.delivery"] == ("schemes.cip@2021.delivery",)


def test_what_never_varies_is_no_assumption(run: Run) -> None:
    still = replace(run, inputs=run.inputs.assign(**{"services.care.still_pct": 1.0}))
    assert "services.care.still_pct" not in [
        one.assumption.key for one in sensitivity(still, body="hospital").carried
    ]


def test_a_duty_that_is_never_reached_is_answered_with_what_to_ask(normals: Array) -> None:
    never = made_up({"services.care.growth_pct": normals[0]}, normals[0] - 100)
    with pytest.raises(ArgumentError, match=r"in none of the 2,048 futures.*under 0\.2 %.*outcome surplus"):
        sensitivity(never, body="hospital", outcome="duty")
    assert sensitivity(never, body="hospital").chance.estimate == 0


def test_an_amount_that_is_always_the_same_is_answered_with_what_to_ask(run: Run) -> None:
    with pytest.raises(ArgumentError, match=r"the same in all 2,048 futures.*another year or body"):
        sensitivity(run, body="ccg")


def test_too_few_futures_and_unknown_outcomes_are_refused(run: Run, normals: Array) -> None:
    with pytest.raises(ArgumentError, match='There is no outcome "profit"'):
        sensitivity(run, outcome="profit")
    few = made_up({"services.care.growth_pct": normals[0, :50]}, normals[0, :50])
    with pytest.raises(ArgumentError, match="take 1,024 or more"):
        sensitivity(few, body="hospital")


def test_the_order_of_columns_changes_nothing(run: Run, found: Sensitivity) -> None:
    turned = replace(run, inputs=run.inputs[list(run.inputs.columns[::-1])])
    one, other = found, sensitivity(turned, body="hospital")
    assert [x.assumption.key for x in one.carried] == [x.assumption.key for x in other.carried]
    for x, y in zip(one.carried, other.carried, strict=True):
        assert x.first_order.low == pytest.approx(y.first_order.low, abs=1e-12)
        assert x.is_told == y.is_told


SECOND_SERVICE = """
[services.other]
cost_per_head_gbp = [100.0]
growth_pct = { p10 = 0.0, p50 = 1.0, p90 = 2.0 }

[bodies.ccg.spend.other]
base_gbp_m = 0.0
service = "other"

[dependence]
growth_on_demand = 0.4
"""


@pytest.mark.parametrize(("correlation", "named"), [(0.2, 1), (0.9, 2)])
def test_a_family_is_named_in_place_of_its_members_where_it_carries_a_quarter_more(
    normals: Array, tmp_path: Path, correlation: float, named: int
) -> None:
    """Of two growths and noise: together (2 + 2ρ) of (3 + 2ρ), each (1 + ρ)²."""
    file = tmp_path / "plan.toml"
    growth = "growth_pct = { p10 = 0.0, p50 = 1.0, p90 = 2.0 }"
    written = BASE.read_text(encoding="utf-8").replace("[services.care]", f"[services.care]\n{growth}")
    file.write_text(written + SECOND_SERVICE, encoding="utf-8")
    second = correlation * normals[0] + np.sqrt(1 - correlation**2) * normals[1]
    growths = {"services.care.growth_pct": normals[0], "services.other.growth_pct": second}
    known = made_up(growths, -normals[0] - second + normals[2])
    found = sensitivity(replace(known, scenario=load(file)), body="hospital")
    (family,) = found.together
    variance = 3 + 2 * correlation
    assert family.carried.first_order.estimate == pytest.approx((2 + 2 * correlation) / variance, abs=0.03)
    for one in found.carried:
        assert one.first_order.estimate == pytest.approx((1 + correlation) ** 2 / variance, abs=0.03)
    assert family.carried.rank_correlation < 0
    assert len(found.named) == named
    assert (found.named[0].assumption.key == "factors.demand") == (named == 1)

"""`recovery-sim stress`: steps worked by hand, plans that stay, and what a reviewer reads and mistypes."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from simulator import load, stress
from simulator.cli.bench import DUTY_NAMES
from simulator.cli.main import main
from simulator.errors import ArgumentError
from simulator.review.ladder import applied, left_out, standard_steps
from simulator.review.question import DUTIES
from simulator.review.stress import Stressed
from simulator.scenario.model import Scenario
from simulator.simulation import plan_run

CASES, SCENARIOS = Path(__file__).parents[1] / "cases", Path(__file__).parents[1] / "scenarios"

pytestmark = pytest.mark.usefixtures("undrawn")


def still(**more: Any) -> Scenario:
    """£120m of staff whose pay moves with `other`, paid by a block contract of as much; nobody grows."""
    return load(CASES / "base.toml").with_({"bodies.hospital.costs.staff.price": "other", **more})


def change(found: Stressed, key: str, body: str) -> list[float]:
    rung = next(rung for rung in found.rungs if rung.key == key)
    return [float(one) for one in rung.surplus_change.estimate[found.names.index(body)]]


def test_a_point_more_of_pay_costs_what_it_costs_by_hand() -> None:
    """120 × (1.01ⁿ − 1): 1.2, 2.412 and 3.63612; its block contract pays nothing of it."""
    found = stress(still(), ["pay_up"], body="hospital", replications=4, seed=1)
    np.testing.assert_allclose(change(found, "pay_up", "hospital"), [-1.2, -2.412, -3.63612], rtol=1e-9)
    assert change(found, "pay_up", "ccg") == [0.0, 0.0, 0.0]
    assert found.chance.estimate == 1.0
    assert found.rungs[0].standing.chance.estimate[found.place] == 0.0


def test_where_the_tariff_follows_its_payer_pays() -> None:
    """All of its cost is pay: the tariff follows by the whole point, and its commissioner pays."""
    scenario = still(**{"prices.tariff": {"planned_pct": {"2020": 0.0}}, "contracts.care.price": "tariff"})
    found = stress(scenario, ["pay_up_with_tariff"], body="hospital", replications=4, seed=1)
    np.testing.assert_allclose(change(found, "pay_up_with_tariff", "hospital"), [0.0] * 3, atol=1e-9)
    np.testing.assert_allclose(
        change(found, "pay_up_with_tariff", "ccg"), [-1.2, -2.412, -3.63612], rtol=1e-9
    )


def test_of_a_scheme_at_ninety_per_cent_a_tenth_is_missing() -> None:
    """Full effect £3m a year from the first April, so that 90 % of it is £0.3m less each year."""
    scheme = {
        "name": "Fewer agencies",
        "owner": "hospital",
        "kind": "cash_releasing",
        "on": ["hospital.staff"],
        "full_year_gbp_m": 3.0,
        "start": datetime.date(2020, 4, 1),
        "ramp": "immediate",
    }
    scenario = still(**{"schemes.agency": scheme})
    found = stress(scenario, ["cip_90", "without_agency"], body="hospital", replications=4, seed=1)
    np.testing.assert_allclose(change(found, "cip_90", "hospital"), [-0.3] * 3, rtol=1e-9)
    np.testing.assert_allclose(change(found, "without_agency", "hospital"), [-3.0] * 3, rtol=1e-9)
    assert found.rungs[0].expected_savings == 1.0


FOLLOWED_BY_PLANS = {"demand_up_with_income", "downside", "no_non_recurrent", "no_support", "tight_policy"}
"""Steps that change agreed contracts or what the plan rests on."""


def test_what_comes_is_stressed_and_not_what_is_planned() -> None:
    scenario = load(SCENARIOS / "mechanisms.toml")
    plan = plan_run(scenario)
    for step in standard_steps(scenario):
        if step.moves_plan or step.key in FOLLOWED_BY_PLANS:
            continue
        stressed = plan_run(applied(scenario, [step], replan=False))
        for measure, figures in plan.by_year.items():
            said = f"{step.key}: {measure}"
            np.testing.assert_allclose(stressed.by_year[measure], figures, rtol=1e-12, err_msg=said)


def test_every_step_of_every_kind_can_be_taken() -> None:
    scenario = load(SCENARIOS / "mechanisms.toml")
    steps = [*standard_steps(scenario), *left_out(scenario)]
    assert {"demand_up", "pay_up", "hard_winters", "tight_policy", "no_support", "downside"} <= {
        step.key for step in steps
    }
    for step in steps:
        assert applied(scenario, [step], replan=True) != scenario, step.key


def test_steps_of_the_scenarios_own_stand_first() -> None:
    """Pay grows by a point, and then, by its own key, by 2 %: of £120m that is £2.4m in the first year."""
    own = {
        "stresses.bad": {
            "name": "Bad luck",
            "steps": ["pay_up"],
            "settings": ["prices.other.planned_pct.2020=2.0"],
        }
    }
    found = stress(still(**own), body="hospital", schemes=False, replications=4, seed=1)
    assert found.rungs[0].title == "Bad luck"
    np.testing.assert_allclose(change(found, "bad", "hospital")[0], -2.4, rtol=1e-9)


def call(*words: str | Path) -> Result:
    common = ["--replications", "64", "--workers", "1"]
    return CliRunner().invoke(main, ["stress", *map(str, words), *common])


def test_the_answer_begins_with_the_chance_and_names_what_takes_most(tmp_path: Path) -> None:
    file = SCENARIOS / "mechanisms.toml"
    steps = ("--step", "pay_up", "--step", "hard_winters")
    folder = tmp_path / "stress"
    result = call(file, *steps, "--output", folder)
    assert result.exit_code == 0, result.output
    assert "As the scenario is, the system breaks even in 2023/24 in" in " ".join(result.output.split())
    assert "takes most from it" in result.output
    with (folder / "stress.csv").open(encoding="utf-8") as rows:
        found = list(csv.DictReader(rows))
    assert {row["step"] for row in found} == {"pay_up", "hard_winters"}
    document = json.loads((folder / "stress.json").read_text("utf-8"))
    assert document["question"] == {"body": "system", "year": "2023/24", "duty": "break_even"}
    again = call(file, *steps, "--output", folder, "--json")
    assert json.loads(again.stdout) == document
    other = call(file, *steps, "--output", folder, "--year", "2019/20")
    assert other.exit_code == 2
    assert "differs in the question" in " ".join(other.output.split())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--step", "pay_upp"), 'There is no step "pay_upp" for this scenario; did you mean "pay_up"?'),
        (("--body", "generall"), 'There is no body "generall"; did you mean "general"?'),
        (("--year", "2031/32"), "There is no year"),
        (("--duty", "surplus_1pct", "--body", "council"), "The duty surplus_1pct is not asked of council"),
        (("--fresh",), "--fresh goes with --output"),
    ],
)
def test_what_is_mistyped_is_answered_in_a_sentence(words: tuple[str, ...], told: str) -> None:
    result = call(SCENARIOS / "mechanisms.toml", *words)
    assert result.exit_code == 2
    assert told in " ".join(result.output.split())


def test_a_step_that_names_no_step_is_told_by_its_key() -> None:
    with pytest.raises(Exception, match=r'stresses\.bad\.steps: there is no step "pay_upp"'):
        stress(still(**{"stresses.bad": {"name": "Bad", "steps": ["pay_upp"]}}), replications=4, seed=1)


def test_a_setting_that_is_none_is_told_by_its_key() -> None:
    own = {"stresses.bad": {"name": "Bad", "settings": ["prices.other.planned=2"]}}
    with pytest.raises(Exception, match=r"stresses\.bad\.settings: .*planned"):
        stress(still(**own), replications=4, seed=1)


def test_a_step_with_the_key_of_one_that_is_built_in_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"stresses\.pay_up: a step of that name is built in"):
        stress(still(**{"stresses.pay_up": {"name": "Mine"}}), replications=4, seed=1)


def test_the_command_offers_the_duties_that_there_are() -> None:
    assert set(DUTY_NAMES) == set(DUTIES)


def test_the_margin_of_every_duty_is_worked_out_from_the_measures_that_it_names() -> None:
    """In a sweep nothing else is there."""
    scenario = load(SCENARIOS / "mechanisms.toml")
    for duty in DUTIES:
        body = "general" if duty == "control_total" else "system"
        found = stress(scenario, ["hard_winters"], body=body, year=2019, duty=duty, replications=4, seed=1)
        assert found.rungs[0].standing.chance.at(*found.place).replications == 4

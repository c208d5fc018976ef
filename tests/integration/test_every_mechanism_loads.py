"""A scenario with every mechanism loads, and the regime it shares with others may say more than it needs."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.sampling import draw
from simulator.scenario import Scenario, load
from simulator.scenario.rules.contradiction import tables
from simulator.scenario.terms.bodies import Council
from simulator.scenario.terms.business_rules import BusinessRules
from simulator.scenario.terms.control_totals import ControlTotal, SingleControlTotal
from simulator.scenario.terms.discharge import Discharge
from simulator.scenario.terms.escalation import Escalation
from simulator.scenario.terms.milestones import Milestone
from simulator.scenario.terms.operational_shocks import OperationalShocks
from simulator.scenario.terms.pooling import Pooling
from simulator.scenario.terms.quality import Quality
from simulator.scenario.terms.schemes import Gateway
from simulator.scenario.terms.sustainability_funding import SustainabilityFunding
from simulator.scenario.uncertain import uncertain_numbers
from tests.helpers.broken_files import BASE, MECHANISMS


def laid_over(tmp_path: Path, text: str, base: str = MECHANISMS) -> Scenario:
    (tmp_path / "base.toml").write_text(base, encoding="utf-8")
    file = tmp_path / "child.toml"
    file.write_text(f'extends = "base.toml"\n{text}\n', encoding="utf-8")
    return load(file)


def test_the_scenario_of_every_mechanism_states_every_table_of_the_model(tmp_path: Path) -> None:
    found = {type(table) for _, table in tables(laid_over(tmp_path, ""))}
    assert found >= {
        *(
            Council,
            Discharge,
            ControlTotal,
            SustainabilityFunding,
            BusinessRules,
        ),
        *(Milestone, Gateway, Escalation, Pooling, SingleControlTotal, OperationalShocks, Quality),
    }


def test_what_a_consultation_is_planned_to_leave_counts_in_planned_shares(tmp_path: Path) -> None:
    """20 % of the line, of which half is left, and 90 % of it by another scheme: together all of it."""
    child = """unset = ["schemes.close_maternity.full_year_gbp_m"]
[schemes.close_maternity]
share_pct = 20
[schemes.close_maternity.gateways.public]
kept_pct = {kept}
[schemes.rota]
name = "Rota"
owner = "general"
kind = "workforce"
on = ["general.maternity"]
share_pct = 90
start = 2020-04-01
"""
    assert laid_over(tmp_path, child.replace("{kept}", "50")).schemes.keys() >= {"rota"}
    with pytest.raises(ScenarioError, match=r"plan to save 110 % of general\.maternity"):
        laid_over(tmp_path, child.replace("{kept}", "100"))


def test_national_rules_that_nobody_uses_are_let_be_and_never_drawn(tmp_path: Path) -> None:
    """A regime is shared: a scenario that uses one of its rules need not take out the others, whenever they begin."""
    regime = tomllib.loads(MECHANISMS)["regime"]
    assert regime["commissioners"]["surplus_pct"]
    scenario = laid_over(
        tmp_path,
        """[regime]
quarters_pct = [25, 25, 25, 25]
[regime.commissioners]
surplus_pct = { 2027 = { p10 = 0.5, p50 = 1.0, p90 = 1.5 } }
improvement_pct = { 2031 = 1.0 }
[regime.contracts]
marginal_rate_pct = { 2040 = 30.0 }
""",
        BASE,
    )
    assert not [number.name for number in uncertain_numbers(scenario) if number.name.startswith("regime")]


def test_a_row_of_the_regime_is_drawn_where_somebody_lives_by_it(tmp_path: Path) -> None:
    uncertain = "{ p10 = 0.5, p50 = 1.0, p90 = 1.5 }"
    text = f"[regime.commissioners]\nsurplus_pct = {{ 2018 = {uncertain}, 2021 = {uncertain}, 2024 = {uncertain} }}"
    scenario = laid_over(tmp_path, text)
    names = {name for name in draw(scenario, 1, 0).draws if name.startswith("regime.commissioners")}
    assert names == {"regime.commissioners.surplus_pct.2018", "regime.commissioners.surplus_pct.2021"}


def test_a_council_may_pay_contracts_and_have_schemes_of_its_own(tmp_path: Path) -> None:
    scenario = laid_over(tmp_path, "")
    assert isinstance(scenario.bodies["council"], Council)
    assert scenario.contracts["council_reablement"].payer == "council"
    assert scenario.schemes["council_reviews"].owner == "council"


def test_a_council_that_is_wrong_in_itself_hides_no_other_mistake(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        laid_over(tmp_path, '[bodies.council]\nkind = "counsil"\n[contracts.east_urgent]\nservice = "urgnt"')
    assert {mistake.key for mistake in caught.value.mistakes} == {
        "bodies.council",
        "contracts.east_urgent.service",
    }
    with pytest.raises(
        ScenarioError, match=r"bodies\.council\.spend\.home_care\.base_gbp_m: should be a number"
    ):
        laid_over(tmp_path, '[bodies.council.spend.home_care]\nbase_gbp_m = "55"')


def test_a_scheme_may_need_a_scheme_and_a_milestone(tmp_path: Path) -> None:
    assert laid_over(tmp_path, "").schemes["one_office"].needs == ("one_team", "care_at_home")


def test_what_pooling_needs_is_no_idle_milestone(tmp_path: Path) -> None:
    """A bid that only the pool needs decides whether there is one."""
    text = '[milestones.seal]\nname = "Seal of approval"\nkind = "bid"\ndate = 2018-09-01\n'
    text += '[system.pooling]\nneeds = ["seal"]'
    assert "seal" in laid_over(tmp_path, text).milestones

"""Each rule between the tables of a scenario finds what breaks it, at the key at which it is broken."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import get_args

import pytest

from simulator.errors import ScenarioError
from simulator.scenario import load, new_scenario
from simulator.scenario.consistency import TOPICS, Kind
from simulator.scenario.rules import correlations

CASES: dict[str, tuple[str, str, str]] = {
    # name: (text laid over the template, key, part of the message)
    "start": ("start = 2025-05-01", "start", "1 April"),
    "as_of": ("as_of = 2031-01-01", "as_of", "horizon has ended"),
    "bands": ('age_bands = ["0-17", "17-64", "65-74", "75-84", "85+"]', "age_bands", "overlaps"),
    "open band": ('age_bands = ["0-17", "18-64", "65+", "75-84", "85+"]', "age_bands", "no end"),
    "people": ("[populations.county.people]\n2028 = [1, 2]", "populations.county.people.2028", "2 figures"),
    "horizon": ("years = 6", "populations.county.people", "2031 or later"),
    "first row": ("[prices.x]\nplanned_pct = { 2026 = 1 }", "prices.x.planned_pct", "row for 2025"),
    "known row": (
        '[sources.l]\ntitle = "L"\ndate = 2025-06-01\nquality = "official"\n'
        '[prices.x]\nplanned_pct = { 2025 = { value = 1, source = "l" } }',
        "prices.x.planned_pct",
        "there is none",
    ),
    "late scheme": (
        "[schemes.care_at_home]\nstart = 2030-04-01",
        "schemes.care_at_home.start",
        "horizon's end",
    ),
    "early risk": (
        "[risks.backlog_maintenance]\ndate = 2025-03-01",
        "risks.backlog_maintenance.date",
        "before",
    ),
    "old history": ("[bodies.hospital]\nhistory = { 2020 = 1 }", "bodies.hospital.history.2020", "no effect"),
    "reported year": (
        '[reported.a]\nbody = "system"\nyear = 2030\nmeasure = "surplus"\n'
        'kind = "level"\nvalue_gbp_m = 1\nbasis = "b"',
        "reported.a.year",
        "2025 to 2029",
    ),
    "reported body": (
        '[reported.a]\nbody = "hospitl"\nyear = 2025\nmeasure = "surplus"\n'
        'kind = "level"\nvalue_gbp_m = 1\nbasis = "b"',
        "reported.a.body",
        '"hospital"',
    ),
    "reported nothing": (
        '[reported.a]\nbody = "system"\nyear = 2025\nmeasure = "surplus"\nkind = "level"\nbasis = "b"',
        "reported.a",
        "needs value_gbp_m",
    ),
    "reserved party": ('[outside.paymaster]\nname = "P"', "outside.paymaster", "meaning"),
    "double party": ('[outside.hospital]\nname = "H"', "outside.hospital", "either or"),
    "member": ('[system]\nmembers = ["hospital", "clinic"]', "system.members", '"clinic"'),
    "double member": ('[system]\nmembers = ["hospital", "hospital"]', "system.members", "twice"),
    "source": ('[services.urgent]\nsource = "invnted"', "services.urgent.source", 'did you mean "invented"?'),
    "number's source": (
        '[services.urgent]\ngrowth_pct = { value = 1, source = "x" }',
        "services.urgent.growth_pct.source",
        "sources",
    ),
    "fitted to": (
        '[services.urgent]\ngrowth_pct = { value = 1, calibrated_to = "x" }',
        "services.urgent.growth_pct.calibrated_to",
        "reported",
    ),
    "chain": (
        '[prices.tariff]\nless = "pay"\n[prices.pay]\nless = "other"',
        "prices.tariff.less",
        "chains",
    ),
    "price": ('[contracts.urgent]\nprice = "tarif"', "contracts.urgent.price", 'did you mean "tariff"?'),
    "population": ('[bodies.hospital]\nhost_population = "x"', "bodies.hospital.host_population", "county"),
    "service": ('[contracts.urgent]\nservice = "x"', "contracts.urgent.service", "urgent"),
    "payer": ('[contracts.urgent]\npayer = "hospital"', "contracts.urgent.payer", "is a provider"),
    "provider": (
        '[contracts.urgent]\nprovider = "commissioner"',
        "contracts.urgent.provider",
        "is a commissioner",
    ),
    "nobody simulated": (
        '[outside.a]\nname = "A"\n[outside.b]\nname = "B"\n[contracts.urgent]\npayer = "a"\nprovider = "b"',
        "contracts.urgent",
        "neither",
    ),
    "recovery line": (
        '[bodies.commissioner.recovery.actions.defer_spending]\nlines = ["running_cost"]',
        "bodies.commissioner.recovery.actions.defer_spending.lines",
        'did you mean "running_costs"?',
    ),
    "owner": (
        '[risks.backlog_maintenance]\nowner = "x"',
        "risks.backlog_maintenance.owner",
        "simulated body",
    ),
    "paid by": (
        '[schemes.care_at_home]\npaid_by = "commissioner"',
        "schemes.care_at_home.paid_by",
        "pays anyway",
    ),
    "probability": ("[winter]\nprobability = 60", "winter.probability", "0 to 1"),
    "share": (
        "[schemes.hospital_programme]\nrecurrent_pct = { p10 = 60, p50 = 90, p90 = 101 }",
        "schemes.hospital_programme.recurrent_pct",
        "p90 = 101",
    ),
    "fixed and semi-fixed": (
        "[bodies.hospital.costs.staff]\nfixed_pct = 50",
        "bodies.hospital.costs.staff",
        "add up to 110",
    ),
    "loadings": (
        "[dependence]\ndelivery_on_system = 0.8\ndelivery_on_owner = 0.7",
        "dependence.delivery_on_owner",
        "squares",
    ),
    "no step": ("[bodies.hospital.capacity]\nstep_pct = 0", "bodies.hospital.capacity.step_pct", "above 0"),
    "cost a head": (
        "[services.urgent]\ncost_per_head_gbp = [1]",
        "services.urgent.cost_per_head_gbp",
        "5 age",
    ),
    "cost a head missing": (
        '[services.prescribing]\ngrowth_includes = ["price"]',
        "services.prescribing.cost_per_head_gbp",
        "is missing",
    ),
    "cost a head too much": (
        '[services.urgent]\ngrowth_includes = ["demography"]',
        "services.urgent.cost_per_head_gbp",
        "includes demography",
    ),
    "priced contract": (
        '[contracts.urgent]\nservice = "prescribing"',
        "contracts.urgent.service",
        "no contract",
    ),
    "priced twice": (
        '[bodies.commissioner.spend.prescribing]\nprice = "other"',
        "bodies.commissioner.spend.prescribing.price",
        "already",
    ),
    "foreign term": (
        "[contracts.urgent]\nchallenged_pct = 5",
        "contracts.urgent.challenged_pct",
        '"activity" only',
    ),
    "missing term": (
        '[contracts.planned]\nform = "marginal_rate"',
        "contracts.planned.marginal_rate_pct",
        "missing",
    ),
    "administration": (
        '[outside.a]\nname = "A"\n[contracts.urgent]\npayer = "a"\npayer_administration_gbp_m = 1',
        "contracts.urgent.payer_administration_gbp_m",
        "not simulated",
    ),
    "no work": ('unset = ["contracts"]', "bodies.hospital", "needs a contract"),
    "challenge": (
        "[bodies.hospital.grip]\nlevel = 0.5\nchallenge_effect_pct = 5",
        "bodies.hospital.grip.challenge_effect_pct",
        "commissioners only",
    ),
    "two sizes": ("[schemes.care_at_home]\nshare_pct = 1", "schemes.care_at_home.share_pct", "leave one out"),
    "no size": (
        'unset = ["schemes.care_at_home.full_year_gbp_m"]',
        "schemes.care_at_home",
        "needs full_year",
    ),
    "one-off": ('[schemes.care_at_home]\nkind = "one_off"', "schemes.care_at_home.ramp", "one_off"),
    "unidentified": (
        '[schemes.hospital_programme]\nkind = "unidentified"',
        "schemes.hospital_programme.team",
        "un",
    ),
    "immediate": (
        '[schemes.care_at_home]\nramp = "immediate"',
        "schemes.care_at_home.ramp_months",
        "immediate",
    ),
    "repeats until": (
        "[schemes.care_at_home]\nrepeats_until = 2027",
        "schemes.care_at_home.repeats_until",
        "needs",
    ),
    "ends": ("[schemes.care_at_home]\nends = 2025-09-01", "schemes.care_at_home.ends", "not after its start"),
    "ends too late": ("[schemes.care_at_home]\nends = 2040-09-01", "schemes.care_at_home.ends", "no effect"),
    "nothing": ("[schemes.care_at_home]\non = []", "schemes.care_at_home.on", "is missing"),
    "not the owner's": (
        '[schemes.hospital_programme]\non = ["contracts.urgent"]',
        "schemes.hospital_programme.on",
        "not paid by hospital",
    ),
    "wrong kind": (
        '[schemes.care_at_home]\non = ["commissioner.running_costs"]',
        "schemes.care_at_home.on",
        "acts on contracts that its owner pays",
    ),
    "workforce": (
        '[schemes.hospital_programme]\nkind = "workforce"',
        "schemes.hospital_programme.on",
        "price `pay`",
    ),
    "base": ("[contracts.urgent]\nvalue_gbp_m = 0", "schemes.care_at_home.on", "base of it all is 0"),
    "too much": (
        "[schemes.hospital_programme]\nshare_pct = 25",
        "schemes.hospital_programme.on",
        "at most 100 %",
    ),
    "office": ('unset = ["office"]', "schemes.care_at_home.team", "needs a delivery office"),
    "team": ("[office]\nplaces = 1", "schemes.care_at_home.team", "has 1 places"),
    "needs a programme": (
        '[schemes.care_at_home]\nneeds = ["hospital_programme"]',
        "schemes.care_at_home.needs",
        "repeated yearly",
    ),
    "needs itself": (
        '[schemes.care_at_home]\nneeds = ["care_at_home"]',
        "schemes.care_at_home.needs",
        "circle",
    ),
    "no winter": ('unset = ["winter"]', "services.urgent.winter_extra_pct", "no effect"),
    "no noise": (
        'unset = ["services.urgent.noise_sd_pct"]\n[services.urgent]\nnoise_persistence = 0.3',
        "services.urgent.noise_persistence",
        "no effect",
    ),
    "no spread": (
        "[dependence]\ndelivery_on_owner = 0.3\n[schemes.care_at_home]\ndelivery = 1\n"
        "[schemes.hospital_programme]\ndelivery = 1",
        "dependence.delivery_on_owner",
        "no effect",
    ),
    "no errors": ('unset = ["prices.pay.error_sd_pct"]', "prices.pay.inflation_loading", "no effect"),
    "no follower": ("[prices.pay]\nlag_years = 2", "prices.pay.lag_years", "no effect"),
    "unused price": ("[prices.x]\nplanned_pct = { 2025 = 1 }", "prices.x", "nothing in the scenario uses it"),
    "no hidden cost": (
        '[bodies.hospital]\nopening_underlying_gbp_m = -3\nhidden_cost_price = "pay"',
        "bodies.hospital.hidden_cost_price",
        "no effect",
    ),
    "idle grip": ("[bodies.hospital.grip]\nlevel = 0.7", "bodies.hospital.grip", "no effect"),
    "nothing to release": (
        'unset = ["bodies.commissioner.contingency_pct"]',
        "bodies.commissioner.recovery.release_months",
        "no effect",
    ),
    "no cash": ('unset = ["bodies.hospital.cash"]', "bodies.hospital.costs.depreciation.cash", "no effect"),
}


@pytest.mark.parametrize(("text", "key", "said"), CASES.values(), ids=CASES.keys())
def test_a_broken_rule_is_told_where_it_is_broken(tmp_path: Path, text: str, key: str, said: str) -> None:
    (tmp_path / "base.toml").write_text(new_scenario("A base"), encoding="utf-8")
    file = tmp_path / "child.toml"
    file.write_text(f'extends = "base.toml"\n{text}\n', encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(file)
    told = [mistake for mistake in caught.value.mistakes if mistake.key == key and said in mistake.message]
    assert told, str(caught.value)
    assert told[0].line is not None


KINDS = frozenset(get_args(Kind))
RULE = {"scenario": "Scenario", "return": "Iterator[Contradiction]"}
"""What a rule is given, and what it finds."""


def test_every_rule_is_asked() -> None:
    """What a module of rules makes public with the form of a rule stands in one of its three tuples."""
    asked = {rule for topic in TOPICS for kind in KINDS for rule in getattr(topic, kind, ())}
    made = {
        function
        for topic in TOPICS
        for name, function in inspect.getmembers(topic, inspect.isfunction)
        if function.__module__ == topic.__name__ and not name.startswith("_")
        if function.__annotations__ == RULE
    }
    assert made == asked | {correlations.members}, "correlations.members are asked by name"


def test_a_module_of_rules_asks_some_or_helps_others_to() -> None:
    has_none = {topic.__name__.rpartition(".")[2] for topic in TOPICS if not KINDS & vars(topic).keys()}
    assert has_none == {"circles", "contradiction", "targets"}


def test_the_series_other_must_exist(tmp_path: Path) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text(new_scenario("A base").replace("[prices.other]", "[prices.others]"), encoding="utf-8")
    with pytest.raises(ScenarioError, match="needs a series `other`"):
        load(file)


def test_a_circle_of_needs_is_found_from_each_of_its_schemes(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(new_scenario("A base"), encoding="utf-8")
    other = """
[schemes.hub]
name = "Hub"
owner = "commissioner"
kind = "demand"
on = ["contracts.planned"]
share_pct = 1
start = 2026-04-01
needs = ["care_at_home"]
"""
    file = tmp_path / "child.toml"
    file.write_text(
        f'extends = "base.toml"\n[schemes.care_at_home]\nneeds = ["hub"]\n{other}', encoding="utf-8"
    )
    with pytest.raises(ScenarioError) as caught:
        load(file)
    assert {mistake.key for mistake in caught.value.mistakes} == {
        "schemes.care_at_home.needs",
        "schemes.hub.needs",
    }

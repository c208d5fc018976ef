"""What many reported facts tell, worked out by hand: coverage, horizons, bodies that miss together, other measures."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from evidence.validation.facts import Found, coverage_tables, misses_table, records_table, whole_table
from simulator.analyses.reliability import by_horizon, by_kind, by_subject, pairs, together
from simulator.analyses.reported import Group, Place, places, records
from simulator.cli.main import main
from simulator.errors import ScenarioError
from simulator.montecarlo.run import Run
from simulator.scenario import load, new_scenario
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.terms.reported import Reported
from simulator.scenario.terms.settlement import Cash
from simulator.scenario.terms.sources import Source
from tests.helpers.random_run import random_results, random_run, small_scenario, with_amounts

LEVEL = {"body": "general", "measure": "surplus", "kind": "level", "year": 2019, "basis": "invented"}
LADDER = np.arange(-50.0, 51.0)
"""101 futures: their mean and middle are 0, their variance is (101² − 1) / 12 = 850."""
OUTTURNS = Group("expected", was_known=False, forecast=False)


def fact(**keys: Any) -> Reported:
    """A fact about the general's surplus of 2019, or what is said instead."""
    return Reported.model_validate(LEVEL | keys)


def a_run(general: np.ndarray[Any, Any], north: np.ndarray[Any, Any]) -> Run:
    """Surpluses of the general and of its commissioner, alike in all years, on an income of 200; 10 is the plan."""
    surplus = np.stack([general, north])[:, None, :]
    results = with_amounts(
        random_results(101), surplus=surplus, income=np.array(200.0), investment=LADDER + 60.0
    )
    run = random_run(results)
    return replace(run, plan=with_amounts(run.plan, surplus=np.array(10.0), investment=np.array(60.0)))


def found(*facts: Reported, run: Run | None = None, scenario: Scenario | None = None) -> list[Place]:
    """The places of facts; both bodies go up together unless another run is given."""
    keyed = {f"fact_{number}": each for number, each in enumerate(facts)}
    run = run or a_run(LADDER, LADDER)
    return places(
        replaced(scenario or small_scenario(), {"reported": keyed}), {"expected": run, "do_nothing": run}
    )


def test_the_share_in_deficit_is_that_of_the_systems_members() -> None:
    """North is always in deficit, the general in 50 of 101 futures: 50 futures of 100 %, 51 of 50 %.

    75 % has 51 futures below it. Both openings are −1, which is 100 %; both plans are 10, which is 0 %. From 50 to 100
    is half of the bodies.
    """
    share = fact(body="system", measure="share_in_deficit", value_pct=75.0)
    (place,) = found(share, run=a_run(LADDER, np.full(101, -1.0)))
    assert place.quantiles == pytest.approx((50.0, 50.0, 50.0, 100.0, 100.0))
    assert place.share_below_low == pytest.approx(51 / 101)
    assert (place.crps_as_at_start, place.crps_plan) == pytest.approx((25.0, 75.0))
    assert place.width == pytest.approx(0.5)


def test_a_share_in_deficit_has_a_record_of_its_own() -> None:
    share = fact(body="system", measure="share_in_deficit", low_pct=0.0, high_pct=100.0)
    kinds = [(record.is_share, record.facts) for record in records(found(share, fact(value_gbp_m=0.0)))]
    assert kinds == [(False, 1), (True, 1)]


def test_cash_and_loans_are_guessed_as_they_opened() -> None:
    """Opened with 3 in the bank and 20 owed; 5 and 26 came: errors 2 and 6. The system has what the general has."""
    scenario = small_scenario()
    account = {"opening_gbp_m": 3.0, "minimum_gbp_m": 1.0, "opening_loans_gbp_m": 20.0}
    cash = Cash.model_validate(account | {"loan_rate_pct": 1.5, "loan_term_months": 36})
    general = replaced(scenario.bodies["general"], {"cash": cash})
    scenario = replaced(scenario, {"bodies": scenario.bodies | {"general": general}})
    facts = [
        fact(measure="cash", value_gbp_m=5.0),
        fact(measure="loans", value_gbp_m=26.0),
        fact(measure="loans", body="system", value_gbp_m=26.0),
    ]
    assert [place.crps_as_at_start for place in found(*facts, scenario=scenario)] == pytest.approx(
        [2.0, 6.0, 6.0]
    )


def test_investment_has_its_place_and_the_plan_for_a_guess() -> None:
    """10 … 110 was invested: 20 has ten futures below it and one at it, and lies 40 from the plan."""
    (place,) = found(fact(measure="investment", value_gbp_m=20.0))
    assert place.share_below_low == pytest.approx(10.5 / 101)
    assert place.crps_plan == pytest.approx(40.0)
    assert np.isnan(place.crps_as_at_start)


START = datetime.date(2018, 4, 1)
"""Also the small scenario's `as_of`."""


@pytest.mark.parametrize(
    ("as_of", "published", "was_known"),
    [
        (None, None, False),
        (START, None, True),
        (START + datetime.timedelta(days=1), None, False),
        (None, START, True),
        (None, datetime.date(2020, 1, 1), False),
        (START, datetime.date(2020, 1, 1), True),
    ],
)
def test_what_was_known_by_the_start_is_no_test(
    as_of: datetime.date | None, published: datetime.date | None, was_known: bool
) -> None:
    scenario = small_scenario()
    if published:
        source = Source(title="A report", date=published, quality="reported")
        scenario = replaced(scenario, {"sources": {"report": source}})
    reported = fact(value_gbp_m=0.0, as_of=as_of, source="report" if published else None)
    (place,) = found(reported, scenario=scenario)
    assert (place.was_known, place.known) == (was_known, as_of or published)


def test_facts_known_at_the_start_are_counted_apart_and_in_no_pair() -> None:
    facts = [
        fact(value_gbp_m=0.0),
        fact(value_gbp_m=1.0, as_of=START),
        fact(body="north_ccg", value_gbp_m=2.0),
    ]
    several = found(*facts)
    assert [(record.was_known, record.facts) for record in records(several)] == [(False, 2), (True, 1)]
    assert [(pair.first, pair.second) for pair in pairs(several)] == [("fact_0", "fact_2")]


def test_coverage_by_kind_counts_beside_what_chance_allows() -> None:
    """p10 to p90 is −40 to 40, p5 to p95 −45 to 45: of 0, −44 and 50 one and two lie within. None of three has 0.008.

    Below 0 are 50 futures and half of one, below −44 six and a half, below 50 a hundred and a half.
    """
    facts = [fact(value_gbp_m=value) for value in (0.0, -44.0, 50.0)]
    rows = by_kind(found(*facts, fact(measure="income", value_gbp_m=200.0)))
    assert list(rows) == [(OUTTURNS, "surplus", "level"), (OUTTURNS, "income", "level")]
    row = rows[OUTTURNS, "surplus", "level"]
    assert (row.facts, row.inside_80, row.inside_90) == (3, 1, 2)
    assert row.allowed_80 == (1, 3)
    assert row.worse == pytest.approx((50.5 + 6.5 + 100.5) / 303)


def test_more_deficits_are_worse_and_not_better() -> None:
    """75 % are in deficit: worse are the 50 futures of 100 %."""
    share = fact(body="system", measure="share_in_deficit", value_pct=75.0)
    (row,) = by_kind(found(share, run=a_run(LADDER, np.full(101, -1.0)))).values()
    assert row.worse == pytest.approx(50 / 101)


def test_horizons_count_from_the_first_year_and_end_with_a_facts_last() -> None:
    years = {"year": None, "from_year": 2018, "to_year": 2020}
    facts = [
        fact(value_gbp_m=0.0, year=2020),
        fact(value_gbp_m=0.0, kind="cumulative", **years),
        fact(value_gbp_m=0.0, year=2018),
        fact(value_gbp_m=0.0, year=2018, forecast=True),
    ]
    counts = {(group.forecast, year): row.facts for (group, year), row in by_horizon(found(*facts)).items()}
    assert list(counts.items()) == [((False, 1), 1), ((False, 3), 2), ((True, 1), 1)]


def test_two_bodies_that_go_together_and_miss_apart() -> None:
    """Correlation 1, and all futures on one side; −30 and 20 are misses whose product is −600 / 850."""
    (pair,) = pairs(found(fact(value_gbp_m=-30.0), fact(body="north_ccg", value_gbp_m=20.0)))
    assert pair.correlation == pytest.approx(1.0)
    assert pair.product == pytest.approx(-600 / 850)
    assert (pair.same_side, pair.same_side_share) == (False, 1.0)


def test_two_bodies_that_go_apart_and_miss_together() -> None:
    """One future, the middle one, has both at 0, not above it: one of 101 has both on one side."""
    facts = [fact(value_gbp_m=-30.0), fact(body="north_ccg", low_gbp_m=-25.0, high_gbp_m=-15.0)]
    (pair,) = pairs(found(*facts, run=a_run(LADDER, -LADDER)))
    assert pair.correlation == pytest.approx(-1.0)
    assert pair.product == pytest.approx(600 / 850)
    assert pair.same_side
    assert pair.same_side_share == pytest.approx(1 / 101)


def test_no_pair_of_one_body_of_the_system_of_other_years_or_of_what_is_certain() -> None:
    facts = [
        fact(value_gbp_m=0.0),
        fact(value_gbp_m=1.0),
        fact(body="system", value_gbp_m=0.0),
        fact(body="north_ccg", value_gbp_m=0.0, year=2020),
        fact(body="north_ccg", value_gbp_m=0.0, measure="investment"),
        fact(body="north_ccg", value_gbp_m=0.0, run="do_nothing"),
    ]
    assert pairs(found(*facts)) == []
    both = [fact(value_gbp_m=0.0), fact(body="north_ccg", value_gbp_m=0.0)]
    assert pairs(found(*both, run=a_run(LADDER, np.full(101, 0.1)))) == []


def test_pairs_of_one_year_are_added_up() -> None:
    """2019 has the pairs −30 with 20 and −30 with −10: products −600 and 300 of 850, the second on one side."""
    facts = [
        fact(value_gbp_m=-30.0),
        fact(body="north_ccg", value_gbp_m=20.0),
        fact(body="north_ccg", value_gbp_m=-10.0),
        fact(value_gbp_m=5.0, year=2020),
        fact(body="north_ccg", value_gbp_m=5.0, year=2020),
    ]
    of = pairs(found(*facts))
    rows = by_subject(of)
    assert [years for _, _, _, years in rows] == [(2019, 2019), (2020, 2020)]
    row = next(iter(rows.values()))
    assert (row.bodies, row.pairs, row.same_side, row.same_side_mean) == (2, 2, 1, 2.0)
    assert row.product == pytest.approx(-150 / 850)
    assert together(of).pairs == 3


SHARE = 'measure = "share_in_deficit"\nkind = "level"\nyear = 2026\n'
REFUSED = {
    # name: (what is written, key, part of the message)
    "share in £m": (f'body = "system"\n{SHARE}value_gbp_m = 40', "value_gbp_m", "in %, value_pct"),
    "share of nothing": (f'body = "system"\n{SHARE}', "", "needs value_pct"),
    "half a range": (f'body = "system"\n{SHARE}low_pct = 40', "", "both low_pct and high_pct"),
    "upside down": (f'body = "system"\n{SHARE}low_pct = 40\nhigh_pct = 30', "low_pct", "above high_pct"),
    "beyond all": (f'body = "system"\n{SHARE}value_pct = 140', "value_pct", "100"),
    "share of a body": (f'body = "hospital"\n{SHARE}value_pct = 40', "body", "of the system"),
    "change of a share": (
        f'body = "system"\n{SHARE}value_pct = 4'.replace("level", "variance_to_plan"),
        "kind",
        "a level of one year",
    ),
    "surplus in %": (
        'body = "system"\nmeasure = "surplus"\nkind = "level"\nyear = 2026\nhigh_pct = 4',
        "high_pct",
        "in £m, high_gbp_m",
    ),
    "sum of loans": (
        'body = "hospital"\nmeasure = "loans"\nkind = "cumulative"\nfrom_year = 2025\nto_year = 2026\nvalue_gbp_m = 4',
        "kind",
        "a balance",
    ),
    "who has no cash": (
        'body = "commissioner"\nmeasure = "cash"\nkind = "level"\nyear = 2026\nvalue_gbp_m = 4',
        "measure",
        "bodies.commissioner.cash",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_fact_of_no_unit_or_subject_is_refused(tmp_path: Path, name: str) -> None:
    written, key, said = REFUSED[name]
    with pytest.raises(ScenarioError) as caught:
        load(with_facts(tmp_path, written))
    messages = {mistake.key: mistake.message for mistake in caught.value.mistakes}
    assert said in messages[f"reported.a.{key}".removesuffix(".")]


def test_check_tells_shares_what_was_known_and_coverage_of_enough_facts(tmp_path: Path) -> None:
    surplus = 'body = "hospital"\nmeasure = "surplus"\nkind = "level"\nyear = 2026\nvalue_gbp_m = -3'
    loans = 'body = "system"\nmeasure = "loans"\nkind = "level"\nyear = 2026\nvalue_gbp_m = 3'
    share = f'body = "system"\n{SHARE}value_pct = 50\nas_of = 2025-03-15'
    few = checked(with_facts(tmp_path, surplus, loans, share))
    assert "50 %" in few
    assert "known on 2025-03-15" in few
    assert "1 of 1 (0–1)" in few or "0 of 1 (0–1)" in few
    assert "Coverage by" not in few
    assert "bodies miss together" not in few
    many = checked(with_facts(tmp_path, *3 * [surplus], *3 * [loans]))
    assert "Coverage by kind" in many
    assert "Coverage by horizon" not in many
    assert "of 3 (1–3)" in many


def test_the_tables_of_evidence_hold_every_fact() -> None:
    facts = [
        fact(value_gbp_m=-30.0),
        fact(body="north_ccg", value_gbp_m=20.0, as_of=datetime.date(2020, 5, 1)),
    ]
    every = [Found("one", tuple(found(*facts))), Found("two", tuple(found(*facts)))]
    assert "2 of 2 (0–2)" in list(records_table(every))[2]
    assert [line.split(" | ")[0] for line in list(whole_table(every))[2:]] == 2 * ["| `one`"] + 2 * [
        "| `two`"
    ]
    assert "| 2020-05-01 | 20.0 | −45.0 | 45.0 | 70 % |" in "\n".join(whole_table(every))
    assert "| surplus | outturns | 4 of 4 (1–4) | 4 of 4 (2–4) | 45 % |" in list(coverage_tables(every))
    assert "| all | outturns | 4 of 4 (1–4) | 4 of 4 (2–4) | 45 % |" in list(coverage_tables(every))
    assert list(misses_table(every))[-1] == (
        "| all | all that the scenario says | 2 | 2 | 0 | 2.0 | −0.71 | +1.00 |"
    )


def checked(file: Path) -> str:
    answer = CliRunner().invoke(main, ["check", str(file), "--replications", "64"])
    assert answer.exit_code == 0
    return answer.stdout


def with_facts(folder: Path, *written: str) -> Path:
    file = folder / "facts.toml"
    facts = [
        f'[reported.{key}]\nbasis = "invented"\n{text}\n'
        for key, text in zip("abcdef", written, strict=False)
    ]
    file.write_text("\n".join([new_scenario("A base"), *facts]), encoding="utf-8")
    return file

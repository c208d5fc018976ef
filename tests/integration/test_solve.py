"""`recovery-sim solve`: roots worked by hand, and what cannot be turned."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from simulator import load, solve
from simulator.cli.main import main
from simulator.errors import ArgumentError
from simulator.review.levers import assumption, decision
from simulator.scenario.model import Scenario

TESTS = Path(__file__).parents[1]
STAFF = "bodies.hospital.costs.staff.base_gbp_m"
COMMON: dict[str, Any] = {"body": "hospital", "replications": 512, "seed": 1, "workers": 1}

pytestmark = pytest.mark.usefixtures("undrawn")


def scenario(**more: Any) -> Scenario:
    """The hospital is paid £120m, and its staff cost £115m to £125m, evenly: it breaks even in half of the futures."""
    staff = {"dist": "uniform", "low": 115.0, "high": 125.0, "plan": 120.0}
    return load(TESTS / "cases" / "base.toml").with_({STAFF: staff, **more})


def test_three_millions_more_are_what_eight_futures_of_ten_take() -> None:
    """P(staff ≤ 120 + x) = (5 + x) / 10, which is 0.8 at 3."""
    found = solve(scenario(), 0.8, decide="recurrent", **COMMON)
    assert found.crossing is not None
    assert found.crossing.at == pytest.approx(3.0, abs=0.2)
    assert found.crossing.low <= 3.0 <= found.crossing.high
    assert found.as_it_is.chance.estimate == pytest.approx(0.5, abs=0.03)


def test_the_switching_value_of_an_assumption_is_where_it_decides_alone() -> None:
    """All futures break even with £120m of staff, and none with a pound more."""
    found = solve(scenario(), 0.5, assume=STAFF, **COMMON)
    assert found.crossing is not None
    assert found.crossing.at == pytest.approx(120.0, abs=0.05)
    assert not found.crossing.is_rising


def test_a_plan_is_scaled_with_its_savings() -> None:
    """£1m of the £3m comes of a scheme as it is planned: three times as much of it is enough for 0.8."""
    scheme = {
        "name": "Fewer agencies",
        "owner": "hospital",
        "kind": "cash_releasing",
        "on": ["hospital.staff"],
        "full_year_gbp_m": 1.0,
        "start": datetime.date(2020, 4, 1),
        "ramp": "immediate",
    }
    found = solve(scenario(**{"schemes.agency": scheme}), 0.75, decide="savings=0..6", **COMMON)
    assert found.crossing is not None
    # 1/120 of the staff's cost: of £117.5m to £125m that is 2 to 4 % more or less than £1m.
    assert found.crossing.at == pytest.approx(2.5, abs=0.25)


def test_what_is_out_of_reach_is_said_with_the_most_there_is(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text((TESTS / "cases" / "base.toml").read_text("utf-8"), "utf-8")
    file = tmp_path / "plan.toml"
    staff = '{ dist = "uniform", low = 115.0, high = 125.0, plan = 120.0 }'
    file.write_text(f'extends = "base.toml"\n[bodies.hospital.costs.staff]\nbase_gbp_m = {staff}\n', "utf-8")
    words = [
        "solve",
        str(file),
        "--body",
        "hospital",
        "--replications",
        "256",
        "--workers",
        "1",
        "--seed",
        "1",
    ]
    money = ["--decision", "recurrent=0..1", "--chance", "90", "--output", str(tmp_path / "solve")]
    result = CliRunner().invoke(main, [*words, *money])
    assert result.exit_code == 0, result.output
    assert "Not reachable: The hospital breaks even in 2022/23 in at most 6" in " ".join(
        result.output.split()
    )
    document = json.loads((tmp_path / "solve" / "solve.json").read_text("utf-8"))
    assert (document["answer"], document["is_reached"]) == (None, False)
    easy = CliRunner().invoke(main, [*words, "--decision", "recurrent=0..1", "--chance", "10"])
    assert "Already reached" in easy.output
    both = CliRunner().invoke(main, [*words, "--decision", "savings", "--assumption", STAFF])
    assert both.exit_code == 2
    assert "exclude each other" in " ".join(both.output.split())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (STAFF, f"{STAFF} is uncertain: no board decides it. Ask for its switching value"),
        ("saving", 'There is no decision "saving"; did you mean "savings"?'),
        ("contracts.care.value_gbp_m", "needs a range"),
        ("recurrent=5..1", "a range is written as low..high"),
        ("savings", "plans no savings"),
        ("office", "has no delivery office"),
    ],
)
def test_what_no_board_can_turn_is_said_with_what_it_can(asked: str, told: str) -> None:
    with pytest.raises(ArgumentError) as refused:
        decision(scenario(), asked, "hospital")
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("contracts.care.value_gbp_m", "is certain, 120 in every future. Turn it with --decision"),
        (f"{STAFF}s", "There is no uncertain input"),
    ],
)
def test_what_is_no_assumption_is_said(asked: str, told: str) -> None:
    with pytest.raises(ArgumentError) as refused:
        assumption(scenario(), asked)
    assert told in str(refused.value)


def test_a_start_is_moved_by_whole_months_and_keeps_within_them() -> None:
    late = load(TESTS / "scenarios" / "mechanisms.toml")
    key = "care_at_home"
    lever = decision(late, f"{key}.start", "system")
    day = late.schemes[key].start
    moved = lever.changes(-14)[f"schemes.{key}.start"]
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == -14
    assert lever.is_whole

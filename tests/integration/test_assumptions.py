"""`recovery-sim assumptions`: whose word each number is, what of it matters, and what a reviewer reads of it."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from simulator import assumptions, load, simulate
from simulator.analyses.provenance import provenance
from simulator.cli.main import main
from simulator.scenario.model import Scenario

BASE = Path(__file__).parents[1] / "cases" / "base.toml"
SOURCES = {
    "sources.budget": {"title": "The budget", "date": "2020-03-01", "quality": "official"},
    "sources.view": {"title": "A view", "date": "2020-03-01", "quality": "judgement"},
}

pytestmark = pytest.mark.usefixtures("undrawn")


def scenario(**more: Any) -> Scenario:
    """The hospital's staff cost £118m to £122m, so that half of the futures break even; all else is certain."""
    day = datetime.date(2020, 3, 1)
    sources = {key: {**source, "date": day} for key, source in SOURCES.items()}
    staff = {"dist": "uniform", "low": 118.0, "high": 122.0, "plan": 120.0}
    return load(BASE).with_({**sources, "bodies.hospital.costs.staff.base_gbp_m": staff, **more})


@pytest.mark.parametrize(
    ("own", "around", "quality"),
    [
        ({}, {}, "no source"),
        ({"source": "budget"}, {}, "official"),
        ({}, {"source": "budget"}, "official"),
        ({"source": "view"}, {"source": "budget"}, "judgement"),
        ({"reason": "From the budget; the range is judgement."}, {"source": "budget"}, "judgement"),
        ({}, {"source": "budget", "reason": "Judged by the author."}, "judgement"),
        ({"source": "budget"}, {"source": "view", "reason": "A judgement."}, "official"),
        ({"source": "budget", "reason": "The prejudged misjudge."}, {}, "official"),
    ],
)
def test_a_number_is_as_good_as_its_own_word(
    own: dict[str, str], around: dict[str, str], quality: str
) -> None:
    key = "bodies.hospital.costs.staff"
    staff = {"dist": "uniform", "low": 118.0, "high": 122.0, "plan": 120.0, **own}
    found = provenance(scenario(**{key: {**around, "base_gbp_m": staff}}))
    assert found[f"{key}.base_gbp_m"].quality == quality


def test_the_one_uncertain_number_carries_all_of_the_answer() -> None:
    """The hospital's surplus is 120 less what its staff cost: in rank, exactly the opposite of it."""
    found = assumptions(simulate(scenario(), replications=256, seed=1), body="hospital")
    first = found.entries[0]
    assert first.key == "bodies.hospital.costs.staff.base_gbp_m"
    assert first.correlation == pytest.approx(-1.0)
    assert (first.plan, first.p10, first.p90) == pytest.approx((120.0, 118.4, 121.6))
    assert found.weights["no source"] == 1.0
    assert [one.key for one in found.entries if one.matters] == [first.key]


def test_a_scenario_in_which_nothing_is_uncertain_has_a_register_too() -> None:
    found = assumptions(simulate(load(BASE), replications=8, seed=1))
    assert not any(one.matters for one in found.entries)
    assert set(found.weights.values()) == {0.0}


def test_a_reviewer_reads_how_much_is_judgement_and_finds_every_line(tmp_path: Path) -> None:
    file, folder = Path(__file__).parents[1] / "scenarios" / "mechanisms.toml", tmp_path / "register"
    words = ["assumptions", str(file), "--replications", "64", "--workers", "1", "--output", str(folder)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    assert "are judgement" in " ".join(result.output.split())
    with (folder / "assumptions.csv").open(encoding="utf-8") as rows:
        found = {row["key"]: row for row in csv.DictReader(rows)}
    growth = found["services.urgent.growth_pct"]
    assert growth["unit"] == "%"
    assert growth["quality"] == "judgement"
    assert growth["origin"].startswith("mechanisms.toml:")
    line = file.read_text("utf-8").splitlines()[int(growth["origin"].rpartition(":")[2]) - 1]
    assert line.startswith("growth_pct")
    document = json.loads((folder / "assumptions.json").read_text("utf-8"))
    assert sum(document["counts"].values()) == len(document["assumptions"]) == len(found)

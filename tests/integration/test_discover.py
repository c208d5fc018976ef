"""`recovery-sim discover`: a condition known by hand is found, in numbers and in words, and chance is not told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from simulator import discover, load, simulate
from simulator.analyses.drivers import whole_inputs
from simulator.analyses.wording import condition
from simulator.cli.main import main
from simulator.errors import ArgumentError
from simulator.scenario.model import Scenario

BASE = Path(__file__).parents[1] / "cases" / "base.toml"
SHIPPED = Path(__file__).parents[2] / "scenarios"

pytestmark = pytest.mark.usefixtures("undrawn")


def scenario(**more: Any) -> Scenario:
    """Staff cost £115m to £125m, evenly: of £120m income a tenth of the futures has £4m left, at £116m."""
    staff = {"dist": "uniform", "low": 115.0, "high": 125.0, "plan": 120.0}
    return load(BASE).with_({"bodies.hospital.costs.staff.base_gbp_m": staff, **more})


def test_the_condition_that_decides_alone_is_found_at_its_edge() -> None:
    """The hospital breaks even where its staff cost no more than the £120m that it is paid."""
    found = discover(simulate(scenario(), replications=512, seed=1), body="hospital", interest="missed")
    assert found.looked_at == ("bodies.hospital.costs.staff.base_gbp_m",)
    first = found.boxes[0]
    assert len(first.conditions) == 1
    assert first.conditions[0].low == pytest.approx(120.0, abs=0.3)
    assert first.conditions[0].high is None
    assert first.density.estimate > 0.95
    assert first.coverage.estimate > 0.95
    assert first.conditions[0].found_again == 1.0


def test_what_hardly_ever_is_otherwise_has_no_conditions() -> None:
    run = simulate(scenario(), replications=64, seed=1)
    with pytest.raises(ArgumentError, match="Ask about another year, body or duty"):
        discover(run, body="ccg")


def test_a_reviewer_reads_the_condition_in_words(tmp_path: Path) -> None:
    file, folder = tmp_path / "plan.toml", tmp_path / "found"
    (tmp_path / "base.toml").write_text(BASE.read_text("utf-8"), "utf-8")
    staff = '{ dist = "uniform", low = 115.0, high = 125.0, plan = 120.0 }'
    file.write_text(
        f'extends = "base.toml"\n[bodies.hospital.costs.staff]\nbase_gbp_m = {staff}\n', encoding="utf-8"
    )
    words = [
        "discover",
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
    result = CliRunner().invoke(main, [*words, "--output", str(folder)])
    assert result.exit_code == 0, result.output
    assert "Asked is whether The hospital breaks even in 2022/23" in " ".join(result.output.split())
    document = json.loads((folder / "discover.json").read_text("utf-8"))
    assert document["boxes"][0]["conditions"][0]["input"] == "bodies.hospital.costs.staff.base_gbp_m"


def test_every_input_of_a_shipped_scenario_is_told_in_words() -> None:
    """None falls through to its bare path, as those of breaks in policy once did."""
    run = simulate(load(SHIPPED / "west_norfolk.toml"), replications=8, seed=1)
    for name in map(str, whole_inputs(run).columns):
        path = re.sub(r"_(gbp_m|gbp|pct|months)\b", "", name).replace(".", " ").replace("_", " ")
        assert condition(run.scenario, name) != f"{path} is higher"

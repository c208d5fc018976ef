"""`recovery-sim sensitivity`: what a reviewer types, reads and finds in the folder."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator.cli.main import main

BASE = (Path(__file__).parents[1] / "cases" / "base.toml").read_text(encoding="utf-8")
UNCERTAIN = """
[services.care.growth_pct]
p10 = 0.0
p50 = 2.0
p90 = 4.0

[services.other]
cost_per_head_gbp = [100.0]
growth_pct = { p10 = 0.0, p50 = 0.5, p90 = 1.0 }

[bodies.ccg.spend.other]
base_gbp_m = 80.0
service = "other"

[dependence]
growth_on_demand = 0.3
"""

pytestmark = pytest.mark.usefixtures("undrawn")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hospital's block contract pays for no growth; what the commissioner buys elsewhere grows a little."""
    file = tmp_path_factory.mktemp("sensitivity") / "plan.toml"
    written = BASE.replace('form = "block"', 'form = "activity"')
    written = written.replace("[bodies.ccg.spend.community]\nbase_gbp_m = 80.0\n", "")
    file.write_text(written + UNCERTAIN, encoding="utf-8")
    return file


def call(*arguments: str | Path) -> Result:
    words = [*map(str, arguments), "--replications", "1024", "--workers", "1", "--seed", "1"]
    return CliRunner().invoke(main, ["sensitivity", *words])


def told(answered: Result) -> str:
    assert answered.exit_code == 0, answered.output
    return " ".join(answered.stdout.split())


def test_the_answer_begins_with_what_carries_it_and_its_interval(plan: Path) -> None:
    answer = told(call(plan, "--body", "ccg"))
    assert answer.startswith(
        "The surplus of The commissioner in 2022/23 hangs most on whether demand for care grows faster: of how far "
        "apart the futures lie (their variance), 9"
    )
    assert (
        "Where demand for care grows faster (the fifth of the futures in which that is most so), the year is £"
        in answer
    )
    assert "What moves together? Some assumptions are drawn together" in answer
    assert f"recovery-sim compare {plan} --set services.care.growth_pct=" in answer


def test_the_folder_holds_every_figure_and_the_same_command_goes_on_there(plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "found"
    first = call(plan, "--body", "ccg", "--output", folder)
    assert told(first).endswith(f"Everything is in {folder}")
    assert {"sensitivity.csv", "sensitivity_together.csv", "sensitivity.json", "manifest.json"} <= {
        file.name for file in folder.iterdir()
    }
    assert {file.name for file in (folder / "charts").iterdir()} == {
        "sensitivity_tornado.png",
        "sensitivity_tornado.svg",
    }
    rows = list(csv.DictReader(io.StringIO((folder / "sensitivity.csv").read_text(encoding="utf-8"))))
    assert [row["assumption"] for row in rows] == ["services.care.growth_pct", "services.other.growth_pct"]
    again = call(plan, "--body", "ccg", "--output", folder)
    assert again.stdout == first.stdout
    other = call(plan, "--body", "hospital", "--output", folder)
    assert other.exit_code == 2
    assert "Traceback" not in other.output


def test_a_tornado_fixes_each_number_in_the_same_futures(plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "fixed"
    answer = told(call(plan, "--body", "ccg", "--tornado", "--output", folder))
    assert "What does fixing each at its p10, and at its p90, change?" in answer
    rows = list(csv.DictReader(io.StringIO((folder / "sensitivity_fixed.csv").read_text(encoding="utf-8"))))
    (care,) = [row for row in rows if row["assumption"] == "services.care.growth_pct"]
    assert (float(care["p10"]), float(care["p90"])) == pytest.approx((0.0, 4.0), abs=1e-6)
    assert float(care["margin_gbp_m_at_p10"]) > 0 > float(care["margin_gbp_m_at_p90"])
    assert (folder / "charts" / "sensitivity_fixed.png").exists()


def test_the_document_has_an_interval_for_every_estimate(plan: Path) -> None:
    answered = call(plan, "--body", "ccg", "--json")
    document = json.loads(answered.stdout)
    assert document["question"] == {"body": "ccg", "year": 2022, "duty": "break_even", "outcome": "surplus"}
    for one in document["assumptions"]:
        for entry in (one["first_order"], one["rank_correlation"], one["when_low"]["chance"]):
            assert entry["low"] <= entry["estimate"] <= entry["high"]
    assert document["together"][0]["members"] == ["services.care.growth_pct", "services.other.growth_pct"]


def test_a_duty_that_always_is_reached_is_answered_with_what_to_ask(plan: Path) -> None:
    ended = call(
        plan, "--body", "ccg", "--set", "bodies.ccg.allocation_gbp_m=900", "--outcome", "duty", "--anyway"
    )
    assert ended.exit_code == 2
    assert "It is in every one of the 1,024 futures" in ended.output
    assert "Ask what carries the surplus" in ended.output


def test_a_scenario_in_which_nothing_is_uncertain_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "still.toml"
    file.write_text(BASE, encoding="utf-8")
    ended = call(file)
    assert ended.exit_code == 2
    assert "nothing that the scenario leaves open moves it" in ended.output

"""The command line answers at once, shows no traceback to a user, and ends with the promised code."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from simulator.cli.main import COMMANDS, main
from simulator.errors import SimulationError
from simulator.scenario import load, new_scenario


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    file = tmp_path / "base.toml"
    file.write_text(new_scenario("A base"), encoding="utf-8")
    return file


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom simulator.cli.main import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "heavy = {'numpy', 'pydantic', 'scipy', 'pandas', 'simpy', 'rich', 'matplotlib'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert all(name in ended.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    answer = call(name, "--help")
    assert answer.exit_code == 0
    assert "Usage:" in answer.stdout


def test_check_says_that_opening_positions_hold(scenario: Path) -> None:
    answer = call("check", scenario)
    assert answer.exit_code == 0
    assert "Every opening position holds" in answer.stdout


def test_check_shows_reference_classes_unless_it_is_to_be_quick(scenario: Path) -> None:
    shown = " ".join(call("check", scenario, "--replications", "128").stdout.split())
    assert "Where the scenario stands among reference classes" in shown
    quick = call("check", scenario, "--quick")
    assert quick.exit_code == 0
    assert "reference class" not in quick.stdout
    assert "Every opening position holds" in quick.stdout


def test_check_ends_with_1_where_an_opening_position_does_not_hold(scenario: Path) -> None:
    """£0.02m of extra cost is more than the £0.01m allowed; £0.01m is not."""
    assert call("check", scenario, "--set", "bodies.hospital.costs.staff.base_gbp_m=112.01").exit_code == 0
    answer = call("check", scenario, "--set", "bodies.hospital.costs.staff.base_gbp_m=112.02")
    assert answer.exit_code == 1
    assert "The opening position of hospital does not hold" in answer.stdout


def test_a_wrong_scenario_ends_with_2_and_no_traceback(scenario: Path) -> None:
    answer = call("check", scenario, "--set", "years=0")
    assert answer.exit_code == 2
    assert "should be at least 1, but is 0" in answer.stderr
    assert isinstance(answer.exception, SystemExit)
    assert call("check", scenario.parent / "none.toml").exit_code == 2
    assert call("chek", scenario).exit_code == 2


def test_show_resolved_prints_a_scenario_that_loads_again(scenario: Path) -> None:
    answer = call("show", "--resolved", scenario, "--set", "years=3")
    resolved = scenario.with_name("resolved.toml")
    resolved.write_text(answer.stdout, encoding="utf-8")
    assert load(resolved) == load(scenario, overrides=["years=3"])


def test_show_gives_an_overview(scenario: Path) -> None:
    answer = call("show", scenario)
    assert answer.exit_code == 0
    assert all(word in answer.stdout for word in ("hospital", "155.000", "care_at_home"))


def test_schema_prints_json() -> None:
    assert json.loads(call("schema").stdout)["title"] == "Recovery scenario, format 1"


def test_new_writes_a_scenario_that_checks_and_never_replaces_one(tmp_path: Path) -> None:
    answer = call("new", tmp_path / "two_shires")
    assert answer.exit_code == 0
    file = tmp_path / "two_shires.toml"
    assert file.read_text(encoding="utf-8").startswith("#:schema ./recovery-sim.schema.json\n")
    assert tomllib.loads(file.read_text(encoding="utf-8"))["title"] == "Two shires"
    assert (tmp_path / "recovery-sim.schema.json").is_file()
    assert call("check", file).exit_code == 0
    file.write_text("mine", encoding="utf-8")
    assert call("new", tmp_path / "two_shires").exit_code == 2
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("raised", "code"), [(SimulationError("The books do not hold."), 1), (KeyboardInterrupt(), 130)]
)
def test_what_stops_a_command_decides_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int
) -> None:
    @click.command()
    def stopped() -> None:
        raise raised

    monkeypatch.setattr(sys.modules["simulator.cli.main"].Commands, "get_command", lambda *_: stopped)
    answer = call("run")
    assert answer.exit_code == code
    assert "Traceback" not in answer.output

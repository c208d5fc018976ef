"""A body that does not start where it says: nothing is simulated unless that is asked for, and then all say so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator import compare, load, simulate
from simulator.analyses.findings import Findings
from simulator.cli.main import main
from simulator.engine.opening import openings_in_short, openings_listed, said_of_openings, wrong_openings
from simulator.errors import OpeningError
from simulator.scenario import new_scenario

WRONG = ("bodies.hospital.costs.staff.base_gbp_m=113",)
"""£1m more than the template's 112: the hospital opens at −4, and states −3."""
FIGURES = "−£3.000m is stated, its income less its cost is −£4.000m, a difference of −£1.000m"


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    file = tmp_path / "base.toml"
    file.write_text(new_scenario("A base"), encoding="utf-8")
    return file


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.parametrize(
    "command", [("run", "--replications", "1024", "--quiet"), ("trace", "--replication", "3", "--seed", "1")]
)
def test_a_wrong_opening_is_refused_with_body_figures_file_line_and_key(
    scenario: Path, command: tuple[str, ...]
) -> None:
    answered = call(*command, scenario, "--set", WRONG[0])
    assert answered.exit_code == 1
    line = next(
        number
        for number, text in enumerate(scenario.read_text(encoding="utf-8").splitlines(), start=1)
        if text.startswith("opening_underlying_gbp_m = { plan = -3.0")
    )
    assert (
        f"base.toml:{line}: bodies.hospital.opening_underlying_gbp_m: The county's hospital"
        in answered.stderr
    )
    assert FIGURES in answered.stderr
    assert "--anyway" in answered.stderr
    assert "simulating" not in answered.stderr
    assert not answered.stdout


def test_every_wrong_opening_is_told_at_once(scenario: Path) -> None:
    """And one that was set on the command line names the setting."""
    set_ = ("--set", WRONG[0], "--set", "bodies.commissioner.opening_underlying_gbp_m=8.5")
    told = call("run", scenario, *set_).stderr
    assert "Opening positions do not hold" in told
    assert "--set bodies.commissioner.opening_underlying_gbp_m=8.5: bodies.commissioner." in told
    assert "bodies.hospital.opening_underlying_gbp_m" in told


def test_python_refuses_it_too_and_runs_it_anyway(scenario: Path) -> None:
    loaded = load(scenario, overrides=WRONG)
    with pytest.raises(OpeningError, match="anyway=True") as refused:
        simulate(loaded, 1024, seed=1)
    assert refused.value.exit_code == 1
    assert simulate(loaded, 1024, seed=1, anyway=True).replications == 1024


def test_what_python_shows_of_it_says_so(scenario: Path) -> None:
    """Runs, findings and comparisons, in a line and as a small table; what holds says nothing of it."""
    holds, wrong = (
        simulate(load(scenario, overrides=overrides), 64, seed=1, anyway=True) for overrides in ((), WRONG)
    )
    for one, note in (
        (wrong, "opening does not hold: hospital"),
        (Findings(wrong), "opening does not hold: hospital"),
        (compare(holds, wrong), "of B, opening does not hold: hospital"),
        (holds, ""),
        (compare(holds, holds), ""),
    ):
        for shown in (repr(one), one._repr_html_()):
            assert note in shown
            assert ("does not hold" in shown) is bool(note)


def test_asked_for_all_say_so(scenario: Path, tmp_path: Path) -> None:
    wrong = (scenario, "--set", WRONG[0], "--anyway")
    answered = call("run", *wrong, "--replications", "1024", "--output", tmp_path / "o")
    assert answered.exit_code == 0, answered.output
    told = " ".join(answered.stdout.split())
    assert told.startswith(f"The opening position of The county's hospital does not hold: {FIGURES}.")
    assert "base_gbp_m=113 --anyway --seed" in told
    for file in ("summary.json", "manifest.json"):
        found = json.loads((tmp_path / "o" / file).read_text(encoding="utf-8"))
        assert [entry["body"] for entry in found["openings_that_do_not_hold"]] == ["hospital"]
        assert found["openings_that_do_not_hold"][0]["difference_gbp_m"] == pytest.approx(-1.0)
    charts = sorted((tmp_path / "o" / "charts").glob("*.svg"))
    assert len(charts) == 4
    assert all("opening does not hold: hospital" in chart.read_text(encoding="utf-8") for chart in charts)
    traced = call("trace", *wrong, "--replication", "0", "--seed", "1").stdout
    assert traced.startswith("The opening position of The county's hospital does not hold")


def test_an_opening_that_holds_is_not_spoken_of(scenario: Path, tmp_path: Path) -> None:
    loaded = load(scenario)
    assert wrong_openings(loaded) == openings_listed(loaded) == []
    assert said_of_openings(loaded) == ()
    assert openings_in_short(loaded) == ""

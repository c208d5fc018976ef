"""A published total beside what is simulated of it: money counts once, where it comes in, and what is left is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.analyses.envelope import allotted
from simulator.cli.main import main
from simulator.errors import ScenarioError
from simulator.scenario import load

BASE = Path(__file__).parents[1] / "cases" / "base.toml"
NORFOLK = Path(__file__).parents[2] / "scenarios" / "norfolk_waveney.toml"

WHOLE = """
extends = "base.toml"

[envelope]
total_gbp_m = 300.0

[envelope.lines.dentists]
name = "Dentists"
gbp_m = 20.0

[envelope.lines.people_from_elsewhere]
name = "Less: people from elsewhere"
gbp_m = -7.5
"""


@pytest.fixture
def with_whole(tmp_path: Path) -> Path:
    (tmp_path / "base.toml").write_text(BASE.read_text("utf-8"), "utf-8")
    file = tmp_path / "whole.toml"
    file.write_text(WHOLE, "utf-8")
    return file


def test_a_scenario_without_a_total_has_no_envelope() -> None:
    assert allotted(load(BASE)) is None


def test_lines_and_what_nothing_explains_add_up_to_the_total(with_whole: Path) -> None:
    found = allotted(load(with_whole))
    assert found is not None
    assert found.outside_gbp_m == pytest.approx(20.0 - 7.5)
    parts = found.simulated_gbp_m + found.outside_gbp_m + found.unallocated_gbp_m
    assert parts == pytest.approx(found.total_gbp_m)


def test_trade_between_simulated_bodies_counts_once() -> None:
    """Norwich and Norfolk: a budget of 270 enters as allocation, and again nowhere.

    What enters Norwich's hospital: specialised 118, others 7 and 15, so 140 by contract; and 27 + 1.5 + 64.5 besides.
    """
    found = allotted(load(NORFOLK))
    assert found is not None
    lines = {line.name: line.amount_gbp_m for line in found.simulated}
    assert lines["Norwich CCG: allocation"] == pytest.approx(270.0)
    assert lines["NNUH Norwich: contracts with outside payers"] == pytest.approx(140.0)
    assert lines["NNUH Norwich: other income"] == pytest.approx(93.0)
    assert found.total_gbp_m == 2600.0


def test_check_prints_what_nothing_explains(with_whole: Path) -> None:
    found = allotted(load(with_whole))
    assert found is not None
    result = CliRunner().invoke(main, ["check", str(with_whole)])
    assert "Less: people from elsewhere" in result.output
    row = next(line for line in result.output.splitlines() if line.startswith("Not explained"))
    assert f"{found.unallocated_gbp_m:,.3f}" in row.replace("\N{MINUS SIGN}", "-")


def test_a_total_of_nothing_is_refused(with_whole: Path) -> None:
    with pytest.raises(ScenarioError, match=r"envelope\.total_gbp_m"):
        load(with_whole, overrides=["envelope.total_gbp_m=0"])

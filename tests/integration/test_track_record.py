"""`recovery-sim track-record`: places beside a record, and the record as the truth, worked by hand."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from simulator import load, simulate, track_record
from simulator.cli.main import main
from simulator.review.track_record import place

TESTS = Path(__file__).parents[1]

pytestmark = pytest.mark.usefixtures("undrawn")

SCHEME = {
    "name": "Fewer agencies",
    "owner": "hospital",
    "kind": "cash_releasing",
    "on": ["hospital.staff"],
    "full_year_gbp_m": 10.0,
    "start": datetime.date(2020, 4, 1),
    "ramp": "immediate",
}


def test_a_scheme_that_delivers_as_the_record_has_it_is_short_by_the_rest() -> None:
    """£10m a year that all come: at 84 % £1.6m are missing every year, at 90 % one; at 69 % recurrent the first year is
    whole and £3.1m are missing from the second on."""
    scenario = load(TESTS / "cases" / "base.toml").with_({"schemes.agency": SCHEME})
    found = track_record(simulate(scenario, replications=4, seed=1), body="hospital")
    row = found.ifs.names.index("hospital")
    lost = {rung.key: rung.surplus_change.estimate[row] for rung in found.ifs.rungs}
    np.testing.assert_allclose(lost["delivery_low"], [-1.6] * 3, rtol=1e-9)
    np.testing.assert_allclose(lost["delivery_high"], [-1.0] * 3, rtol=1e-9)
    np.testing.assert_allclose(lost["recurrent_low"], [0.0, -3.1, -3.1], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(lost["both_low"], [-1.6, -1.6 - 0.84 * 3.1, -1.6 - 0.84 * 3.1], rtol=1e-9)
    delivered = next(one for one in found.standings if one.key == "delivery")
    assert (delivered.value, place(delivered)) == (pytest.approx(100.0), "above")


def test_a_reviewer_reads_places_and_sources(tmp_path: Path) -> None:
    words = [
        "track-record",
        str(TESTS / "scenarios" / "mechanisms.toml"),
        "--replications",
        "32",
        "--workers",
        "1",
    ]
    result = CliRunner().invoke(main, [*words, "--output", str(tmp_path / "record")])
    assert result.exit_code == 0, result.output
    text = " ".join(result.output.split())
    assert "figures for which a record is known" in text
    assert "NHS Improvement, year-end reports" in text
    document = json.loads((tmp_path / "record" / "track-record.json").read_text("utf-8"))
    assert {one["place"] for one in document["standings"]} <= {"below", "inside", "above"}


def test_a_run_that_is_kept_is_not_simulated_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "base.toml"
    file.write_text((TESTS / "cases" / "base.toml").read_text("utf-8"), "utf-8")
    same = ["--replications", "64", "--workers", "1", "--seed", "3"]
    assert CliRunner().invoke(main, ["run", str(file), *same]).exit_code == 0
    (kept,) = (tmp_path / "results").iterdir()
    before = (kept / "replications" / "block-00000.parquet").stat().st_mtime_ns
    result = CliRunner().invoke(main, ["assumptions", str(file), *same, "--output", "register"])
    assert result.exit_code == 0, result.output
    assert (kept / "replications" / "block-00000.parquet").stat().st_mtime_ns == before
    assert not list((tmp_path / "register").glob("run-*"))

"""`check` shows what each uncertain number implies, and of its own accord where that is not what was typed."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.analyses.typed_and_implied import Implied, typed_and_implied
from simulator.cli.main import main
from simulator.scenario import load
from tests.helpers.broken_files import BASE

AMOUNT = "risks.backlog_maintenance.amount_gbp_m"
URGENT = "services.urgent.growth_pct"


def file(tmp_path: Path) -> Path:
    path = tmp_path / "base.toml"
    path.write_text(BASE, encoding="utf-8")
    return path


def implied(tmp_path: Path, key: str, value: str) -> Implied:
    found = typed_and_implied(load(file(tmp_path), overrides=[f"{key}={value}"]))
    return {one.number: one for one in found}[key]


def test_percentiles_imply_themselves_and_a_mean_by_hand(tmp_path: Path) -> None:
    """Sides of 1.2816 and twice it: the mean is (2 − 1)/√(2π) above the median."""
    z90 = 1.2815515655446004
    found = implied(tmp_path, AMOUNT, f"{{ p10 = {3 - z90}, p50 = 3, p90 = {3 + 2 * z90} }}")
    assert (found.p10, found.p50, found.p90) == pytest.approx((3 - z90, 3, 3 + 2 * z90))
    assert found.plan == 3
    assert found.mean == pytest.approx(3 + 1 / math.sqrt(2 * math.pi))
    assert found.clipped == pytest.approx(0, abs=1e-12)
    assert found.differs == ()


def test_a_plan_that_nine_futures_in_ten_miss_differs(tmp_path: Path) -> None:
    assert implied(tmp_path, AMOUNT, "{ plan = 9, p10 = 1, p50 = 2, p90 = 3 }").differs == ("plan above p90",)
    assert implied(tmp_path, AMOUNT, "{ plan = 0, p10 = 1, p50 = 2, p90 = 3 }").differs == ("plan below p10",)
    assert implied(tmp_path, AMOUNT, "{ plan = 3, p10 = 1, p50 = 2, p90 = 3 }").differs == ()


def test_a_mean_that_a_bound_moves_differs(tmp_path: Path) -> None:
    """Half of a normal cut at its mean: the mean moves by sd/√(2π) = 0.399, p90 is 1.2816 above the bound."""
    found = implied(tmp_path, AMOUNT, "{ dist = 'normal', mean = 1, sd = 1, low = 1 }")
    assert found.mean == pytest.approx(1 + 1 / math.sqrt(2 * math.pi))
    assert found.clipped == pytest.approx(0.5)
    assert found.differs == ("bounds decide in 50 % of futures", "mean typed as 1")


def test_the_bounds_of_a_key_count_as_those_of_a_number(tmp_path: Path) -> None:
    """A normal of mean 0.5 and deviation 1 as a probability: 2 Φ(−0.5) = 0.617 of it lie beyond 0 and 1."""
    key = "risks.backlog_maintenance.probability"
    found = implied(tmp_path, key, "{ dist = 'normal', mean = 0.5, sd = 1 }")
    assert found.clipped == pytest.approx(2 * 0.3085375387259869)
    assert (found.p10, found.p50, found.p90) == (0, 0.5, 1)
    assert found.differs == ("bounds decide in 62 % of futures",)


def test_a_yearly_programme_stands_there_once(tmp_path: Path) -> None:
    names = [one.number for one in typed_and_implied(load(file(tmp_path)))]
    assert len(names) == len(set(names))
    assert "schemes.hospital_programme.delivery" in names
    assert not any("@" in name for name in names)


def test_check_shows_what_differs_and_on_request_everything(tmp_path: Path) -> None:
    setting = f"{AMOUNT}={{ dist = 'normal', mean = 1, sd = 1, low = 1 }}"
    told = CliRunner().invoke(main, ["check", str(file(tmp_path)), "--set", setting])
    assert told.exit_code == 0
    assert "Typed and implied differ" in told.stdout
    assert "bounds decide in 50 % of" in told.stdout
    assert URGENT not in told.stdout
    whole = CliRunner().invoke(main, ["check", str(file(tmp_path)), "--inputs"])
    assert whole.exit_code == 0
    assert "Typed against implied" in whole.stdout
    assert URGENT in whole.stdout

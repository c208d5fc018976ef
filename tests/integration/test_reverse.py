"""`recovery-sim stress --reverse`: the design point of a plane worked by hand, and a scenario file that runs there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.special import ndtr, ndtri

from simulator import load, simulate
from simulator.cli.main import main
from simulator.review.common_futures import futures_of
from simulator.review.question import asked
from simulator.review.reverse import Reversal, reversed_stress, steepest_ray
from simulator.sampling.streams import stream
from simulator.scenario.model import Scenario

BASE = Path(__file__).parents[1] / "cases" / "base.toml"
STAFF, STORES = "bodies.hospital.costs.staff.base_gbp_m", "bodies.hospital.costs.stores.base_gbp_m"

pytestmark = pytest.mark.usefixtures("undrawn")


def scenario(surplus: float) -> Scenario:
    """Staff cost £60m ± 3 and stores £60m ± 4, less a surplus that is expected; the hospital is paid £120m."""
    staff = {"dist": "normal", "mean": 60.0 - surplus, "sd": 3.0, "plan": 60.0}
    stores = {"base_gbp_m": {"dist": "normal", "mean": 60.0, "sd": 4.0, "plan": 60.0}}
    return load(BASE).with_({STAFF: staff, "bodies.hospital.costs.stores": stores})


def found(one: Scenario) -> Reversal:
    run = simulate(one, replications=1024, seed=1)
    futures = futures_of(one, replications=256, seed=1, workers=1)
    return reversed_stress(run, asked(one, body="hospital"), futures)


@pytest.mark.parametrize("surplus", [4.0, -4.0])
def test_the_design_point_of_a_plane_is_the_nearest_point_of_it(surplus: float) -> None:
    """4 − 3u − 4v is nothing nearest to the middle at 0.8 standard deviations, where u is 0.48 and v is 0.64."""
    reversal = found(scenario(surplus))
    assert reversal.breaks == (surplus > 0)
    assert reversal.distance == pytest.approx(0.8, abs=0.06)
    assert reversal.rarity == pytest.approx(float(ndtr(-0.8)), abs=0.02)
    values = {shift.input: shift.value for shift in reversal.shifts}
    turned = 1.0 if surplus > 0 else -1.0
    assert values[STAFF] == pytest.approx(60.0 - surplus + turned * 0.48 * 3, abs=0.4)
    assert values[STORES] == pytest.approx(60.0 + turned * 0.64 * 4, abs=0.4)
    assert sum(values.values()) == pytest.approx(120.0, abs=0.1)


def test_of_correlated_scores_the_way_goes_along_their_covariance_with_the_margin() -> None:
    """u + v with a correlation of 0.6: one step along is √2, over the standard deviation of u + v along it, √1.6."""
    u = ndtri(stream(1, 0, "tests.reverse.u").random(20_000))
    v = 0.6 * u + 0.8 * ndtri(stream(1, 0, "tests.reverse.v").random(20_000))
    ray = steepest_ray(("u", "v"), np.column_stack([u, v]), u + v)
    np.testing.assert_allclose(ray.direction, [np.sqrt(0.5)] * 2, atol=0.01)
    assert ray.stretch == pytest.approx(1 / np.sqrt(1.6), abs=0.02)


def test_the_scenario_that_is_found_runs_and_is_a_toss_up(tmp_path: Path) -> None:
    file, folder = tmp_path / "plan.toml", tmp_path / "reverse"
    (tmp_path / "base.toml").write_text(BASE.read_text("utf-8"), "utf-8")
    staff = '{ dist = "normal", mean = 118.0, sd = 3.0, plan = 120.0 }'
    # what is drawn beside it keeps the answer open at the design point
    file.write_text(
        f'extends = "base.toml"\n[bodies.hospital.costs.staff]\nbase_gbp_m = {staff}\n'
        "[services.care]\nnoise_sd_pct = 1.0\n",
        "utf-8",
    )
    words: list[Any] = ["--body", "hospital", "--replications", "256", "--workers", "1", "--seed", "1"]
    result = CliRunner().invoke(main, ["stress", str(file), "--reverse", *words, "--output", str(folder)])
    assert result.exit_code == 0, result.output
    assert "turns at a joint shift of" in " ".join(result.output.split())
    document = json.loads((folder / "stress.json").read_text("utf-8"))
    assert 0.4 <= document["chance_there"]["estimate"] <= 0.6
    there = simulate(load(folder / "reverse.toml"), replications=256, seed=1)
    reached = asked(there.scenario, body="hospital").reached(there.results)
    assert 0.4 <= reached.mean() <= 0.6
    both = CliRunner().invoke(main, ["stress", str(file), "--reverse", "--step", "pay_up"])
    assert both.exit_code == 2
    assert "goes with neither --step nor --replan" in " ".join(both.output.split())

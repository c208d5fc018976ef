"""A run for precision stops at the same block whatever the workers, never before the eighth, and says so."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import RecoverySimError
from simulator.montecarlo import run, simulate
from simulator.montecarlo.precision import Certainty, Precision, largest_half_width
from simulator.sampling.streams import plain
from simulator.scenario import load, new_scenario
from simulator.scenario.model import Scenario
from simulator.statistics.arrays import BLOCK, Array

pytestmark = pytest.mark.usefixtures("undrawn")


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    file = tmp_path_factory.mktemp("small") / "small.toml"
    file.write_text(new_scenario("Small"), encoding="utf-8")
    return load(file, overrides=["years=2"])


def made_up_shares(blocks: int, spread: float) -> Array:
    """Shares around one half, two measures of three names in two years: ``(blocks, 2, 3, 2)``."""
    return 0.5 + spread * np.random.default_rng(1).normal(size=(blocks, 2, 3, 2))


def stopped_at(certainty: Certainty, shares: Array, order: list[int]) -> int | None:
    for block in order:
        certainty.note(block, shares[block])
    return certainty.stop


def test_nothing_stops_before_the_eighth_block() -> None:
    shares = made_up_shares(12, spread=1e-6)
    assert stopped_at(Certainty(0.4), shares, list(range(7))) is None
    assert stopped_at(Certainty(0.4), shares, list(range(12))) == 8


def test_the_first_row_of_blocks_that_is_certain_enough_decides() -> None:
    shares = made_up_shares(40, spread=0.02)
    stop = stopped_at(Certainty(0.012), shares, list(range(40)))
    assert stop is not None
    assert 8 < stop < 40
    assert largest_half_width(np.moveaxis(shares[:stop], 0, -1)) <= 0.012
    assert all(largest_half_width(np.moveaxis(shares[:k], 0, -1)) > 0.012 for k in range(8, stop))


def test_the_order_in_which_blocks_are_finished_decides_nothing() -> None:
    shares = made_up_shares(40, spread=0.02)
    random = np.random.default_rng(2)
    stops = {stopped_at(Certainty(0.012), shares, random.permutation(40).tolist()) for _ in range(20)}
    assert stops == {stopped_at(Certainty(0.012), shares, list(range(40)))}


def test_half_of_an_interval_is_its_longer_arm() -> None:
    """No hit in 1,024: Wilson's interval is 0 to z²/(n + z²) = 0.003737."""
    assert largest_half_width(np.zeros((1, 1))) == pytest.approx(0.003737, abs=1e-6)


def test_one_worker_and_two_stop_alike_and_the_limit_is_told(tmp_path: Path, scenario: Scenario) -> None:
    told = {}
    for workers in (1, 2):
        folder = tmp_path / str(workers)
        found = run(scenario, precision=0.0075, replications=24 * BLOCK, workers=workers, folder=folder)
        told[workers] = (found.replications, found.precision, found.results.by_year["surplus"].tobytes())
    assert told[1] == told[2]
    replications, precision, _ = told[1]
    assert precision is not None
    assert precision.is_reached
    assert 8 * BLOCK < replications < 24 * BLOCK
    limited = simulate(scenario, precision=0.001, replications=2 * BLOCK)
    assert limited.replications == 2 * BLOCK
    assert limited.precision is not None
    assert not limited.precision.is_reached


def test_a_sharper_precision_goes_on_from_the_blocks_there_are(tmp_path: Path, scenario: Scenario) -> None:
    """Resumed, it stops where a run from nothing stops; and a coarser one afterwards deletes no block."""
    run(scenario, replications=9 * BLOCK, folder=tmp_path)
    file = tmp_path / "months" / "block-00008.parquet"
    written = file.stat().st_mtime_ns
    sharp = run(scenario, precision=0.0065, folder=tmp_path, workers=1)
    assert sharp.replications == simulate(scenario, precision=0.0065).replications > 9 * BLOCK
    coarse = run(scenario, precision=0.1, folder=tmp_path)
    assert coarse.replications == 8 * BLOCK
    assert file.stat().st_mtime_ns == written


@pytest.mark.parametrize("precision", [0.0, -0.01, 0.5, float("nan")])
def test_an_impossible_precision_is_refused(scenario: Scenario, precision: float) -> None:
    with pytest.raises(RecoverySimError, match="half the width of an interval lies between"):
        simulate(scenario, precision=precision)


def test_a_precision_that_is_not_reached_says_so() -> None:
    assert Precision(asked=0.01, half_width=0.01).is_reached
    assert not Precision(asked=0.01, half_width=0.0101).is_reached


def test_plain_points_are_uniform_and_independent() -> None:
    """1,024 plain points leave about 1/e of the 1,024 strata empty; a net leaves none."""
    points = plain(0, 0, "schemes.care_at_home.delivery")
    assert 0.0 < points.min() < points.max() < 1.0
    empty = BLOCK - len(set(np.floor(points * BLOCK)))
    assert empty == pytest.approx(BLOCK / np.e, abs=5 * np.sqrt(BLOCK * 0.1))
    assert (
        hashlib.sha256(points).digest()
        == hashlib.sha256(plain(0, 0, "schemes.care_at_home.delivery")).digest()
    )

"""PAWN: distances that can be worked out by hand, and noise that stays below its level."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.statistics.given_data import classes, ranked
from simulator.statistics.pawn import SLICES, grades, noise_level, pawn


def test_an_outcome_that_is_its_input_is_as_far_off_as_slices_allow() -> None:
    """Of ten slices the distances are 0.9, 0.8, 0.7, 0.6, 0.5 and the same again."""
    values = np.arange(1000.0)
    assert pawn(classes(ranked(values), SLICES), grades(values)) == pytest.approx(0.7, abs=0.002)


def test_an_event_that_decides_a_duty_is_half_way_off_whatever_its_chance() -> None:
    """Without it the distance is its chance, with it the rest."""
    happens = (np.arange(1000) < 120).astype(float)
    assert pawn(classes(ranked(happens), SLICES), grades(1 - happens)) == pytest.approx(0.5)


def test_a_changed_spread_is_seen_where_no_mean_moves() -> None:
    wide, noise = np.random.default_rng(1).standard_normal((2, 4096))
    outcome = noise * np.where(wide > 0, 3.0, 1.0)
    slices, grade = classes(ranked(wide), SLICES), grades(outcome)
    assert abs(np.corrcoef(wide, outcome)[0, 1]) < 0.05
    assert pawn(slices, grade) > 1.5 * noise_level(slices, grade, false_alarm=0.001)


@pytest.mark.parametrize("kind", ["amount", "event", pytest.param("duty", marks=pytest.mark.slow)])
def test_noise_exceeds_its_level_as_often_as_is_said(kind: str) -> None:
    generator = np.random.default_rng(2)
    outcome = generator.standard_normal(1024)
    if kind == "duty":
        outcome = (outcome > 0.8).astype(float)
    grade = grades(outcome)
    found, level = [], 0.0
    for trial in range(150):
        values = generator.standard_normal(1024)
        slices = classes(ranked((values > 1).astype(float) if kind == "event" else values), SLICES)
        level = noise_level(slices, grade, false_alarm=0.05) if trial == 0 else level
        found.append(pawn(slices, grade))
    assert 0.01 <= np.mean(np.array(found) > level) <= 0.11


@pytest.mark.slow
def test_the_level_of_many_futures_is_that_of_few_by_the_root_of_their_number() -> None:
    generator = np.random.default_rng(3)

    def level(futures: int) -> float:
        values, outcome = generator.standard_normal((2, futures))
        return noise_level(classes(ranked(values), SLICES), grades(outcome), false_alarm=0.01)

    assert level(65_536) == pytest.approx(level(4096) / 4, rel=0.1)

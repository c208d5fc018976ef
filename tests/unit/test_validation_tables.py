"""The tables of `docs/validation.md` are counted right: peaks and valleys, parts that leave no line out."""

from __future__ import annotations

import numpy as np
import pytest

from evidence.validation.funding import valley
from evidence.validation.markdown import amount, share
from evidence.validation.pooling import LINES
from simulator.analyses import explained


def test_two_peaks_are_told_from_one() -> None:
    """400 futures on either side of 100: 300 less, where chance would make some 2·√500 = 45 of it."""
    assert valley(np.array([0, 50, 400, 200, 100, 250, 400, 60, 0])) == (2, 4, 6)
    assert valley(np.array([0, 50, 200, 400, 600, 250, 100, 60, 0])) is None


def test_a_dip_that_chance_makes_is_no_valley() -> None:
    """30 less than 400, where chance makes 2·√770 = 55 of it."""
    assert valley(np.array([0, 50, 400, 370, 400, 60, 0])) is None


def test_what_lies_beyond_the_ends_is_no_peak() -> None:
    assert valley(np.array([5000, 10, 20, 400, 20, 10, 5000])) is None


def test_the_gathered_lines_are_all_the_lines() -> None:
    gathered = [part for parts in LINES.values() for part in parts]
    assert sorted(gathered) == sorted([*explained.LINES, "other"])


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.0%"), (0.0001, "<0.1%"), (0.25, "25.0%"), (0.9999, ">99.9%"), (1.0, "100.0%")],
)
def test_a_share_that_is_not_nothing_is_not_shown_as_nothing(value: float, text: str) -> None:
    assert share(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.04, "0.0"), (1.25, "+1.2"), (-3.06, "−3.1")])
def test_an_amount_has_its_sign(value: float, text: str) -> None:
    assert amount(value) == text

"""An estimate is one cell of a table, and three columns or three figures where the table leaves."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from simulator.analyses.columns import in_a_document, in_columns, records
from simulator.reports.files import csv_text
from simulator.statistics.intervals import UNKNOWN, Difference, Probability, probabilities
from simulator.words.estimates import difference_shown, probability_shown

HALF = Probability(0.5, 0.46, 0.53, level=0.95, replications=1024)
MORE = Difference(0.073, 0.065, 0.081, "share", 0.2, 0.95, 1024)


def test_a_column_of_estimates_is_three_where_it_stood() -> None:
    table = pd.DataFrame({"body": ["ccg", "general"], "p": [HALF, UNKNOWN], "mean_gbp_m": [1.0, 2.0]})
    columns = in_columns(table)
    assert list(columns.columns) == ["body", "p", "p_low", "p_high", "mean_gbp_m"]
    assert columns.loc[0, ["p", "p_low", "p_high"]].tolist() == [0.5, 0.46, 0.53]
    assert columns.loc[1, ["p", "p_low", "p_high"]].isna().all()
    assert (columns.dtypes[1:] == np.float64).all()


def test_an_amount_in_a_column_of_estimates_has_no_ends() -> None:
    columns = in_columns(pd.DataFrame({"a": [HALF, -9.7, None], "difference": [MORE, MORE, MORE]}))
    assert columns["a"].tolist() == pytest.approx([0.5, -9.7, math.nan], nan_ok=True)
    assert columns["a_low"].tolist() == pytest.approx([0.46, math.nan, math.nan], nan_ok=True)
    assert columns["difference_high"].tolist() == [0.081] * 3


def test_a_table_without_estimates_stays_as_it_is() -> None:
    table = pd.DataFrame({"body": ["ccg"], "year": [2018]})
    pd.testing.assert_frame_equal(in_columns(table), table)
    pd.testing.assert_frame_equal(in_columns(pd.DataFrame(columns=["p"])), pd.DataFrame(columns=["p"]))


def test_files_and_documents_take_an_estimate_apart() -> None:
    table = pd.DataFrame({"p": [HALF, UNKNOWN]})
    assert csv_text(table) == "p,p_low,p_high\n0.500000,0.460000,0.530000\n,,\n"
    assert in_a_document(records(table)[0]["p"]) == {"estimate": 0.5, "low": 0.46, "high": 0.53}


def test_what_is_not_asked_is_not_known() -> None:
    """Of two bodies in one year, a quarter and all of four futures; the second is not asked."""
    hits = np.array([[[True, False, False, False]], [[True] * 4]])
    found = probabilities(hits).where(np.array([[True], [False]]))
    assert [one.is_known for one in found.each()] == [True, False]
    assert found.at(0, 0) == probabilities(hits).at(0, 0)
    assert [probability_shown(one, "cell") for one in found.each()] == ["25", "–"]


def test_the_longer_arm_is_half_the_width() -> None:
    found = probabilities(np.array([[True] * 9 + [False]]))
    assert HALF.half_width == pytest.approx(0.04)
    assert found.half_width[0] == found.at(0).half_width == pytest.approx(0.9 - found.low[0])


@pytest.mark.parametrize(
    ("estimate", "cell"), [(0.0, "<1"), (0.0099, "<1"), (0.31, "31"), (0.991, ">99"), (1.0, ">99")]
)
def test_a_cell_of_a_picture_has_whole_percent_and_never_0_or_100(estimate: float, cell: str) -> None:
    assert probability_shown(Probability(estimate, 0.0, 1.0, 0.95, 64), "cell") == cell


def test_an_object_says_its_estimate_in_a_line() -> None:
    assert probability_shown(HALF, "line") == "50 % (46–53)"
    assert difference_shown(MORE, "line") == "+7 points more often (+6 to +8)"


def test_a_difference_is_nothing_clear_or_neither() -> None:
    nothing = Difference(0.0, -0.01, 0.01, "share", 0.0, 0.95, 1024)
    unclear = Difference(0.001, -0.01, 0.01, "share", 0.1, 0.95, 1024)
    assert [(one.is_nothing, one.is_clear) for one in (nothing, unclear, MORE)] == [
        (True, False),
        (False, False),
        (False, True),
    ]

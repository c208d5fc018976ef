"""A tripwire, and no more: a figure that moves without anybody meaning it to stops here.

The files beside this one say what the program answered when its figures were last meant to change. They are
no evidence that the answer is right: that is for the closed forms, the independent model and the properties. When a
change is meant, `python -m tests.golden` writes them anew, and the changelog says under **Numbers** what moved and why.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from _pytest.mark import ParameterSet

from tests.golden.figures import HERE, VARIANTS, golden_file, read_golden, shipped, summarise

TOLERANCE = 1e-9
"""Relative, and in £m: another machine rounds otherwise, and figures near zero have no relative precision."""


def each_shipped() -> list[ParameterSet]:
    """Every shipped scenario; variants of another one among the long evidence."""
    marks = {file: [pytest.mark.slow] if file.stem in VARIANTS else [] for file in shipped()}
    return [pytest.param(file, id=file.stem, marks=marks[file]) for file in shipped()]


@pytest.mark.parametrize("scenario", each_shipped())
def test_figures_of_a_shipped_scenario_have_not_moved(scenario: Path) -> None:
    pd.testing.assert_frame_equal(
        summarise(scenario), read_golden(scenario), check_dtype=False, rtol=TOLERANCE, atol=TOLERANCE
    )


def test_every_shipped_scenario_has_its_file_and_no_file_lacks_its_scenario() -> None:
    assert shipped()
    assert sorted(HERE.glob("*.csv")) == sorted(golden_file(scenario) for scenario in shipped())

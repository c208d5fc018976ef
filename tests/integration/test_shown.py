"""Scenarios, runs, comparisons and findings show themselves in a line, and as a table that no text breaks out of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator import Run, compare
from simulator.analyses.findings import Findings
from simulator.scenario.immutable import replaced
from tests.helpers.random_run import random_results, random_run, with_amounts

STRANGE = '<b onclick="x()">Ward & Son</b>\u202e\u001b[2J'


@pytest.fixture(scope="module")
def run() -> Run:
    """Of 100 futures both bodies break even in 25, in every year."""
    surplus = np.where(np.arange(100) < 25, 1.0, -1.0)
    found = random_run(with_amounts(random_results(100), surplus=np.broadcast_to(surplus, (2, 1, 100))), {})
    return replace(found, scenario=replaced(found.scenario, {"title": STRANGE}))


def things(run: Run) -> list[Any]:
    return [run.scenario, run.results, run, compare(run, run), Findings(run)]


def test_each_is_a_line(run: Run) -> None:
    for one in things(run):
        assert repr(one).startswith(f"<{type(one).__name__}")
        assert "\n" not in repr(one)
        assert len(repr(one)) < 500
        assert str(one) == repr(one)
        assert "\u001b" not in repr(one)
        assert "\u202e" not in repr(one)


def test_a_run_says_what_it_found(run: Run) -> None:
    """Wilson's interval of 25 in 100 is 17.5 to 34.3 %."""
    assert "100 possible futures, seed " in repr(run)
    assert "2 bodies (general, north_ccg)" in repr(run)
    assert "25 % (18–34)" in repr(run)


def test_a_comparison_says_what_differs(run: Run) -> None:
    assert "0 keys differ" in repr(compare(run, run))
    assert "+0 points more often" in repr(compare(run, run))


def test_html_is_escaped(run: Run) -> None:
    for one in things(run):
        shown = one._repr_html_()
        assert shown.startswith("<table><caption>")
        assert "<b onclick" not in shown
        assert "\u202e" not in shown
        if one is not run.results:
            assert "&lt;b onclick=&quot;x()&quot;&gt;Ward &amp; Son&lt;/b&gt;" in shown

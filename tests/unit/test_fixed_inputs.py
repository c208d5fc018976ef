"""Inputs that were fixed are still those."""

from __future__ import annotations

import pytest

from evidence.validation.fixed_inputs import FIXED, SCENARIOS, digest

FILE = """
title = "A title"
[bodies.a]
reason = "Because."
allocation_gbp_m = 200
[reported.b]
value_gbp_m = -5
"""


@pytest.mark.parametrize("file", FIXED)
def test_no_figure_was_changed_since_it_was_fixed(file: str) -> None:
    """A figure that has to be mended gets a paragraph in `docs/decisions.md` and a new digest."""
    assert digest((SCENARIOS / file).read_text(encoding="utf-8")) == FIXED[file]


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        ("200", "201", False),
        ("allocation", "alocation", False),
        ("Because.", "For a better reason.", True),
        ("-5", "-6", True),
        ('title = "A title"', "", True),
    ],
)
def test_a_digest_tells_figures_from_facts_and_wording(old: str, new: str, is_same: bool) -> None:
    assert (digest(FILE.replace(old, new)) == digest(FILE)) is is_same

"""Inputs that were fixed before futures were looked at are still those; only what is named was added."""

from __future__ import annotations

import tomllib

import pytest

from evidence.validation.fixed_inputs import FIXED, SCENARIOS, Fixed, digest, leaves

FILE = """
title = "A title"
[bodies.a]
reason = "Because."
allocation_gbp_m = 200
[reported.b]
value_gbp_m = -5
"""


@pytest.mark.parametrize("fixed", FIXED, ids=lambda fixed: fixed.file)
def test_no_figure_was_changed_since_it_was_fixed(fixed: Fixed) -> None:
    """A figure that has to be mended gets a paragraph in `docs/decisions.md` and a new digest."""
    assert digest((SCENARIOS / fixed.file).read_text(encoding="utf-8"), fixed.added) == fixed.digest


@pytest.mark.parametrize("fixed", FIXED, ids=lambda fixed: fixed.file)
def test_every_change_that_is_named_was_made(fixed: Fixed) -> None:
    text = (SCENARIOS / fixed.file).read_text(encoding="utf-8")
    for key in fixed.added:
        others = tuple(other for other in fixed.added if other != key)
        assert digest(text, others) != fixed.digest, key
    now = [path for path, _ in leaves(tomllib.loads(text))]
    assert [key for key in fixed.removed if any(f"{path}.".startswith(f"{key}.") for path in now)] == []


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


def test_what_was_added_is_left_out_by_its_whole_key() -> None:
    longer = FILE.replace(
        "[reported.b]", "[bodies.a.rules]\nx = 1\n[bodies.a.rules_of_old]\ny = 1\n[reported.b]"
    )
    assert digest(longer, ["bodies.a.rules", "bodies.a.rules_of_old"]) == digest(FILE)
    assert digest(longer, ["bodies.a.rules"]) != digest(FILE)

"""Whatever a command finds, it ends with 0, 1 or 2, in words: no traceback, no hang, nothing lost or left behind."""

from __future__ import annotations

import pytest

from evidence.fuzz.pool import try_all

SEED = 1


@pytest.mark.parametrize(("command", "cases"), [("check", 40), ("run", 1)])
def test_a_command_ends_in_words(command: str, cases: int) -> None:
    found = try_all(command, SEED, range(cases), workers=1, limit=60)  # a hang costs one case
    assert {ended.number: ended.ending.faults for ended in found if ended.ending.faults} == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "cases"), [("check", 20_000), ("run", 500), ("compare", 200), ("new", 2_000)]
)
def test_a_command_ends_in_words_thousands_of_times(command: str, cases: int) -> None:
    found = try_all(command, SEED, range(cases), workers=2, limit=180)
    assert {ended.number: ended.ending.faults for ended in found if ended.ending.faults} == {}

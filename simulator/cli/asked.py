"""What commands say of figures that look like slips: `check` each of them, others in one line how many there are."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.cli.streams import say

if TYPE_CHECKING:
    from simulator.cli.reports import Page
    from simulator.scenario import Origins, Scenario


def show_questions(page: Page, scenario: Scenario, origins: Origins) -> None:
    """Every question about a file, by file, line and key; nothing where there is none."""
    from simulator.scenario.plausibility import questions, told

    lines = told(questions(scenario), origins)
    if not lines:
        return
    page.say("")
    page.say(
        "Questions: what looks like a slip. Nothing of it is refused, and none changes the exit code.", "bold"
    )
    for line in lines:
        page.line(line)


def say_how_many(
    scenario: Scenario, file: Path, overrides: Sequence[str], but: frozenset[str] = frozenset()
) -> None:
    """Say in a line of standard error how many questions `check` asks of a file, and how to see them.

    Parameters
    ----------
    but : frozenset of str
        Questions that were spoken of before: only if there are others, all are counted.
    """
    asked = told_questions(scenario)
    if set(asked) <= but:
        return
    words = ["recovery-sim", "check", str(file), *(word for text in overrides for word in ("--set", text))]
    count = "1 question" if len(asked) == 1 else f"{len(asked)} questions"
    say(f"{count} about the file: {shlex.join(words)}", err=True)


def told_questions(scenario: Scenario) -> list[str]:
    """The questions about a scenario, as they are counted."""
    from simulator.scenario.plausibility import questions, told

    return told(questions(scenario))

"""Who is to blame for a contradiction: the setting or the line that was written last, not what suffers from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from simulator.errors import Mistake
from simulator.scenario.documents import Draft, laid_over
from simulator.scenario.origins import Origin
from simulator.scenario.overrides import SET, Step

Check = Callable[[Draft], tuple[Any, list[Mistake]]]


def put_to_causes(
    found: Sequence[Mistake], written: Draft, settings: Sequence[Step], check: Check
) -> list[Mistake]:
    """Mistakes, each at what brought it about: a setting, or a line of the file that extends another.

    Parameters
    ----------
    found : sequence of Mistake
        What is wrong in the end.
    written : Draft
        The scenario as its files have it.
    settings : sequence of Step
        What was set after that, in order.
    check : callable
        Gives the scenario of a draft, and what is wrong with it.
    """
    if not found or not (settings or written.parts):
        return list(found)
    causes = [_Causes(written, settings, check)] if settings else []
    if written.parts is not None:
        base, own = written.parts
        causes.append(_Causes(base, _entry_by_entry(base, own), check))
    return [
        mistake
        if mistake.file.startswith(SET)
        else next((told for cause in causes if (told := cause.of(mistake))), mistake)
        for mistake in found
    ]


class _Causes:
    """The steps that led from a scenario in which less was wrong to the one at hand."""

    def __init__(self, first: Draft, steps: Sequence[Step], check: Check) -> None:
        self._drafts = [first, *(step.draft for step in steps)]
        self._steps = steps
        self._check = check
        self._wrong: dict[int, set[tuple[str, str]] | None] = {}

    def of(self, mistake: Mistake) -> Mistake | None:
        """The mistake at the step that brought it about; None where it was there before, or stands there anyway."""
        if not self._steps or mistake.file in {step.origin.file for step in self._steps}:
            return None
        before = self._wrong_after(0)
        if before is None or _said(mistake) in before:
            return None
        low, high = 0, len(self._steps)
        while high - low > 1:
            middle = (low + high) // 2
            wrong = self._wrong_after(middle)
            low, high = (low, middle) if wrong is None or _said(mistake) in wrong else (middle, high)
        origin = self._steps[high - 1].origin
        suffers = Origin(mistake.file, mistake.line)
        return replace(mistake, file=origin.file, line=origin.line, message=f"{mistake.message} ({suffers})")

    def _wrong_after(self, count: int) -> set[tuple[str, str]] | None:
        """What is wrong after so many steps; None where it is no scenario then."""
        if count not in self._wrong:
            scenario, found = self._check(self._drafts[count])
            self._wrong[count] = None if scenario is None else {_said(mistake) for mistake in found}
        return self._wrong[count]


def _said(mistake: Mistake) -> tuple[str, str]:
    return mistake.key, mistake.message


def _entry_by_entry(base: Draft, own: Draft) -> list[Step]:
    """What a file lays over another, an entry at a time, in the order in which they stand."""
    table: dict[str, Any] = {}
    steps: list[Step] = []
    for section, value in own.table.items():
        entries = value if isinstance(value, dict) else {None: value}
        for key, entry in entries.items():
            if key is None:
                table = {**table, section: entry}
            else:
                table = {**table, section: {**table.get(section, {}), key: entry}}
            path = (section,) if key is None else (section, key)
            origin = own.origins.get(path, Origin(own.file, None))
            part = Draft(own.file, table, own.origins)
            steps.append(Step(origin, laid_over(base, part)))
    return steps

"""Who is to blame for a contradiction: the setting or the line that was written last, not what suffers from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from simulator.errors import Mistake
from simulator.scenario.origins import Origin
from simulator.scenario.reading.documents import Draft, laid_over
from simulator.scenario.reading.overrides import IN_PYTHON, SET, Step

Check = Callable[[Draft], tuple[Any, list[Mistake]]]
MOST_CHECKS = 24
"""So many drafts are checked to find causes, enough for three of them: with more mistakes the others stay where they
are."""


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
    drafts = [written, *(step.draft for step in settings)]
    causes = [_Causes([step.origin for step in settings], drafts.__getitem__, check)]
    if written.parts is not None:
        causes.append(_entry_by_entry(*written.parts, check))
    return [
        mistake
        if mistake.file.startswith((SET, IN_PYTHON))
        else next((told for cause in causes if (told := cause.of(mistake))), mistake)
        for mistake in found
    ]


class _Causes:
    """The steps that led from a scenario in which less was wrong to the one at hand.

    Parameters
    ----------
    origins : sequence of Origin
        Where each step was written.
    after : callable
        The draft after so many steps.
    check : callable
        Gives the scenario of a draft, and what is wrong with it.
    """

    def __init__(self, origins: Sequence[Origin], after: Callable[[int], Draft], check: Check) -> None:
        self._origins, self._after, self._check = origins, after, check
        self._wrong: dict[int, set[tuple[str, str]] | None] = {}

    def of(self, mistake: Mistake) -> Mistake | None:
        """The mistake at the step that brought it about; None where it was there before, or stands there anyway."""
        if not self._origins or mistake.file in {origin.file for origin in self._origins}:
            return None
        before = self._wrong_after(0)
        if len(self._wrong) > MOST_CHECKS or before is None or _said(mistake) in before:
            return None
        low, high = 0, len(self._origins)
        while high - low > 1:
            middle = (low + high) // 2
            wrong = self._wrong_after(middle)
            low, high = (low, middle) if wrong is None or _said(mistake) in wrong else (middle, high)
        origin = self._origins[high - 1]
        suffers = Origin(mistake.file, mistake.line)
        return replace(mistake, file=origin.file, line=origin.line, message=f"{mistake.message} ({suffers})")

    def _wrong_after(self, count: int) -> set[tuple[str, str]] | None:
        """What is wrong after so many steps; None where it is no scenario then."""
        if count not in self._wrong:
            scenario, found = self._check(self._after(count))
            self._wrong[count] = None if scenario is None else {_said(mistake) for mistake in found}
        return self._wrong[count]


def _said(mistake: Mistake) -> tuple[str, str]:
    return mistake.key, mistake.message


def _entry_by_entry(base: Draft, own: Draft, check: Check) -> _Causes:
    """What a file lays over another, an entry at a time, in the order in which they stand."""
    paths: list[tuple[str, ...]] = []
    for section, value in own.table.items():
        paths += [(section, key) for key in value] if isinstance(value, dict) else [(section,)]

    def laid(count: int) -> Draft:
        table: dict[str, Any] = {}
        for section, *key in paths[:count]:
            if key:
                table.setdefault(section, {})[key[0]] = own.table[section][key[0]]
            else:
                table[section] = own.table[section]
        return laid_over(base, Draft(own.file, table, own.origins))

    origins = [own.origins.get(path, Origin(own.file, None)) for path in paths]
    return _Causes(origins, laid, check)

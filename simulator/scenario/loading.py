"""From a file to a scenario that holds together, or to the list of everything that is wrong with it."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from simulator.errors import Mistake, ScenarioError
from simulator.scenario.consistency import contradictions
from simulator.scenario.documents import Draft, read
from simulator.scenario.model import Scenario
from simulator.scenario.overrides import override
from simulator.scenario.positions import KeyPath
from simulator.scenario.programmes import with_names
from simulator.scenario.sentences import place, sentence


def load(path: str | Path, *, overrides: Sequence[str] = ()) -> Scenario:
    """The scenario in the file ``path``, with what it extends and the settings of the command line.

    Parameters
    ----------
    path : str or Path
        A TOML file in UTF-8.
    overrides : sequence of str
        Settings ``key.path=value``, the value as TOML writes it; each replaces what stands at its key.

    Raises
    ------
    ScenarioError
        With every mistake that was found, each by file, line and key.
    """
    mistakes: list[Mistake] = []
    draft = override(read(Path(path), mistakes), overrides, mistakes)
    scenario, misfits = _typed(draft)
    mistakes += misfits
    if scenario is not None and not misfits:
        mistakes += [draft.mistake(found.path, found.message) for found in contradictions(scenario)]
    if mistakes or scenario is None:
        raise ScenarioError(_in_order(mistakes, draft.file))
    return with_names(scenario)


def _typed(draft: Draft) -> tuple[Scenario | None, list[Mistake]]:
    """The scenario, where the file fits the model; else what does not fit, and what else is clear."""
    try:
        return Scenario.model_validate(draft.table), []
    except ValidationError as error:
        findings = error.errors(include_url=False)
    return None, [_mistake(draft, finding) for finding in findings] + _elsewhere(draft, findings)


def _mistake(draft: Draft, finding: ErrorDetails) -> Mistake:
    path = place(finding)
    if finding["type"] == "union_tag_not_found":
        path = (*path, "kind")
    return draft.mistake(path, sentence(finding))


def _elsewhere(draft: Draft, findings: Sequence[ErrorDetails]) -> list[Mistake]:
    """Contradictions in tables without misfits, as far as they can be told while the misfits are left out."""
    misfits = [place(finding) for finding in findings]
    unknown = [place(finding) for finding in findings if finding["type"] == "extra_forbidden"]
    # Without a whole entry, or a key of the top, others would seem wrong that are not.
    if any(len(path) < 3 and path not in unknown for path in misfits):
        return []
    table = copy.deepcopy(draft.table)
    for path in misfits:
        _leave_out(table, path)
    try:
        scenario = Scenario.model_validate(table)
    except ValidationError:
        return []
    disturbed = {path[:2] for path in misfits if len(path) > 1}
    return [
        draft.mistake(found.path, found.message)
        for found in contradictions(scenario, is_whole=False)
        if found.path[:2] not in disturbed
    ]


def _leave_out(table: Any, path: KeyPath) -> None:
    for key in path[:-1]:
        if not isinstance(table, dict) or key not in table:
            return
        table = table[key]
    if isinstance(table, dict):
        table.pop(path[-1], None)


def _in_order(mistakes: Sequence[Mistake], first_file: str) -> list[Mistake]:
    """Each mistake once, as one meets them when reading the files."""
    return sorted(
        dict.fromkeys(mistakes),
        key=lambda mistake: (mistake.file != first_file, mistake.file, mistake.line or 0, mistake.key),
    )

"""From a file to a scenario that holds together, or to the list of everything that is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from simulator.errors import ArgumentError, Mistake, ScenarioError
from simulator.scenario.consistency import contradictions
from simulator.scenario.immutable import ReadOnlyDict, sealed
from simulator.scenario.model import Scenario
from simulator.scenario.origins import Origins
from simulator.scenario.programmes import with_names
from simulator.scenario.reading.causes import put_to_causes
from simulator.scenario.reading.documents import Draft, read
from simulator.scenario.reading.foundations import PART, without_foundation
from simulator.scenario.reading.overrides import Step, override
from simulator.scenario.reading.partial import other_contradictions
from simulator.scenario.reading.respelling import spelt_right
from simulator.scenario.reading.sentences import place, sentence

MOST_TOLD = 500
"""So many misfits are put into words: a file with more of them is no scenario."""


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

    Examples
    --------
    >>> from simulator import load
    >>> load("scenarios/west_norfolk.toml").system.members
    ('wnccg', 'qeh')
    >>> load("scenarios/west_norfolk.toml", overrides=["seed=7"]).seed
    7
    """
    return load_with_origins(path, overrides=overrides)[0]


def load_with_origins(path: str | Path, *, overrides: Sequence[str] = ()) -> tuple[Scenario, Origins]:
    """The scenario as `load` gives it, and where each of its values was written."""
    _refuse_other_kinds(path, overrides)
    mistakes: list[Mistake] = []
    written = read(Path(path), mistakes)
    scenario = concluded(written, override(written, overrides, mistakes), mistakes)
    return scenario, scenario.origins


def _refuse_other_kinds(path: object, overrides: object) -> None:
    if not isinstance(path, (str, os.PathLike)):
        raise ArgumentError(
            f'The scenario file should be named by its path, e.g. "scenarios/west_norfolk.toml", but is a '
            f"{type(path).__name__}."
        )
    if not _are_texts(overrides):
        raise ArgumentError(
            'Overrides should be a list of settings, e.g. ["schemes.care_at_home.delivery=0.6"]; values of Python '
            "are set with scenario.with_."
        )


def _are_texts(value: object) -> bool:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return False
    return all(isinstance(one, str) for one in value)


def concluded(written: Draft, steps: Sequence[Step], mistakes: list[Mistake]) -> Scenario:
    """The scenario that a draft makes after some steps, checked whole.

    Raises
    ------
    ScenarioError
        With every mistake that was found, those that were found before among them.
    """
    draft = steps[-1].draft if steps else written
    scenario, found = scenario_in(draft)
    if any(mistake.message.startswith(PART) for mistake in found):
        mistakes = [mistake for mistake in mistakes if mistake.key != "unset"]
    mistakes += put_to_causes(found, written, steps, scenario_in)
    if scenario is not None and found:
        mistakes += _units_in_question(scenario, draft, {mistake.key for mistake in found})
    if mistakes or scenario is None:
        raise ScenarioError(_in_order(mistakes, draft.file))
    named = with_names(scenario)
    named.__dict__["origins"] = Origins(sealed(draft.table), ReadOnlyDict(draft.origins))
    return named


def _units_in_question(scenario: Scenario, draft: Draft, known: Collection[str]) -> list[Mistake]:
    """What looks like £, a fraction or per cent in a scenario that is refused: it may be the cause of the rest."""
    from simulator.scenario.plausibility import slips_of_units

    asked = [draft.mistake(question.path, question.text) for question in slips_of_units(scenario)]
    return [mistake for mistake in asked if mistake.key not in known]


def scenario_in(draft: Draft) -> tuple[Scenario | None, list[Mistake]]:
    """The scenario that a draft makes, where it fits the model, and everything that is wrong with it."""
    scenario, misfits, others = _found(draft)
    if not misfits and not others:
        return scenario, []
    return scenario, without_foundation(draft, misfits, others) or [*misfits, *others]


def _found(draft: Draft) -> tuple[Scenario | None, list[Mistake], list[Mistake]]:
    """The scenario, where the file fits the model; else what does not fit, and what else is clear."""
    try:
        scenario = Scenario.model_validate(draft.table)
    except ValidationError as error:
        findings = error.errors(include_url=False)
    else:
        return scenario, [], [draft.mistake(found.path, found.message) for found in contradictions(scenario)]
    misfits = [_mistake(draft, finding) for finding in findings[:MOST_TOLD]]
    if len(findings) > MOST_TOLD:
        more = f"and {len(findings) - MOST_TOLD:,} more that does not fit: the first {MOST_TOLD} are told"
        return None, [*misfits, Mistake(draft.file, None, "", more)], []
    misspelt = [finding for finding in findings if finding["type"] == "extra_forbidden"]
    if respelt := spelt_right(draft, [place(finding) for finding in misspelt]):
        # What stands under a misspelt heading is looked at as if it were spelt right: else all that needs it is wrong.
        _, inner, others = _found(respelt)
        told = [misfit for misfit in misfits if misfit in inner]
        told += [_mistake(draft, finding) for finding in misspelt]
        return None, list(dict.fromkeys([*told, *inner])), others
    contradictory = other_contradictions(draft.table, findings)
    return None, misfits, [draft.mistake(found.path, found.message) for found in contradictory]


def _mistake(draft: Draft, finding: ErrorDetails) -> Mistake:
    path = place(finding)
    if finding["type"] == "union_tag_not_found":
        path = (*path, "kind")
    if path[-1:] == ("value",) and path not in draft.origins:
        path = path[:-1]  # a number written bare
    return draft.mistake(path, sentence(finding))


def _in_order(mistakes: Sequence[Mistake], first_file: str) -> list[Mistake]:
    """Each mistake once, as one meets them when reading the files."""
    return sorted(
        dict.fromkeys(mistakes),
        key=lambda mistake: (mistake.file != first_file, mistake.file, mistake.line or 0, mistake.key),
    )

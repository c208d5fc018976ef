"""A plan becomes a scenario: laid over an economy, checked by the rules for scenarios, written as a file."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

import tomli_w
from pydantic import ValidationError

from simulator.errors import Mistake, RecoverySimError, ScenarioError
from simulator.plan_workbook.checking import SMALL_ECONOMY, PlanError, checked, entries_of
from simulator.plan_workbook.large_amounts import large_amounts
from simulator.plan_workbook.names import Names, names_in
from simulator.plan_workbook.plan import Plan, read_plan, sheets_of_plan
from simulator.plan_workbook.plan_text import in_comment, plan_tables
from simulator.plan_workbook.units import stated_unit
from simulator.scenario.model import Scenario
from simulator.scenario.number import Table
from simulator.scenario.reading.documents import Draft, read
from simulator.scenario.schema import SCHEMA_FILE
from simulator.scenario.template import new_scenario

OFFICE = "\n[office]"
FIRST_SCHEME = "\n[schemes."
PLANNED = ("schemes", "risks")
ORIGIN = frozenset({"source", "reason"})


@dataclass(frozen=True)
class MadeScenario:
    """The text of a scenario made from a plan, and what to tell of it."""

    text: str
    schemes: tuple[str, ...]
    risks: tuple[str, ...]
    taken_out: tuple[str, ...]
    """Schemes and risks of the economy that the plan leaves out or says something else of, as `schemes.x`."""
    same: tuple[str, ...]
    """Those of which the plan says what the economy says."""
    kept: tuple[str, ...]
    """Those that stay as they are."""
    other_sheets: tuple[str, ...]
    day_first: tuple[str, ...]
    """Cells whose dates were read day first."""
    questions: tuple[str, ...]
    """Amounts that are large beside what they act on, each by its cell."""


def scenario_of_plan(
    files: Sequence[Path],
    *,
    title: str,
    target: Path,
    economy: Path | None,
    replace: bool = False,
    unit: str | None = None,
) -> MadeScenario:
    """The scenario that a plan makes on top of an economy.

    Parameters
    ----------
    files : sequence of Path
        A workbook, a folder of CSV files, or CSV files.
    title : str
        Of the new scenario.
    target : Path
        The file to be written; `extends` is told from there.
    economy : Path or None
        The scenario whose bodies, contracts and all else the plan is laid over; None is the small economy of
        `recovery-sim new`.
    replace : bool
        Whether to leave out what the economy itself has of the plan's sheets.
    unit : str, optional
        What amounts are in where the plan does not say: `£m`, `£000` or `£`.

    Raises
    ------
    PlanError
        With every mistake in cells and rows, each by sheet and cell.
    RecoverySimError
        If a file cannot be read or the economy is wrong in itself.
    """
    sheets, others = sheets_of_plan(files)
    economy_mistakes: list[Mistake] = []
    base = _economy(economy, economy_mistakes)
    names = _names(base, replace=replace and "schemes" in sheets)
    plan = read_plan(sheets, names, stated_unit(unit))
    if not base.table:  # nothing is known of it but that it cannot be read
        raise PlanError([*economy_mistakes, *plan.mistakes])
    _refuse_known_sources(plan, base)
    taken_out = _taken_out(plan, base, sorted(sheets), replace=replace)
    kept = tuple(name for name in _planned(base) if name not in taken_out)
    scenario = checked(plan, base, _without(base, taken_out), economy_mistakes)
    same = [name for name in taken_out if _says_the_same(name, scenario, base)]
    shown = ", ".join(file.name for file in files)
    begin = (
        _standing_alone(title, plan)
        if economy is None
        else _extending(title, economy, target, taken_out, shown)
    )
    return MadeScenario(
        text=begin + plan_tables(plan),
        schemes=tuple(plan.table.get("schemes", {})),
        risks=tuple(plan.table.get("risks", {})),
        taken_out=tuple(name for name in taken_out if name != "office" and name not in same),
        same=tuple(same),
        kept=kept,
        other_sheets=tuple(others),
        day_first=tuple(plan.day_first),
        questions=tuple(large_amounts(plan, scenario)),
    )


def _economy(file: Path | None, mistakes: list[Mistake]) -> Draft:
    """The economy as written; an empty draft where it cannot be read, so that the plan can be read all the same."""
    if file is None:
        return _small_economy()
    try:
        return read(file, mistakes)
    except ScenarioError as error:
        mistakes += error.mistakes
        return Draft(str(file), {})


def _small_economy() -> Draft:
    return Draft(SMALL_ECONOMY, tomllib.loads(_economy_text("x", with_office=True)))


def _economy_text(title: str, *, with_office: bool) -> str:
    """The template up to its schemes."""
    text = new_scenario(title)
    return text[: text.index(FIRST_SCHEME if with_office else OFFICE)].rstrip() + "\n"


def _names(base: Draft, *, replace: bool) -> Names:
    names = names_in(base.table)
    names.are_known = bool(base.table)
    if replace:
        names.schemes.clear()
    return names


def _says_the_same(name: str, scenario: Scenario, base: Draft) -> bool:
    """Whether an entry of the plan has the figures, dates and names of the economy's own, whatever their source."""
    section, _, key = name.partition(".")
    new = getattr(scenario, section).get(key) if section in PLANNED else None
    try:
        return new is not None and _meaning(new) == _meaning(
            type(new).model_validate(base.table[section][key])
        )
    except ValidationError:
        return False


def _meaning(table: Table) -> Any:
    """What a table says, without where it comes from."""
    return _without_origin(table.model_dump(exclude_none=True))


def _without_origin(entry: Any) -> Any:
    if isinstance(entry, dict):
        return {key: _without_origin(value) for key, value in entry.items() if key not in ORIGIN}
    return entry


def _planned(base: Draft) -> list[str]:
    """The economy's own schemes and risks."""
    return [f"{section}.{key}" for section in PLANNED for key in entries_of(base, section)]


def _taken_out(plan: Plan, base: Draft, sections: Sequence[str], *, replace: bool) -> list[str]:
    """What of the economy the plan puts something else in place of: a row replaces an entry whole."""
    out = [
        name
        for name in _planned(base)
        if (replace and name.partition(".")[0] in sections)
        or name.partition(".")[2] in plan.table.get(name.partition(".")[0], {})
    ]
    schemes = entries_of(base, "schemes")
    left = [
        entry for key, entry in schemes.items() if f"schemes.{key}" not in out and isinstance(entry, dict)
    ]
    left += plan.table.get("schemes", {}).values()
    if "office" in base.table and not any(entry.get("team") for entry in left):
        out.append("office")
    return out + _idle_milestones(base, left)


def _idle_milestones(base: Draft, schemes: Sequence[dict[str, Any]]) -> list[str]:
    """The milestones that nobody needs any more, and that did nothing but let others begin."""
    system = entries_of(base, "system")
    waiting = [*schemes, *(entry for entry in system.values() if isinstance(entry, dict))]
    left = {key: entry for key, entry in entries_of(base, "milestones").items() if isinstance(entry, dict)}
    idle: list[str] = []
    while True:
        needed = {name for entry in [*waiting, *left.values()] for name in _needs(entry)}
        found = [key for key, entry in left.items() if key not in needed and not _does_something(base, entry)]
        if not found:
            return idle
        for key in found:
            del left[key]
            idle.append(f"milestones.{key}")


def _needs(entry: dict[str, Any]) -> list[str]:
    """What an entry needs, as far as it is written as it should be."""
    needs = entry.get("needs")
    return [str(name) for name in needs] if isinstance(needs, list) else []


def _does_something(base: Draft, milestone: dict[str, Any]) -> bool:
    """Whether a milestone costs a body something, moves a grip, or merges bodies."""
    is_paid = milestone.get("paid_by") is None or str(milestone["paid_by"]) in entries_of(base, "bodies")
    return (
        milestone.get("kind") == "merger"
        or "grip_change" in milestone
        or "disruption" in milestone
        or ("cost_gbp_m" in milestone and is_paid)
    )


def _without(base: Draft, taken_out: Sequence[str]) -> Draft:
    """The economy without what the plan replaces."""
    table = {key: dict(value) if isinstance(value, dict) else value for key, value in base.table.items()}
    left = Draft(base.file, table, dict(base.origins))
    for name in taken_out:
        section, _, key = name.partition(".")
        if key:
            del table[section][key]
        else:
            del table[section]
        left.forget((section, key) if key else (section,))
    return left


def _refuse_known_sources(plan: Plan, base: Draft) -> None:
    known = entries_of(base, "sources")
    for key in plan.table.get("sources", {}):
        if key in known:
            origin = plan.origins["sources", key]
            problem = "is a source of the economy already: leave the row out, or take another key"
            plan.mistakes.append(Mistake(origin.file, None, key, problem))
            plan.spoil(("sources", key))


def _standing_alone(title: str, plan: Plan) -> str:
    return _economy_text(
        title, with_office=any(entry.get("team") for entry in plan.table.get("schemes", {}).values())
    )


def _extending(title: str, economy: Path, target: Path, taken_out: Sequence[str], files: str) -> str:
    try:
        base = Path(os.path.relpath(economy.resolve(), target.parent.resolve())).as_posix()
    except ValueError as error:
        raise RecoverySimError(
            f"{target} should lie on the same drive as {economy}, which it extends"
        ) from error
    if base.startswith("~") or PureWindowsPath(base).anchor:
        base = f"./{base}"  # a file of such a name here, not somebody's home or another drive
    lines = [
        f"#:schema ./{SCHEMA_FILE}",
        f"# The plan of {in_comment(files)} on top of {in_comment(economy.name)}.",
        "# To change the plan, change it there and make this file anew; or go on here.",
        "",
        tomli_w.dumps({"extends": base}).strip(),
    ]
    if taken_out:
        lines += [
            "# What the plan has something else in place of.",
            tomli_w.dumps({"unset": list(taken_out)}).strip(),
        ]
    return "\n".join([*lines, tomli_w.dumps({"title": title}).strip(), ""])

"""A plan becomes a scenario: laid over an economy, checked by the rules for scenarios, written as a file."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from simulator.errors import Mistake, RecoverySimError
from simulator.scenario.documents import Draft, laid_over, read
from simulator.scenario.loading import scenario_in
from simulator.scenario.plan_files.names import Names, names_in
from simulator.scenario.plan_files.plan import Plan, read_plan, sheets_of_plan
from simulator.scenario.plan_files.plan_text import in_comment, plan_tables
from simulator.scenario.schema import SCHEMA_FILE
from simulator.scenario.template import new_scenario

SMALL_ECONOMY = "the small economy of `recovery-sim new`"
OFFICE = "\n[office]"
FIRST_SCHEME = "\n[schemes."
PLANNED = ("schemes", "risks")


class PlanError(RecoverySimError):
    """A plan that cannot be used; it carries every mistake that was found."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = list(mistakes)
        count = len(self.mistakes)
        title = "The plan has a mistake:" if count == 1 else f"The plan has {count} mistakes:"
        super().__init__("\n".join([title, *(f"  {mistake}" for mistake in self.mistakes)]))


@dataclass(frozen=True)
class MadeScenario:
    """The text of a scenario made from a plan, and what to tell of it."""

    text: str
    schemes: tuple[str, ...]
    risks: tuple[str, ...]
    taken_out: tuple[str, ...]
    """Schemes and risks of the economy that the plan replaces or leaves out, as `schemes.x`."""
    kept: tuple[str, ...]
    """Those that stay as they are."""
    other_sheets: tuple[str, ...]
    day_first: tuple[str, ...]
    """Cells whose dates were read day first."""


def scenario_of_plan(
    files: Sequence[Path], *, title: str, target: Path, economy: Path | None, replace: bool = False
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

    Raises
    ------
    PlanError
        With every mistake in cells and rows, each by sheet and cell.
    RecoverySimError
        If a file cannot be read or the economy is wrong in itself.
    """
    sheets, others = sheets_of_plan(files)
    economy_mistakes: list[Mistake] = []
    base = _small_economy() if economy is None else read(economy, economy_mistakes)
    plan = read_plan(sheets, _names(base, replace=replace and "schemes" in sheets))
    _refuse_known_sources(plan, base)
    taken_out = _taken_out(plan, base, sorted(sheets), replace=replace)
    kept = tuple(name for name in _planned(base) if name not in taken_out)
    _check(plan, _without(base, taken_out), economy_mistakes)
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
        taken_out=tuple(name for name in taken_out if name != "office"),
        kept=kept,
        other_sheets=tuple(others),
        day_first=tuple(plan.day_first),
    )


def _small_economy() -> Draft:
    return Draft(SMALL_ECONOMY, tomllib.loads(_economy_text("x", with_office=True)))


def _economy_text(title: str, *, with_office: bool) -> str:
    """The template up to its schemes."""
    text = new_scenario(title)
    return text[: text.index(FIRST_SCHEME if with_office else OFFICE)].rstrip() + "\n"


def _names(base: Draft, *, replace: bool) -> Names:
    names = names_in(base.table)
    if replace:
        names.schemes.clear()
    return names


def _section(base: Draft, section: str) -> dict[str, Any]:
    """The entries of one kind, none where something else stands there."""
    entries = base.table.get(section)
    return entries if isinstance(entries, dict) else {}


def _planned(base: Draft) -> list[str]:
    """The economy's own schemes and risks."""
    return [f"{section}.{key}" for section in PLANNED for key in _section(base, section)]


def _taken_out(plan: Plan, base: Draft, sections: Sequence[str], *, replace: bool) -> list[str]:
    """What of the economy the plan puts something else in place of: a row replaces an entry whole."""
    out = [
        name
        for name in _planned(base)
        if (replace and name.partition(".")[0] in sections)
        or name.partition(".")[2] in plan.table.get(name.partition(".")[0], {})
    ]
    schemes = _section(base, "schemes")
    left = [
        entry for key, entry in schemes.items() if f"schemes.{key}" not in out and isinstance(entry, dict)
    ]
    left += plan.table.get("schemes", {}).values()
    if "office" in base.table and not any(entry.get("team") for entry in left):
        out.append("office")
    return out + _idle_milestones(base, left)


def _idle_milestones(base: Draft, schemes: Sequence[dict[str, Any]]) -> list[str]:
    """The milestones that nobody needs any more, and that did nothing but let others begin."""
    system = _section(base, "system")
    waiting = [*schemes, *(entry for entry in system.values() if isinstance(entry, dict))]
    left = {key: entry for key, entry in _section(base, "milestones").items() if isinstance(entry, dict)}
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
    is_paid = milestone.get("paid_by") is None or str(milestone["paid_by"]) in _section(base, "bodies")
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
    known = _section(base, "sources")
    for key in plan.table.get("sources", {}):
        if key in known:
            origin = plan.origins["sources", key]
            problem = "is a source of the economy already: leave the row out, or take another key"
            plan.mistakes.append(Mistake(origin.file, None, key, problem))
            plan.wrong.add(("sources", key))


def _check(plan: Plan, economy: Draft, economy_mistakes: Sequence[Mistake]) -> None:
    """Hold the plan on its economy to every rule for scenarios; what stands in for a wrong entry breaks none."""
    table = {
        section: {
            key: entry
            for key, written in entries.items()
            if (entry := _stand_in(section, economy) if (section, key) in plan.wrong else written) is not None
        }
        for section, entries in plan.table.items()
    }
    _, found = scenario_in(laid_over(economy, Draft(economy.file, table, plan.origins)))
    if plan.wrong:
        # The economy may seem wrong without what the wrong entries mean to do in it.
        places = {origin.file for origin in plan.origins.values()}
        entries = {".".join(map(str, entry)) for entry in plan.wrong}
        found = [
            mistake
            for mistake in found
            if mistake.file in places and ".".join(mistake.key.split(".")[:2]) not in entries
        ]
    if mistakes := [*economy_mistakes, *plan.mistakes, *found]:
        raise PlanError(sorted(dict.fromkeys(mistakes), key=_reading_order))


def _stand_in(section: str, economy: Draft) -> dict[str, Any] | None:
    """A scheme or source that does nothing, so that what names it is not wrong as well; nobody names a risk."""
    day = economy.table.get("start")
    if section == "schemes":
        owner = next(iter(_section(economy, "bodies")), "")
        receipt = {"kind": "one_off", "full_year_gbp_m": 0.0}
        return {"name": "A scheme with a mistake", "owner": owner, "start": day, **receipt}
    return (
        {"title": "A source with a mistake", "date": day, "quality": "judgement"}
        if section == "sources"
        else None
    )


def _reading_order(mistake: Mistake) -> tuple[str, int, int, str]:
    """By file and sheet, then row, then column."""
    if found := re.fullmatch(r"(.*), (?:cell ([A-Z]+)|row )([0-9]+)", mistake.file):
        column = found[2] or ""
        return found[1], int(found[3]), len(column), column
    return mistake.file, mistake.line or 0, 0, ""


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

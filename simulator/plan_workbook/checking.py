"""A plan on its economy is held to every rule for scenarios; all that is wrong with both is told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from simulator.errors import Mistake, MistakesError
from simulator.plan_workbook.large_amounts import large_amounts
from simulator.plan_workbook.plan import Plan
from simulator.scenario.model import Scenario
from simulator.scenario.reading.documents import Draft, laid_over
from simulator.scenario.reading.loading import scenario_in

SMALL_ECONOMY = "the small economy of `recovery-sim new`"
SIZE = ("kind", "owner", "on", "full_year_gbp_m", "share_pct")
RESTS_ON: dict[str, tuple[str, ...]] = {
    "": SIZE,
    **dict.fromkeys(SIZE, SIZE),
    "paid_by": ("owner", "kind"),
    "ramp": ("kind",),
    "ramp_months": ("kind", "ramp"),
    "ends": ("start", "kind"),
    "gateways": ("start",),
    "needs": ("in_do_nothing", "repeats_yearly"),
    "repeats_until": ("repeats_yearly", "start"),
}
"""By key of an entry: what else of it a rule looks at that may find fault with that key."""


class PlanError(MistakesError):
    """A plan that cannot be used."""

    what = "plan"


def checked(plan: Plan, base: Draft, economy: Draft, economy_mistakes: Sequence[Mistake]) -> Scenario:
    """The plan on its economy, held to every rule for scenarios."""
    scenario, found = _laid_on(plan, economy, _stand_in)
    if plan.wrong:
        found = _beside_wrong_entries(plan, base, economy, found)
    if mistakes := [*economy_mistakes, *plan.mistakes, *found]:
        # Amounts in £000 break rules in ways that do not tell what they are.
        asked = () if scenario is None or plan.wrong else large_amounts(plan, scenario)
        advice = [question for question in asked if "£000" in question][:1]
        raise PlanError(sorted(dict.fromkeys(mistakes), key=_reading_order), advice=advice)
    assert scenario is not None
    return scenario


def _laid_on(
    plan: Plan, economy: Draft, mended: Callable[[str, Draft, dict[str, Any]], dict[str, Any] | None]
) -> tuple[Scenario | None, list[Mistake]]:
    """The scenario with something in place of each wrong entry, and what is wrong with it then."""
    table = {
        section: {
            key: entry
            for key, written in entries.items()
            if (entry := mended(section, economy, written) if (section, key) in plan.wrong else written)
            is not None
        }
        for section, entries in plan.table.items()
    }
    return scenario_in(laid_over(economy, Draft(economy.file, table, plan.origins)))


def _beside_wrong_entries(plan: Plan, base: Draft, economy: Draft, found: Sequence[Mistake]) -> list[Mistake]:
    """What is wrong besides what cells and rows say: in other entries, in wrong ones, and in the economy itself."""
    places = {origin.file for origin in plan.origins.values()}
    wrong = {".".join(map(str, entry)): keys for entry, keys in plan.wrong.items()}
    _, inside = _laid_on(plan, economy, _filled_up)
    # The economy may seem wrong without what wrong entries mean to do in it: told is what it is without any plan too.
    own = [] if base.file == SMALL_ECONOMY else scenario_in(base)[1]
    told = [mistake for mistake in own if mistake in found and mistake in inside]
    for mistake in found:
        if mistake.file in places and ".".join(mistake.key.split(".")[:2]) not in wrong:
            told.append(mistake)
    for mistake in inside:
        entry, _, key = _parted(mistake.key)
        if mistake.file in places and entry in wrong and not _rests_on(key) & wrong[entry]:
            is_nameless = tuple(entry.split(".")) in plan.nameless
            told.append(replace(mistake, key=key) if is_nameless else mistake)
    return told


def _parted(key: str) -> tuple[str, str, str]:
    """A key as its entry, a dot, and what stands in it."""
    section, _, rest = key.partition(".")
    name, dot, inner = rest.partition(".")
    return f"{section}.{name}", dot, inner


def _rests_on(key: str) -> set[str]:
    """What a rule looks at that finds fault with a key of an entry: where that is wrong itself, so is the finding."""
    word = key.partition(".")[0]
    return {word, *RESTS_ON.get(word, ())}


def _stand_in(section: str, economy: Draft, written: dict[str, Any]) -> dict[str, Any] | None:
    """A scheme or source that does nothing, so that what names it is not wrong as well; nobody names a risk."""
    nothing = _required(section, economy)
    if section == "schemes":
        return {**nothing, "kind": "one_off", "full_year_gbp_m": 0.0}
    return nothing if section == "sources" else None


def _filled_up(section: str, economy: Draft, written: dict[str, Any]) -> dict[str, Any]:
    """A wrong entry as far as it is right, with something in place of what it must have and has not."""
    return {**_required(section, economy), **written}


def _required(section: str, economy: Draft) -> dict[str, Any]:
    day = economy.table.get("start")
    owner = next(iter(entries_of(economy, "bodies")), "")
    return {
        "schemes": {
            "name": "A scheme with a mistake",
            "owner": owner,
            "kind": "cash_releasing",
            "start": day,
        },
        "risks": {
            "name": "A risk with a mistake",
            "owner": owner,
            "probability": 0.0,
            "amount_gbp_m": 0.0,
            "date": day,
            "duration_months": 1,
        },
        "sources": {"title": "A source with a mistake", "date": day, "quality": "judgement"},
    }[section]


def _reading_order(mistake: Mistake) -> tuple[str, int, int, str]:
    """By file and sheet, then row, then column."""
    if found := re.fullmatch(r"(.*), (?:cell ([A-Z]+)|row )([0-9]+)", mistake.file):
        column = found[2] or ""
        return found[1], int(found[3]), len(column), column
    return mistake.file, mistake.line or 0, 0, ""


def entries_of(base: Draft, section: str) -> dict[str, Any]:
    """The entries of one kind, none where something else stands there."""
    entries = base.table.get(section)
    return entries if isinstance(entries, dict) else {}

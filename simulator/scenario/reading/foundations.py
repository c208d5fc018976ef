"""A file that lacks what it is laid on: a forgotten or wrong `extends` is one mistake, with all that follows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from simulator.errors import MOST_ALIKE, Mistake
from simulator.scenario.model import Scenario
from simulator.scenario.reading.documents import Draft
from simulator.scenario.reading.files import LARGEST_FILE

PART = "is a part of a scenario without the rest"
"""How the mistake is told that the others follow from."""
REQUIRED = tuple(key for key, field in Scenario.model_fields.items() if field.is_required())
MOST_MISSING = 2
"""So much may be left out at the top of a file by oversight."""
FEW_NAMES = 5
"""So many names are unknown, each in many places, where one of them is misspelt."""
MOST_FILES = 30
UNKNOWN = re.compile(r'there is no ([^"]*) "([^"]*)"')


def without_foundation(
    draft: Draft, misfits: Sequence[Mistake], others: Sequence[Mistake]
) -> list[Mistake] | None:
    """What is wrong with a file whose foundation is missing: that, and what is wrong whatever it is laid on.

    Parameters
    ----------
    draft : Draft
    misfits : sequence of Mistake
        What does not fit the model.
    others : sequence of Mistake
        What is contradictory.

    Returns
    -------
    list of Mistake or None
        None where the foundation is there.
    """
    if draft.table and not set(draft.table) & set(Scenario.model_fields):
        found = ", ".join(list(draft.table)[:5])
        problem = f"is no scenario: it holds {found}; `recovery-sim new` writes one to begin with"
        return [Mistake(draft.file, None, "", problem)]
    missing = [misfit.key for misfit in misfits if misfit.key in REQUIRED and misfit.message == "is missing"]
    unknown = {mistake: named for mistake in others if (named := UNKNOWN.match(mistake.message))}
    names = {named[2]: f'{named[1]} "{named[2]}"' for named in unknown.values()}
    if not draft.table or (
        len(missing) <= MOST_MISSING and (len(unknown) <= MOST_ALIKE or len(names) < FEW_NAMES)
    ):
        return None
    lacks = list(filter(None, (_missing(missing), _unknown(list(names.values())))))
    problem = (
        f"is a part of a scenario without the rest: {'; '.join(lacks)}. {_advice(draft, set(names), missing)}"
    )
    kept = [misfit for misfit in misfits if not misfit.message.startswith("is missing")]
    if len(missing) <= MOST_MISSING:
        kept += [
            m for m in others if m not in unknown and not any(f'"{name}"' in m.message for name in names)
        ]
    origin = draft.origins.get(("extends",))
    place = (origin.file, origin.line, "extends") if origin else (draft.file, None, "")
    return [Mistake(*place, problem), *kept]


def _missing(keys: Sequence[str]) -> str:
    return f"it has no {', '.join(keys)}" if keys else ""


def _unknown(names: Sequence[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"it names what is not there: {', '.join(names[:3])}{more}"


def _advice(draft: Draft, names: set[str], missing: Sequence[str]) -> str:
    likely = _likely_base(Path(draft.file), {*names, *missing, *_texts(draft.table)})
    if draft.extends is None:
        return f'If it is to change another file, write that at its top, e.g. extends = "{likely or "base.toml"}"'
    another = f', or "{likely}"' if likely and likely != draft.extends else ""
    return f'Is "{draft.extends}" the file to extend{another}?'


def _likely_base(file: Path, wanted: set[str]) -> str | None:
    """The file near this one that has most of what is wanted, as `extends` would name it."""
    found: dict[str, int] = {}
    for other in _near(file):
        table = _table(other)
        base = table.get("extends")
        if not isinstance(base, str) or (other.parent / base).resolve() != file.resolve():
            keys = {key for section in table.values() if isinstance(section, dict) for key in section}
            found[other.relative_to(file.parent).as_posix()] = len(wanted & (keys | set(table)))
    best = max(found, key=lambda name: (found[name], -len(name)), default=None)
    return best if best is not None and found[best] else None


def _texts(value: Any) -> Iterator[str]:
    """Keys and names in a file: those that it means to change, or leans on, stand in its base too."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield str(key)
            yield from _texts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry)
    elif isinstance(value, str):
        yield from value.split(".")


def _near(file: Path) -> Iterator[Path]:
    files = [*sorted(file.parent.glob("*.toml")), *sorted(file.parent.glob("*/*.toml"))]
    yield from (other for other in files[:MOST_FILES] if other.resolve() != file.resolve())


def _table(file: Path) -> dict[str, Any]:
    try:
        if file.is_file() and file.stat().st_size <= LARGEST_FILE:
            return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        pass
    return {}

"""Tables under a misspelt name, looked at as if it were spelt right, so that one slip is one mistake."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from simulator.scenario.reading.documents import Draft
from simulator.scenario.reading.keys import known_keys
from simulator.scenario.reading.positions import KeyPath

CLOSE = 0.7


def spelt_right(draft: Draft, unknown: Sequence[KeyPath]) -> Draft | None:
    """``draft`` with tables at unknown keys moved to the nearest known ones; None where none of them has such."""
    moved = replace(draft, table=copy.deepcopy(draft.table), origins=dict(draft.origins))
    is_moved = False
    for path in unknown:
        above = _table_at(moved.table, path[:-1])
        name = _nearest(above, path) if above is not None else None
        if above is None or name is None:
            continue
        above[name] = above.pop(str(path[-1]))
        right = (*path[:-1], name)
        for known, origin in draft.origins.items():
            if known[: len(path)] == path:
                moved.origins[right + known[len(path) :]] = origin
        is_moved = True
    return moved if is_moved else None


def _nearest(above: dict[str, Any], path: KeyPath) -> str | None:
    """The key that is meant by the last of ``path``, if a table stands at it and nothing at that key."""
    if not isinstance(above.get(str(path[-1])), dict):
        return None
    free = [key for key in known_keys(path[:-1]) if key not in above]
    return next(iter(difflib.get_close_matches(str(path[-1]), free, n=1, cutoff=CLOSE)), None)


def _table_at(table: Any, path: KeyPath) -> dict[str, Any] | None:
    for key in path:
        table = table.get(key) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else None

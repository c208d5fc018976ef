"""Helping with a misspelt name: the nearest one, and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

SHOWN = 15
"""More names than this are not listed: nobody reads them."""


def advice(found: str, allowed: Iterable[str]) -> str:
    """The end of a sentence about an unknown name, e.g. ``; did you mean "qeh"? Allowed: nnuh, qeh``."""
    names = sorted(set(allowed))
    if not names:
        return "; there is none to choose from"
    nearest = difflib.get_close_matches(found, names, n=1, cutoff=0.6)
    parts = [f'; did you mean "{nearest[0]}"?'] if nearest else ["."]
    if len(names) <= SHOWN:
        parts.append(f" Allowed: {', '.join(names)}")
    elif not nearest:
        parts.append(f" Allowed: {', '.join(names[:SHOWN])} and {len(names) - SHOWN} more")
    return "".join(parts)

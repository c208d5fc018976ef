"""Helping with a misspelt name: the nearest one, and what is allowed."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

SHOWN = 15
"""More names than this are not listed: nobody reads them."""


def strange_letters(text: str) -> str:
    """The end of a sentence about a text in which letters stand that look like others, e.g. Cyrillic ones."""
    strange = [letter for letter in dict.fromkeys(text) if not letter.isascii()]
    named = [f'"{letter}" is {unicodedata.name(letter, f"U+{ord(letter):04X}")}' for letter in strange[:3]]
    return f" ({', '.join(named)})" if named else ""


def advice(found: str, allowed: Iterable[str]) -> str:
    """The end of a sentence about an unknown name, e.g. ``; did you mean "qeh"? Allowed: nnuh, qeh``."""
    names = sorted(set(allowed))
    letters = strange_letters(found)
    if not names:
        return f"{letters}; there is none to choose from"
    nearest = difflib.get_close_matches(found, names, n=1, cutoff=0.6)
    parts = [letters, f'; did you mean "{nearest[0]}"?' if nearest else "."]
    if len(names) <= SHOWN:
        parts.append(f" Allowed: {', '.join(names)}")
    elif not nearest:
        parts.append(f" Allowed: {', '.join(names[:SHOWN])} and {len(names) - SHOWN} more")
    return "".join(parts)

"""Where an entry of a scenario stands: its keys from the outermost table inward, and how they are written."""

from __future__ import annotations

import json

KeyPath = tuple[str | int, ...]
"""A key from the top of the file; a number is the place in a list, from 0."""
LONGEST_SHOWN = 60


def dotted(path: KeyPath) -> str:
    """A path as a planner reads it: places in lists are left to the message, keys with dots stand in quotes."""
    return ".".join(_shown(key) for key in path if isinstance(key, str))


def _shown(key: str) -> str:
    if len(key) > LONGEST_SHOWN:
        key = f"{key[: LONGEST_SHOWN - 1]}…"
    is_plain = key.isprintable() and key and "." not in key
    return key if is_plain else json.dumps(key, ensure_ascii=False)

"""Needs that lead back to where they began: nothing in such a circle could ever begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def way_back(needs: Mapping[str, Sequence[str]], key: str, first: str) -> list[str]:
    """The chain of needs that leads from ``key`` by ``first`` back to ``key``; empty where there is none."""
    ways = [[key, first]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == key:
            return way
        if way[-1] not in seen and way[-1] in needs:
            seen.add(way[-1])
            ways += [[*way, needed] for needed in needs[way[-1]]]
    return []

"""Sources: where figures come from."""

from __future__ import annotations

from typing import Literal

from simulator.scenario.number import Table
from simulator.scenario.terms.vocabulary import Day


class Source(Table):
    """`[sources.*]`: where figures come from."""

    title: str
    """What it is called."""
    publisher: str | None = None
    """Who published it."""
    date: Day
    """When it was published. What is dated after `as_of` was not known; figures of that kind are hindsight."""
    quality: Literal["official", "reported", "derived", "judgement"]
    """How good it is; judgement is somebody's opinion."""
    url: str | None = None
    """Where it is on the web."""
    licence: str | None = None
    """On what terms it may be used."""
    file: str | None = None
    """Id of the newspaper report a figure was taken from."""

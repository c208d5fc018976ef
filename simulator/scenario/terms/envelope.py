"""A published total, and what of it is known to be outside."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.number import Table
from simulator.scenario.terms.vocabulary import Key, Position


class EnvelopeLine(Table):
    """`[envelope.lines.*]`: money of the whole that is not simulated."""

    name: str
    """In words, for tables."""
    gbp_m: Position
    """£m a year at the start; negative for what the simulated bodies' income has beyond the whole."""


class Envelope(Table):
    """`[envelope]`: a published total that the bodies are part of. `check` adds it up; the engine never sees it."""

    total_gbp_m: Annotated[float, Field(gt=0, le=1e6)]
    """The whole, £m a year at the start."""
    lines: dict[Key, EnvelopeLine] = {}
    """What of it is not simulated, each line under a key of its own."""

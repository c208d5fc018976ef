"""The system: members who are looked at together, and what they may share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.immutable import Entries
from simulator.scenario.number import Table
from simulator.scenario.terms.control_totals import SingleControlTotal
from simulator.scenario.terms.pooling import Pooling
from simulator.scenario.terms.vocabulary import Key


class System(Table):
    """`[system]`: the members who are looked at together."""

    name: str
    """In words, for tables."""
    members: Annotated[Entries[Key], Field(min_length=1)]
    """Keys of simulated bodies."""
    control_total: SingleControlTotal | None = None
    """A single control total; left out, each body has its own."""
    pooling: Pooling | None = None
    """Money that moves between members; left out, none does."""

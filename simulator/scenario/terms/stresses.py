"""Stresses of a scenario's own, beside those that boards know."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.immutable import Entries
from simulator.scenario.number import Table
from simulator.scenario.terms.vocabulary import Key


class Stress(Table):
    """`[stresses.*]`: a step of the ladder that `recovery-sim stress` climbs; the engine never sees it."""

    name: str
    """In words, for tables."""
    steps: Annotated[Entries[Key], Field(examples=[["pay_up"]])] = ()
    """Keys of steps that are built in, and are taken together."""
    settings: Annotated[Entries[str], Field(examples=[["schemes.care_at_home.delivery=0.4"]])] = ()
    """What else is different, as `--set` takes it; the plan of a number stays what it was."""

"""A table of a mechanism that not every scenario has: who is concerned, what it holds, and how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run
    from simulator.scenario.model import Scenario


class Subject(IntEnum):
    """What a board asks about mechanisms, in this order; those of one subject follow each other by name."""

    MUTUAL_HELP = 1
    """What members give each other."""
    NATIONAL_MONEY = 2
    """What is paid to the nation or by it."""
    COST_OF_CARE = 3
    """What care costs its providers beyond prices and what they meant to do."""
    COST_TO_OTHERS = 4
    """What falls on those outside the system."""
    BLOWS = 5
    """What befalls a body that nobody planned."""
    FAILURE = 6
    """What follows where duties are missed, and what is done so that they are not."""
    DATES = 7
    """What has to come first, and when it comes."""


@dataclass(frozen=True)
class MechanismTable:
    """A table of a mechanism.

    Attributes
    ----------
    key : str
        Its name in `summary.json`, and of its file without the ending.
    subject : Subject
        What it is about: where reports have it.
    holds : str
        In a few words, for the list of files.
    is_in : callable
        Whether a scenario has the mechanism: without it there is neither table nor file.
    make : callable
        The table of a run.
    """

    key: str
    subject: Subject
    holds: str
    is_in: Callable[[Scenario], bool]
    make: Callable[[Run], pd.DataFrame]

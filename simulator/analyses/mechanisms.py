"""The tables of mechanisms that not every scenario has: who is concerned, what a table holds, and how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.analyses.escalation import escalation_table
from simulator.analyses.milestones import milestones_table
from simulator.analyses.pooling import pooling_table
from simulator.analyses.sustainability_funding import funding_table
from simulator.scenario.scope import escalated, funded, moves_money

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run
    from simulator.scenario.model import Scenario


@dataclass(frozen=True)
class MechanismTable:
    """A table of a mechanism.

    Attributes
    ----------
    key : str
        Its name in `summary.json`, and of its file without the ending.
    holds : str
        In a few words, for the list of files.
    is_in : callable
        Whether a scenario has the mechanism: without it there is neither table nor file.
    make : callable
        The table of a run.
    """

    key: str
    holds: str
    is_in: Callable[[Scenario], bool]
    make: Callable[[Run], pd.DataFrame]


TABLES: tuple[MechanismTable, ...] = (
    MechanismTable("pooling", "before and after pooling", moves_money, pooling_table),
    MechanismTable(
        "sustainability_funding",
        "offered and earned",
        lambda scenario: bool(funded(scenario)),
        funding_table,
    ),
    MechanismTable(
        "escalation",
        "special measures to administration",
        lambda scenario: bool(escalated(scenario)),
        escalation_table,
    ),
    MechanismTable(
        "milestones", "bids, projects, mergers", lambda scenario: bool(scenario.milestones), milestones_table
    ),
)
"""In the order in which reports have them."""

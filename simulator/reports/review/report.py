"""What every tool of the bench reports, whatever it found: an answer, its tables, its charts, and its scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.reports.sections.section import Answer
from simulator.reports.style import Picture
from simulator.scenario.model import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Report:
    """What a tool found; nothing is printed, drawn or written yet.

    Attributes
    ----------
    answer : Answer
        For the terminal: a sentence with its interval first.
    document : mapping
        The same for other programs.
    frames : mapping of str to DataFrame
        Tables by the names of their CSV files.
    charts : tuple of str
        Names of the charts, in the order in which ``draw`` draws them.
    draw : callable
        Draws them.
    scenarios : mapping of str to Scenario
        Scenarios that were found, by the names of their files: they run as they are.
    """

    answer: Answer
    document: Mapping[str, Any]
    frames: Mapping[str, pd.DataFrame]
    charts: tuple[str, ...] = ()
    draw: Callable[[], Iterable[Picture]] = tuple
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)

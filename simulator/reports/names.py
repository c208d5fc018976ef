"""What bodies are called in reports, and names beside keys in the tables of a results folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.results.outcomes import EVERY_BODY, SYSTEM

if TYPE_CHECKING:
    import pandas as pd

    from simulator.scenario.model import Scenario

KEYS = ("body", "owner")
"""Columns that hold the key of a body; `body` also `system` and `every_body`."""


def with_names(frame: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """The table with `body_name` after `body`, and `owner_name` after `owner`: what the file calls them."""
    named = frame.copy()
    for key in (key for key in KEYS if key in frame.columns):
        names = [called(scenario, str(body)) for body in frame[key]]
        named.insert(list(named.columns).index(key) + 1, f"{key}_name", names)
    return named


def called(scenario: Scenario, name: str) -> str:
    """What a body, the system or every body at once is called in a report."""
    return scenario.bodies[name].name if name in scenario.bodies else label(scenario, name)


def label(scenario: Scenario, name: str) -> str:
    """The same where room is short, as in tables and charts: a body's short name, if it has one."""
    if name == SYSTEM:
        return f"{scenario.system.name} (system)"
    if name == EVERY_BODY:
        return "every body in one future"
    return scenario.bodies[name].called

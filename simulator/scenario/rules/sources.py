"""Sources: every figure's is in the file."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.rules.contradiction import Contradiction, tables, unknown


def sources(scenario: Scenario) -> Iterator[Contradiction]:
    """Every figure's source is declared, and so is the fact that a figure was fitted to."""
    for path, table in tables(scenario):
        if table.source is not None and table.source not in scenario.sources:
            yield unknown((*path, "source"), "entry of [sources]", table.source, scenario.sources)
        fact = table.calibrated_to if isinstance(table, Number) else None
        if fact is not None and fact not in scenario.reported:
            yield unknown((*path, "calibrated_to"), "entry of [reported]", fact, scenario.reported)


NAMES = (sources,)
"""Names that must be somebody's: asked before anything else."""

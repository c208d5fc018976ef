"""What is kept of a block while it runs: the figures that become its results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import InitVar, dataclass, field

import numpy as np

from simulator.engine.declarations import Measure, Per
from simulator.engine.row_index import RowIndex
from simulator.statistics.arrays import Array


@dataclass
class Recorder:
    """Arrays to be filled, one a measure: by body and year, body and month, scheme instance and year, instance.

    Within a kind measures stand in the order of the catalogue, which is the order of columns in stored files.
    """

    row_index: RowIndex
    years: int
    replications: int
    measures: InitVar[Iterable[Measure]]
    may_be_empty: frozenset[str] = field(init=False)
    """Measures that are no number where a body or a scheme has none."""
    lines: dict[str, str] = field(init=False)
    """Measures that are the year's expenditure on a line of the ledger, with its name."""
    support: dict[str, int] = field(init=False)
    """Measures of support, each with its sign in the surplus."""
    by_year: dict[str, Array] = field(init=False)
    by_month: dict[str, Array] = field(init=False)
    schemes_by_year: dict[str, Array] = field(init=False)
    schemes: dict[str, Array] = field(init=False)

    def __post_init__(self, measures: Iterable[Measure]) -> None:
        bodies, instances = len(self.row_index.bodies), len(self.row_index.instances)
        measures = tuple(measures)

        def kept(per: Per, *axes: int) -> dict[str, Array]:
            return {
                measure.key: np.full((*axes, self.replications), np.nan if measure.may_be_empty else 0.0)
                for measure in measures
                if measure.per is per
            }

        self.by_year = kept(Per.BODY_AND_YEAR, bodies, self.years)
        self.by_month = kept(Per.BODY_AND_MONTH, bodies, 12 * self.years)
        self.schemes_by_year = kept(Per.SCHEME_AND_YEAR, instances, self.years)
        self.schemes = kept(Per.SCHEME, instances)
        self.lines = {measure.key: measure.line for measure in measures if measure.line}
        self.support = {measure.key: measure.in_surplus for measure in measures if measure.support}
        self.may_be_empty = frozenset(measure.key for measure in measures if measure.may_be_empty)

    def year(self, measure: str, body: str, year: int) -> Array:
        """The row of a measure of a body in a year (from 0), to write to: shape ``(replications,)``."""
        row: Array = self.by_year[measure][self.row_index.bodies.index(body), year]
        return row

    def before_support(self, body: str, year: int) -> Array:
        """A body's year before all support."""
        support = np.zeros(self.replications)
        for measure, sign in self.support.items():
            support += sign * self.year(measure, body, year)
        return np.asarray(self.year("surplus", body, year) - support)

    def month(self, measure: str, body: str, month: int) -> Array:
        """The row of a measure of a body in a month, to write to."""
        row: Array = self.by_month[measure][self.row_index.bodies.index(body), month]
        return row

"""What the replications came to, by body, year, month and savings scheme; the replication is always the last axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from simulator.economy.catalogue import BY_MONTH, BY_YEAR, MEASURES, SCHEMES, SCHEMES_BY_YEAR
from simulator.engine.declarations import Measure
from simulator.statistics.arrays import Array
from simulator.timeline import financial_year_label
from simulator.words.shown import Shown, counted, listed

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

COUNTS = frozenset(measure.key for measure in MEASURES if measure.is_count)
"""Measures that count months, or number a stage."""

Kind = Literal["by_year", "by_month", "schemes_by_year", "schemes", "milestones"]
_COLUMNS = {measure.key: measure.column for measure in MEASURES}

KINDS: tuple[Kind, ...] = ("by_year", "by_month", "schemes_by_year", "schemes", "milestones")


@dataclass(frozen=True, eq=False, repr=False)
class Results(Shown):
    """One block of replications, or several joined; also the plan and the do-nothing run, one replication each.

    Attributes
    ----------
    bodies : tuple of str
        Simulated bodies, sorted by key.
    commissioners : frozenset of str
        Those of them that receive an allocation.
    members : tuple of str
        Bodies of the system.
    years : tuple of int
        Financial years by the calendar year they start in.
    first_replication : int
        Number of the first replication.
    by_year : mapping of str to array
        Measure to amounts in £m, shape ``(bodies, years, replications)``; `recovery_months` is a count, and
        `escalation` a stage from 0 to 3.
    by_month : mapping of str to array
        Measure to amounts in £m, shape ``(bodies, months, replications)``.
    instances : tuple of str
        Scheme instances, sorted by name.
    schemes_by_year : mapping of str to array
        Measure to amounts in £m, shape ``(instances, years, replications)``.
    schemes : mapping of str to array
        `arrival`, `grant` and `go_live` in months from the start, `stopped` 0 or 1, shape
        ``(instances, replications)``.
    councils : frozenset of str
        Those of the bodies that pay for social care: members of no system, and without a 1 %.
    milestones : mapping of str to array
        Milestone to the months from the start at which it is reached, ``inf`` for never: shape ``(replications,)``.
    """

    bodies: tuple[str, ...]
    commissioners: frozenset[str]
    members: tuple[str, ...]
    years: tuple[int, ...]
    first_replication: int
    by_year: Mapping[str, Array]
    by_month: Mapping[str, Array]
    instances: tuple[str, ...]
    schemes_by_year: Mapping[str, Array]
    schemes: Mapping[str, Array]
    councils: frozenset[str] = frozenset()
    milestones: Mapping[str, Array] = field(default_factory=dict)

    @property
    def replications(self) -> int:
        """How many replications there are."""
        return int(self.by_year["surplus"].shape[-1])

    @property
    def months(self) -> tuple[str, ...]:
        """Calendar months of the horizon, as ``2018-04``."""
        return tuple(
            f"{year + (month > 12)}-{(month - 1) % 12 + 1:02d}"
            for year in self.years
            for month in range(4, 16)
        )

    def _heading(self) -> str:
        return "Results"

    def _facts(self) -> dict[str, str]:
        return {
            "bodies": listed(self.bodies, "body", "bodies"),
            "years": f"{financial_year_label(self.years[0])} to {financial_year_label(self.years[-1])}",
            "futures": counted(self.replications, "possible future", "possible futures"),
            "measures": f"{counted(len(self.by_year), 'measure', 'measures')} by year, {len(self.by_month)} by month",
        }

    def frame(self) -> pd.DataFrame:
        """Amounts by year, tidy: one row a replication, body and year."""
        return _tidy(self.by_year, BY_YEAR, {"body": self.bodies, "year": self.years}, self._numbers())

    def months_frame(self) -> pd.DataFrame:
        """Amounts by month, tidy: one row a replication, body and month."""
        return _tidy(self.by_month, BY_MONTH, {"body": self.bodies, "month": self.months}, self._numbers())

    def schemes_frame(self) -> pd.DataFrame:
        """Savings schemes, tidy: one row a replication, instance and year; its dates stand in each year."""
        kept = {**self.schemes_by_year, **self._lives_in_each_year()}
        return _tidy(
            kept, SCHEMES_BY_YEAR | SCHEMES, {"instance": self.instances, "year": self.years}, self._numbers()
        )

    def to_xarray(self) -> xr.Dataset:
        """Everything as labelled arrays with their units; the measures of schemes begin ``scheme_``."""
        import xarray as xr

        variables: dict[str, tuple[tuple[str, ...], Array, dict[str, str]]] = {}
        for prefix, kept, measures, axis in (
            ("", self.by_year, BY_YEAR, ("body", "year")),
            ("", self.by_month, BY_MONTH, ("body", "month")),
            ("scheme_", self.schemes_by_year, SCHEMES_BY_YEAR, ("instance", "year")),
            ("scheme_", self.schemes, SCHEMES, ("instance",)),
        ):
            for key, array in kept.items():
                told = {"units": measures[key].unit, "long_name": measures[key].title}
                variables[prefix + key] = ((*axis, "replication"), array, told)
        axes = {"body": self.bodies, "year": self.years, "month": self.months, "instance": self.instances}
        if self.milestones:
            variables["milestone_time"] = (
                ("milestone", "replication"),
                np.stack([*self.milestones.values()]),
                {"units": "months from the start", "long_name": "reached"},
            )
            axes["milestone"] = tuple(self.milestones)
        coordinates = {name: (name, np.array(labels)) for name, labels in axes.items()}
        coordinates["replication"] = ("replication", self._numbers())
        return xr.Dataset(variables, coordinates)

    def _numbers(self) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        return np.arange(self.first_replication, self.first_replication + self.replications, dtype=np.int32)

    def _lives_in_each_year(self) -> dict[str, Array]:
        shape = (len(self.instances), len(self.years), self.replications)
        return {name: np.broadcast_to(values[:, None, :], shape) for name, values in self.schemes.items()}


def join(blocks: Sequence[Results]) -> Results:
    """Blocks of one run, in the order given, as one."""
    if not blocks:
        raise ValueError("there is no block to join")
    joined: dict[str, Mapping[str, Array]] = {
        kind: {
            name: np.concatenate([getattr(block, kind)[name] for block in blocks], axis=-1)
            for name in getattr(blocks[0], kind)
        }
        for kind in KINDS
    }
    return replace(blocks[0], **joined)  # type: ignore[arg-type]


def first_replications(results: Results, replications: int) -> Results:
    """The same with so many replications from the first on, and nothing else held in memory."""
    if replications >= results.replications:
        return results
    cut: dict[str, Mapping[str, Array]] = {
        kind: {name: values[..., :replications].copy() for name, values in getattr(results, kind).items()}
        for kind in KINDS
    }
    return replace(results, **cut)  # type: ignore[arg-type]


def column(measure: str) -> str:
    """Heading of a measure, with its unit."""
    return _COLUMNS[measure]


def _tidy(
    kept: Mapping[str, Array],
    measures: Mapping[str, Measure],
    axes: Mapping[str, Sequence[str] | Sequence[int]],
    replications: np.ndarray[tuple[int], np.dtype[np.int32]],
) -> pd.DataFrame:
    import pandas as pd

    (outer, outer_labels), (inner, inner_labels) = axes.items()
    count = len(replications)
    tidy: dict[str, object] = {
        "replication": np.tile(replications, len(outer_labels) * len(inner_labels)),
        outer: _repeated(outer_labels, len(inner_labels) * count),
        inner: _repeated(inner_labels, count, times=len(outer_labels)),
    }
    for name, values in kept.items():
        flat = values.ravel()
        tidy[measures[name].column] = flat.astype(np.int16) if measures[name].is_count else flat
    return pd.DataFrame(tidy)


def _repeated(labels: Sequence[str] | Sequence[int], each: int, *, times: int = 1) -> object:
    import pandas as pd

    codes = np.tile(np.repeat(np.arange(len(labels), dtype=np.int32), each), times)
    if labels and isinstance(labels[0], int):
        return np.array(labels, dtype=np.int32)[codes]
    return pd.Categorical.from_codes(codes, pd.Index([str(label) for label in labels], dtype="str"))

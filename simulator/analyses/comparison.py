"""What another plan changes, as it is told: every probability and amount of A and of B, and their paired difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from simulator.analyses.changes import Change
from simulator.analyses.columns import in_columns
from simulator.economy.catalogue import BY_YEAR
from simulator.engine.opening import openings_named
from simulator.montecarlo.arguments import one_of
from simulator.results.outcomes import EVERY_BODY, Hits
from simulator.statistics.arrays import Array
from simulator.statistics.intervals import Difference, Differences, Probabilities
from simulator.words.estimates import difference_shown
from simulator.words.shown import Shown, counted, titled

if TYPE_CHECKING:
    import pandas as pd

    from simulator.scenario.model import Scenario

PERCENTS = (10, 25, 50, 75, 90)
KEYS = ("body", "year", "measure", "unit")
COLUMNS = (
    *(*KEYS, "a", "b", "difference"),
    *(f"difference_p{percent}" for percent in PERCENTS),
    *("share_changed", "p_better", "p_better_by_0_1m", "p_worse", "p_worse_by_0_1m"),
)
"""Of what has an interval its ends follow in the file. `unit` is `share` (of the replications) or `gbp_m`.
`share_changed`: of the replications, those in which A and B differ at all. The last columns are filled for the surplus
of a year."""

MEASURES = {
    "break_even": "p_break_even",
    "surplus_1pct": "p_surplus_1pct",
    "cumulative_1pct": "p_cumulative_surplus_1pct",
    "control_total": "p_control_total",
    "recovered_by": "p_recovered_by",
}
"""Duties as `summary.csv` calls them."""

Better = Literal["better", "noticeably_better", "worse", "noticeably_worse"]


@dataclass(frozen=True, eq=False)
class PairedProbabilities:
    """The probability of a duty in scenario A and in B, and by how much B changes it: shape ``(names, years)``."""

    a: Probabilities
    b: Probabilities
    difference: Differences


@dataclass(frozen=True, eq=False)
class Amounts:
    """Mean amounts in £m of bodies and system in A and in B, and what B has more, replication by replication.

    Attributes
    ----------
    a, b : array
        Means, shape ``(bodies and system, years)``; of a total over the years ``(bodies and system,)``.
    difference : Differences
        B less A, with its paired interval.
    percentiles : mapping of int to array
        Of B less A over the replications: 10, 25, 50, 75 and 90.
    """

    a: Array
    b: Array
    difference: Differences
    percentiles: Mapping[int, Array]


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Shown):
    """Two scenarios, A and B, in the same replications; every difference is B less A.

    Attributes
    ----------
    names, years : tuple of str
        What both have: bodies by key, then `system` and `every_body` where both systems have the same
        members; financial years as ``2018/19``.
    probabilities : mapping of str to PairedProbabilities
        `break_even`, `surplus_1pct`, `cumulative_1pct`, `control_total` and `recovered_by`: break even from
        that year to the last one that both have.
    asked : mapping of str to array of bool
        Whether both scenarios ask a duty of each in each year, ``(names, years)``.
    better : mapping of str to Probabilities
        Share of the replications in which the surplus of a year is `better` or `worse` by more than a pound, and
        `noticeably` so: by £0.1m or more. `every_body`: all members at once. Shape ``(names, years)``.
    amounts, totals : mapping of str to Amounts
        By year, and added up over the years. `every_body` has none.
    explained : mapping of str to array
        What the mean change of the surplus is made of, £m by line, ``(bodies and system, years)``; see
        `simulator.analyses.explained`.
    earlier, later : Probabilities
        Share of the replications in which B recovers in an earlier or a later year than A, shape ``(names,)``.
    not_shared : tuple of str
        Sentences: what only one of the two has, and so is not compared.
    changes : tuple of Change
        Where the two scenarios differ.
    is_same : bool
        Whether no yearly figure differs in any replication.
    """

    a: Scenario
    b: Scenario
    seed: int
    replications: int
    names: tuple[str, ...]
    years: tuple[str, ...]
    probabilities: Mapping[str, PairedProbabilities]
    better: Mapping[Better, Probabilities]
    amounts: Mapping[str, Amounts]
    totals: Mapping[str, Amounts]
    asked: Mapping[str, Hits]
    explained: Mapping[str, Array]
    earlier: Probabilities
    later: Probabilities
    not_shared: tuple[str, ...]
    changes: tuple[Change, ...]
    is_same: bool

    def _heading(self) -> str:
        return f"Comparison of {titled(self.a.title)} with {titled(self.b.title)}"

    def _facts(self) -> dict[str, str]:
        found = self.probabilities["break_even"].difference.at(len(self.names) - 1, len(self.years) - 1)
        name = self.names[-1].replace("_", " ")
        return {
            "futures": f"{counted(self.replications, 'possible future', 'possible futures')} with each",
            "seed": f"seed {self.seed}",
            "openings": "; ".join(
                f"of {letter}, {wrong}"
                for letter, scenario in (("A", self.a), ("B", self.b))
                if (wrong := openings_named(scenario))
            ),
            "changed": counted(len(self.changes), "key differs", "keys differ"),
            "break even": f"{name} breaks even in {self.years[-1]} {difference_shown(found, 'line')}",
            "not compared": counted(len(self.not_shared), "thing is not shared", "things are not shared")
            if self.not_shared
            else "",
        }

    @property
    def parties(self) -> tuple[str, ...]:
        """Those that have amounts: bodies, and the system."""
        return tuple(name for name in self.names if name != EVERY_BODY)

    def concerns(self, measure: str, party: int) -> bool:
        """Whether an amount is anything for one of the `parties`, by its place; some are nothing for many.

        Raises
        ------
        ArgumentError
            If the comparison has no such amount.
        """
        one_of(measure, self.amounts, name="measure", what="amount")
        amounts = self.amounts[measure]
        if not BY_YEAR[measure].is_for_some:
            return True
        return bool(
            amounts.a[party].any() or amounts.b[party].any() or amounts.difference.changed[party].any()
        )

    def median_recovery(self, side: Literal["a", "b"], name: str) -> str | None:
        """The first year by which half of the replications have recovered; None if there is none.

        Raises
        ------
        ArgumentError
            If the comparison has no such side or name.
        """
        one_of(side, ("a", "b"), name="side", what="side")
        one_of(name, self.names, name="name", what="body")
        shares = getattr(self.probabilities["recovered_by"], side).estimate[self.names.index(name)]
        return next((year for year, share in zip(self.years, shares, strict=True) if share >= 0.5), None)

    def frame(self) -> pd.DataFrame:
        """One row a body, year and measure, and a measure's total over the years: what `compare.csv` holds."""
        import pandas as pd

        rows = [*_by_duty(self), *_by_year(self), *_totals(self)]
        return in_columns(pd.DataFrame(rows, columns=list(COLUMNS)))

    def recovery_frame(self) -> pd.DataFrame:
        """One row a body: the median recovery year in A and B, and how often B recovers earlier or later."""
        import pandas as pd

        rows = []
        for i, name in enumerate(self.names):
            row: dict[str, Any] = {
                "body": name,
                "median_recovery_year_a": self.median_recovery("a", name),
                "median_recovery_year_b": self.median_recovery("b", name),
            }
            rows.append(row | {"p_earlier": self.earlier.at(i), "p_later": self.later.at(i)})
        return in_columns(pd.DataFrame(rows))

    def explained_frame(self) -> pd.DataFrame:
        """One row a body, year and line: what the mean change of the surplus is made of, and that change."""
        import pandas as pd

        return pd.DataFrame(
            [
                {"body": name, "year": year, "line": line, "change_gbp_m": float(change[i, j])}
                for i, name in enumerate(self.parties)
                for j, year in enumerate(self.years)
                for line, change in self.explained.items()
            ]
        )


def _by_duty(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for duty, pair in comparison.probabilities.items():
        for i, name in enumerate(comparison.names):
            for j, year in enumerate(comparison.years):
                if not comparison.asked[duty][i, j]:
                    continue
                row: dict[str, Any] = dict(zip(KEYS, (name, year, MEASURES[duty], "share"), strict=True))
                row |= {"a": pair.a.at(i, j), "b": pair.b.at(i, j)}
                yield row | _difference(pair.difference.at(i, j))


def _by_year(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for measure, amounts in comparison.amounts.items():
        for i, name in enumerate(comparison.parties):
            if not comparison.concerns(measure, i):
                continue
            for j, year in enumerate(comparison.years):
                row: dict[str, Any] = dict(zip(KEYS, (name, year, measure, "gbp_m"), strict=True))
                row |= _means(amounts, i, j)
                yield row | (_better(comparison, i, j) if measure == "surplus" else {})


def _totals(comparison: Comparison) -> Iterator[dict[str, Any]]:
    whole = f"{comparison.years[0]} to {comparison.years[-1]}"
    for measure, amounts in comparison.totals.items():
        for i, name in enumerate(comparison.parties):
            if not comparison.concerns(measure, i):
                continue
            row: dict[str, Any] = dict(zip(KEYS, (name, whole, f"{measure}_total", "gbp_m"), strict=True))
            yield row | _means(amounts, i)


def _means(amounts: Amounts, *index: int) -> dict[str, Any]:
    cells: dict[str, Any] = {"a": float(amounts.a[index]), "b": float(amounts.b[index])}
    cells |= _difference(amounts.difference.at(*index))
    return cells | {f"difference_p{p}": float(values[index]) for p, values in amounts.percentiles.items()}


def _difference(one: Difference) -> dict[str, Any]:
    return {"difference": one, "share_changed": one.changed}


def _better(comparison: Comparison, *index: int) -> dict[str, Any]:
    better = comparison.better
    return {
        "p_better": better["better"].at(*index),
        "p_better_by_0_1m": better["noticeably_better"].at(*index),
        "p_worse": better["worse"].at(*index).estimate,
        "p_worse_by_0_1m": better["noticeably_worse"].at(*index).estimate,
    }

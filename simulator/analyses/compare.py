"""What another plan would change: two scenarios in the same replications, and the difference in each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from simulator.analyses import common_ground
from simulator.analyses.asked import a_run
from simulator.analyses.changes import Change, changes
from simulator.analyses.comparison_frames import PERCENTS
from simulator.analyses.explained import explained
from simulator.economy.catalogue import BY_YEAR
from simulator.engine.opening import openings_named
from simulator.montecarlo.arguments import one_of
from simulator.results.arrays import Results
from simulator.results.outcomes import (
    EVERY_BODY,
    POUND,
    SYSTEM,
    Hits,
    Outcomes,
    member_rows,
    outcomes,
    with_every_body,
    with_system,
)
from simulator.statistics.arrays import Array
from simulator.statistics.intervals import (
    Differences,
    Probabilities,
    mean_differences,
    probabilities,
    share_differences,
)
from simulator.timeline import financial_year_label
from simulator.words.estimates import difference_shown
from simulator.words.shown import Shown, counted, titled

if TYPE_CHECKING:
    import pandas as pd

    from simulator.montecarlo.run import Run
    from simulator.scenario.model import Scenario

NOTICEABLE_GBP_M = 0.1
DUTIES = ("break_even", "surplus_1pct", "cumulative_1pct", "control_total", "recovered_by")
ADDED_UP = tuple(
    sorted(
        (key for key, measure in BY_YEAR.items() if measure.adds_up), key=lambda key: BY_YEAR[key].is_for_some
    )
)
"""Amounts of which the sum over the years means something; those that only some bodies have, last."""
AMOUNTS = ("surplus", "underlying", "cumulative", *ADDED_UP[1:])

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
        from simulator.analyses.comparison_frames import frame

        return frame(self)

    def recovery_frame(self) -> pd.DataFrame:
        """One row a body: the median recovery year in A and B, and how often B recovers earlier or later."""
        from simulator.analyses.comparison_frames import recovery_frame

        return recovery_frame(self)

    def explained_frame(self) -> pd.DataFrame:
        """One row a body, year and line: what the mean change of the surplus is made of."""
        from simulator.analyses.comparison_frames import explained_frame

        return explained_frame(self)


def compare(a: Run, b: Run) -> Comparison:
    """What scenario ``b`` changes against ``a``, replication by replication, on what both have in common.

    Common random numbers: every uncertain input owns its stream of chance by its name, so that what both
    scenarios have is drawn alike in both, and the difference in each replication is due to the scenario alone.

    Raises
    ------
    RecoverySimError
        If the runs are not of the same replications, or have no body or no year in common.

    Examples
    --------
    >>> from simulator import compare, load, simulate
    >>> scenario = load("scenarios/west_norfolk.toml")
    >>> bolder = scenario.with_({"schemes.care_at_home.delivery": 0.9})
    >>> a, b = (simulate(one, replications=1024, seed=1) for one in (scenario, bolder))
    >>> [change.key for change in compare(a, b).changes]
    ['schemes.care_at_home.delivery']
    """
    a_run(a, name="The first run"), a_run(b, name="The second run")
    common_ground.refuse_other_replications(a, b)
    common_ground.refuse_nothing_in_common(
        (a.results.bodies, b.results.bodies), (a.results.years, b.results.years)
    )
    bodies, years, members = common_ground.shared(a.results, b.results)
    pair = [common_ground.restricted(run.results, bodies, years, members) for run in (a, b)]
    names = (*bodies, *((SYSTEM, EVERY_BODY) if members else ()))
    reached = [outcomes(results) for results in pair]
    recovered = [one.recovered[: len(names)] for one in reached]
    first = [_first_year(hits) for hits in recovered]
    return Comparison(
        a=a.scenario,
        b=b.scenario,
        seed=a.seed,
        replications=a.replications,
        names=names,
        years=tuple(financial_year_label(year) for year in years),
        probabilities={
            duty: _paired(*(_hits(one, duty)[: len(names)] for one in reached)) for duty in DUTIES
        },
        better=_better(*pair, count=len(names)),
        amounts={name: _amounts(*_of(pair, name, len(names))) for name in AMOUNTS},
        totals={name: _amounts(*(v.sum(axis=1) for v in _of(pair, name, len(names)))) for name in ADDED_UP},
        asked=_asked(*reached, count=len(names)),
        explained={line: change[: len(names)] for line, change in explained(pair).items()},
        earlier=probabilities(first[1] < first[0]),
        later=probabilities(first[1] > first[0]),
        not_shared=tuple(common_ground.not_shared(a, b)),
        changes=changes(a.scenario, b.scenario),
        is_same=all(
            np.array_equal(pair[0].by_year[measure], pair[1].by_year[measure], equal_nan=True)
            for measure in pair[0].by_year
        ),
    )


def _hits(reached: Outcomes, duty: str) -> Hits:
    hits: Hits = reached.recovered if duty == "recovered_by" else getattr(reached, duty)
    return hits


def _asked(a: Outcomes, b: Outcomes, *, count: int) -> dict[str, Hits]:
    """Of whom both ask each duty, ``(names, years)``."""
    asked = dict.fromkeys(DUTIES, np.ones_like(a.has_control_total[:count]))
    has_1pct = np.broadcast_to((a.has_1pct & b.has_1pct)[:count, None], asked["break_even"].shape)
    has_total = (a.has_control_total & b.has_control_total)[:count]
    return asked | {"surplus_1pct": has_1pct, "cumulative_1pct": has_1pct, "control_total": has_total}


def _paired(a: Hits, b: Hits) -> PairedProbabilities:
    return PairedProbabilities(probabilities(a), probabilities(b), share_differences(a, b))


def _of(pair: Sequence[Results], measure: str, count: int) -> tuple[Array, Array]:
    a, b = (with_system(results, measure)[:count] for results in pair)
    return a, b


def _amounts(a: Array, b: Array) -> Amounts:
    paired = b - a
    rows = np.quantile(paired, [percent / 100 for percent in PERCENTS], axis=-1)
    percentiles = dict(zip(PERCENTS, rows, strict=True))
    return Amounts(a.mean(axis=-1), b.mean(axis=-1), mean_differences(paired), percentiles)


def _better(a: Results, b: Results, *, count: int) -> dict[Better, Probabilities]:
    paired = with_system(b, "surplus") - with_system(a, "surplus")
    # A difference of £0.1m to the pound counts as £0.1m.
    noticeable = NOTICEABLE_GBP_M - POUND
    hits: dict[Better, Hits] = {
        "better": paired > POUND,
        "noticeably_better": paired >= noticeable,
        "worse": paired < -POUND,
        "noticeably_worse": paired <= -noticeable,
    }
    members = member_rows(a)
    return {name: probabilities(with_every_body(hit, members)[:count]) for name, hit in hits.items()}


def _first_year(recovered: Hits) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    """Number of the first year from which break even is kept; past the last where there is none."""
    kept: np.ndarray[tuple[int, ...], np.dtype[np.intp]] = recovered.shape[1] - recovered.sum(axis=1)
    return kept

"""What another plan would change: two scenarios in the same replications, and the difference in each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulator.analyses import common_ground
from simulator.analyses.asked import a_run
from simulator.analyses.changes import changes
from simulator.analyses.comparison import PERCENTS, Amounts, Better, Comparison, PairedProbabilities
from simulator.analyses.explained import explained
from simulator.economy.catalogue import BY_YEAR
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
from simulator.statistics.intervals import Probabilities, mean_differences, probabilities, share_differences
from simulator.timeline import financial_year_label

if TYPE_CHECKING:
    from simulator.montecarlo.run import Run

NOTICEABLE_GBP_M = 0.1
DUTIES = ("break_even", "surplus_1pct", "cumulative_1pct", "control_total", "recovered_by")
ADDED_UP = tuple(
    sorted(
        (key for key, measure in BY_YEAR.items() if measure.adds_up), key=lambda key: BY_YEAR[key].is_for_some
    )
)
"""Amounts of which the sum over the years means something; those that only some bodies have, last."""
AMOUNTS = ("surplus", "underlying", "cumulative", *ADDED_UP[1:])


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

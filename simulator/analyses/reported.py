"""Where reported facts fall in the replications, and whether these told more than a simple guess."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np

from simulator.analyses.submitted_plan import surplus_as_told
from simulator.montecarlo.run import Run, simulate
from simulator.results.arrays import Results
from simulator.results.outcomes import POUND, SYSTEM, member_rows, with_system
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.bodies import Provider
from simulator.scenario.terms.reported import SHARE_IN_DEFICIT, Reported
from simulator.scenario.uncertainty import planned
from simulator.statistics.arrays import Array
from simulator.statistics.intervals import binomial_range

REPLICATIONS = 2_048
QUANTILES = (0.05, 0.1, 0.5, 0.9, 0.95)
RunName = Literal["expected", "do_nothing"]
RUNS: tuple[RunName, ...] = ("expected", "do_nothing")


class Group(NamedTuple):
    """Facts that are counted together: of one run, known at the start or not, outturns or forecasts."""

    run: RunName
    was_known: bool
    forecast: bool


GROUPS = tuple(itertools.starmap(Group, itertools.product(RUNS, (False, True), (False, True))))
"""In the order in which they are told: true tests first."""


@dataclass(frozen=True)
class Place:
    """A reported fact among the simulated figures of the same body, measure and years, in £m or % of bodies.

    Attributes
    ----------
    low, high : float
        The fact; equal where it is a value. Its middle is what is inside or outside.
    quantiles : tuple of float
        The simulated 5th, 10th, 50th, 90th and 95th percentile.
    share_below_low, share_below_high : float
        Share of replications below each end of the fact: its percentile, of 1.
    width : float
        From the 10th to the 90th percentile, as a share of the turnover of the years concerned, or of the bodies.
    crps, crps_as_at_start, crps_as_last_year, crps_plan : float
        Continuous ranked probability score of the replications and of three single guesses, lower is better; nan
        where there is no such guess.
    fitted_by : tuple of str
        Figures of the scenario that were fitted to it: it then proves nothing.
    known : date or None
        When it became known, as far as the scenario says.
    was_known : bool
        Whether that was by the scenario's `as_of`, so that it may have informed inputs.
    horizon : int
        Its year, or its last, counted from the scenario's first, which is 1.
    sample : array
        The simulated figures, shape ``(replications,)``.
    """

    key: str
    fact: Reported
    low: float
    high: float
    quantiles: tuple[float, ...]
    share_below_low: float
    share_below_high: float
    width: float
    crps: float
    crps_as_at_start: float
    crps_as_last_year: float
    crps_plan: float
    fitted_by: tuple[str, ...]
    known: datetime.date | None
    was_known: bool
    horizon: int
    sample: Array = field(repr=False, compare=False)

    @property
    def middle(self) -> float:
        """The fact, or the middle of its range."""
        return (self.low + self.high) / 2

    @property
    def group(self) -> Group:
        """The facts with which it is counted."""
        return Group(self.fact.run, self.was_known, self.fact.forecast)

    @property
    def is_inside_80(self) -> bool:
        """Whether the fact lies between the 10th and the 90th percentile."""
        return self.quantiles[1] <= (self.low + self.high) / 2 <= self.quantiles[3]

    @property
    def is_inside_90(self) -> bool:
        """Whether the fact lies between the 5th and the 95th percentile."""
        return self.quantiles[0] <= (self.low + self.high) / 2 <= self.quantiles[4]


@dataclass(frozen=True)
class Recorder:
    """How several facts fall: counts inside, and means of widths and scores, over facts that nothing was fitted to.

    A mean score is taken over the facts for which every guess exists (``scored``), so that scores compare. Shares of
    bodies and £m have records of their own.
    """

    run: RunName
    was_known: bool
    forecast: bool
    is_share: bool
    facts: int
    inside_80: int
    inside_90: int
    width: float
    scored: int
    crps: float
    crps_as_at_start: float
    crps_as_last_year: float
    crps_plan: float

    @property
    def allowed_80(self) -> tuple[int, int]:
        """So many of as many independent facts lie within p10–p90 where these are right."""
        return binomial_range(self.facts, 0.8)

    @property
    def allowed_90(self) -> tuple[int, int]:
        """The same of p5–p95."""
        return binomial_range(self.facts, 0.9)


def reported_places(scenario: Scenario, replications: int = REPLICATIONS) -> list[Place]:
    """The place of every reported fact, in the order of the file; only the runs that facts ask for are simulated.

    The scenario's own seed is used, or 0. Doing nothing is simulated on the same draws.
    """
    asked: set[RunName] = {fact.run for fact in scenario.reported.values()}
    return places(scenario, runs_of(scenario, asked, replications))


def runs_of(scenario: Scenario, names: Collection[RunName], replications: int) -> dict[RunName, Run]:
    """The runs of these names, on the same draws: those of the scenario's own seed, or of 0."""
    worlds: dict[RunName, Scenario] = {"expected": scenario, "do_nothing": scenario.doing_nothing()}
    return {
        # Whether openings hold is for `check` to say.
        name: simulate(world, replications, scenario.seed or 0, anyway=True)
        for name, world in worlds.items()
        if name in names
    }


def places(scenario: Scenario, runs: Mapping[RunName, Run]) -> list[Place]:
    """The place of every reported fact in runs that were made already."""
    fitted = _fitted(scenario)
    return [
        _place(scenario, key, runs[fact.run], tuple(fitted.get(key, ())))
        for key, fact in scenario.reported.items()
    ]


def records(found: Sequence[Place]) -> list[Recorder]:
    """The record of each run: of what was reported afterwards, then of what was itself a forecast, then of what was
    known at the start.
    """
    honest = [place for place in found if not place.fitted_by]
    return [
        _record(group, is_share, members)
        for group in GROUPS
        for is_share in (False, True)
        if (members := [p for p in honest if p.group == group and p.fact.is_share == is_share])
    ]


def crps(sample: Array, outcome: float) -> float:
    """Continuous ranked probability score: a sample's mean distance to the outcome, less half the mean within it.

    T. Gneiting and A. E. Raftery, J. Am. Stat. Assoc. 102, 2007, eq. 21.
    """
    ordered = np.sort(sample)
    n = len(ordered)
    within = 2.0 * float(np.sum((2.0 * np.arange(1, n + 1) - n - 1.0) * ordered)) / n**2
    return float(np.mean(np.abs(ordered - outcome))) - within / 2.0


def _place(scenario: Scenario, key: str, run: Run, fitted_by: tuple[str, ...]) -> Place:
    fact = scenario.reported[key]
    low, high = _ends(fact)
    middle = (low + high) / 2
    told = _as_told(fact, scenario, run.plan)
    plan = _figure(fact, run.plan, told)
    sample = _figure(fact, run.results, told)
    spread = np.quantile(sample, QUANTILES)
    start, last = _guess_at_start(scenario, fact), _guess_as_last_year(scenario, fact)
    known = known_on(scenario, fact)
    return Place(
        key=key,
        fact=fact,
        low=low,
        high=high,
        quantiles=tuple(float(value) for value in spread),
        share_below_low=_share_below(sample, low),
        share_below_high=_share_below(sample, high),
        width=float(spread[3] - spread[1]) / _turnover(fact, run.results),
        crps=crps(sample, middle),
        crps_as_at_start=abs(_as_kind(fact, start, told) - middle),
        crps_as_last_year=abs(_as_kind(fact, last, told) - middle),
        crps_plan=abs(float(plan[0]) - middle),
        fitted_by=fitted_by,
        known=known,
        was_known=known is not None and known <= scenario.as_of,
        horizon=period(fact)[1] - scenario.start.year + 1,
        sample=sample,
    )


def _as_told(fact: Reported, scenario: Scenario, plan: Results) -> float:
    """What a variance is measured from: the plan of the (last) year, of a surplus as it was submitted, £m."""
    row = [*plan.bodies, SYSTEM].index(fact.body)
    _, last = _rows(fact, plan)
    if fact.measure == "surplus":
        return float(surplus_as_told(scenario, plan)[row, last])
    return float(_amounts(plan, fact.measure)[row, last, 0])


def known_on(scenario: Scenario, fact: Reported) -> datetime.date | None:
    """When a fact became known: as it says, or when its source was published; None where neither is told."""
    if fact.as_of is None and fact.source is not None:
        return scenario.sources[fact.source].date
    return fact.as_of


def _figure(fact: Reported, results: Results, told: float) -> Array:
    """What a run says of a fact's body, measure and years, one figure a replication; of a variance beside ``told``."""
    row = [*results.bodies, SYSTEM].index(fact.body)
    by_year = _amounts(results, fact.measure)[row]
    first, last = _rows(fact, results)
    figure: Array
    match fact.kind:
        case "level":
            figure = by_year[last]
        case "change":
            figure = by_year[last] - by_year[first]
        case "variance_to_plan":
            figure = by_year[last] - told
        case "cumulative":
            figure = by_year[first : last + 1].sum(axis=0)
    return figure


def _amounts(results: Results, measure: str) -> Array:
    """A measure of each body and of the system; of a share in deficit the system's alone, in % of its members."""
    if measure != SHARE_IN_DEFICIT:
        return with_system(results, measure)
    surplus = results.by_year["surplus"]
    share = 100.0 * (surplus[member_rows(results)] < -POUND).mean(axis=0)
    return np.concatenate([np.full_like(surplus, np.nan), share[None]])


def _turnover(fact: Reported, results: Results) -> float:
    """Mean income of the fact's year, or of all years of a sum; of a share in deficit, all bodies."""
    if fact.is_share:
        return 100.0
    row = [*results.bodies, SYSTEM].index(fact.body)
    first, last = _rows(fact, results)
    first = first if fact.kind == "cumulative" else last
    return float(with_system(results, "income")[row, first : last + 1].sum(axis=0).mean())


def _rows(fact: Reported, results: Results) -> tuple[int, int]:
    first, last = period(fact)
    return results.years.index(first), results.years.index(last)


def period(fact: Reported) -> tuple[int, int]:
    """First and last financial year of a fact."""
    if fact.year is not None:
        return fact.year, fact.year
    assert fact.from_year is not None
    assert fact.to_year is not None
    return fact.from_year, fact.to_year


def _ends(fact: Reported) -> tuple[float, float]:
    value, low, high = (
        (fact.value_pct, fact.low_pct, fact.high_pct)
        if fact.is_share
        else (fact.value_gbp_m, fact.low_gbp_m, fact.high_gbp_m)
    )
    if value is not None:
        return value, value
    assert low is not None
    assert high is not None
    return low, high


def _share_below(sample: Array, value: float) -> float:
    return float(np.mean(sample < value) + np.mean(sample == value) / 2)


def _guess_at_start(scenario: Scenario, fact: Reported) -> float:
    """What was known then: the surplus of the year before the start, or else the planned opening position; the
    members that these say were in deficit; planned opening cash and loans.
    """
    before = str(scenario.start.year - 1)
    keys = scenario.system.members if fact.body == SYSTEM else [fact.body]
    bodies = [scenario.bodies[key] for key in keys]
    accounts = [body.cash for body in bodies if isinstance(body, Provider) and body.cash is not None]
    surpluses = [planned(body.history.get(before, body.opening_underlying_gbp_m)) for body in bodies]
    match fact.measure:
        case "surplus" | "underlying":
            return sum(surpluses)
        case "share_in_deficit":
            return 100.0 * float(np.mean([surplus < -POUND for surplus in surpluses]))
        case "cash":
            return sum(planned(account.opening_gbp_m) for account in accounts)
        case "loans":
            return sum(planned(account.opening_loans_gbp_m) for account in accounts)
    return np.nan


def _guess_as_last_year(scenario: Scenario, fact: Reported) -> float:
    """The latest level reported of an earlier year; as at the start where there is none."""
    earlier = [
        other
        for other in scenario.reported.values()
        if (other.body, other.measure, other.kind, other.run)
        == (fact.body, fact.measure, "level", "expected")
        and period(other)[1] < period(fact)[0]
    ]
    if not earlier:
        return _guess_at_start(scenario, fact)
    return sum(_ends(max(earlier, key=lambda other: period(other)[1]))) / 2


def _as_kind(fact: Reported, level: float, told: float) -> float:
    """What the guess that each year is like ``level`` says of a fact; nan where there is no guess."""
    first, last = period(fact)
    match fact.kind:
        case "level":
            return level
        case "cumulative":
            return level * (last - first + 1)
        case "change":
            return level - level
        case "variance_to_plan":
            return level - told


def _record(group: Group, is_share: bool, members: Sequence[Place]) -> Recorder:
    scores = np.array([[p.crps, p.crps_as_at_start, p.crps_as_last_year, p.crps_plan] for p in members])
    scored = scores[~np.isnan(scores).any(axis=1)]
    means = scored.mean(axis=0) if len(scored) else np.full(4, np.nan)
    return Recorder(
        **group._asdict(),
        is_share=is_share,
        facts=len(members),
        inside_80=sum(p.is_inside_80 for p in members),
        inside_90=sum(p.is_inside_90 for p in members),
        width=float(np.mean([p.width for p in members])),
        scored=len(scored),
        crps=float(means[0]),
        crps_as_at_start=float(means[1]),
        crps_as_last_year=float(means[2]),
        crps_plan=float(means[3]),
    )


def _fitted(scenario: Scenario) -> dict[str, list[str]]:
    """Figures that were fitted to each fact."""
    fitted: dict[str, list[str]] = {}
    for path, fact in _calibrations(scenario, ""):
        fitted.setdefault(fact, []).append(path)
    return fitted


def _calibrations(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Number):
        if value.calibrated_to is not None:
            yield path, value.calibrated_to
    elif isinstance(value, Table):
        for key in type(value).model_fields:
            yield from _calibrations(getattr(value, key), f"{path}.{key}" if path else key)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _calibrations(entry, f"{path}.{key}")

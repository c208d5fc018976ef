"""Where reported facts fall in the replications, and whether these told more than a simple guess."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.montecarlo.run import Run, simulate
from simulator.results.arrays import Results
from simulator.results.outcomes import SYSTEM, with_system
from simulator.scenario.immutable import replaced
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number, Table
from simulator.scenario.terms.reported import Reported
from simulator.scenario.uncertainty import planned
from simulator.statistics.arrays import Array

REPLICATIONS = 2_048
QUANTILES = (0.05, 0.1, 0.5, 0.9, 0.95)
RunName = Literal["expected", "do_nothing"]


@dataclass(frozen=True)
class Place:
    """A reported fact among the simulated figures of the same body, measure and years, in £m.

    Attributes
    ----------
    low, high : float
        The fact; equal where it is a value. Its middle is what is inside or outside.
    quantiles : tuple of float
        The simulated 5th, 10th, 50th, 90th and 95th percentile.
    share_below_low, share_below_high : float
        Share of replications below each end of the fact: its percentile, of 1.
    width : float
        From the 10th to the 90th percentile, as a share of the turnover of the years concerned.
    crps, crps_as_at_start, crps_as_last_year, crps_plan : float
        Continuous ranked probability score of the replications and of three single guesses, lower is better; nan
        where there is no such guess.
    fitted_by : tuple of str
        Figures of the scenario that were fitted to it: it then proves nothing.
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

    A mean score is taken over the facts for which every guess exists (``scored``), so that scores compare.
    """

    run: RunName
    forecast: bool
    facts: int
    inside_80: int
    inside_90: int
    width: float
    scored: int
    crps: float
    crps_as_at_start: float
    crps_as_last_year: float
    crps_plan: float


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
    """The record of each run: first of what was reported afterwards, then of what was itself a forecast."""
    honest = [place for place in found if not place.fitted_by]
    groups: list[tuple[RunName, bool]] = [
        (run, forecast) for run in ("expected", "do_nothing") for forecast in (False, True)
    ]
    return [
        _record(run, forecast, group)
        for run, forecast in groups
        if (group := [p for p in honest if p.fact.run == run and p.fact.forecast == forecast])
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
    plan = _figure(fact, run.plan, run.plan)
    sample = _figure(fact, run.results, run.plan)
    spread = np.quantile(sample, QUANTILES)
    start, last = _guess_at_start(scenario, fact), _guess_as_last_year(scenario, fact)
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
        crps_as_at_start=abs(_as_kind(fact, start, run.plan) - middle),
        crps_as_last_year=abs(_as_kind(fact, last, run.plan) - middle),
        crps_plan=abs(float(plan[0]) - middle),
        fitted_by=fitted_by,
    )


def _figure(fact: Reported, results: Results, plan: Results) -> Array:
    """What a run says of a fact's body, measure and years, one figure a replication."""
    row = [*results.bodies, SYSTEM].index(fact.body)
    by_year = with_system(results, fact.measure)[row]
    first, last = _rows(fact, results)
    figure: Array
    match fact.kind:
        case "level":
            figure = by_year[last]
        case "change":
            figure = by_year[last] - by_year[first]
        case "variance_to_plan":
            figure = by_year[last] - with_system(plan, fact.measure)[row, last]
        case "cumulative":
            figure = by_year[first : last + 1].sum(axis=0)
    return figure


def _turnover(fact: Reported, results: Results) -> float:
    """Mean income of the fact's year, or of all years of a sum."""
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
    if fact.value_gbp_m is not None:
        return fact.value_gbp_m, fact.value_gbp_m
    assert fact.low_gbp_m is not None
    assert fact.high_gbp_m is not None
    return fact.low_gbp_m, fact.high_gbp_m


def _share_below(sample: Array, value: float) -> float:
    return float(np.mean(sample < value) + np.mean(sample == value) / 2)


def _guess_at_start(scenario: Scenario, fact: Reported) -> float:
    """The surplus of the year before the start, or else the planned opening position: what was known then."""
    if fact.measure not in {"surplus", "underlying"}:
        return np.nan
    before = str(scenario.start.year - 1)
    keys = scenario.system.members if fact.body == SYSTEM else [fact.body]
    bodies = [scenario.bodies[key] for key in keys]
    return sum(planned(body.history.get(before, body.opening_underlying_gbp_m)) for body in bodies)


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


def _as_kind(fact: Reported, level: float, plan: Results) -> float:
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
            return level - float(_figure(replaced(fact, {"kind": "level"}), plan, plan)[0])


def _record(run: RunName, forecast: bool, group: Sequence[Place]) -> Recorder:
    scores = np.array([[p.crps, p.crps_as_at_start, p.crps_as_last_year, p.crps_plan] for p in group])
    scored = scores[~np.isnan(scores).any(axis=1)]
    means = scored.mean(axis=0) if len(scored) else np.full(4, np.nan)
    return Recorder(
        run=run,
        forecast=forecast,
        facts=len(group),
        inside_80=sum(p.is_inside_80 for p in group),
        inside_90=sum(p.is_inside_90 for p in group),
        width=float(np.mean([p.width for p in group])),
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

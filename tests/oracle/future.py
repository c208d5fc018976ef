"""What one future of the independent model came to, and what it was given before it started."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from scipy import stats

from simulator.sampling.inputs import Inputs
from simulator.scenario.number import Number

MONTHS = 12
LEAST_MONEY = 1e-9
"""£m: less is what rounding left, and no event tells of it."""


@dataclass
class Future:
    """One future, in £m. Months and years count from the start."""

    by_year: dict[tuple[str, str, int], float] = field(default_factory=dict)
    """By measure, body and year."""
    by_month: dict[tuple[str, str, int], float] = field(default_factory=dict)
    """By measure, body and month: position, year_to_date, forecast_outturn, run_rate."""
    schemes_by_year: dict[tuple[str, str, int], float] = field(default_factory=dict)
    """By measure, instance and year: delivered, recurrent, full_year, investment."""
    schemes: dict[tuple[str, str], float] = field(default_factory=dict)
    """By measure and instance: arrival, grant, go_live (infinite: never), stopped (0 or 1)."""
    programmes: dict[str, float] = field(default_factory=dict)
    """By instance that follows need and starts after the first year: the share that it was set."""
    milestones: dict[str, float] = field(default_factory=dict)
    """When each is reached; infinite: never."""
    events: Counter[str] = field(default_factory=Counter)
    """How often each kind of event occurred."""
    closest: dict[int, float] = field(default_factory=dict)
    """By month, how near any decision came to falling the other way; infinite where none was taken."""

    def decided(self, month: int, margin: float) -> None:
        """Remember that a decision of ``month`` was ``margin`` away from its threshold."""
        self.closest[month] = min(self.closest.get(month, math.inf), abs(margin))


@dataclass(frozen=True)
class Fate:
    """All chance of one future: the value of each number, and the paths (None where nothing was drawn)."""

    value: Callable[[Number], float]
    path: Callable[[str], list[float] | None]
    is_plan: bool

    def at(self, name: str) -> float:
        """A draw that is made once a future and is no number of the file; 0 where it was not drawn."""
        drawn = self.path(name)
        return drawn[0] if drawn else 0.0

    def pct(self, number: Number) -> float:
        """A percentage as a share of one."""
        return self.value(number) / 100

    def by_year(self, number: Number, years: int) -> list[float]:
        """A number that is drawn anew each year; 0 where it was not drawn."""
        if number.value is not None:
            return [number.value] * years
        return self.path(number.name) or [0.0] * years


def planned_fate() -> Fate:
    """The plan: every number as planned, nothing left to chance."""
    return Fate(value=planned, path=lambda name: None, is_plan=True)


def drawn_fate(inputs: Inputs, replication: int) -> Fate:
    """The fate of one replication of a block, as plain floats."""

    def value(number: Number) -> float:
        if number.value is not None:
            return number.value
        drawn = inputs.draws.get(number.name)
        return 0.0 if drawn is None else float(drawn[replication])  # not drawn: it has no effect

    def path(name: str) -> list[float] | None:
        if name not in inputs.draws:
            return None
        drawn = inputs.path(name)
        if drawn.ndim == 1:
            return [float(drawn[replication])]
        column: list[float] = drawn[:, replication].tolist()
        return column

    return Fate(value=value, path=path, is_plan=False)


def planned(number: Number) -> float:
    """The planned value of a number: what the file plans, or else the median of what is believed."""
    if number.value is not None:
        return number.value
    if number.plan is not None:
        return number.plan
    median = _median(number)
    if number.low is not None:
        median = max(median, number.low)
    if number.high is not None:
        median = min(median, number.high)
    return median


def _median(number: Number) -> float:
    low, mode, high, mean, sd = (getattr(number, key) or 0.0 for key in ("low", "mode", "high", "mean", "sd"))
    span = high - low
    match number.dist:
        case "normal":
            return float(mean)
        case "uniform":
            return float((low + high) / 2)
        case "triangular":
            return float(stats.triang.ppf(0.5, (mode - low) / span, loc=low, scale=span))
        case "pert":
            a, b = 1 + 4 * (mode - low) / span, 1 + 4 * (high - mode) / span
            return float(stats.beta.ppf(0.5, a, b, loc=low, scale=span))
        case "beta":
            share = (mean - low) / span
            strength = share * (1 - share) / (sd / span) ** 2 - 1
            return float(stats.beta.ppf(0.5, share * strength, (1 - share) * strength, loc=low, scale=span))
        case "discrete":
            return _discrete_median(number)
        case _:  # percentiles and the lognormal say their median
            assert number.p50 is not None
            return number.p50


def _discrete_median(number: Number) -> float:
    reached = 0.0
    outcomes = sorted(zip(number.values or (), number.probabilities or (), strict=True))
    for outcome, probability in outcomes:
        reached += probability
        if reached >= 0.5 - 1e-12:
            return outcome
    return outcomes[-1][0]

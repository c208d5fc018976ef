"""The register of assumptions: where each number is from, how good that is, and how far it moves the answer."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from simulator.analyses.asked import a_run
from simulator.analyses.drivers import rank_correlations, threshold, whole_inputs
from simulator.analyses.provenance import JUDGEMENT, UNSOURCED, provenance
from simulator.montecarlo.run import Run
from simulator.review.question import Question, asked
from simulator.scenario.number import Number
from simulator.scenario.origins import Origins
from simulator.scenario.uncertainty import distribution, planned
from simulator.scenario.units import unit_of

QUALITIES = ("official", "reported", "derived", JUDGEMENT, UNSOURCED)
"""From the best to none."""
PERCENTS = (10, 50, 90)


@dataclass(frozen=True)
class Entry:
    """A number of the register.

    Attributes
    ----------
    plan, p10, p50, p90 : float
        In the unit of its key; of a certain number all alike.
    correlation : float
        Rank correlation with the margin above the duty that is asked about; 0 of a certain number.
    matters : bool
        Whether chance alone would hardly show as much.
    origin : str
        File and line, setting or default.
    """

    key: str
    unit: str
    plan: float
    p10: float
    p50: float
    p90: float
    is_certain: bool
    quality: str
    source: str
    title: str
    date: datetime.date | None
    reason: str
    owner: str
    calibrated_to: str
    correlation: float
    matters: bool
    origin: str

    @property
    def weight(self) -> float:
        """Share of the ranks' variance that goes with it: the square of its correlation, where it matters."""
        return self.correlation**2 if self.matters else 0.0


@dataclass(frozen=True)
class Register:
    """All numbers that a scenario states and its futures use.

    Attributes
    ----------
    entries : tuple of Entry
        Judged and unsourced numbers that matter first, the strongest first; then the others that matter; then the rest
        in the order of the file.
    """

    run: Run
    question: Question
    entries: tuple[Entry, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many numbers are of each quality, from the best to none."""
        return {quality: sum(one.quality == quality for one in self.entries) for quality in QUALITIES}

    @property
    def weights(self) -> dict[str, float]:
        """The share of each quality in all that the uncertain numbers move the answer by."""
        by_quality: dict[str, float] = defaultdict(float)
        for one in self.entries:
            by_quality[one.quality] += one.weight
        whole = sum(by_quality.values())
        return {quality: by_quality[quality] / whole if whole else 0.0 for quality in QUALITIES}


def assumptions(
    run: Run, *, body: str | None = None, year: int | str | None = None, duty: str | None = None
) -> Register:
    """Where every number of a run's scenario is from, and how far each moves the answer; nothing is simulated.

    Parameters
    ----------
    run : Run
    body, year, duty :
        What is asked about: see `simulator.review.question.asked`.

    Raises
    ------
    ArgumentError
        If there is no such body, year or duty.

    Examples
    --------
    >>> from simulator import assumptions, load, simulate
    >>> run = simulate(load("scenarios/west_norfolk.toml"), replications=1024, seed=1)
    >>> register = assumptions(run)
    >>> register.counts["judgement"] > register.counts["official"]
    True
    """
    a_run(run)
    question = asked(run.scenario, body=body, year=year, duty=duty)
    return register(run, question, run.scenario.origins)


def register(run: Run, question: Question, origins: Origins) -> Register:
    """The register of a finished run, with the places where each number was written; see `assumptions`."""
    correlations = _correlations(run, question)
    least = threshold(len(correlations), run.replications)
    entries = []
    for key, one in provenance(run.scenario).items():
        source = run.scenario.sources[one.source] if one.source else None
        low, middle, high = _percentiles(one.number)
        correlation = correlations.get(key, 0.0)
        entries.append(
            Entry(
                key=key,
                unit=_unit(key),
                plan=planned(one.number),
                p10=low,
                p50=middle,
                p90=high,
                is_certain=one.number.is_certain,
                quality=one.quality,
                source=one.source or "",
                title=source.title if source else "",
                date=source.date if source else None,
                reason=one.reason or "",
                owner=one.number.owner or "",
                calibrated_to=one.number.calibrated_to or "",
                correlation=correlation,
                matters=abs(correlation) > least,
                origin=origins.told(tuple(key.split("."))),
            )
        )
    return Register(run, question, tuple(sorted(entries, key=_order)))


def _unit(key: str) -> str:
    """The unit of the last part of a key that has one: a year has none."""
    return next((unit for part in reversed(key.split(".")) if (unit := unit_of(part))), "")


def _order(one: Entry) -> tuple[bool, bool, float]:
    return not one.matters, one.quality not in {JUDGEMENT, UNSOURCED} and one.matters, -one.weight


def _percentiles(number: Number) -> tuple[float, float, float]:
    if number.value is not None:
        return number.value, number.value, number.value
    low, middle, high = distribution(number).ppf(np.array(PERCENTS) / 100).tolist()
    return low, middle, high


def _correlations(run: Run, question: Question) -> dict[str, float]:
    """Of each uncertain number with the margin above the duty; programmes' years as one."""
    inputs = whole_inputs(run)
    margin = question.margin(run.results)
    found = rank_correlations(inputs.to_numpy(dtype=np.float64), margin[:, None])[:, 0]
    return dict(zip(map(str, inputs.columns), found.tolist(), strict=True))

"""Where a run stands among reference classes: what became of plans like these, beside what becomes of this one.

Quality: **S** was seen in the source named or a report of it, **D** is arithmetic on others, **J** is a bar set by
judgement and no figure at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from simulator.analyses.asked import a_run
from simulator.analyses.new_savings import Started
from simulator.analyses.reference_formulas import (
    BALANCED_AFTER_YEARS,
    Mask,
    all_transitions_pct,
    is_deep_in_deficit,
    is_in_surplus,
    miss_pct,
    spread,
)
from simulator.results.outcomes import POUND
from simulator.scenario.uncertain import may_differ_from_zero
from simulator.statistics.arrays import Array

if TYPE_CHECKING:
    from simulator.montecarlo.run import Run
    from simulator.scenario.model import Scenario

Key: TypeAlias = Literal[
    "first_year_width",
    "delivery",
    "recurrent_share",
    "new_savings",
    "loans_median",
    "loans_p90",
    "surplus_kept",
    "deficit_recovered",
]
PROVIDERS = "providers"
"""All providers together."""
LEAST_FUTURES = 100
"""With fewer, nothing is said to leave a class: the tenth percentile would be that of a handful. Of fewer surpluses, or
deficits, nothing is said of what became of them."""


@dataclass(frozen=True)
class ReferenceClass:
    """What a figure was among bodies like these: a range, how well it is known, and from where."""

    key: Key
    says: str
    """The figure, in words."""
    unit: Literal["%", ""]
    low: float
    high: float
    quality: str
    source: str
    of_commissioners: bool = False
    of_hospitals: bool = False
    of_all_together: bool = False
    """Whether it is known of providers as a whole, and so says nothing of a single one."""

    def holds(self, value: float) -> bool:
        """Whether a figure, as it is shown, lies within the range."""
        return self.low <= round(value, self.decimals) <= self.high

    @property
    def decimals(self) -> int:
        """With how many a figure is shown."""
        return 1 if self.unit else 2


LOANS = (
    "Department of Health and Social Care, Section 40 reports 2016/17 to 2018/19 (Open Government Licence v3.0): of "
    "74 trusts with known income and balances p50 0.23, p90 0.55, largest 0.84"
)
BAR = "a bar set by judgement"
CLASSES: tuple[ReferenceClass, ...] = (
    ReferenceClass(
        "first_year_width",
        "first-year width of hospitals, p10 to p90 as % of income",
        "%",
        5.0,
        9.0,
        "J",
        BAR,
        of_hospitals=True,
    ),
    ReferenceClass(
        "delivery",
        "savings delivered, % of plan",
        "%",
        84.0,
        90.0,
        "S",
        "NHS Improvement, year-end reports 2016/17 and 2017/18: 89 %; Monitor, foundation trusts 2012/13: 84 %; Public "
        "Finance, 2015/16: 90 %",
    ),
    ReferenceClass(
        "delivery",
        "commissioners' savings delivered, % of plan",
        "%",
        52.0,
        90.0,
        "S",
        "Health Service Journal (2011), more than 20 primary care trusts: short by 10 to 48 %, on average by a quarter",
        of_commissioners=True,
    ),
    ReferenceClass(
        "recurrent_share",
        "recurrent share of savings, %",
        "%",
        69.0,
        74.0,
        "S",
        "NHS Improvement, year-end reports 2016/17 and 2017/18: 26 and 31 % non-recurrent",
    ),
    ReferenceClass(
        "new_savings",
        "new savings of the last year, % of income",
        "%",
        2.5,
        4.2,
        "S/D",
        "NHS Improvement, year-end reports 2016/17 and 2017/18: 3.6 % (S), of 4.0 % planned (D); the range around them "
        "is judgement",
    ),
    ReferenceClass("loans_median", "loans ÷ income at the last year's end, p50", "", 0.0, 0.55, "S", LOANS),
    ReferenceClass("loans_p90", "loans ÷ income at the last year's end, p90", "", 0.0, 0.84, "S", LOANS),
    ReferenceClass(
        "surplus_kept",
        "surpluses that are one three years later, %",
        "%",
        0.0,
        60.0,
        "J",
        BAR,
        of_all_together=True,
    ),
    ReferenceClass(
        "deficit_recovered",
        "deficits over 5 % that are in balance three years later, %",
        "%",
        0.0,
        15.0,
        "J",
        BAR,
        of_all_together=True,
    ),
)
"""In the order of the table. Of commissioners only what they deliver is known."""


@dataclass(frozen=True)
class Standing:
    """A body, or all providers together, beside a class; `reference` is None where no class is known."""

    body: str
    key: Key
    value: float
    """NaN where there is nothing to tell."""
    reference: ReferenceClass | None

    @property
    def leaves(self) -> bool:
        """Whether the figure lies outside its class."""
        return self.reference is not None and not (math.isnan(self.value) or self.reference.holds(self.value))


def reference_classes(run: Run) -> list[Standing]:
    """Every figure of every provider, commissioner, and of several providers together, in the order of the file.

    Returns
    -------
    list of Standing
        A row a body and figure. Shares in per cent, loans as a share of income; docs/model.md §16 defines each.
    """
    a_run(run)
    results = run.results
    rows = {name: row for row, name in enumerate(results.bodies) if name not in results.councils}
    names = [name for name in run.scenario.bodies if name in rows]
    providers = [name for name in names if name not in results.commissioners]
    found = [
        standing
        for name in names
        for standing in _standings(run, name, (name,), is_alone=len(providers) == 1)
    ]
    if len(providers) > 1:
        found += _standings(run, PROVIDERS, providers)
    return found


def outside(found: Sequence[Standing], replications: int) -> list[Standing]:
    """Those that leave their class, class by class; none where the futures are too few to tell."""
    if replications < LEAST_FUTURES:
        return []
    leaving = [standing for standing in found if standing.leaves]
    return [standing for one in CLASSES for standing in leaving if standing.reference is one]


def _standings(run: Run, name: str, members: Sequence[str], *, is_alone: bool = False) -> Iterator[Standing]:
    is_commissioner = name in run.results.commissioners

    def is_known_of(one: ReferenceClass) -> bool:
        if one.of_commissioners != is_commissioner or (
            one.of_hospitals and not _is_hospital(run.scenario, name)
        ):
            return False
        # Of all together nothing is judged that single bodies are, but what is known of providers as a whole.
        return is_alone or one.of_all_together == (name == PROVIDERS)

    for key, value in _Figures(run, tuple(members)).each():
        known = (one for one in CLASSES if one.key == key and is_known_of(one))
        yield Standing(name, key, value, next(known, None))


def _is_hospital(scenario: Scenario, name: str) -> bool:
    """Whether a provider is paid for a service of which hard winters cancel a part."""
    services = (
        scenario.services.get(one.service) for one in scenario.contracts.values() if one.provider == name
    )
    return any(may_differ_from_zero(service.winter_cancelled_pct) for service in services if service)


@dataclass(frozen=True)
class _Figures:
    """The figures of some bodies of a run together; none where one of them has a year without income."""

    run: Run
    members: tuple[str, ...]

    def each(self) -> Iterator[tuple[Key, float]]:
        surplus, income = self._of("surplus"), self._of("income")
        if not (income > POUND).all():
            yield from ((key, math.nan) for key in get_args(Key))
            return
        plan = self.run.plan.by_year["surplus"][self._rows, 0]
        yield "first_year_width", spread(miss_pct(surplus[:, 0], plan, income[:, 0]))
        started = Started.of(self.run.scenario, self.run.results, self.members)
        saved, planned = started.new(self.run.results), started.planned(self.run.results, self.run.plan)
        yield "delivery", _per_cent(saved.mean(axis=-1).sum(), planned.mean(axis=-1).sum())
        once = started.once(self.run.results).mean(axis=-1).sum()
        yield "recurrent_share", 100.0 - _per_cent(once, saved.mean(axis=-1).sum())
        yield (
            "new_savings",
            float(np.mean(100 * saved[-1] / income[:, -1].sum(axis=0))) if started.by_year else math.nan,
        )
        loans = self._of("loans")[:, -1] / income[:, -1]
        known = loans[~np.isnan(loans)]
        for key, percent in _LOANS:
            yield key, float(np.percentile(known, percent)) if known.size else math.nan
        kept = is_in_surplus(surplus)
        transitions: tuple[tuple[Key, Mask], ...] = (
            ("surplus_kept", kept),
            ("deficit_recovered", is_deep_in_deficit(surplus, income)),
        )
        for transition, first in transitions:
            is_enough = first[:, :-BALANCED_AFTER_YEARS].sum() >= LEAST_FUTURES
            yield transition, all_transitions_pct(first, kept) if is_enough else math.nan

    def _of(self, measure: str) -> Array:
        return self.run.results.by_year[measure][self._rows]

    @cached_property
    def _rows(self) -> list[int]:
        return [self.run.results.bodies.index(name) for name in self.members]


_LOANS: tuple[tuple[Key, int], ...] = (("loans_median", 50), ("loans_p90", 90))


def _per_cent(part: float, whole: float) -> float:
    return float(100 * part / whole) if whole > POUND else math.nan

"""What a reviewer asks about: a duty, of a body, in a year; and in each future by how much it is reached or missed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.economy.catalogue import BY_YEAR
from simulator.engine.declarations import Support
from simulator.errors import ArgumentError
from simulator.montecarlo.arguments import one_of
from simulator.results.arrays import Results
from simulator.results.outcomes import (
    EVERY_BODY,
    POUND,
    SYSTEM,
    Hits,
    before_funding,
    before_pooling,
    member_rows,
    with_system,
)
from simulator.scenario.model import Scenario
from simulator.scenario.terms.bodies import Council
from simulator.scenario.variant import described
from simulator.statistics.arrays import Array
from simulator.statistics.intervals import Probability, probability
from simulator.timeline import financial_year_label


@dataclass(frozen=True)
class Duty:
    """What may be asked of a body in a year.

    Attributes
    ----------
    verb : str
        What a body that reaches it does, e.g. ``breaks even``.
    margin : callable
        £m by which each body, and then the system, is above it: shape ``(bodies + 1, years, replications)``.
    measures : tuple of str
        Yearly measures that the margin is worked out from.
    """

    verb: str
    margin: Callable[[Results], Array]
    measures: tuple[str, ...]


def _less_1pct_of_income(amount: str) -> Callable[[Results], Array]:
    return lambda results: with_system(results, amount) - 0.01 * with_system(results, "duty_income")


_INCOME = ("duty_income", "income", "member_trade")
_PAID = tuple(key for key, measure in BY_YEAR.items() if measure.support is Support.PAID)

DUTIES: Mapping[str, Duty] = {
    "break_even": Duty("breaks even", lambda results: with_system(results, "surplus"), ("surplus",)),
    "break_even_before_pooling": Duty(
        "breaks even before pooling", before_pooling, ("surplus", "pooled", "pooling_administration")
    ),
    "surplus_1pct": Duty("makes its 1 % surplus", _less_1pct_of_income("surplus"), ("surplus", *_INCOME)),
    "cumulative_1pct": Duty(
        "carries 1 % forward", _less_1pct_of_income("cumulative"), ("cumulative", *_INCOME)
    ),
    "control_total": Duty(
        "meets its control total",
        lambda results: before_funding(results) - with_system(results, "control_total"),
        ("surplus", "control_total", *_PAID),
    ),
}
"""By the name that ``--duty`` takes."""


@dataclass(frozen=True)
class Question:
    """Whether a body reaches a duty in a year.

    Attributes
    ----------
    body : str
        A body's key, ``system`` (the members consolidated) or ``every_body`` (all members in the same future).
    year : int
        The financial year by its first calendar year.
    duty : str
        One of `DUTIES`.
    """

    body: str
    year: int
    duty: str

    @property
    def measures(self) -> tuple[str, ...]:
        """Yearly measures that an answer needs."""
        return tuple(dict.fromkeys(("surplus", *DUTIES[self.duty].measures)))

    def margin(self, results: Results) -> Array:
        """£m above the duty in each future, below it where negative: shape ``(replications,)``.

        Of every body it is the least of the members'.

        Raises
        ------
        ArgumentError
            If nobody asks it in that year: there is no control total then.
        """
        year = results.years.index(self.year)
        margins = DUTIES[self.duty].margin(results)[:, year]
        if self.body == EVERY_BODY:
            return _known(np.asarray(margins[member_rows(results)].min(axis=0)), self)
        row = len(results.bodies) if self.body == SYSTEM else results.bodies.index(self.body)
        return _known(np.asarray(margins[row]), self)

    def reached(self, results: Results) -> Hits:
        """In which futures the duty is reached; to the pound."""
        hits: Hits = self.margin(results) >= -POUND
        return hits

    def chance(self, results: Results) -> Probability:
        """How likely it is reached."""
        return probability(self.reached(results))

    def told(self, scenario: Scenario) -> str:
        """The question as the end of a sentence, e.g. ``the system breaks even in 2022/23``."""
        return f"{called(scenario, self.body)} {DUTIES[self.duty].verb} in {financial_year_label(self.year)}"


def asked(scenario: Scenario, *, body: Any = None, year: Any = None, duty: Any = None) -> Question:
    """What is asked of a scenario: else whether its system breaks even in the last year.

    Parameters
    ----------
    scenario : Scenario
    body : str, optional
        Key of a body, ``system`` or ``every_body``.
    year : int or str, optional
        As 2022 or ``2022/23``.
    duty : str, optional
        One of `DUTIES`.

    Raises
    ------
    ArgumentError
        If there is no such body, year or duty, or the body is not in the duty: it says which there are.
    """
    what = one_of("break_even" if duty is None else duty, DUTIES, name="duty", what="duty")
    who = one_of(
        SYSTEM if body is None else body, [*scenario.bodies, SYSTEM, EVERY_BODY], name="body", what="body"
    )
    question = Question(who, _year(scenario, year), what)
    _refuse_whom_nobody_asks(scenario, question)
    return question


def called(scenario: Scenario, body: str) -> str:
    """A body within a sentence."""
    if body == SYSTEM:
        return "the system"
    return "every body" if body == EVERY_BODY else scenario.bodies[body].called


def _known(margin: Array, question: Question) -> Array:
    if np.isnan(margin).any():
        raise ArgumentError(
            f"The duty {question.duty} is not asked of {question.body} in {financial_year_label(question.year)}: "
            "name another year, body or duty."
        )
    return margin


def _year(scenario: Scenario, year: Any) -> int:
    years = range(scenario.start.year, scenario.start.year + scenario.years)
    if year is None:
        return years[-1]
    labels = {financial_year_label(one): one for one in years}
    text = str(year)
    if text in labels:
        return labels[text]
    if text.isdecimal() and int(text) in years:
        return int(text)
    raise ArgumentError(
        f"There is no year {described(year)} in this scenario: it has {next(iter(labels))} to "
        f'{financial_year_label(years[-1])}. A year is given as {years[0]} or "{next(iter(labels))}".'
    )


def _refuse_whom_nobody_asks(scenario: Scenario, question: Question) -> None:
    members = scenario.system.members
    whom = {SYSTEM: members, EVERY_BODY: members}.get(question.body, (question.body,))
    if question.duty in {"surplus_1pct", "cumulative_1pct"}:
        within = [key for key, body in scenario.bodies.items() if not isinstance(body, Council)]
    elif question.duty == "control_total":
        within = [
            key for key, body in scenario.bodies.items() if getattr(body, "control_total", None) is not None
        ]
    else:
        return
    without = [key for key in whom if key not in within]
    if without and (question.body != SYSTEM or question.duty == "control_total"):
        there = ", ".join(within) or "none"
        raise ArgumentError(
            f"The duty {question.duty} is not asked of {', '.join(without)}. Bodies of which it is: {there}."
        )

"""Whether a scenario that may be right is meant so: what looks like a slip is asked about, and nothing is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from simulator.errors import ArgumentError
from simulator.scenario.key_paths import KeyPath, dotted
from simulator.scenario.model import Scenario
from simulator.scenario.origins import Origins
from simulator.scenario.plausibility import dates, large, names, people, shares, signs, units
from simulator.scenario.plausibility.question import Question, Reading

__all__ = ["Question", "questions", "slips_of_units", "told"]

Ask = Callable[[Reading], Iterator[Question]]

UNITS: tuple[tuple[Ask, str], ...] = (
    (units.pounds, "amounts look like £ or £000 instead of £m"),
    (shares.fractions, "per cents look like fractions"),
    (shares.per_cents, "shares look like per cents"),
)
ASKED: tuple[tuple[Ask, str], ...] = (
    *UNITS,
    (shares.costs_a_head, "costs a head are out of scale"),
    (shares.seasons, "months of a season are out of scale"),
    (shares.beyond, "rates are beyond what is met"),
    (shares.months, "numbers of months are beyond what is met"),
    (people.bands, "age bands leave people out"),
    (people.a_head, "populations do not go with the money"),
    (people.jumps, "figures of people jump"),
    (people.sizes, "age bands are out of scale"),
    (dates.scenario_dates, "dates of the scenario are far apart"),
    (dates.years, "dates are far outside"),
    (dates.turned_round, "dates may have day and month the other way round"),
    (dates.ends, "schemes end before their effect is full"),
    (dates.gateways, "decisions are far from their schemes"),
    (large.funds, "incomes are far below what is spent"),
    (large.months, "closed months look like a year to date, or like £000"),
    (large.schemes, "schemes save more than a fifth"),
    (large.investments, "schemes cost far more than they save"),
    (large.submitted, "submitted positions are above a fifth of income"),
    (large.of_income, "amounts are above a fifth of what they belong to"),
    (signs.deficits, "positions may have the wrong sign"),
    (names.risks, "risks have the name of another"),
    (signs.spreads, "spreads are nothing, or far too wide"),
)
"""What is asked, the plainest slip first, and what many such questions are about."""

MOST_TOLD = 20
"""More questions of one kind than this have one cause, and are told as one."""


def questions(scenario: Scenario) -> list[Question]:
    """What looks like a slip in a scenario: £ for £m, 0.8 for 80 %, a band of people that jumps.

    Nothing of it need be wrong. No figure is asked about twice, and none that was judged by one in question.

    Examples
    --------
    >>> from simulator import load, questions
    >>> questions(load("scenarios/west_norfolk.toml"))
    []
    """
    if not isinstance(scenario, Scenario):
        raise ArgumentError("The scenario to be asked about should be one that `load` gives.")
    return _asked(scenario, ASKED)


def slips_of_units(scenario: Scenario) -> list[Question]:
    """Those questions that a scenario may be asked which is refused: they may be why it is."""
    return _asked(scenario, UNITS)


def _asked(scenario: Scenario, about: Sequence[tuple[Ask, str]]) -> list[Question]:
    found: dict[KeyPath, Question] = {}
    reading = Reading(scenario)
    for ask, kind in about:
        before = list(found)
        for question in ask(reading):
            judged = (question.path, *question.rests_on)
            if not any(_touch(path, known) for path in judged for known in before):
                found.setdefault(question.path, replace(question, kind=kind))
    return list(found.values())


def told(asked: Sequence[Question], origins: Origins | None = None) -> list[str]:
    """Questions as lines to print, by file, line and key where ``origins`` knows them; many of a kind are one."""
    kinds: dict[str, list[Question]] = defaultdict(list)
    for question in asked:
        kinds[question.kind].append(question)
    lines = []
    for kind, group in kinds.items():
        if origins is not None:
            group.sort(key=lambda question: _reading_order(question, origins))
        many = f"{len(group)} {kind}; the first of them: " if len(group) > MOST_TOLD else ""
        for question in group[:1] if many else group:
            place = f"{origins.nearest(question.path)}: " if origins is not None else ""
            lines.append(f"{place}{dotted(question.path)}: {many}{question.text}")
    return lines


def _reading_order(question: Question, origins: Origins) -> tuple[str, int]:
    origin = origins.nearest(question.path)
    return origin.file, origin.line or 0


def _touch(one: KeyPath, other: KeyPath) -> bool:
    """Whether two paths are the same, or one lies within the other."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]

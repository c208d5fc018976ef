"""The finance team's own figures beside the model's, line by line: what agrees, what differs, what only one has."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from simulator.analyses.budget_lines import BudgetLines, Period, budget_lines
from simulator.errors import Mistake
from simulator.plan_workbook.budget import BudgetError, Stated
from simulator.scenario.model import Scenario
from simulator.scenario.reading.spelling import advice
from simulator.timeline import financial_year_label

ROUNDING_GBP_M = 1e-9
LEAST, MOST = 200, 5_000
"""Times the model's figure: between these a figure seems to be in another unit rather than another figure."""


@dataclass(frozen=True)
class Compared:
    """A line that both have."""

    stated: Stated
    body: str
    name: str
    """The line's full name, e.g. ``costs.nursing``."""
    ours_gbp_m: float
    tolerance_gbp_m: float

    @property
    def difference_gbp_m(self) -> float:
        """Theirs less ours."""
        return self.stated.amount_gbp_m - self.ours_gbp_m

    @property
    def agrees(self) -> bool:
        """Whether the two differ by no more than the tolerance."""
        return abs(self.difference_gbp_m) <= self.tolerance_gbp_m + ROUNDING_GBP_M

    @property
    def has_other_sign(self) -> bool:
        """Whether the two would agree if one were turned round."""
        return not self.agrees and abs(self.stated.amount_gbp_m + self.ours_gbp_m) <= self.tolerance_gbp_m


@dataclass(frozen=True)
class NotKnown:
    """A line of theirs that the model does not have, and why."""

    stated: Stated
    reason: str


@dataclass(frozen=True)
class OnlyOurs:
    """A line of the model that they do not have, in a period of which they have others of the body."""

    body: str
    name: str
    period: Period
    amount_gbp_m: float


@dataclass(frozen=True)
class Reconciliation:
    """Their figures and the model's."""

    compared: tuple[Compared, ...]
    not_known: tuple[NotKnown, ...]
    only_ours: tuple[OnlyOurs, ...]
    tolerance_gbp_m: float

    @property
    def in_thousands(self) -> tuple[Compared, ...]:
        """Lines of theirs that are some thousand times the model's: they may be in £000."""
        lines = (line for line in self.compared if not line.agrees and line.ours_gbp_m)
        return tuple(line for line in lines if LEAST < line.stated.amount_gbp_m / line.ours_gbp_m < MOST)

    @property
    def holds(self) -> bool:
        """Whether every line of theirs is a line of the model's and agrees with it."""
        return not self.not_known and all(line.agrees for line in self.compared)


def reconcile(scenario: Scenario, stated: Sequence[Stated], tolerance_gbp_m: float = 0.01) -> Reconciliation:
    """Hold a budget to the opening base amounts and to the plan run, year by year.

    Parameters
    ----------
    scenario : Scenario
    stated : sequence of Stated
        The finance team's lines.
    tolerance_gbp_m : float
        By how much a line may differ.

    Raises
    ------
    BudgetError
        If one line is stated twice.
    """
    ours = budget_lines(scenario)
    compared: list[Compared] = []
    not_known: list[NotKnown] = []
    for line in stated:
        found = _found(scenario, ours, line)
        if isinstance(found, NotKnown):
            not_known.append(found)
        else:
            body, name, amount = found
            compared.append(Compared(line, body, name, amount, tolerance_gbp_m))
    _refuse_repeated(compared)
    return Reconciliation(
        tuple(compared), tuple(not_known), tuple(_only_ours(ours, compared, tolerance_gbp_m)), tolerance_gbp_m
    )


def period_label(period: Period) -> str:
    """``2018/19``, or ``opening``."""
    return "opening" if period is None else financial_year_label(period)


def _found(
    scenario: Scenario, ours: Mapping[str, BudgetLines], line: Stated
) -> tuple[str, str, float] | NotKnown:
    bodies = [
        key
        for key, body in scenario.bodies.items()
        if line.body.casefold() in {key.casefold(), body.name.casefold()}
    ]
    if len(bodies) != 1:
        return NotKnown(line, f'there is no body "{line.body}"{advice(line.body, scenario.bodies)}')
    own = ours[bodies[0]]
    names = _named(line.line, own)
    if len(names) > 1:
        return NotKnown(line, f'"{line.line}" may be {" or ".join(names)}: write one of these')
    if not names:
        return NotKnown(line, f'{bodies[0]} has no "{line.line}"{_nearest(line.line, own)}')
    amount = own.amount(names[0], line.year)
    if amount is not None:
        return bodies[0], names[0], amount
    first, last = scenario.start.year, scenario.start.year + scenario.years - 1
    if line.year is None:
        return NotKnown(line, f"{names[0]} has no opening amount: name a year")
    if first <= line.year <= last:
        return bodies[0], names[0], 0.0
    years = f"{financial_year_label(first)} to {financial_year_label(last)}"
    return NotKnown(line, f"{financial_year_label(line.year)} is not simulated: the years are {years}")


def _named(text: str, own: BudgetLines) -> list[str]:
    """Full names that a text may stand for: itself, a total, or what is the end of one."""
    text = text.casefold()
    if text in own.names():
        return [text]
    ends = [name for name in own.names() if name.partition(".")[2] == text]
    # What a scheme costs is called by its full name, so that its key alone is what it saves.
    return [name for name in ends if not name.startswith(("investment.", "one_offs."))] or ends


def _nearest(text: str, own: BudgetLines) -> str:
    """The end of a sentence about an unknown line: the one whose own key is most like it."""
    by_key = {name.partition(".")[2] or name: name for name in own.names()}
    close = difflib.get_close_matches(text.casefold(), by_key, n=1)
    return f'; did you mean "{by_key[close[0]]}"?' if close else advice(text, own.names())


def _refuse_repeated(compared: Iterable[Compared]) -> None:
    first: dict[tuple[str, str, Period], Compared] = {}
    mistakes: list[Mistake] = []
    for line in compared:
        earlier = first.setdefault((line.body, line.name, line.stated.year), line)
        if earlier is not line:
            what = f"{line.body}, {line.name}, {period_label(line.stated.year)}"
            problem = f"{what} stands here a second time; first in {earlier.stated.place}"
            mistakes.append(Mistake(line.stated.place, None, "", problem))
    if mistakes:
        raise BudgetError(mistakes)


def _only_ours(
    ours: Mapping[str, BudgetLines], compared: Sequence[Compared], tolerance_gbp_m: float
) -> Iterable[OnlyOurs]:
    """Lines of the periods that they speak of; what is next to nothing is not missed."""
    theirs = {(line.body, line.name, line.stated.year) for line in compared}
    periods = dict.fromkeys((line.body, line.stated.year) for line in compared)
    for body, period in periods:
        for name, amounts in ours[body].lines.items():
            amount = amounts.get(period, 0.0)
            if (body, name, period) not in theirs and abs(amount) > tolerance_gbp_m:
                yield OnlyOurs(body, name, period, amount)

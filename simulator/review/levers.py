"""What can be turned up or down: decisions that a board takes, and assumptions that nobody controls."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from simulator.engine.opening import opening_walks
from simulator.errors import ArgumentError, ScenarioError
from simulator.results.outcomes import EVERY_BODY, SYSTEM
from simulator.review.ladder import Changes
from simulator.review.question import called
from simulator.review.restated import changed, fixed, number_at, scaled, shifted
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.terms.bodies import Buyer, Council
from simulator.scenario.uncertain import uncertain_numbers, yearly_numbers
from simulator.scenario.uncertainty import distribution, planned
from simulator.scenario.units import unit_of
from simulator.words.spelling import advice

MOST_SAVINGS = (3.0, 2.5, 2.0, 1.75, 1.5, 1.25, 1.1)
"""Times the plan that savings are turned up at most: the first that plans no more savings than there is cost."""
MOST_MONEY = 0.15
"""Of opening income that recurrent money is given at most."""
MOST_MONTHS = 36
"""Months by which a start is moved either way."""
EXTREMES = (0.005, 0.995)
"""Between which of its percentiles an assumption is moved, unless a range is named."""
SAVINGS, RECURRENT, OFFICE, START = "savings", "recurrent", "office", "start"


@dataclass(frozen=True)
class Lever:
    """Something that can be turned, between two ends.

    Attributes
    ----------
    title : str
        What would have to be, up to the value: ``all savings of the hospital would have to be``.
    shown : callable
        A value as it is read.
    base : float
        Where it stands.
    changes : callable
        What a value changes in a scenario.
    is_whole : bool
        Whether only whole numbers count.
    is_decision : bool
        Whether a board decides it; else nobody controls it.
    why_no_more : str
        Why it is not turned further up; nothing where only the range says so.
    """

    key: str
    title: str
    shown: Callable[[float], str]
    base: float
    low: float
    high: float
    changes: Callable[[float], Changes]
    is_whole: bool = False
    is_decision: bool = True
    why_no_more: str = ""


def decision(scenario: Scenario, asked: str, body: str) -> Lever:
    """What a board can turn.

    Parameters
    ----------
    asked : str
        ``savings`` (the size of all savings of the body, or of all members, by one factor), ``recurrent`` (recurrent
        £m a year more), ``office`` (its places), ``KEY.start`` with the key of a scheme (months later), or a key of the
        scenario with a figure in it and its range, ``key=low..high``.

    Raises
    ------
    ArgumentError
        If there is no such decision, or it is an assumption.
    """
    key, span = _parted(asked)
    owners = tuple(scenario.system.members) if body in {SYSTEM, EVERY_BODY} else (body,)
    match key:
        case "savings":
            return _savings(scenario, owners, body, span)
        case "recurrent":
            return _recurrent(scenario, owners, body, span)
        case "office":
            return _office(scenario, span)
    scheme, dot, last = key.removeprefix("schemes.").rpartition(".")
    if dot and last == START and scheme in scenario.schemes:
        return _start(scenario, scheme, span)
    number = number_at(scenario, key)
    if number is None:
        names = [SAVINGS, RECURRENT, OFFICE, *(f"{one}.{START}" for one in scenario.schemes)]
        raise ArgumentError(
            f'There is no decision "{key}"{advice(key, names)}. Or name a key with a figure and a range, e.g. '
            "bodies.qeh.costs.nursing.base_gbp_m=50..60."
        )
    if number.name in _drawn(scenario):
        raise ArgumentError(
            f"{key} is uncertain: no board decides it. Ask for its switching value with --assumption {key}."
        )
    if span is None:
        raise ArgumentError(f"{key} needs a range in which it is looked for, e.g. {key}=low..high.")
    return Lever(
        key=key,
        title=f"{key} would have to be",
        shown=lambda value: _figure(value, unit_of(key.rpartition(".")[2])),
        base=planned(number),
        low=span[0],
        high=span[1],
        changes=lambda value: {key: fixed(number, value, replan=True)},
    )


def assumption(scenario: Scenario, asked: str) -> Lever:
    """An uncertain input, the same in every future while the plan stays as it is.

    Parameters
    ----------
    asked : str
        Its key, alone or with a range, ``key=low..high``; else it is moved over nearly all of its distribution.

    Raises
    ------
    ArgumentError
        If there is no such input, or it is certain.
    """
    key, span = _parted(asked)
    number = number_at(scenario, key)
    known = _drawn(scenario)
    if number is None or (number.is_certain and key not in known):
        if number is not None:
            raise ArgumentError(
                f"{key} is certain, {planned(number):g} in every future. Turn it with --decision {key}=low..high."
            )
        raise ArgumentError(f'There is no uncertain input "{key}"{advice(key, known)}')
    low, high = span or tuple(distribution(number).ppf(np.array(EXTREMES)).tolist())
    return Lever(
        key=key,
        title=f"{key} would have to be",
        shown=lambda value: _figure(value, unit_of(key.rpartition(".")[2])),
        base=_median(number),
        low=low,
        high=high,
        changes=lambda value: {key: fixed(number, value)},
        is_decision=False,
    )


def _median(number: Number) -> float:
    return float(distribution(number).ppf(np.array([0.5]))[0])


def _drawn(scenario: Scenario) -> set[str]:
    """Keys of the uncertain numbers as the file writes them: a yearly programme's without its year."""
    names = (one.name for one in (*uncertain_numbers(scenario), *yearly_numbers(scenario)))
    return {".".join(part.partition("@")[0] for part in name.split(".")) for name in names}


def _parted(asked: str) -> tuple[str, tuple[float, float] | None]:
    key, equals, span = (part.strip() for part in asked.partition("="))
    if not equals:
        return key, None
    low, dots, high = span.partition("..")
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = math.nan, math.nan
    if not dots or not ends[0] < ends[1] or not all(map(math.isfinite, ends)):
        raise ArgumentError(f"{asked}: a range is written as low..high, e.g. {key}=0..2.")
    return key, ends


def _savings(
    scenario: Scenario, owners: tuple[str, ...], body: str, span: tuple[float, float] | None
) -> Lever:
    schemes = {
        key: one for key, one in scenario.schemes.items() if one.owner in owners and one.kind != "one_off"
    }
    if not schemes:
        raise ArgumentError(f"{called(scenario, body)} plans no savings: there is nothing to turn.")

    def changes(factor: float) -> Changes:
        sizes = {
            f"schemes.{key}.{name}": number
            for key, one in schemes.items()
            for name in ("full_year_gbp_m", "share_pct")
            if (number := getattr(one, name)) is not None
        }
        for key, one in schemes.items():
            if one.follows_need is not None:
                where = f"schemes.{key}.follows_need"
                sizes[f"{where}.least_pct"] = one.follows_need.least_pct
                sizes[f"{where}.most_pct"] = one.follows_need.most_pct
        return {path: scaled(number, factor, replan=True) for path, number in sizes.items()}

    low, high = span or (0.0, _most(scenario, changes))
    whose = "all members" if body in {SYSTEM, EVERY_BODY} else called(scenario, body)
    title = f"the savings of {whose}, programmes and their limits by one factor, would have to be"
    why = (
        ""
        if span or high == MOST_SAVINGS[0]
        else "beyond it they would plan to save more than is spent on a line"
    )
    return Lever(
        SAVINGS, title, lambda x: f"{100 * x:.0f} % of the plan", 1.0, low, high, changes, why_no_more=why
    )


def _most(scenario: Scenario, changes: Callable[[float], Changes]) -> float:
    for factor in MOST_SAVINGS:
        with suppress(ScenarioError):
            changed(scenario, changes(factor))
            return factor
    return 1.0


def _recurrent(
    scenario: Scenario, owners: tuple[str, ...], body: str, span: tuple[float, float] | None
) -> Lever:
    incomes = {
        walk.body: sum(step.amount_gbp_m for step in walk.steps if step.amount_gbp_m > 0)
        for walk in opening_walks(scenario)
        if walk.body in owners
    }
    whole = sum(incomes.values())

    def changes(amount: float) -> Changes:
        given: Changes = {}
        for key, income in incomes.items():
            given |= _given(scenario, key, amount * income / whole)
        return given

    low, high = span or (0.0, MOST_MONEY * whole)
    whose = "the members, by their income," if body in {SYSTEM, EVERY_BODY} else called(scenario, body)
    return Lever(
        RECURRENT, f"{whose} would have to have", lambda x: f"£{x:.1f}m more a year", 0.0, low, high, changes
    )


def _given(scenario: Scenario, key: str, amount: float) -> Changes:
    """Recurrent money from outside from the first day on: the opening position is better by as much.

    Months already closed are better by their part of it: else futures would explain them by bad luck that lasts.
    """
    body = scenario.bodies[key]
    opening: Changes = {
        f"bodies.{key}.opening_underlying_gbp_m": shifted(body.opening_underlying_gbp_m, amount, replan=True)
    }
    if (closed := scenario.actuals.get(key)) is not None:
        opening[f"actuals.{key}.position_gbp_m"] = [month + amount / 12 for month in closed.position_gbp_m]
    if isinstance(body, Buyer):
        name = "funding_gbp_m" if isinstance(body, Council) else "allocation_gbp_m"
        return opening | {f"bodies.{key}.{name}": shifted(body.funds, amount, replan=True)}
    return opening | {f"bodies.{key}.income.recurrent_money": {"base_gbp_m": amount}}


def _office(scenario: Scenario, span: tuple[float, float] | None) -> Lever:
    if scenario.office is None:
        raise ArgumentError("The scenario has no delivery office: there are no places to turn.")
    places = scenario.office.places
    largest = max((scheme.team for scheme in scenario.schemes.values()), default=1)
    low, high = span or (float(max(largest, 1)), max(3.0 * places, places + 10.0))
    return Lever(
        OFFICE,
        "the delivery office would have to have",
        lambda x: f"{x:.0f} places",
        float(places),
        math.ceil(low),
        math.floor(high),
        lambda x: {"office.places": round(x)},
        is_whole=True,
    )


def _start(scenario: Scenario, key: str, span: tuple[float, float] | None) -> Lever:
    scheme = scenario.schemes[key]
    low, high = span or (-float(MOST_MONTHS), float(MOST_MONTHS))

    def shown(months: float) -> str:
        return f"{abs(months):.0f} months {'earlier' if months < 0 else 'later'}"

    return Lever(
        f"{key}.{START}",
        f"“{scheme.name}” would have to start",
        shown,
        0.0,
        math.ceil(low),
        math.floor(high),
        lambda x: {f"schemes.{key}.start": _months_after(scheme.start, round(x))},
        is_whole=True,
    )


def _months_after(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (datetime.date(year + month // 11, (month + 1) % 12 + 1, 1) - datetime.timedelta(days=1)).day
    return datetime.date(year, month + 1, min(day.day, last))


def _figure(value: float, unit: str) -> str:
    return f"£{value:.4g}m" if unit == "£m" else f"{value:.4g} {unit}".rstrip()

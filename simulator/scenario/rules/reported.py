"""Reported facts: about years that are simulated, each a value or a range of one kind, of what the model has."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, end_year
from simulator.scenario.terms.bodies import Provider
from simulator.scenario.terms.reported import Reported

ONE_YEAR = ("level", "variance_to_plan")
"""Kinds that are about one year; the others are about two, or all from one to another."""
BALANCES = {
    "cumulative": "the cumulative position is a sum already: take its level, or sum the surplus",
    "cash": "cash is a balance, which no sum of years has: take its level",
    "loans": "loans are a balance, which no sum of years has: take their level, or their change",
}


def periods(scenario: Scenario) -> Iterator[Contradiction]:
    """A fact says which years of the horizon it is about, as its kind asks."""
    for key, fact in scenario.reported.items():
        path: KeyPath = ("reported", key)
        needed = ("year",) if fact.kind in ONE_YEAR else ("from_year", "to_year")
        for word in ("year", "from_year", "to_year"):
            year = getattr(fact, word)
            if word in needed and year is None:
                yield Contradiction((*path, word), f'is missing: kind = "{fact.kind}" needs it')
            elif word not in needed and year is not None:
                yield Contradiction((*path, word), f'does not go with kind = "{fact.kind}"')
            elif year is not None and not scenario.start.year <= year < end_year(scenario):
                yield Contradiction(
                    (*path, word),
                    f"is {year}; the years simulated are {scenario.start.year} to {end_year(scenario) - 1}",
                )
        if fact.from_year is not None and fact.to_year is not None and fact.from_year >= fact.to_year:
            yield Contradiction((*path, "to_year"), "should be after from_year")


def amounts(scenario: Scenario) -> Iterator[Contradiction]:
    """A fact states a value or a range, in the unit of its measure; a balance is no flow that could be summed."""
    for key, fact in scenario.reported.items():
        path: KeyPath = ("reported", key)
        unit, other, told = ("pct", "gbp_m", "%") if fact.is_share else ("gbp_m", "pct", "£m")
        strangers = [
            word for word in ("value", "low", "high") if getattr(fact, f"{word}_{other}") is not None
        ]
        for word in strangers:
            yield Contradiction(
                (*path, f"{word}_{other}"), f"does not go with {fact.measure}: it is in {told}, {word}_{unit}"
            )
        value, low, high = (getattr(fact, f"{word}_{unit}") for word in ("value", "low", "high"))
        if (low is None) != (high is None):
            yield Contradiction(path, f"a range needs both low_{unit} and high_{unit}")
        elif value is None and low is None and not strangers:
            yield Contradiction(path, f"needs value_{unit}, or a range: low_{unit} and high_{unit}")
        elif value is not None and low is not None:
            yield Contradiction((*path, f"value_{unit}"), "does not go with a range: leave one of them out")
        if low is not None and high is not None and low > high:
            yield Contradiction((*path, f"low_{unit}"), f"is above high_{unit}")
        if fact.kind == "cumulative" and fact.measure in BALANCES:
            yield Contradiction((*path, "kind"), BALANCES[fact.measure])


def subjects(scenario: Scenario) -> Iterator[Contradiction]:
    """A share of bodies is a level of the system's; who has cash and loans has a table of them."""
    for key, fact in scenario.reported.items():
        path: KeyPath = ("reported", key)
        if fact.is_share and fact.body != "system":
            yield Contradiction((*path, "body"), f'is "{fact.body}": a share in deficit is of the system')
        if fact.is_share and fact.kind != "level":
            yield Contradiction(
                (*path, "kind"), f'is "{fact.kind}": a share in deficit is a level of one year'
            )
        if fact.measure in ("cash", "loans") and not _has_cash(scenario, fact):
            yield Contradiction(
                (*path, "measure"), f'is "{fact.measure}", which needs [bodies.{_example(fact)}.cash]'
            )


def _has_cash(scenario: Scenario, fact: Reported) -> bool:
    keys = scenario.system.members if fact.body == "system" else (fact.body,)
    bodies = [scenario.bodies[key] for key in keys if key in scenario.bodies]
    return any(isinstance(body, Provider) and body.cash is not None for body in bodies)


def _example(fact: Reported) -> str:
    return "<provider>" if fact.body == "system" else fact.body


RULES = (periods, amounts, subjects)

"""Reported facts: about years that are simulated, and each a value or a range of one kind."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, end_year
from simulator.scenario.terms.reported import Reported

ONE_YEAR = ("level", "variance_to_plan")
"""Kinds that are about one year; the others are about two, or all from one to another."""


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
    """A fact states a value, or a range from low to high; a balance is no flow that could be summed."""
    for key, fact in scenario.reported.items():
        path: KeyPath = ("reported", key)
        if (fact.low_gbp_m is None) != (fact.high_gbp_m is None):
            yield Contradiction(path, "a range needs both low_gbp_m and high_gbp_m")
        elif fact.value_gbp_m is None and fact.low_gbp_m is None:
            yield Contradiction(path, "needs value_gbp_m, or a range: low_gbp_m and high_gbp_m")
        elif fact.value_gbp_m is not None and fact.low_gbp_m is not None:
            yield Contradiction((*path, "value_gbp_m"), "does not go with a range: leave one of them out")
        if _is_upside_down(fact):
            yield Contradiction((*path, "low_gbp_m"), "is above high_gbp_m")
        if fact.kind == fact.measure == "cumulative":
            yield Contradiction(
                (*path, "kind"),
                "the cumulative position is a sum already: take its level, or sum the surplus",
            )


def _is_upside_down(fact: Reported) -> bool:
    return fact.low_gbp_m is not None and fact.high_gbp_m is not None and fact.low_gbp_m > fact.high_gbp_m


RULES = (periods, amounts)

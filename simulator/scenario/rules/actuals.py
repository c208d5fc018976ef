"""Months already closed: of simulated bodies, as many for each, and over by the scenario's date."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, planned, unknown
from simulator.scenario.terms.bodies import Buyer


def bodies(scenario: Scenario) -> Iterator[Contradiction]:
    """Actuals are those of simulated bodies."""
    for key in scenario.actuals:
        if key not in scenario.bodies:
            yield unknown(("actuals", key), "simulated body", key, scenario.bodies)


def lengths(scenario: Scenario) -> Iterator[Contradiction]:
    """Every body with actuals has closed as many months."""
    counts = {key: len(actuals.position_gbp_m) for key, actuals in scenario.actuals.items()}
    first = next(iter(counts), None)
    for key, count in counts.items():
        if first is not None and count != counts[first]:
            yield Contradiction(
                ("actuals", key, "position_gbp_m"),
                f"has {_months(count)}, but actuals.{first} has {_months(counts[first])}: all bodies with actuals "
                "need the same number; leave out months that are not closed for all of them",
            )


def over_by_then(scenario: Scenario) -> Iterator[Contradiction]:
    """No month was closed before it was over."""
    for key, actuals in scenario.actuals.items():
        count = len(actuals.position_gbp_m)
        years, month = divmod(scenario.start.month - 1 + count, 12)
        next_month = (scenario.start.year + years, month + 1)
        if (scenario.as_of.year, scenario.as_of.month) < next_month:
            day = "{}-{:02d}-01".format(*next_month)
            yield Contradiction(
                ("actuals", key, "position_gbp_m"),
                f"has {_months(count)}, the last of which ended before {day}; but `as_of`, the date by which "
                f"everything was known, is {scenario.as_of.isoformat()}: set it to {day} or later",
            )


def amounts(scenario: Scenario) -> Iterator[Contradiction]:
    """No month's position is larger than a month's income: a mistake of units, most often."""
    for key, actuals in scenario.actuals.items():
        income = _income_of_a_month(scenario, key)
        for number, amount in enumerate(actuals.position_gbp_m, 1):
            if income is not None and abs(amount) > income:
                yield Contradiction(
                    ("actuals", key, "position_gbp_m"),
                    f"has {amount:g} for month {number}, more than the body's income of a month "
                    f"(£{income:.1f}m): positions are income less expenditure of one month, in £m, not in "
                    "thousands and not for the year to date",
                )


def _income_of_a_month(scenario: Scenario, key: str) -> float | None:
    """A body's planned income of a month at base amounts, £m."""
    body = scenario.bodies.get(key)
    if body is None:
        return None
    if isinstance(body, Buyer):
        return planned(body.funds) / 12
    earned = sum(planned(c.value_gbp_m) for c in scenario.contracts.values() if c.provider == key)
    return (earned + sum(planned(line.base_gbp_m) for line in body.income.values())) / 12


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"


RULES = (bodies, lengths, over_by_then, amounts)

"""Months already closed: of simulated bodies, as many for each, and over by the scenario's date."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, unknown


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


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"


RULES = (bodies, lengths, over_by_then)

"""Dates and years: the horizon, and tables by year that must cover it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.programmes import financial_year
from simulator.scenario.regime_use import WHOLE_TABLES, in_use
from simulator.scenario.rules.contradiction import Contradiction, end_year
from simulator.scenario.terms.bodies import Council


def horizon(scenario: Scenario) -> Iterator[Contradiction]:
    """A scenario starts on 1 April, and is written before it is over."""
    if (scenario.start.month, scenario.start.day) != (4, 1):
        yield Contradiction(("start",), f"should be 1 April of a year, but is {scenario.start.isoformat()}")
    if scenario.as_of >= _end(scenario):
        yield Contradiction(
            ("as_of",),
            f"is {scenario.as_of.isoformat()}: the horizon has ended by then, nothing is left to simulate",
        )


def first_rows(scenario: Scenario) -> Iterator[Contradiction]:
    """A table by year says what holds in the first year, as far as it was known by `as_of`."""
    for key, series in scenario.prices.items():
        yield from _first_row(scenario, ("prices", key, "planned_pct"), series.planned_pct)
    for key, contract in scenario.contracts.items():
        if contract.marginal_rate_pct is not None:
            yield from _first_row(
                scenario, ("contracts", key, "marginal_rate_pct"), contract.marginal_rate_pct
            )
    for key, body in scenario.bodies.items():
        funding = None if isinstance(body, Council) else body.sustainability_funding
        for word in ("offer_gbp_m", "fills_deficit_pct"):
            if funding is not None and word in funding.model_fields_set:
                path: KeyPath = ("bodies", key, "sustainability_funding", word)
                yield from _first_row(scenario, path, getattr(funding, word))
    for part, word in sorted(in_use(scenario)):
        rows = getattr(getattr(scenario.regime, part), word)
        if rows and word not in WHOLE_TABLES:
            yield from _first_row(scenario, ("regime", part, word), rows)
    write_off = scenario.regime.providers.write_off
    if write_off is not None and ("providers", "write_off") in in_use(scenario):
        path = ("regime", "providers", "write_off", "probability")
        yield from _first_row(scenario, path, write_off.probability)


def dates(scenario: Scenario) -> Iterator[Contradiction]:
    """What is dated after the horizon never happens in it."""
    for body_key, body in scenario.bodies.items():
        for key, change in (body.grip.changes if body.grip else {}).items():
            yield from _after_the_end(
                scenario, ("bodies", body_key, "grip", "changes", key, "date"), change.date
            )
    for key, scheme in scenario.schemes.items():
        yield from _after_the_end(scenario, ("schemes", key, "start"), scheme.start)
        for name, gateway in scheme.gateways.items():
            yield from _after_the_end(scenario, ("schemes", key, "gateways", name, "date"), gateway.date)
    for key, milestone in scenario.milestones.items():
        yield from _after_the_end(scenario, ("milestones", key, "date"), milestone.date)
    for key, risk in scenario.risks.items():
        yield from _after_the_end(scenario, ("risks", key, "date"), risk.date)
        if risk.date < scenario.start:
            yield Contradiction(
                ("risks", key, "date"),
                f"is {risk.date.isoformat()}, before the start on {scenario.start.isoformat()}",
            )


def history(scenario: Scenario) -> Iterator[Contradiction]:
    """Only the two years before the start count towards three years' break-even."""
    start = scenario.start.year
    for key, body in scenario.bodies.items():
        years = {int(year) for year in body.history}
        for year in sorted(years - {start - 1, start - 2}):
            yield Contradiction(
                ("bodies", key, "history", str(year)),
                f"has no effect: only the two years before the start count, {start - 2} and {start - 1}",
            )
        if start - 2 in years and start - 1 not in years:
            yield Contradiction(
                ("bodies", key, "history"), f"has {start - 2} but not {start - 1}: three years need both"
            )


def _first_row(scenario: Scenario, path: KeyPath, rows: Mapping[str, Number]) -> Iterator[Contradiction]:
    known = [
        int(year)
        for year, row in rows.items()
        if row.source not in scenario.sources or scenario.sources[row.source].date <= scenario.as_of
    ]
    if not known or min(known) > scenario.start.year:
        found = f"the first is {min(known)}" if known else "there is none"
        yield Contradiction(
            path,
            f"needs a row for {scenario.start.year} or an earlier year that was known on "
            f"{scenario.as_of.isoformat()} (`as_of`); {found}",
        )


def _after_the_end(scenario: Scenario, path: KeyPath, day: datetime.date) -> Iterator[Contradiction]:
    if financial_year(day) >= end_year(scenario):
        yield Contradiction(
            path, f"is {day.isoformat()}, after the horizon's end on 31 March {end_year(scenario)}"
        )


def _end(scenario: Scenario) -> datetime.date:
    return datetime.date(end_year(scenario), 4, 1)


RULES = (
    horizon,
    first_rows,
    dates,
    history,
)

"""Dates far outside: years mistyped, day and month the other way round, an end before the effect is full."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.plausibility.question import Question, Reading
from simulator.scenario.rules.contradiction import end_year
from simulator.scenario.terms.schemes import Scheme

YEARS_BEFORE = 5
"""What is dated earlier than so many years before the start is hardly part of a plan."""
YEARS_AROUND = 2
"""A decision on a scheme falls at most so many years before its start or after it."""
A_YEAR = datetime.timedelta(days=366)
FIRST_START, LAST_START = 1990, 2060
OLDEST_SOURCE, SOURCE_AFTER = 1940, 30
"""The first year of a source, and years after `as_of`."""


def scenario_dates(reading: Reading) -> Iterator[Question]:
    """The scenario starts in our times, and is seen from within a year of its start."""
    start, as_of = reading.scenario.start, reading.scenario.as_of
    if not FIRST_START <= start.year <= LAST_START:
        yield Question(("start",), f"{start.isoformat()} is far from our times", _near(start, as_of.year))
    elif abs(as_of - start) > A_YEAR:
        when = "before" if as_of < start else "after"
        meant = _near(as_of, start.year)
        yield Question(
            ("as_of",),
            f"{as_of.isoformat()} is more than a year {when} the start, {start.isoformat()}",
            meant,
        )


def years(reading: Reading) -> Iterator[Question]:
    """What is planned is planned for years about the simulated ones, and sources are of our times."""
    scenario = reading.scenario
    first, last = scenario.start.year - YEARS_BEFORE, end_year(scenario)
    for path, day in _dates(reading):
        is_source = path[0] == "sources"
        allowed = (OLDEST_SOURCE, scenario.as_of.year + SOURCE_AFTER) if is_source else (first, last)
        if len(path) > 1 and not allowed[0] <= day.year <= allowed[1]:
            when = "before" if day.year < allowed[0] else "after"
            about = "our times" if is_source else f"the years simulated, {scenario.start.year} to {last - 1}"
            yield Question(path, f"{day.isoformat()} is long {when} {about}", _near(day, scenario.start.year))


def turned_round(reading: Reading) -> Iterator[Question]:
    """Plans are dated to the first of a month: one of early January may be another month's first."""
    planned = [(path, day) for path, day in _dates(reading) if len(path) > 1 and path[0] != "sources"]
    firsts = sum(day.day == 1 for _, day in planned)
    for path, day in planned:
        if day.month == 1 and 2 <= day.day <= 12 and 2 * firsts > len(planned):
            meant = day.replace(month=day.day, day=1)
            yield Question(
                path, f"{day.isoformat()} is {day.day} January", f"{meant.isoformat()}, 1 {meant:%B}"
            )


def ends(reading: Reading) -> Iterator[Question]:
    """A scheme ends after its effect was full, if it starts as planned."""
    for key, scheme in reading.scenario.schemes.items():
        if scheme.ends is not None and scheme.ends < _full(scheme):
            yield Question(
                ("schemes", key, "ends"),
                f"{scheme.ends.isoformat()} is before the effect is full, {scheme.ramp_months} months after "
                f"{scheme.start.isoformat()}",
            )


def gateways(reading: Reading) -> Iterator[Question]:
    """Decisions on a scheme fall near its start."""
    for key, scheme in reading.scenario.schemes.items():
        for name, gateway in scheme.gateways.items():
            years_away = (gateway.date - scheme.start) / A_YEAR
            if abs(years_away) > YEARS_AROUND:
                when = "before" if years_away < 0 else "after"
                yield Question(
                    ("schemes", key, "gateways", name, "date"),
                    f"{gateway.date.isoformat()} is {abs(years_away):.0f} years {when} the scheme's start, "
                    f"{scheme.start.isoformat()}",
                    _near(gateway.date, scheme.start.year),
                    rests_on=(("schemes", key, "start"),),
                )


def _dates(reading: Reading) -> Iterator[tuple[KeyPath, datetime.date]]:
    for path, table in reading.tables:
        for key in type(table).model_fields:
            value = getattr(table, key)
            if isinstance(value, datetime.date):
                yield (*path, key), value


def _full(scheme: Scheme) -> datetime.date:
    years, month = divmod(scheme.start.month - 1 + scheme.ramp_months, 12)
    return datetime.date(min(scheme.start.year + years, datetime.MAXYEAR), month + 1, 1)


def _near(day: datetime.date, year: int) -> str:
    """The same day in the year, of those with a likely slip, that is nearest to ``year``; nothing if none is near."""
    digits = f"{day.year:04d}"
    slips = {day.year + 2_000, day.year + 1_900, 2_000 + day.year % 100, 1_900 + day.year % 100}
    slips |= {
        int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]) for place in range(3)
    }
    slips |= {int(digits[:place] + str(year)[place] + digits[place + 1 :]) for place in range(4)}
    near = min(slips - {day.year}, key=lambda slip: abs(slip - year))
    return f"{near:04d}-{day.month:02d}-{day.day:02d}" if abs(near - year) <= YEARS_BEFORE else ""

"""People by age: bands in order, and every year of the horizon told."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, end_year, is_left_out, without_effect


def age_bands(scenario: Scenario) -> Iterator[Contradiction]:
    """Age bands follow one another, from the youngest to the oldest."""
    previous = -1
    for place, band in enumerate(scenario.age_bands):
        first, _, last = band.rstrip("+").partition("-")
        if int(first) <= previous:
            yield Contradiction(
                ("age_bands", place), f'"{band}" overlaps the band before it, or stands out of order'
            )
        if band.endswith("+") and place + 1 < len(scenario.age_bands):
            yield Contradiction(("age_bands", place), f'"{band}" has no end: it must be the last')
        if last and int(last) < int(first):
            yield Contradiction(("age_bands", place), f'"{band}" ends before it begins')
        previous = max(previous, int(last or first))


def people(scenario: Scenario) -> Iterator[Contradiction]:
    """Populations are given by every age band, for the whole horizon."""
    first, last = scenario.start.year, end_year(scenario)
    for key, population in scenario.populations.items():
        path: KeyPath = ("populations", key, "people")
        for year, figures in population.people.items():
            if len(figures) != len(scenario.age_bands):
                yield Contradiction(
                    (*path, year),
                    f"has {len(figures)} figures, but there are {len(scenario.age_bands)} age bands",
                )
        years = sorted(int(year) for year in population.people)
        if not years or years[0] > first or years[-1] < last:
            found = f"{years[0]} to {years[-1]}" if years else "none"
            yield Contradiction(
                path,
                f"covers {found}; needed are figures from {first} or before to {last} or later",
            )


def people_errors(scenario: Scenario) -> Iterator[Contradiction]:
    """An error in the number of old people needs an age band of theirs."""
    has_old_people = any(int(band.rstrip("+").partition("-")[0]) >= 75 for band in scenario.age_bands)
    for key, population in scenario.populations.items():
        if not has_old_people and not is_left_out(population.growth_error_75_and_over_pct):
            yield without_effect(
                ("populations", key, "growth_error_75_and_over_pct"), "no age band begins at 75 or later"
            )


RULES = (
    age_bands,
    people,
)
EFFECTS = (people_errors,)
"""Asked of whole files: what they miss may be what is wrong."""

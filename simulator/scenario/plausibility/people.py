"""People: in thousands, with a digit lost, in bands with gaps, or too many or too few for the money."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterator, Sequence

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.plausibility.question import Question, Reading, typed
from simulator.scenario.rules.contradiction import planned
from simulator.scenario.terms.bodies import Buyer, Council

FEWEST = 3_000
"""No commissioner or hospital is there for fewer."""
A_HEAD = {False: (100.0, 20_000.0, 1_500.0), True: (20.0, 20_000.0, 500.0)}
"""£ a head and year that are met, and the usual, of commissioners and of councils."""
MOST_CHANGE = 1.2
"""Times: a band from one mid-year to the next, or back."""
SLIPS = (1_000, 100, 10, 0.1, 0.01, 0.001)
"""What a figure in thousands or hundreds, or with a digit lost or doubled, is to be multiplied by."""
LAST_AGE = 100
LATE_AGES = 65
THINNEST = {False: 0.2, True: 0.01}
"""People a year of age, beside the middle band: in bands of earlier and of late ages."""
THICKEST = 4.0
GROWS_OLD = 1.5
"""Times: so many more people a year of age may be in a late band than in the one before it."""


def bands(reading: Reading) -> Iterator[Question]:
    """Age bands that leave people out: the youngest, the oldest, or some between."""
    scenario = reading.scenario
    last_age = -1
    for place, band in enumerate(scenario.age_bands):
        first, last = _ages(band)
        if first != last_age + 1:
            who = f"nobody is {_from_to(last_age + 1, first - 1)}"
            meant = band.replace(str(first), str(last_age + 1), 1)
            yield Question(("age_bands", place), f'"{band}" leaves a gap, {who}', f'"{meant}"')
        last_age = last
    if not scenario.age_bands[-1].endswith("+"):
        band = scenario.age_bands[-1]
        meant = f'"{_ages(band)[0]}+"'
        yield Question(("age_bands", len(scenario.age_bands) - 1), f'"{band}" leaves the oldest out', meant)


def a_head(reading: Reading) -> Iterator[Question]:
    """As many people as the money is for: £100 to £20,000 a head."""
    scenario = reading.scenario
    asked: set[str] = set()
    for key, body in scenario.bodies.items():
        population = body.population if isinstance(body, Buyer) else body.host_population
        people = _at_start(scenario, population)
        if population in asked or not people:
            continue
        path: KeyPath = ("populations", population, "people")
        total = sum(people)
        if isinstance(body, Buyer):
            low, high, usual = A_HEAD[isinstance(body, Council)]
            word = "funding_gbp_m" if isinstance(body, Council) else "allocation_gbp_m"
            pounds = 1e6 * planned(body.funds) / total
            if not low <= pounds <= high and pounds > 0:
                slip = _slip(usual / pounds)
                asked.add(population)
                yield Question(
                    path,
                    f"{typed(total)} people are £{pounds:,.0f} of {key}'s {word} a head",
                    f"{typed(round(total * slip))} people",
                    rests_on=(("bodies", key, word),),
                )
        elif total < FEWEST:
            asked.add(population)
            yield Question(
                path, f"{typed(total)} people are too few for a hospital", f"{typed(total * 1_000)} people"
            )


def jumps(reading: Reading) -> Iterator[Question]:
    """No band grows or shrinks by a fifth from one mid-year to the next."""
    scenario = reading.scenario
    for key, population in scenario.populations.items():
        years = sorted(population.people, key=int)
        for before, year in itertools.pairwise(years):
            pairs = zip(population.people[before], population.people[year], strict=True)
            for place, (old, new) in enumerate(pairs):
                if abs(math.log(new / old)) < math.log(MOST_CHANGE) * (int(year) - int(before)):
                    continue
                others = [population.people[name][place] for name in years if name not in (before, year)]
                other = statistics.median(others or [old])
                is_wrong_before = abs(math.log(other / new)) < abs(math.log(other / old))
                wrong, figure, right = (before, old, new) if is_wrong_before else (year, new, old)
                slip = min((*SLIPS, 1.0), key=lambda slip: abs(math.log(figure * slip / right)))
                yield Question(
                    ("populations", key, "people", wrong, place),
                    f"{typed(figure)} people of {scenario.age_bands[place]} are {100 * (figure / right - 1):+,.0f} % "
                    f"beside {typed(right)} in {year if is_wrong_before else before}",
                    typed(round(figure * slip)) if slip != 1.0 else "",
                )


def sizes(reading: Reading) -> Iterator[Question]:
    """In no band are many times more or fewer people a year of age than in the others; asked of its first year."""
    bands = reading.scenario.age_bands
    for key, population in reading.scenario.populations.items():
        asked: set[int] = set()
        for year in sorted(population.people, key=int) if len(bands) > 2 else ():
            people = population.people[year]
            crowds = [figure / _width(band) for figure, band in zip(people, bands, strict=True)]
            middle = statistics.median(crowds)
            for place, (figure, crowd) in enumerate(zip(people, crowds, strict=True)):
                is_late = _ages(bands[place])[0] >= LATE_AGES
                usual = middle / 2 if is_late else middle
                most = THICKEST * middle
                if is_late and place and place - 1 not in asked:
                    most = max(GROWS_OLD * crowds[place - 1], THINNEST[True] * middle)
                if place in asked or THINNEST[is_late] * middle <= crowd <= most:
                    continue
                asked.add(place)
                yield Question(
                    ("populations", key, "people", year, place),
                    f"{typed(figure)} people of {bands[place]} are {crowd / middle:.3g} times as many a year of age "
                    "as in the middle band",
                    typed(round(figure * _slip(crowd / usual))),
                )


def _slip(times: float) -> float:
    """What a figure that is so many times what it should be is to be multiplied by."""
    return min(SLIPS, key=lambda slip: abs(math.log(times * slip)))


def _at_start(scenario: Scenario, population: str) -> Sequence[float]:
    people = scenario.populations[population].people
    return people[min(people, key=lambda year: abs(int(year) - scenario.start.year))]


def _ages(band: str) -> tuple[int, int]:
    first, _, last = band.rstrip("+").partition("-")
    return int(first), int(last or first)


def _width(band: str) -> int:
    first, last = _ages(band)
    return max(LAST_AGE - first, 5) if band.endswith("+") else last - first + 1


def _from_to(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first} to {last}"

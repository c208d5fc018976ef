"""Fractions where per cents are asked for, per cents where shares are, and rates beyond what is met."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeVar

from simulator.scenario.number import Number, Table
from simulator.scenario.plausibility.question import Question, Reading, Stated, typed
from simulator.scenario.plausibility.usual import LARGE, MOST_MONTHS, MOST_OF_A_WHOLE, USUAL

T = TypeVar("T")

NEARLY_SO_LITTLE = 5.0
"""Where several of a key look like fractions and none does not, those below so many times the limit do too."""


LEAST_PLAN = 0.3
"""Of base activity, that a contract plans at the opening."""
MOST_BETWEEN_AGES = 100.0
"""Times: what care costs a head in one age band beside the middle one."""
MOST_WEIGHT = 5.0
"""In surprise inflation, in which the weights of all series usually add up to 1."""


def fractions(reading: Reading) -> Iterator[Question]:
    """Per cents so small that they look like fractions: 0.02 for 2 %."""
    families: dict[tuple[type[Table], str], list[Stated]] = defaultdict(list)
    for stated in reading.numbers:
        if usual(stated) is not None:
            families[type(stated.table), stated.key].append(stated)
    for family in families.values():
        little = (usual(family[0]) or LARGE)[0]
        asked = [stated for stated in family if _so_little(stated, little)]
        others = [stated for stated in family if stated not in asked]
        if len(asked) > 1 and all(_so_little(stated, NEARLY_SO_LITTLE * little) for stated in others):
            asked = [stated for stated in family if _so_little(stated, NEARLY_SO_LITTLE * little)]
        for stated in asked:
            word = _so_little(stated, NEARLY_SO_LITTLE * little)
            figure = stated.shape[word]
            yield Question(
                stated.path,
                f"{stated.told(word)} is {typed(figure)} %, less than is met",
                typed(100 * figure),
            )


def per_cents(reading: Reading) -> Iterator[Question]:
    """Shares so large that they look like per cent: 60 for 0.6; and a plan of 0.02 that looks like growth."""
    for stated in reading.numbers:
        most = of(MOST_OF_A_WHOLE, stated.table, stated.key) or math.inf
        for word, figure in stated.shape.items():
            is_growth = stated.key == "opening_plan" and 0 < figure < LEAST_PLAN
            if is_growth or abs(figure) > most:
                meant = 1 + figure if is_growth else figure / 100
                found = f"{stated.told(word)} is {typed(100 * figure)} % of the whole"
                yield Question(stated.path, found, typed(meant))
                break
    for key, series in reading.scenario.prices.items():
        if series.inflation_weight > MOST_WEIGHT:
            weight = series.inflation_weight
            found = f"{typed(weight)} makes surprise inflation {typed(weight)} times the series' own"
            yield Question(("prices", key, "inflation_weight"), found, typed(weight / 100))


def seasons(reading: Reading) -> Iterator[Question]:
    """No month of the year is a multiple of the others."""
    for key, service in reading.scenario.services.items():
        middle = statistics.median(service.season or [1.0])
        for place, share in enumerate(service.season or ()):
            if not middle / 3 <= share <= 3 * middle:
                meant = min(
                    (share / 100, share / 10, 10 * share, 100 * share), key=lambda it: abs(it - middle)
                )
                found = f"{typed(share)} is {share / middle:.3g} times a usual month's"
                yield Question(("services", key, "season", place), found, typed(meant))


def costs_a_head(reading: Reading) -> Iterator[Question]:
    """No age band costs a hundred times as much a head as the middle one, or a hundredth."""
    for key, service in reading.scenario.services.items():
        costs = [cost for cost in service.cost_per_head_gbp or () if cost > 0]
        middle = statistics.median(costs or [1.0])
        for place, cost in enumerate(service.cost_per_head_gbp or ()):
            if cost > 0 and not middle / MOST_BETWEEN_AGES < cost < MOST_BETWEEN_AGES * middle:
                found = f"£{typed(cost)} a head is {cost / middle:.3g} times as much as in the middle band"
                meant = cost * 1_000 if cost < middle else cost / 1_000
                yield Question(("services", key, "cost_per_head_gbp", place), found, typed(meant))


def beyond(reading: Reading) -> Iterator[Question]:
    """Rates far beyond what is met, in the middle or in their spread."""
    for stated in reading.numbers:
        limits = usual(stated)
        if limits is None:
            continue
        _, much = limits
        for word, figure in stated.shape.items():
            if abs(figure) > much:
                unit = 10 if abs(figure) / 10 <= much / 2 else 100
                yield Question(
                    stated.path,
                    f"{stated.told(word)} is {typed(figure)} %, more than is met",
                    typed(figure / unit),
                )
                break
        else:
            if stated.number.sd is not None and stated.number.sd > much:
                yield Question(stated.path, f"sd = {typed(stated.number.sd)} is more than is met")


def months(reading: Reading) -> Iterator[Question]:
    """Months so many that they look like days or weeks."""
    for path, table in reading.tables:
        for kind, keys in MOST_MONTHS.items():
            for key, most in keys.items() if isinstance(table, kind) else ():
                value = getattr(table, key)
                stated = Stated((*path, key), key, value, table) if isinstance(value, Number) else None
                count = max(map(abs, stated.centres.values())) if stated else value
                if count > most:
                    meant = f"{count / 30:.2g}, if these are days" if count >= 2 * most else ""
                    yield Question((*path, key), f"{typed(count)} months are {count / 12:.3g} years", meant)


def usual(stated: Stated) -> tuple[float, float] | None:
    """What is usual for a number's key; None where it is no per cent."""
    return of(USUAL, stated.table, stated.key)


def of(table: Mapping[type[Table], Mapping[str, T]], entry: Table, key: str) -> T | None:
    """What a table by tables and keys says of a key, be it of the entry's own kind or of a more general one."""
    return next((table[kind][key] for kind in type(entry).__mro__ if key in table.get(kind, {})), None)


def _so_little(stated: Stated, little: float) -> str:
    """Which of a number's figures looks like a fraction, if one does: of rates about nothing the largest."""
    if little >= LARGE[0]:
        return next(
            (word for word, figure in stated.centres.items() if 0 < abs(figure) <= min(little, 2.5)), ""
        )
    word, figure = max(stated.shape.items(), key=lambda item: abs(item[1]))
    return word if 0 < abs(figure) <= little else ""

"""What each uncertain number implies, beside what was typed: where they differ, something else may have been meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulator.scenario.model import Scenario
from simulator.scenario.number import Number
from simulator.scenario.uncertain import uncertain_numbers, yearly_numbers
from simulator.scenario.uncertainty import clipped_share, distribution, planned

MUCH_CLIPPED = 0.25
"""Of the replications: where bounds decide in more of them, the distribution hardly does."""
FAR = 0.1
"""Of the range from p10 to p90, by which what was typed is missed."""
_INSTANCE = re.compile(r"@\d{4}(?=\.)")


@dataclass(frozen=True)
class Implied:
    """What a number's distribution comes to within its bounds, in the unit of its key."""

    number: str
    """Its name; of a yearly programme, the programme's."""
    plan: float
    p10: float
    p50: float
    p90: float
    mean: float
    clipped: float
    """Share of the replications in which it is at a bound, where it would lie beyond."""
    differs: tuple[str, ...]
    """In which ways that is not what was typed, in words; none where it is."""


def typed_and_implied(scenario: Scenario) -> list[Implied]:
    """Every uncertain number that is drawn, in the order of the file; of a yearly programme, once."""
    numbers = (*uncertain_numbers(scenario), *yearly_numbers(scenario))
    once = {_INSTANCE.sub("", number.name): number for number in reversed(numbers)}
    return [_implied(name, once[name]) for name in dict.fromkeys(_INSTANCE.sub("", n.name) for n in numbers)]


def _implied(name: str, number: Number) -> Implied:
    believed = distribution(number)
    p10, p50, p90 = believed.ppf(np.array([0.1, 0.5, 0.9])).tolist()
    found = Implied(name, planned(number), p10, p50, p90, believed.mean, clipped_share(number), ())
    return Implied(**{**vars(found), "differs": tuple(_differences(number, found))})


def _differences(number: Number, found: Implied) -> Iterator[str]:
    if found.clipped > MUCH_CLIPPED:
        yield f"bounds decide in {100 * found.clipped:.0f} % of futures"
    if not found.p10 <= found.plan <= found.p90:
        yield "plan below p10" if found.plan < found.p10 else "plan above p90"
    for key in ("p10", "p50", "p90", "mean"):
        typed: float | None = getattr(number, key)
        if typed is not None and abs(typed - getattr(found, key)) > FAR * (found.p90 - found.p10):
            yield f"{key} typed as {typed:g}"

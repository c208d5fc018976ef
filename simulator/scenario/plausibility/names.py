"""Risks of one body that are called alike: two lines of a register, or one entered twice."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.plausibility.question import Question, Reading
from simulator.scenario.rules.names import seen


def risks(reading: Reading) -> Iterator[Question]:
    """A body's risks have names of their own."""
    first: dict[tuple[str, str], str] = {}
    for key, risk in reading.scenario.risks.items():
        other = first.setdefault((risk.owner, seen(risk.name)), key)
        if other != key:
            yield Question(("risks", key, "name"), f'"{risk.name}" is the name of risks.{other} as well')

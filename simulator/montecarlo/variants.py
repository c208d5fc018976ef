"""The variants of a sweep: each a scenario that holds together, all of them looked at before one is simulated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from simulator.arguments import of_kind
from simulator.engine.opening import opening_refusals
from simulator.errors import ArgumentError, Mistake, OpeningError, ScenarioError
from simulator.scenario.model import Scenario
from simulator.scenario.variant import described

EXAMPLE = '{"bolder": {"schemes.care_at_home.delivery": 0.8}}'
LONGEST_NAME = 200


@dataclass(frozen=True)
class Variant:
    """One scenario of a sweep, under its name."""

    name: str
    scenario: Scenario

    @property
    def years(self) -> range:
        """Its financial years."""
        return range(self.scenario.start.year, self.scenario.start.year + self.scenario.years)


def made(scenario: Any, variants: Any, *, anyway: bool) -> tuple[Variant, ...]:
    """The variants by name, in the order given.

    Parameters
    ----------
    scenario : Scenario
        What changes are made to.
    variants : mapping
        Name to what is to be different, as `Scenario.with_` takes it, or to a whole scenario.
    anyway : bool
        Whether to take a variant whose opening positions do not hold.

    Raises
    ------
    ArgumentError
        If something is of the wrong kind, or there is no variant.
    ScenarioError
        With every mistake of every variant.
    OpeningError
        If an opening position does not hold.
    """
    base = of_kind(scenario, Scenario, name="The scenario of a sweep", how="one that `load` gives")
    if not isinstance(variants, Mapping) or not variants:
        found = "is empty" if isinstance(variants, Mapping) else f"is {described(variants)}"
        raise ArgumentError(
            f"The variants of a sweep should be a mapping from names to changes or scenarios, e.g. {EXAMPLE}, but "
            f"this {found}."
        )
    found_right: list[Variant] = []
    mistakes: dict[Mistake, None] = {}
    for name, given in variants.items():
        _refuse_name(name)
        try:
            found_right.append(Variant(name, _scenario(base, name, given)))
        except ScenarioError as error:
            mistakes |= {replace(m, file=f'variant "{name}": {m.file}'): None for m in error.mistakes}
    if mistakes:
        raise ScenarioError(list(mistakes))
    if not anyway:
        _refuse_wrong_openings(found_right)
    return tuple(found_right)


def digest(scenario: Scenario) -> str:
    """What a scenario is known again by: what is written in it, wherever that stands."""
    text = json.dumps(scenario.origins.written, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse_name(name: Any) -> None:
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        raise ArgumentError(
            f"The name of a variant should be a text of 1 to {LONGEST_NAME} signs, but is {described(name)}."
        )


def _scenario(base: Scenario, name: str, given: Any) -> Scenario:
    if isinstance(given, Scenario):
        return given
    if isinstance(given, Mapping):
        return base.with_(given)
    raise ArgumentError(
        f'The variant "{name}" should be a scenario, or a mapping from keys to values, e.g. '
        f'{{"schemes.care_at_home.delivery": 0.8}}, but is {described(given)}.'
    )


def _refuse_wrong_openings(variants: list[Variant]) -> None:
    refusals = [
        f'variant "{variant.name}": {refusal}'
        for variant in variants
        for refusal in opening_refusals(variant.scenario, variant.scenario.origins)
    ]
    if refusals:
        raise OpeningError(refusals)

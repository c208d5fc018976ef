"""Money that buys volume: it moves otherwise than the price, and costs a provider that is simulated."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.rules.contradiction import Contradiction, is_left_out, without_effect


def commissioned(scenario: Scenario) -> Iterator[Contradiction]:
    """The money is another series than the price; what volume costs is asked of providers that are simulated."""
    for key, contract in scenario.contracts.items():
        terms = contract.commissioned
        if terms is None:
            continue
        path: KeyPath = ("contracts", key, "commissioned")
        if terms.money == contract.price:
            yield without_effect(path, "its money is its price, and buys no other volume")
        if contract.provider not in scenario.bodies and not is_left_out(terms.cost_pct):
            yield without_effect((*path, "cost_pct"), f'"{contract.provider}" is not simulated')


EFFECTS = (commissioned,)
"""Asked of whole files: what they miss may be what is wrong."""

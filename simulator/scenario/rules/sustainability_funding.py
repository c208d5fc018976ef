"""Sustainability funding: offered for a control total, and paid by quarters."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simulator.scenario.key_paths import KeyPath
from simulator.scenario.model import Scenario
from simulator.scenario.regime_use import REWARDS
from simulator.scenario.rules.contradiction import Contradiction, without_effect
from simulator.scenario.scope import funded
from simulator.scenario.terms.bodies import Council, Provider


def quarters(scenario: Scenario) -> Iterator[Contradiction]:
    """The four quarters hold the whole of a year's sustainability funding."""
    shares = scenario.regime.quarters_pct
    if shares is not None and not math.isclose(sum(shares), 100, abs_tol=1e-9):
        hint = "; these are per cent, 0.15 is 15" if math.isclose(sum(shares), 1, abs_tol=0.01) else ""
        yield Contradiction(("regime", "quarters_pct"), f"adds up to {sum(shares):g}; it must be 100{hint}")


def offers(scenario: Scenario) -> Iterator[Contradiction]:
    """Sustainability funding is offered for a control total, and is an offer of something."""
    for key, body in scenario.bodies.items():
        if isinstance(body, Council) or body.sustainability_funding is None:
            continue
        path: KeyPath = ("bodies", key, "sustainability_funding")
        if body.control_total is None:
            yield Contradiction(path, f"needs a control total to be reached: [bodies.{key}.control_total]")
        if not (body.sustainability_funding.offer_gbp_m or body.sustainability_funding.fills_deficit_pct):
            yield Contradiction(path, "offers nothing: it needs offer_gbp_m, fills_deficit_pct or both")


def shares_of_quarters(scenario: Scenario) -> Iterator[Contradiction]:
    """Sustainability funding is paid by quarters."""
    for key, body in scenario.bodies.items():
        if isinstance(body, Council) or body.sustainability_funding is None:
            continue
        if scenario.regime.quarters_pct is None:
            yield Contradiction(
                ("bodies", key, "sustainability_funding"),
                "needs quarters_pct in [regime]: what of it each quarter holds, e.g. [15, 20, 30, 35]",
            )


def rewards(scenario: Scenario) -> Iterator[Contradiction]:
    """Incentive and bonus are paid to providers that are offered sustainability funding."""
    if any(isinstance(scenario.bodies[key], Provider) for key in funded(scenario)):
        return
    for word in REWARDS:
        if getattr(scenario.regime.providers, word):
            yield without_effect(("regime", "providers", word), "no provider has sustainability funding")


RULES = (
    quarters,
    offers,
)
EFFECTS = (
    shares_of_quarters,
    rewards,
)
"""Asked of whole files: what they miss may be what is wrong."""
